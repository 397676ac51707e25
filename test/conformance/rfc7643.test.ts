import t from 'tap';
import { serve } from '../helpers/backends.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GADGET = 'urn:example:Gadget';

const attribute = (name: string, more: object = {}) => ({ name, description: `The ${name}.`, ...more });
const gadget = {
  endpoint: '/Gadgets',
  schema: {
    id: GADGET,
    name: 'Gadget',
    description: 'A thing.',
    attributes: [
      attribute('label', { required: true }),
      attribute('serial', { mutability: 'immutable', uniqueness: 'server' }),
      attribute('pin', { mutability: 'writeOnly', returned: 'never' }),
      attribute('state', { mutability: 'readOnly' }),
      attribute('shown', { returned: 'always' }),
      attribute('asked', { returned: 'request' }),
      attribute('exact', { caseExact: true }),
      attribute('loose'),
      attribute('weight', { type: 'decimal' }),
      attribute('pieces', { type: 'integer' }),
      attribute('broken', { type: 'boolean' }),
      attribute('built', { type: 'dateTime' }),
      attribute('picture', { type: 'binary' }),
      attribute('home', { type: 'reference', referenceTypes: ['external'] }),
      attribute('size', { subAttributes: [attribute('width', { type: 'integer' })] }),
      attribute('tags', { multiValued: true }),
    ],
  },
};
const { v1, v2 } = await serve(t, 'memory', { config: { resourceTypes: { Gadget: gadget } } });
const make = (attributes: object) => v2('POST', '/Gadgets', { schemas: [GADGET], label: 'x', ...attributes });
const change = (id: string, ...operations: object[]) => v2('PATCH', `/Gadgets/${id}`, { Operations: operations });

t.test('RFC 7643 2.1 MUST: names of attributes and URNs are read in any case of letters', async (t) => {
  const { body } = await v2('POST', '/Users', {
    SCHEMAS: [USER],
    USERNAME: 'case@example.com',
    Name: { GIVENNAME: 'A' },
    [ENTERPRISE.toUpperCase()]: { Department: 'd' },
  });
  t.match(body, { userName: 'case@example.com', name: { givenName: 'A' }, [ENTERPRISE]: { department: 'd' } });
});

t.test('RFC 7643 2.2 MUST: an immutable attribute is set once', async (t) => {
  const { body } = await make({ serial: 's1' });
  t.match(await change(body.id, { op: 'replace', path: 'serial', value: 's2' }), {
    status: 400,
    body: { scimType: 'mutability' },
  });
  t.equal(
    (await change(body.id, { op: 'replace', path: 'serial', value: 's1' })).status,
    200,
    'the same value is no change',
  );
  const later = (await make({})).body;
  t.equal(
    (await change(later.id, { op: 'add', path: 'serial', value: 's3' })).status,
    200,
    'one that has none yet may get it',
  );
});

t.test('RFC 7643 2.2 MUST: what is read-only is ignored in a body, and refused as the target of a PATCH', async (t) => {
  const { body } = await make({ state: 'mine' });
  t.notOk('state' in body);
  t.match(await change(body.id, { op: 'replace', path: 'state', value: 'x' }), {
    status: 400,
    body: { scimType: 'mutability' },
  });
});

t.test('RFC 7643 2.2 MUST: what is written only is never returned, nor to be filtered by', async (t) => {
  const { body } = await make({ pin: '1234' });
  t.notOk('pin' in body);
  t.notOk('pin' in (await v2('GET', `/Gadgets/${body.id}?attributes=pin`)).body);
  t.equal((await v2('GET', '/Gadgets?filter=pin eq "1234"')).body.totalResults ?? 0, 0);
  const user = await v2('POST', '/Users', { userName: 'pw@example.com', password: 'secret-9' });
  t.notMatch(user.text, 'secret-9');
  t.notMatch((await v2('GET', `/Users/${user.body.id}?attributes=password`)).text, 'secret-9');
});

t.test(
  'RFC 7643 2.2 MUST: returned "always", "request", "default" and "never" are kept by every operation',
  async (t) => {
    const { body } = await make({ shown: 's', asked: 'a', loose: 'l' });
    const path = `/Gadgets/${body.id}`;
    t.match(body, { shown: 's', loose: 'l' });
    t.notOk('asked' in body, 'only where it is asked for');
    t.equal((await v2('GET', `${path}?attributes=asked`)).body.asked, 'a');
    t.equal((await v2('GET', `${path}?attributes=loose`)).body.shown, 's', 'always');
    t.equal((await v2('GET', `${path}?excludedAttributes=shown`)).body.shown, 's');
    const put = (await v2('PUT', path, { label: 'x', shown: 's', asked: 'a' })).body;
    t.notOk('asked' in put);
    const list = (await v2('GET', `/Gadgets?filter=id eq "${body.id}"`)).body.Resources[0];
    t.notOk('asked' in list);
    t.equal(list.shown, 's');
  },
);

t.test('RFC 7643 2.2 MUST: what is required is required of every resource', async (t) => {
  t.match(await v2('POST', '/Gadgets', { loose: 'x' }), {
    status: 400,
    body: { scimType: 'invalidValue', detail: /label/ },
  });
  const { body } = await make({});
  t.equal((await v2('PUT', `/Gadgets/${body.id}`, { loose: 'x' })).status, 400);
  t.equal((await change(body.id, { op: 'remove', path: 'label' })).status, 400);
});

t.test('RFC 7643 2.2 MUST: texts are compared with regard to case where caseExact says so', async (t) => {
  const { body } = await make({ exact: 'Abc', loose: 'Abc' });
  const total = async (filter: string) =>
    (await v2('GET', `/Gadgets?filter=${encodeURIComponent(`id eq "${body.id}" and ${filter}`)}`)).body.totalResults;
  t.equal(await total('exact eq "abc"'), 0);
  t.equal(await total('exact eq "Abc"'), 1);
  t.equal(await total('loose eq "aBC"'), 1);
});

t.test('RFC 7643 2.2 MUST: values that are unique are unique', async (t) => {
  t.equal((await make({ serial: 'only one' })).status, 201);
  t.match(await make({ serial: 'ONLY ONE' }), { status: 409, body: { scimType: 'uniqueness' } });
});

t.test('RFC 7643 2.3 MUST: values have the type of their attribute, and a fault names it', async (t) => {
  const right = {
    weight: 1.5,
    pieces: 3,
    broken: false,
    built: '2026-01-02T03:04:05Z',
    picture: 'AAEC',
    home: 'https://example.com/x',
    size: { width: 2 },
    tags: ['a', 'b'],
  };
  const { status, body } = await make(right);
  t.equal(status, 201);
  t.match(body, right);
  const wrong: { readonly [name: string]: unknown } = {
    weight: 'heavy',
    pieces: 1.5,
    broken: 'perhaps',
    built: 'yesterday',
    picture: '***',
    size: 'large',
    label: { a: 1 },
  };
  for (const [name, value] of Object.entries(wrong)) {
    const answer = await make({ [name]: value });
    t.match(answer, { status: 400, body: { scimType: 'invalidValue', detail: new RegExp(name) } }, name);
  }
});

t.test('RFC 7643 2.3.5 MUST: dates are compared as instants', async (t) => {
  const { body } = await make({ built: '2026-01-02T03:04:05+02:00' });
  const filter = encodeURIComponent(`id eq "${body.id}" and built eq "2026-01-02T01:04:05.000Z"`);
  t.equal((await v2('GET', `/Gadgets?filter=${filter}`)).body.totalResults, 1);
});

t.test('RFC 7643 2.5 MUST: null, an empty list and no value at all are the same', async (t) => {
  const { body } = await make({ loose: null, tags: [], weight: null });
  for (const name of ['loose', 'tags', 'weight']) t.notOk(name in body, name);
  const { body: again } = await v2('PUT', `/Gadgets/${body.id}`, { label: 'x', loose: null });
  t.notOk('loose' in again);
});

t.test(
  'RFC 7643 3 MUST: schemas names the schema of the resource and those extensions of which it holds something',
  async (t) => {
    t.same((await make({})).body.schemas, [GADGET]);
    const { body } = await v2('POST', '/Users', { userName: 'ext@example.com', [ENTERPRISE]: { department: 'd' } });
    t.same(body.schemas, [USER, ENTERPRISE]);
    t.same((await v2('GET', '/Groups/g1')).body.schemas, [GROUP]);
  },
);

t.test('RFC 7643 3.1 MUST: id is the server\u2019s, unique, and never changes', async (t) => {
  const { body } = await make({ id: 'mine' });
  t.not(body.id, 'mine');
  await v2('PUT', `/Gadgets/${body.id}`, { label: 'y', id: 'other' });
  t.equal((await v2('GET', `/Gadgets/${body.id}`)).body.id, body.id);
});

t.test('RFC 7643 3.1 MUST: externalId is the client\u2019s, and is compared with regard to case', async (t) => {
  await v2('POST', '/Users', { userName: 'ext2@example.com', externalId: 'Abc' });
  t.equal((await v2('GET', '/Users?filter=externalId eq "Abc"')).body.totalResults, 1);
  t.equal((await v2('GET', '/Users?filter=externalId eq "abc"')).body.totalResults, 0);
});

t.test('RFC 7643 3.1 MUST: meta says type, dates, place and version, and is the server\u2019s alone', async (t) => {
  const { body } = await make({ meta: { resourceType: 'X', version: 'x', location: 'x' } });
  t.match(body.meta, {
    resourceType: 'Gadget',
    created: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
    lastModified: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
    location: new RegExp(`/scim/v2/Gadgets/${body.id}$`),
    version: /^W\/"/,
  });
});

t.test('RFC 7643 4.1.1 MUST: userName is required, unique, and found in any case of letters', async (t) => {
  t.equal((await v2('POST', '/Users', { title: 'x' })).status, 400);
  t.equal((await v2('POST', '/Users', { userName: '' })).status, 400);
  t.equal((await v2('POST', '/Users', { userName: 'USER1@example.com' })).status, 409);
  const { body } = await v2('GET', '/Users?filter=userName eq "USER1@EXAMPLE.COM"');
  t.equal(body.Resources[0].userName, 'user1@example.com', 'and shown as it was given');
});

t.test('RFC 7643 4.1.2 MUST: groups of a user are read-only, and follow from the groups\u2019 members', async (t) => {
  t.match((await v2('GET', '/Users/1')).body.groups, [{ value: 'g1', display: 'staff', $ref: /\/Groups\/g1$/ }]);
  t.match(await v2('PATCH', '/Users/1', { Operations: [{ op: 'remove', path: 'groups' }] }), {
    status: 400,
    body: { scimType: 'mutability' },
  });
});

t.test('RFC 7643 4.2 MUST: members have a value, and a $ref to what they are', async (t) => {
  const { body } = await v2('GET', '/Groups/g1');
  t.match(body.members, [{ value: '1', $ref: /\/scim\/v2\/Users\/1$/ }]);
});

t.test('RFC 7643 4.3 MUST: the enterprise extension is kept under its URN', async (t) => {
  const { body } = await v2('POST', '/Users', {
    schemas: [USER, ENTERPRISE],
    userName: 'enterprise@example.com',
    [ENTERPRISE]: { employeeNumber: '7', costCenter: 'c', manager: { value: '1' } },
  });
  t.match(body[ENTERPRISE], { employeeNumber: '7', costCenter: 'c', manager: { value: '1', $ref: /\/Users\/1$/ } });
});

t.test('RFC 7643 6 MUST: each resource type says its endpoint, schema and extensions', async (t) => {
  t.match((await v2('GET', '/ResourceTypes/User')).body, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    name: 'User',
    endpoint: '/Users',
    schema: USER,
    schemaExtensions: [{ schema: ENTERPRISE, required: false }],
  });
  t.match((await v2('GET', '/ResourceTypes/Gadget')).body, { endpoint: '/Gadgets', schema: GADGET });
});

t.test('RFC 7643 7 MUST: a schema describes each attribute with all its characteristics', async (t) => {
  const { body } = await v2('GET', `/Schemas/${USER}`);
  t.equal(body.id, USER);
  const walk = (attributes: readonly { readonly [name: string]: unknown }[]): void => {
    for (const described of attributes) {
      const { name, type, subAttributes } = described;
      for (const key of ['name', 'type', 'multiValued', 'description', 'required', 'mutability', 'returned']) {
        t.ok(key in described, `${String(name)}: ${key}`);
      }
      if (type === 'complex') walk(subAttributes as never);
      else t.ok('caseExact' in described && 'uniqueness' in described, String(name));
    }
  };
  walk(body.attributes);
  t.match((await v2('GET', `/Schemas/${GADGET}`)).body.attributes, gadget.schema.attributes);
});

t.test(
  'SCIM 1.1 core schema 5 MUST: every resource names urn:scim:schemas:core:1.0, and no 2.0 URN is left',
  async (t) => {
    const { body, text, headers } = await v1('GET', '/Users/1');
    t.same(body.schemas, ['urn:scim:schemas:core:1.0']);
    t.notMatch(text, 'urn:ietf:params:scim');
    t.match(headers.get('content-type'), /^application\/json/);
  },
);

t.test('SCIM 1.1 core schema 7 MUST: the enterprise extension goes by its 1.0 URN', async (t) => {
  const ENTERPRISE_11 = 'urn:scim:schemas:extension:enterprise:1.0';
  const { body } = await v1('POST', '/Users', {
    schemas: ['urn:scim:schemas:core:1.0', ENTERPRISE_11],
    userName: 'old@example.com',
    [ENTERPRISE_11]: { department: 'd', manager: { managerId: '1' } },
  });
  t.match(body, {
    schemas: ['urn:scim:schemas:core:1.0', ENTERPRISE_11],
    [ENTERPRISE_11]: { department: 'd', manager: { managerId: '1' } },
  });
  t.match((await v2('GET', `/Users/${body.id}`)).body[ENTERPRISE], { department: 'd', manager: { value: '1' } });
});

t.test('SCIM 1.1 core schema 9 MUST: the service provider says what it can', async (t) => {
  const { body } = await v1('GET', '/ServiceProviderConfigs');
  t.match(body, {
    schemas: ['urn:scim:schemas:core:1.0', String],
    patch: { supported: true },
    bulk: { supported: true },
    filter: { supported: true, maxResults: Number },
    changePassword: { supported: Boolean },
    sort: { supported: true },
    etag: { supported: true },
    xmlDataFormat: { supported: false },
    authenticationSchemes: [{ type: 'httpbasic' }],
  });
});

t.test('SCIM 1.1 core schema 10 MUST: schemas say name, endpoint and attributes in the form of 1.1', async (t) => {
  const { body } = await v1('GET', '/Schemas');
  const user = body.Resources.find(({ name }: { name: string }) => name === 'User');
  t.match(user, {
    schema: 'urn:scim:schemas:core:1.0',
    endpoint: '/Users',
    attributes: [{ name: String, readOnly: Boolean, caseExact: Boolean }],
  });
});

t.test(
  'SCIM 1.1 REST API 3.2 MUST: a list has its paging numbers, a read its resource, what is not there a 404',
  async (t) => {
    t.match((await v1('GET', '/Users?startIndex=1&count=2')).body, {
      schemas: ['urn:scim:schemas:core:1.0'],
      startIndex: 1,
      itemsPerPage: 2,
      totalResults: Number,
      Resources: [{ id: '1' }, { id: '2' }],
    });
    t.match(await v1('GET', '/Users/none'), { status: 404, body: { Errors: [{ code: '404', description: String }] } });
  },
);

t.test('SCIM 1.1 REST API 3.1 MUST: a create is answered by 201, with the resource and its Location', async (t) => {
  const { status, headers, body } = await v1('POST', '/Users', {
    schemas: ['urn:scim:schemas:core:1.0'],
    userName: 'v1@example.com',
  });
  t.equal(status, 201);
  t.equal(headers.get('location'), body.meta.location);
  t.match(body.meta.location, /\/scim\/v1\/Users\//);
});

t.test('SCIM 1.1 REST API 3.3 MUST: PUT replaces, PATCH changes, DELETE removes', async (t) => {
  const { id } = (await v1('POST', '/Users', { userName: 'v1b@example.com', title: 'x', nickName: 'n' })).body;
  const put = await v1('PUT', `/Users/${id}`, { userName: 'v1b@example.com', nickName: 'm' });
  t.match(put, { status: 200, body: { nickName: 'm' } });
  t.notOk('title' in put.body);
  const patched = await v1('PATCH', `/Users/${id}`, { title: 'y', meta: { attributes: ['nickName'] } });
  t.match(patched, { status: 200, body: { title: 'y' } });
  t.notOk('nickName' in patched.body);
  t.ok((await v1('DELETE', `/Users/${id}`)).status < 300);
  t.equal((await v1('GET', `/Users/${id}`)).status, 404);
});
