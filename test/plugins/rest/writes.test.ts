import type { ServerResponse } from 'node:http';
import t from 'tap';
import { runCli, temporaryFolder, writeFiles } from '../../helpers/gateway.js';
import { type Row, send, startEmployeesApi } from './employees-api.js';
import { employeesMapping, employeesOptions, serveConnectors } from './employees-config.js';
import { openAdapter, testCall } from './support.js';

const ada = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' };
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const apis = {
  creates: await startEmployeesApi(t),
  answers: await startEmployeesApi(t),
  failures: await startEmployeesApi(t, [{ id: '1', login: 'ann', status: 'A' }]),
  hostile: await startEmployeesApi(t, [{ id: '1', login: 'ann', status: 'A' }]),
  put: await startEmployeesApi(t, [{ id: '1', login: 'ann', status: 'A', etag: 'v1', internal: { keep: true } }]),
};
const putOptions = employeesOptions(apis.put.url) as { User: object };
const createOptions = employeesOptions(apis.creates.url) as { User: { insert: object } };
const idempotent = { repeatable: true, headers: { 'Idempotency-Key': '{idempotencyKey}' } };
const { gateway, scimOf } = await serveConnectors(t, {
  creates: { options: createOptions, config: { timeout: '3s' } },
  keys: {
    options: {
      ...createOptions,
      User: { ...createOptions.User, insert: { ...createOptions.User.insert, ...idempotent } },
    },
  },
  answers: { options: employeesOptions(apis.answers.url) },
  failures: {
    options: {
      ...employeesOptions(apis.failures.url),
      retries: 0,
      exists: { cel: 'status == 409 || (status == 400 && body.code == "DUP")' },
    },
  },
  hostile: { options: employeesOptions(apis.hostile.url), config: { unknownMembers: 'accept' } },
  put: {
    options: {
      ...putOptions,
      User: {
        ...putOptions.User,
        meta: { version: 'etag' },
        password: undefined,
        update: {
          request: 'PUT /employees/{id}',
          omit: ['status'],
          headers: { 'If-Match': '{version}', 'X-Reason': 'scim {id}' },
          record: '/data',
        },
      },
    },
  },
});

/** The application does what it is asked and its own answer is not sent; what it would send with is given back. */
function unheard(response: ServerResponse, usual: () => void): Pick<ServerResponse, 'writeHead' | 'end'> {
  const { writeHead, end } = response;
  Object.assign(response, { writeHead: () => response, end: () => response });
  usual();
  return { writeHead, end };
}

t.test('a create whose answer is lost, late or no answer makes one person, and no twin', async (t) => {
  const api = apis.creates;
  const scim = scimOf('creates');
  const create = (userName: string) => scim('POST', '/Users', { ...ada, userName });
  const createTwice = async (userName: string, between: () => void) => {
    const first = await create(userName);
    between();
    return [first, await create(userName)] as const;
  };
  const posts = (login: string) =>
    api.arrived.filter(({ method, body }) => method === 'POST' && JSON.parse(body).employee.login === login).length;
  let isDeaf = false;
  let danMayCome = false;
  let finishFlo: (() => void) | undefined;
  let looksForFlo = 0;
  api.interfere = ({ method, query, body }, response, usual) => {
    const login = method === 'POST' ? JSON.parse(body).employee.login : new Map(query).get('login');
    if (method !== 'POST') {
      // It goes on with what it was asked long ago, while somebody asks again and looks for it.
      if (login === 'flo' && ++looksForFlo === 2) finishFlo?.();
      return login === 'cy' && isDeaf;
    }
    if (login === 'flo') {
      finishFlo = () => unheard(response, usual);
      looksForFlo = Number.NEGATIVE_INFINITY;
      return true;
    }
    if (login === 'dan') {
      if (!danMayCome) response.socket?.destroy();
      return !danMayCome;
    }
    const sending = unheard(response, usual);
    if (login === 'ada') response.socket?.destroy();
    if (login === 'cy') isDeaf = true;
    if (login === 'eve') send(Object.assign(response, sending), 502, { message: 'a proxy lost the answer' });
    return true;
  };
  const [lost, late, proxied, [cy, cyAgain], [dan, danAgain], [flo, floAgain]] = await Promise.all([
    create('ada'),
    create('bob'),
    create('eve'),
    createTwice('cy', () => {
      isDeaf = false;
    }),
    createTwice('dan', () => {
      danMayCome = true;
    }),
    createTwice('flo', () => {
      looksForFlo = 0;
    }),
  ]);
  t.match(lost, { status: 201, body: { userName: 'ada' } }, 'lost with the connection');
  t.match(late, { status: 201, body: { userName: 'bob' } }, 'never told');
  t.match(proxied, { status: 201, body: { userName: 'eve' } }, 'lost by a proxy');
  t.equal(cy.status, 504, 'never told, and nobody can look');
  t.match(cyAgain, { status: 409, body: { scimType: 'uniqueness' } });
  t.equal(dan.status, 503, 'never made: nobody is found, so it has failed');
  t.equal(danAgain.status, 201);
  t.equal(flo.status, 504, 'made only when the client asks again');
  t.match(floAgain, { status: 409, body: { scimType: 'uniqueness' } });
  t.equal(posts('flo'), 1, 'it was not asked a second time');
  const logins = api.rows.employees.map(({ login }) => login).sort();
  t.strictSame(logins, ['ada', 'bob', 'cy', 'dan', 'eve', 'flo'], 'each is there once');
});

t.test('who was given up is made again once the application has had its time', async (t) => {
  const api = await startEmployeesApi(t);
  const { stores } = await openAdapter(t, employeesOptions(api.url));
  const insert = () => stores.User?.insert?.({ login: 'ada' }, testCall(500));
  api.interfere = ({ method }) => method === 'POST';
  await t.rejects(async () => insert());
  api.interfere = undefined;
  const failures: unknown[] = [];
  let made: unknown;
  while (!made && failures.length < 20) {
    try {
      made = await insert();
    } catch (error) {
      failures.push(error);
    }
  }
  for (const failure of failures) {
    // Or else the machine was too slow for either.
    if ((failure as Error).name !== 'TimeoutError') t.match(failure, { name: 'Unavailable', retryAfter: 1 });
  }
  t.equal(api.rows.employees.length, 1);
});

t.test('an API that takes idempotency keys is asked again, and makes one person', async (t) => {
  const api = apis.creates;
  const scim = scimOf('keys');
  const keys: unknown[] = [];
  const made = new Map<unknown, unknown>();
  api.interfere = ({ method, headers }, response, usual) => {
    if (method !== 'POST') return false;
    const key = headers['idempotency-key'];
    keys.push(key);
    if (made.has(key)) send(response, 201, { data: made.get(key) });
    else {
      unheard(response, usual);
      made.set(key, api.rows.employees.at(-1));
      response.socket?.destroy();
    }
    return true;
  };
  const people = ['gil', 'hal'];
  for (const userName of people) {
    const { status, body, text } = await scim('POST', '/Users', { ...ada, userName });
    t.match({ status, body }, { status: 201, body: { userName } }, text);
    t.equal(api.rows.employees.filter(({ login }) => login === userName).length, 1);
  }
  t.match(keys[0], /^[\w-]{32}$/);
  t.strictSame(keys, [keys[0], keys[0], keys[2], keys[2]], 'the same for the same person');
  t.not(keys[0], keys[2]);
});

t.test('answers that do not tell the record, and creates that are not finished', async (t) => {
  const api = apis.answers;
  const scim = scimOf('answers');
  const says = (status: number, body: unknown, headers = {}) => {
    api.interfere = (arrived, response, usual) => {
      if (arrived.method !== 'POST' || arrived.path.split('/').length > 3) return false;
      send(Object.assign(response, unheard(response, usual)), status, body, headers);
      return true;
    };
  };
  says(201, { data: { id: 'n1' } });
  t.match((await scim('POST', '/Users', { ...ada, title: 'Countess' })).body, {
    id: 'n1',
    title: 'Countess',
    active: true,
  });
  says(201, undefined, { location: '/api/employees/n2' });
  t.match((await scim('POST', '/Users', { ...ada, userName: 'bob' })).body, { id: 'n2', userName: 'bob' });
  says(202, undefined);
  t.match((await scim('POST', '/Users', { ...ada, userName: 'cy' })).body, { id: 'n3', userName: 'cy' });
  api.interfere = (arrived, response) => {
    if (!arrived.path.endsWith('/password')) return false;
    send(response, 400, { message: 'too short' });
    return true;
  };
  const refused = await scim('POST', '/Users', { ...ada, userName: 'dan', password: 'x' });
  t.match(refused, { status: 400, body: { scimType: 'invalidValue', detail: 'too short' } });
  t.equal(api.rows.employees.length, 3, 'who could not be finished is not left behind');
});

t.test('failures keep their meaning, and bodies stay inside', async (t) => {
  const api = apis.failures;
  const scim = scimOf('failures');
  const secret = 'internal.js:12 SELECT *';
  const get = async (status: number, body: unknown = { trace: secret }, headers = {}) => {
    api.interfere = (arrived, response) => {
      if (!arrived.path.startsWith('/api/employees/')) return false;
      send(response, status, body, headers);
      return true;
    };
    return scim('GET', '/Users/1');
  };
  const table: readonly [status: number, expected: number, body?: unknown, headers?: object][] = [
    [404, 404],
    [410, 404],
    [400, 400],
    [422, 400],
    [401, 502],
    [403, 502],
    [405, 501],
    [415, 502],
    [500, 502],
    [200, 502, { data: { name: 'no id' } }],
    [200, 502, { other: 1 }],
    [200, 404, { data: null }],
    [200, 404, { data: { id: '2', login: 'somebody else' } }],
  ];
  for (const [status, expected, body, headers] of table) {
    const answer = await get(status, body, headers);
    t.equal(answer.status, expected, `${status} ${JSON.stringify(body)}: ${answer.text}`);
    t.notMatch(answer.text, /internal\.js|SELECT/);
  }
  t.match((await get(422, { message: 'mail\u0000 is\r\n no <address>' })).body, {
    scimType: 'invalidValue',
    detail: 'mail is no <address>',
  });
  api.interfere = (arrived, response) => {
    if (arrived.method === 'GET') return false;
    send(response, 400, { code: 'DUP', message: 'login is taken' });
    return true;
  };
  t.match(await scim('POST', '/Users', ada), {
    status: 409,
    body: { scimType: 'uniqueness', detail: 'login is taken' },
  });
  for (const [type, deep] of [
    [
      'application/json',
      `{"data":{"id":"1","login":"ann","profile":${'{"first":'.repeat(200_000)}1${'}'.repeat(200_000)}}}`,
    ],
    ['application/xml', `<data>${'<data>'.repeat(200_000)}${'</data>'.repeat(200_000)}</data>`],
  ] as const) {
    api.interfere = (_arrived, response) => {
      response.writeHead(200, { 'content-type': type });
      response.end(deep);
      return true;
    };
    t.equal((await scim('GET', '/Users/1')).status, 502, `${type} that is nested without end`);
    t.equal(
      (
        await scim('PATCH', '/Users/1', {
          schemas: [patchOp],
          Operations: [{ op: 'replace', path: 'title', value: 'x' }],
        })
      ).status,
      502,
    );
  }
  const before = api.arrived.length;
  api.interfere = (_arrived, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<html>please log in</html>');
    return true;
  };
  const page = await scim('GET', '/Users');
  t.equal(page.status, 502, 'a page for people is no list');
  t.notMatch(page.text, /log in/);
  t.ok(api.arrived.length > before);
  // The log has the story.
  await gateway.printed(/GET .*\/employees\/\{id\} was answered with 415/);
  t.notMatch(gateway.output(), /SELECT/);
});

const hostile = [
  '../../admin',
  '..',
  '%2e%2e%2fadmin',
  'x?login=ann',
  'x&take=1#y',
  '//evil/',
  "x' or '1'='1",
  'x" or "1"="1',
  '{record}',
  'x\r\nX-Evil: 1',
  'ü漢😀',
  '%00',
  '\u0000',
  'x;y',
  '\\',
];

t.test('hostile ids, names and members change nothing but the place that is theirs', async (t) => {
  const api = apis.hostile;
  api.rows.teams.push({ id: 't1', name: 'team', members: [] });
  const scim = scimOf('hostile');
  const allowed: { readonly [shape: string]: RegExp } = {
    GET: /^\/api\/(employees|teams)(\/[^/?#]+)?(\?((login|member)=[^&]*&)?skip=\d+&take=\d+)?$/,
    POST: /^\/api\/(employees|teams)(\/[^/?#]+\/(enable|disable|password))?$/,
    PATCH: /^\/api\/(employees|teams)\/[^/?#]+$/,
    PUT: /^\/api\/teams\/[^/?#]+\/members\/[^/?#]+$/,
    DELETE: /^\/api\/(employees|teams)\/[^/?#]+(\/members\/[^/?#]+)?$/,
  };
  const raw = async (method: string, path: string, body?: unknown): Promise<number> => {
    const answer = await scim(method, path, body);
    t.ok(answer.status < 500, `${method} ${path}: ${answer.text}`);
    return answer.status;
  };
  for (const value of hostile) {
    api.arrived.length = 0;
    const id = encodeURIComponent(value).replaceAll('.', '%2E');
    const operations = [{ op: 'replace', path: 'title', value: 'x' }];
    await raw('GET', `/Users/${id}`);
    await raw('PATCH', `/Users/${id}`, { schemas: [patchOp], Operations: operations });
    await raw('DELETE', `/Users/${id}`);
    await raw('GET', `/Users?filter=${encodeURIComponent(`userName eq ${JSON.stringify(value)}`)}`);
    const made = await scim('POST', '/Users', {
      ...ada,
      userName: value,
      title: value,
      password: value,
      active: false,
    });
    t.equal(made.status, 201, `${JSON.stringify(value)}: ${made.text}`);
    t.equal(made.body.userName, value);
    const row = api.rows.employees.at(-1) as Row;
    t.match(row, { login: value, title: value, password: value, status: 'D' });
    t.strictSame(Object.keys(row).sort(), ['id', 'login', 'password', 'status', 'title']);
    const group = await scim('POST', '/Groups', { displayName: value });
    t.equal(group.body.displayName, value);
    const status = await raw('PATCH', '/Groups/t1', {
      schemas: [patchOp],
      Operations: [{ op: 'add', path: 'members', value: [{ value }] }],
    });
    const members = api.rows.teams[0]?.members ?? [];
    t.ok(status === 400 ? members.length === 0 : members[0] === value, `member ${JSON.stringify(value)}`);
    members.length = 0;
    for (const { method, target, rawHeaders, headers, path } of api.arrived) {
      t.match(target, allowed[method] ?? /^$/, `${method} ${target}`);
      const segments = path.split('/').map(decodeURIComponent);
      t.notOk(
        segments.some((segment) => segment === '.' || segment === '..'),
        path,
      );
      t.notOk(headers['x-evil'] ?? headers['set-cookie']);
      t.equal(rawHeaders.filter((name) => /^host$/i.test(name)).length, 1);
    }
  }
  t.equal(api.rows.employees.find(({ id }) => id === '1')?.login, 'ann');
});

t.test('PUT-only APIs get the whole record; a request of its own asks for the version', async (t) => {
  const api = apis.put;
  const scim = scimOf('put');
  const before = await scim('GET', '/Users/1');
  api.arrived.length = 0;
  const changed = await scim(
    'PATCH',
    '/Users/1',
    { schemas: [patchOp], Operations: [{ op: 'add', path: 'title', value: 'Dr' }] },
    { 'if-match': before.body.meta.version },
  );
  t.match(changed.body, { title: 'Dr', userName: 'ann' }, changed.text);
  const put = api.arrived.find(({ method }) => method === 'PUT');
  t.strictSame(JSON.parse(put?.body ?? ''), {
    id: '1',
    login: 'ann',
    etag: 'v1',
    internal: { keep: true },
    title: 'Dr',
  });
  t.equal(put?.headers['if-match'], 'v1');
  t.equal(put?.headers['x-reason'], 'scim 1');
});

t.test('check shows how each operation is asked, and what is slow', async (t) => {
  const api = await startEmployeesApi(t);
  const options = employeesOptions(api.url) as { User: { find: object } };
  const folder = temporaryFolder(t);
  const User = { ...options.User, find: { ...options.User.find, filters: {} } };
  await writeFiles(folder, {
    'connector.config.json': {
      auth: { type: 'none' },
      plugin: { use: 'rest', options: { ...options, User } },
      mapping: employeesMapping,
    },
  });
  const { code, stdout } = await runCli(folder, ['check']);
  t.equal(code, 0, stdout);
  t.match(stdout, `User.find: GET ${api.url}/api/employees?skip={offset}&take={limit}`);
  t.match(stdout, 'Group.find members eq: member={value}');
  t.match(stdout, `User.insert: POST ${api.url}/api/employees {"employee":"{record}"}`);
  t.match(stdout, `User.password: POST ${api.url}/api/employees/{id}/password {"new":"{password}"}`);
  t.match(stdout, `Group.addMember: PUT ${api.url}/api/teams/{id}/members/{member}`);
  t.match(stdout, /User: A look-up by "login" reads the whole list/);
});
