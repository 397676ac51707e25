import t from 'tap';
import { runCli } from '../../helpers/gateway.js';
import { type Row, send, startEmployeesApi } from './employees-api.js';
import { employeesOptions, serveRest } from './employees-config.js';

const ada = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' };
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

t.test('a create whose answer is lost, late or no answer makes one person, and no twin', async (t) => {
  const api = await startEmployeesApi(t);
  const { scim } = await serveRest(t, employeesOptions(api.url), { config: { timeout: '3s' } });
  const logins = () => api.rows.employees.map(({ login }) => login);

  api.interfere = (arrived, response, usual) => {
    if (arrived.method !== 'POST') return false;
    // The application does it; what it says is lost with the connection.
    Object.assign(response, { writeHead: () => response, end: () => response });
    usual();
    response.socket?.destroy();
    return true;
  };
  const lost = await scim('POST', '/Users', ada);
  t.equal(lost.status, 201, lost.text);
  t.match(lost.body, { id: 'n1', userName: 'ada' });

  api.interfere = (arrived, response, usual) => {
    if (arrived.method !== 'POST') return false;
    Object.assign(response, { writeHead: () => response, end: () => response });
    usual();
    return true;
  };
  const late = await scim('POST', '/Users', { ...ada, userName: 'bob' });
  t.equal(late.status, 201, late.text);
  t.match(late.body, { id: 'n2', userName: 'bob' });

  api.interfere = (arrived, response, usual) => {
    if (arrived.method !== 'POST') return false;
    const { writeHead, end } = response;
    Object.assign(response, { writeHead: () => response, end: () => response });
    usual();
    Object.assign(response, { writeHead, end });
    send(response, 502, { message: 'a proxy lost the answer' });
    return true;
  };
  t.match(await scim('POST', '/Users', { ...ada, userName: 'eve' }), { status: 201, body: { id: 'n3' } });
  api.rows.employees.pop();

  let deaf = false;
  api.interfere = (arrived, response, usual) => {
    if (arrived.method === 'POST') {
      Object.assign(response, { writeHead: () => response, end: () => response });
      usual();
      deaf = true;
      return true;
    }
    return deaf;
  };
  const timeout = await scim('POST', '/Users', { ...ada, userName: 'cy' });
  t.equal(timeout.status, 504, timeout.text);
  api.interfere = undefined;
  const again = await scim('POST', '/Users', { ...ada, userName: 'cy' });
  t.match(again, { status: 409, body: { scimType: 'uniqueness' } }, again.text);
  t.strictSame(logins(), ['ada', 'bob', 'cy'], 'each is there once');

  api.interfere = (arrived, response) => {
    if (arrived.method === 'POST') response.socket?.destroy();
    return arrived.method === 'POST';
  };
  const never = await scim('POST', '/Users', { ...ada, userName: 'dan' });
  t.equal(never.status, 503, 'nobody is found, so it has failed');
  api.interfere = undefined;
  t.equal((await scim('POST', '/Users', { ...ada, userName: 'dan' })).status, 201);
  t.strictSame(logins(), ['ada', 'bob', 'cy', 'dan']);
});

t.test('answers that do not tell the record, and creates that are not finished', async (t) => {
  const api = await startEmployeesApi(t);
  const options = employeesOptions(api.url) as { User: { insert: object } };
  const { scim } = await serveRest(t, options);
  const says = (status: number, body: unknown, headers = {}) => {
    api.interfere = (arrived, response, usual) => {
      if (arrived.method !== 'POST' || arrived.path.split('/').length > 3) return false;
      const { writeHead, end } = response;
      Object.assign(response, { writeHead: () => response, end: () => response });
      usual();
      Object.assign(response, { writeHead, end });
      send(response, status, body, headers);
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
  const api = await startEmployeesApi(t, [{ id: '1', login: 'ann', status: 'A' }]);
  const { scim, gateway } = await serveRest(t, {
    ...employeesOptions(api.url),
    retries: 0,
    exists: { cel: 'status == 409 || (status == 400 && body.code == "DUP")' },
  });
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
  t.match(gateway.output(), /GET .*\/employees\/\{id\} was answered with 415/, 'the log has the story');
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
  const api = await startEmployeesApi(t, [{ id: '1', login: 'ann', status: 'A' }]);
  api.rows.teams.push({ id: 't1', name: 'team', members: [] });
  const { scim } = await serveRest(t, employeesOptions(api.url), { config: { unknownMembers: 'accept' } });
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
  const api = await startEmployeesApi(t, [
    { id: '1', login: 'ann', status: 'A', etag: 'v1', internal: { keep: true } },
  ]);
  const options = employeesOptions(api.url) as { User: { find: object } };
  const { scim } = await serveRest(t, {
    ...options,
    User: {
      ...options.User,
      meta: { version: 'etag' },
      password: undefined,
      update: {
        request: 'PUT /employees/{id}',
        omit: ['status'],
        headers: { 'If-Match': '{version}', 'X-Reason': 'scim {id}' },
        record: '/data',
      },
    },
  });
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
  const { folder } = await serveRest(t, {
    ...options,
    User: { ...options.User, find: { ...options.User.find, filters: {} } },
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
