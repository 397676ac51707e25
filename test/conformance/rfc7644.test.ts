import t from 'tap';
import { serve } from '../helpers/backends.js';
import { type ScimAnswer, scimClient } from '../helpers/scim-client.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const { v2, gateway } = await serve(t, 'memory', { users: 9 });
let made = 0;
const create = async (attributes: object = {}): Promise<ScimAnswer> => {
  made += 1;
  return v2('POST', '/Users', { schemas: [USER], userName: `made${made}@example.com`, ...attributes });
};
const patch = (id: string, ...operations: object[]) =>
  v2('PATCH', `/Users/${id}`, { schemas: [PATCH], Operations: operations });
const list = (query: string) => v2('GET', `/Users?${query}`);
const filtered = (filter: string) => list(`filter=${encodeURIComponent(filter)}`);

t.test('RFC 7644 2 MUST: a request without a right credential is answered by 401 with WWW-Authenticate', async (t) => {
  const { status, headers, body } = await scimClient(`${gateway.url}/scim/v2`)('GET', '/Users');
  t.equal(status, 401);
  t.match(headers.get('www-authenticate'), /^Basic/);
  t.match(body, { schemas: [ERROR], status: '401' });
});

t.test('RFC 7644 3.1 MUST: bodies are JSON in UTF-8, answered as application/scim+json', async (t) => {
  const { headers, body } = await create({ displayName: 'Žoë 李' });
  t.match(headers.get('content-type'), /^application\/scim\+json/);
  t.equal(body.displayName, 'Žoë 李');
});

t.test(
  'RFC 7644 3.8 MUST: application/scim+json and application/json are taken, with a charset too; others are a 415',
  async (t) => {
    for (const type of ['application/scim+json', 'application/json', 'application/scim+json; charset=utf-8']) {
      made += 1;
      const answer = await v2('POST', '/Users', { userName: `m${made}` }, { 'content-type': type });
      t.equal(answer.status, 201, type);
    }
    const refused = await v2('POST', '/Users', 'userName=x', { 'content-type': 'application/x-www-form-urlencoded' });
    t.match(refused, { status: 415, body: { schemas: [ERROR], status: '415' } });
  },
);

t.test(
  'RFC 7644 3.8 SHOULD: a client that accepts application/json or anything is answered all the same',
  async (t) => {
    for (const accept of ['application/json', '*/*', 'text/html']) {
      t.equal((await v2('GET', '/Users/1', undefined, { accept })).status, 200, accept);
    }
  },
);

t.test('RFC 7644 3.3 MUST: a create is answered by 201, with the whole resource and its Location', async (t) => {
  const { status, headers, body } = await create({ title: 'x' });
  t.equal(status, 201);
  t.match(body, { schemas: [USER], title: 'x', id: String, meta: { resourceType: 'User' } });
  t.equal(headers.get('location'), body.meta.location);
  t.equal(headers.get('location'), `${gateway.url}/scim/v2/Users/${body.id}`);
});

t.test('RFC 7644 3.3 MUST: what only the server says is ignored in a create', async (t) => {
  const { body } = await create({ id: 'mine', meta: { created: '1999-01-01T00:00:00Z' }, groups: [{ value: 'g1' }] });
  t.not(body.id, 'mine');
  t.not(body.meta.created, '1999-01-01T00:00:00Z');
  t.notOk('groups' in body);
});

t.test('RFC 7644 3.3 MUST: a create of what is there already is a 409 uniqueness', async (t) => {
  const answer = await v2('POST', '/Users', { userName: 'user1@example.com' });
  t.match(answer, { status: 409, body: { schemas: [ERROR], status: '409', scimType: 'uniqueness' } });
});

t.test('RFC 7644 3.4.1 MUST: a resource is read by its id, and one that is not there is a 404', async (t) => {
  t.match(await v2('GET', '/Users/1'), { status: 200, body: { id: '1', schemas: [USER] } });
  t.match(await v2('GET', '/Users/none'), { status: 404, body: { schemas: [ERROR], status: '404' } });
});

t.test('RFC 7644 3.4.2 MUST: a list is a ListResponse with totalResults, and an empty one is a 200', async (t) => {
  const { status, body } = await filtered('userName eq "nobody"');
  t.equal(status, 200);
  t.same(body, { schemas: [LIST], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] });
});

t.test('RFC 7644 3.4.2.2 MUST: each operator selects as it is defined', async (t) => {
  const { body } = await create({ displayName: 'Ada Lovelace', title: 'b' });
  const selects = async (expression: string): Promise<boolean> =>
    (await filtered(`id eq "${body.id}" and ${expression}`)).body.totalResults === 1;
  for (const yes of [
    'displayName eq "ada lovelace"',
    'displayName ne "ada"',
    'displayName co "LOVE"',
    'displayName sw "Ada"',
    'displayName ew "lace"',
    'title gt "a"',
    'title ge "b"',
    'title lt "c"',
    'title le "b"',
    'title pr',
    'meta.created gt "2020-01-01T00:00:00Z"',
    'not (title eq "x")',
    '(title eq "x" or title eq "b")',
    'DISPLAYNAME Eq "Ada Lovelace"',
  ]) {
    t.ok(await selects(yes), yes);
  }
  for (const no of ['title gt "b"', 'title lt "b"', 'nickName pr', 'nickName eq "x"', 'displayName eq "Ada"']) {
    t.notOk(await selects(no), no);
  }
});

t.test('RFC 7644 3.4.2.2 MUST: "and" binds more than "or", "not" more than both, and brackets most', async (t) => {
  const total = async (filter: string) => (await filtered(filter)).body.totalResults;
  const one = 'userName eq "user1@example.com"';
  const two = 'userName eq "user2@example.com"';
  t.equal(await total(`${one} or ${two} and title eq "none"`), 1);
  t.equal(await total(`(${one} or ${two}) and title eq "none"`), 0);
  t.equal(await total(`${one} and not (${two})`), 1);
});

t.test('RFC 7644 3.4.2.2 MUST: a value path selects by one element of a list', async (t) => {
  const { body } = await create({
    emails: [
      { type: 'work', value: 'w@a.example' },
      { type: 'home', value: 'h@b.example' },
    ],
  });
  const total = async (filter: string) => (await filtered(`id eq "${body.id}" and ${filter}`)).body.totalResults;
  t.equal(await total('emails[type eq "work" and value co "@a."]'), 1);
  t.equal(await total('emails[type eq "work" and value co "@b."]'), 0);
  t.equal(await total('emails.type eq "work" and emails.value co "@b."'), 1, 'without brackets any element will do');
});

t.test('RFC 7644 3.4.2.2 MUST: a filter that cannot be read or answered is a 400 invalidFilter', async (t) => {
  for (const filter of [
    'userName',
    'userName xx "a"',
    'userName eq',
    'active gt true',
    '(userName pr',
    'userName eq "a',
  ]) {
    t.match(await filtered(filter), { status: 400, body: { scimType: 'invalidFilter' } }, filter);
  }
});

t.test(
  'RFC 7644 3.4.2.3 SHOULD: a list is sorted as its attribute is, missing values last, descending ones first',
  async (t) => {
    const ids: string[] = [];
    for (const nickName of ['b', 'A', 'c', undefined]) {
      ids.push((await create({ title: 'sorted', ...(nickName !== undefined && { nickName }) })).body.id);
    }
    const [b, a, c, none] = ids;
    const order = async (query: string) =>
      (await list(`filter=${encodeURIComponent('title eq "sorted"')}&${query}`)).body.Resources.map(
        ({ id }: { id: string }) => id,
      );
    t.same(await order('sortBy=nickName'), [a, b, c, none]);
    t.same(await order('sortBy=nickName&sortOrder=descending'), [none, c, b, a]);
  },
);

t.test('RFC 7644 3.4.2.3 SHOULD: a list attribute sorts by its primary element', async (t) => {
  const make = (one: string, two: string) =>
    create({
      title: 'primary',
      emails: [{ value: one }, { value: two, primary: true }],
    });
  const first = (await make('z@example.com', 'a@example.com')).body.id;
  const second = (await make('a@example.com', 'z@example.com')).body.id;
  const { body } = await list(`filter=${encodeURIComponent('title eq "primary"')}&sortBy=emails.value`);
  t.same(
    body.Resources.map(({ id }: { id: string }) => id),
    [first, second],
  );
});

t.test('RFC 7644 3.4.2.4 MUST: startIndex below 1 means 1, and a negative count means 0', async (t) => {
  t.equal((await list('startIndex=-5&count=1')).body.startIndex, 1);
  t.equal((await list('startIndex=0&count=1')).body.Resources[0].id, '1');
  const none = (await list('count=-2')).body;
  t.same([none.itemsPerPage, none.Resources.length], [0, 0]);
  t.ok(none.totalResults > 0);
});

t.test(
  'RFC 7644 3.4.2.4 MUST: a page has no more than count, and says where it starts and how many it has',
  async (t) => {
    const { body } = await list('startIndex=3&count=2');
    t.match(body, { startIndex: 3, itemsPerPage: 2, Resources: [{ id: '3' }, { id: '4' }] });
  },
);

t.test('RFC 7644 3.9 MUST: attributes and excludedAttributes choose what is shown, by every operation', async (t) => {
  const sent = {
    title: 'x',
    name: { givenName: 'A', familyName: 'B' },
    [ENTERPRISE]: { department: 'd', division: 'e' },
  };
  const { body } = await v2('POST', '/Users?attributes=name.givenName', { userName: 'choose@example.com', ...sent });
  t.same(Object.keys(body).sort(), ['id', 'name', 'schemas']);
  t.same(body.name, { givenName: 'A' });
  const path = `/Users/${body.id}`;
  const shown = async (query: string) => (await v2('GET', `${path}?${query}`)).body;
  t.same((await shown(`attributes=${ENTERPRISE}:department`))[ENTERPRISE], { department: 'd' });
  t.same((await shown(`attributes=${USER}:title`)).title, 'x');
  t.same((await shown(`attributes=TITLE`)).title, 'x');
  t.same((await shown(`excludedAttributes=${ENTERPRISE}:department,name`))[ENTERPRISE], { division: 'e' });
  const put = await v2('PUT', `${path}?excludedAttributes=title`, { userName: 'choose@example.com', title: 'y' });
  t.notOk('title' in put.body);
  const patched = await v2('PATCH', `${path}?attributes=title`, {
    Operations: [{ op: 'add', path: 'title', value: 'z' }],
  });
  t.same(patched.body.title, 'z');
  t.notOk('userName' in patched.body);
});

t.test('RFC 7644 3.9 MUST: what is always returned is not to be excluded', async (t) => {
  const { body } = await v2('GET', '/Users/1?excludedAttributes=id,schemas,userName');
  t.equal(body.id, '1');
  t.same(body.schemas, [USER]);
  t.notOk('userName' in body);
});

t.test('RFC 7644 3.5.1 MUST: a PUT replaces what a client may write, and clears what it leaves out', async (t) => {
  const { body } = await create({ title: 'x', nickName: 'y' });
  const put = await v2('PUT', `/Users/${body.id}`, { userName: body.userName, nickName: 'z' });
  t.equal(put.status, 200);
  t.equal(put.body.nickName, 'z');
  t.notOk('title' in put.body);
  t.equal(put.body.meta.created, body.meta.created);
});

t.test('RFC 7644 3.5.1 MUST: a PUT makes no resource', async (t) => {
  t.equal((await v2('PUT', '/Users/none', { userName: 'none' })).status, 404);
});

t.test('RFC 7644 3.5.2 MUST: all operations of a PATCH are made, or none', async (t) => {
  const { body } = await create({ title: 'before' });
  const wrong = { op: 'replace', path: 'active', value: 'perhaps' };
  const answer = await patch(body.id, { op: 'replace', path: 'title', value: 'after' }, wrong);
  t.equal(answer.status, 400);
  t.equal((await v2('GET', `/Users/${body.id}`)).body.title, 'before');
});

t.test('RFC 7644 3.5.2 MUST: a PATCH is answered by 200 with the resource, or 204 without', async (t) => {
  t.match(await patch('1', { op: 'add', path: 'title', value: 't' }), { status: 200, body: { id: '1', title: 't' } });
  const group = await v2('PATCH', '/Groups/g1', {
    Operations: [{ op: 'add', path: 'members', value: [{ value: '3' }] }],
  });
  t.match(group, { status: 204, text: '' });
  const asked = await v2('PATCH', '/Groups/g1?attributes=members', {
    Operations: [{ op: 'remove', path: 'members[value eq "3"]' }],
  });
  t.equal(asked.status, 200, 'with attributes there must be a body');
});

t.test(
  'RFC 7644 3.5.2.1 MUST: add sets, merges into a complex value, and appends to a list without doubling',
  async (t) => {
    const { body } = await create({ name: { givenName: 'A' }, emails: [{ value: 'a@example.com', type: 'work' }] });
    const { body: after } = await patch(
      body.id,
      { op: 'add', value: { title: 'x', name: { familyName: 'B' } } },
      { op: 'add', path: 'emails', value: [{ value: 'a@example.com', type: 'work' }, { value: 'b@example.com' }] },
    );
    t.equal(after.title, 'x');
    t.same(after.name, { givenName: 'A', familyName: 'B' });
    t.same(
      after.emails.map(({ value }: { value: string }) => value),
      ['a@example.com', 'b@example.com'],
    );
  },
);

t.test('RFC 7644 3.5.2 MUST: a new primary element takes primary from the other', async (t) => {
  const { body } = await create({ emails: [{ value: 'a@example.com', primary: true }] });
  const { body: after } = await patch(body.id, {
    op: 'add',
    path: 'emails',
    value: [{ value: 'b@example.com', primary: true }],
  });
  t.same(
    after.emails.filter(({ primary }: { primary?: boolean }) => primary).map(({ value }: { value: string }) => value),
    ['b@example.com'],
  );
});

t.test('RFC 7644 3.5.2.2 MUST: remove takes away the attribute, or the elements that a filter selects', async (t) => {
  const emails = [
    { value: 'a@example.com', type: 'work' },
    { value: 'b@example.com', type: 'home' },
  ];
  const { body } = await create({ title: 'x', emails });
  const { body: after } = await patch(
    body.id,
    { op: 'remove', path: 'title' },
    { op: 'remove', path: 'emails[type eq "home"]' },
  );
  t.notOk('title' in after);
  t.same(after.emails, [emails[0]]);
  const { body: last } = await patch(body.id, { op: 'remove', path: 'emails[type eq "work"]' });
  t.notOk('emails' in last, 'a list without elements is no attribute');
});

t.test('RFC 7644 3.5.2.2 MUST: a remove without a path is a 400 noTarget', async (t) => {
  t.match(await patch('1', { op: 'remove' }), { status: 400, body: { scimType: 'noTarget' } });
});

t.test('RFC 7644 3.5.2.2 MUST: what is required or read-only is not removed', async (t) => {
  t.match(await patch('1', { op: 'remove', path: 'userName' }), { status: 400 });
  t.match(await patch('1', { op: 'remove', path: 'id' }), { status: 400, body: { scimType: 'mutability' } });
});

t.test(
  'RFC 7644 3.5.2.3 MUST: replace takes the place of the value, the element, or the part of an element',
  async (t) => {
    const { body } = await create({ emails: [{ value: 'a@example.com', type: 'work' }], name: { givenName: 'A' } });
    const { body: after } = await patch(
      body.id,
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'c@example.com' },
      { op: 'replace', path: 'name', value: { familyName: 'B' } },
      { op: 'replace', path: 'title', value: 'made where there was none' },
    );
    t.same(after.emails, [{ value: 'c@example.com', type: 'work' }]);
    t.equal(after.name.familyName, 'B');
    t.equal(after.title, 'made where there was none');
  },
);

t.test('RFC 7644 3.5.2 MUST: a path that cannot be read is a 400 invalidPath', async (t) => {
  for (const path of ['emails[', 'name..x', 'emails[type eq "work"', '[x]']) {
    t.match(
      await patch('1', { op: 'replace', path, value: 'x' }),
      { status: 400, body: { scimType: 'invalidPath' } },
      path,
    );
  }
});

t.test(
  'RFC 7644 3.6 MUST: a DELETE is answered by 204, and then there is nothing to read, find or change',
  async (t) => {
    const { body } = await create();
    t.match(await v2('DELETE', `/Users/${body.id}`), { status: 204, text: '' });
    for (const [method, data] of [
      ['GET'],
      ['DELETE'],
      ['PUT', { userName: 'x' }],
      ['PATCH', { Operations: [{ op: 'add', path: 'title', value: 'x' }] }],
    ] as const) {
      t.equal((await v2(method, `/Users/${body.id}`, data)).status, 404, method);
    }
    t.equal((await filtered(`userName eq "${body.userName}"`)).body.totalResults, 0);
    t.equal((await v2('POST', '/Users', { userName: body.userName })).status, 201, 'its name is free');
  },
);

t.test('RFC 7644 3.12 MUST: every error has the schema of errors, its status as a text, and a sentence', async (t) => {
  const errors = [
    await v2('GET', '/Nothing'),
    await v2('GET', '/Users/none'),
    await v2('POST', '/Users', '{'),
    await v2('POST', '/Users', {}),
    await v2('PUT', '/Users', {}),
    await filtered('x'),
  ];
  for (const { status, body, headers } of errors) {
    t.ok(status >= 400);
    t.match(body, { schemas: [ERROR], status: String(status), detail: /\w+ .*\./ });
    t.match(headers.get('content-type'), /scim\+json/);
  }
});

t.test('RFC 7644 3.12 SHOULD: a 400 says by its scimType what is wrong', async (t) => {
  const types = [
    [await v2('POST', '/Users', '{'), 'invalidSyntax'],
    [await v2('POST', '/Users', { title: 'no userName' }), 'invalidValue'],
    [await v2('POST', '/Users', { userName: 'x', active: 'perhaps' }), 'invalidValue'],
    [await filtered('x'), 'invalidFilter'],
    [await patch('1', { op: 'replace', path: 'a b', value: 1 }), 'invalidPath'],
    [await patch('1', { op: 'explode' }), 'invalidSyntax'],
  ] as const;
  for (const [{ status, body }, scimType] of types) t.match({ status, body }, { status: 400, body: { scimType } });
});

t.test('RFC 9110 15.5.6 MUST: a method that is not offered is a 405 that says in Allow which are', async (t) => {
  for (const [method, path, allow] of [
    ['PUT', '/Users', 'GET, POST, HEAD, OPTIONS'],
    ['POST', '/Users/1', 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS'],
    ['DELETE', '/Schemas', 'GET, HEAD, OPTIONS'],
    ['GET', '/Bulk', 'POST, OPTIONS'],
  ] as const) {
    const { status, headers, body } = await v2(method, path, method === 'DELETE' || method === 'GET' ? undefined : {});
    t.equal(status, 405);
    t.equal(headers.get('allow'), allow);
    t.match(body, { schemas: [ERROR], status: '405' });
  }
});

t.test(
  'RFC 7644 4 MUST: the three discovery endpoints answer GET, and Schemas and ResourceTypes one by one too',
  async (t) => {
    const { body: config } = await v2('GET', '/ServiceProviderConfig');
    t.match(config, {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig', String],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: Number, maxPayloadSize: Number },
      filter: { supported: true, maxResults: Number },
      changePassword: { supported: Boolean },
      sort: { supported: true },
      etag: { supported: true },
      authenticationSchemes: [{ type: 'httpbasic', name: String, description: String }],
    });
    for (const [path, name] of [
      ['/Schemas', USER],
      ['/ResourceTypes', 'User'],
    ] as const) {
      const { body } = await v2('GET', path);
      t.match(body, { schemas: [LIST], Resources: [{ id: String }] });
      t.ok(body.Resources.some(({ id }: { id: string }) => id === name));
      t.match((await v2('GET', `${path}/${name}`)).body, {
        id: name,
        meta: { location: `${gateway.url}/scim/v2${path}/${name}` },
      });
      t.equal((await v2('GET', `${path}/none`)).status, 404);
    }
  },
);

t.test('RFC 7644 4 SHOULD: a filter on a discovery endpoint is a 403', async (t) => {
  for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfig']) {
    t.match(
      await v2('GET', `${path}?filter=id%20pr`),
      { status: 403, body: { schemas: [ERROR], status: '403' } },
      path,
    );
  }
});

t.test('RFC 7644 4 SHOULD: sorting, paging and attributes on a discovery endpoint are passed over', async (t) => {
  const { body } = await v2('GET', '/Schemas?startIndex=2&count=1&sortBy=id&attributes=id');
  t.equal(body.Resources.length, body.totalResults);
});

t.test('RFC 9110 9.3.2 MUST: HEAD answers as GET does, without a body', async (t) => {
  for (const path of ['/Users', '/Users/1', '/Schemas', '/Users/none']) {
    const head = await v2('HEAD', path);
    const get = await v2('GET', path);
    t.equal(head.status, get.status);
    t.equal(head.text, '');
    t.equal(head.headers.get('content-length'), get.headers.get('content-length'));
  }
});
