import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { ConfigError, explain, loadConfig } from '#src/config/index.js';
import { createLogger } from '#src/observe/index.js';
import { openGateway } from '#src/start.js';
import { root, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { type ScimClient, scimClient } from '../helpers/scim-client.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const ENTITLEMENT = 'urn:okta:scim:schemas:core:1.0:Entitlement';
const LICENSE = 'urn:example:scim:schemas:core:1.0:License';
const SEATING = 'urn:example:scim:schemas:extension:seating:1.0:License';
const BADGE = 'urn:example:scim:schemas:extension:badge:1.0:User';
const OWNED = 'urn:example:scim:schemas:extension:owned:1.0:Entitlement';
const CUSTOM = 'urn:okta:onprem_app:1.0:user:custom';

const auth = { type: 'none' };
const resourceTypes = {
  User: {
    extensions: [
      {
        schema: {
          id: BADGE,
          attributes: [
            { name: 'number', type: 'integer', uniqueness: 'server' },
            { name: 'issued', type: 'dateTime', mutability: 'immutable' },
            { name: 'pin', mutability: 'writeOnly' },
          ],
        },
      },
    ],
  },
  Role: {},
  Entitlement: {},
  Profile: { schema: ENTITLEMENT, description: 'What people see.' },
  License: {
    endpoint: '/Licences',
    schema: {
      id: LICENSE,
      name: 'License',
      description: 'A right to use a program.',
      attributes: [
        { name: 'code', required: true, caseExact: true, uniqueness: 'server', description: 'What it is ordered by.' },
        { name: 'seats', type: 'integer' },
        { name: 'price', type: 'decimal' },
        { name: 'paid', type: 'boolean' },
        { name: 'until', type: 'dateTime' },
        { name: 'regions', multiValued: true },
        { name: 'vendor', subAttributes: [{ name: 'name' }, { name: 'since', type: 'dateTime' }] },
        { name: 'note', returned: 'request' },
      ],
    },
    extensions: [
      { schema: { id: SEATING, attributes: [{ name: 'serial', uniqueness: 'global' }, { name: 'floor' }] } },
    ],
  },
};

const mapping = {
  User: {
    id: 'no',
    attributes: {
      userName: 'login',
      [`${BADGE}:number`]: 'badge',
      [`${BADGE}:issued`]: 'issued',
      [`${BADGE}:pin`]: 'pin',
      roles: { field: 'roles', separator: ';' },
      entitlements: { field: 'licences', type: 'string' },
      [`${CUSTOM}:isAdmin`]: { field: 'admin', type: 'boolean' },
      [`${CUSTOM}:level`]: { field: 'level', type: 'integer' },
      [`${CUSTOM}:tags`]: { field: 'tags', separator: ',' },
    },
  },
  Role: { id: 'id', attributes: { displayName: 'name', description: 'text' } },
  Entitlement: {
    id: 'id',
    attributes: { displayName: 'name', type: 'kind', [`${OWNED}:cost`]: { field: 'cost', type: 'integer' } },
  },
  Profile: {
    id: 'id',
    attributes: { displayName: 'name', type: { constant: 'Profile' }, [`${OWNED}:owner`]: 'owner' },
  },
  License: {
    id: 'key',
    attributes: {
      code: 'code',
      seats: 'seats',
      price: 'price',
      paid: { field: 'paid', values: { Y: true, N: false } },
      until: 'until',
      regions: { field: 'regions', separator: '|' },
      'vendor.name': 'vendor',
      'vendor.since': 'since',
      note: 'note',
      [`${SEATING}:serial`]: 'serial',
      [`${SEATING}:floor`]: 'floor',
    },
  },
};

const files = {
  'users.csv': 'no,login,badge,issued,pin,roles,licences,admin,level,tags\nu1,ada,7,,,r1;r2,,true,3,"a,b"\n',
  'roles.csv': 'id,name,text\nr1,Admin,May do all\nr2,Reader,\n',
  'entitlements.csv': 'id,name,kind,cost\ne1,Gold,Entitlement,5\n',
  'profiles.csv': 'id,name,owner\np1,First,Ada\n',
  'licences.csv':
    'key,code,seats,price,paid,until,regions,vendor,since,note,serial,floor\n' +
    'l1,PRO,10,9.5,Y,2030-01-01T00:00:00Z,EU|US,Acme,2020-01-02T00:00:00Z,big,S1,2\n' +
    'l2,FREE,,,N,,,,,,S2,\n',
};

const csvConfig = {
  scimVersion: '2.0',
  auth,
  resourceTypes,
  mapping,
  plugin: {
    use: 'csv',
    options: {
      User: { file: 'users.csv' },
      Role: { file: 'roles.csv' },
      Entitlement: { file: 'entitlements.csv' },
      Profile: { file: 'profiles.csv' },
      License: { file: 'licences.csv' },
    },
  },
};

const seed = {
  User: [
    {
      id: 'u1',
      userName: 'ada',
      roles: [{ value: 'r1' }, { value: 'r2' }],
      [BADGE]: { number: 7 },
      [CUSTOM]: { isAdmin: true, level: 3, tags: ['a', 'b'] },
    },
  ],
  Role: [
    { id: 'r1', displayName: 'Admin', description: 'May do all' },
    { id: 'r2', displayName: 'Reader' },
  ],
  Entitlement: [{ id: 'e1', displayName: 'Gold', type: 'Entitlement' }],
  Profile: [{ id: 'p1', displayName: 'First', type: 'Profile' }],
  License: [
    {
      id: 'l1',
      code: 'PRO',
      seats: 10,
      price: 9.5,
      paid: true,
      until: '2030-01-01T00:00:00Z',
      regions: ['EU', 'US'],
      vendor: { name: 'Acme', since: '2020-01-02T00:00:00Z' },
      note: 'big',
      [SEATING]: { serial: 'S1', floor: '2' },
    },
    { id: 'l2', code: 'FREE', paid: false, [SEATING]: { serial: 'S2' } },
  ],
};

const custom = {
  id: CUSTOM,
  attributes: [
    { name: 'isAdmin', type: 'boolean' },
    { name: 'level', type: 'integer' },
    { name: 'tags', multiValued: true },
  ],
};

const memoryConfig = {
  scimVersion: '2.0',
  auth,
  resourceTypes: {
    ...resourceTypes,
    User: { extensions: [...resourceTypes.User.extensions, { schema: custom }] },
  },
  plugin: { use: 'memory', options: { seed } },
};

interface Clients {
  readonly v1: ScimClient;
  readonly v2: ScimClient;
  readonly folder: string;
}

const patchOf = (...operations: object[]) => ({ schemas: [PATCH_OP], Operations: operations });
const license = (code: string, more: object = {}) => ({ schemas: [LICENSE], code, ...more });
const byFilter = (filter: string) => `/Licences?filter=${encodeURIComponent(filter)}`;
const idsOf = (answer: { readonly body: { readonly Resources?: readonly { readonly id: string }[] } }) =>
  (answer.body.Resources ?? []).map(({ id }) => id);

for (const [plugin, config] of [
  ['csv', csvConfig],
  ['memory', memoryConfig],
] as const) {
  t.test(`resource types from config on ${plugin}`, async (t) => {
    const folder = temporaryFolder(t);
    await writeFiles(folder, { 'connector.config.json': config, ...files });
    const { url } = await startGateway(t, folder);
    const clients = { v1: scimClient(`${url}/scim/v1`), v2: scimClient(`${url}/scim/v2`), folder };
    await discovery(t, clients);
    if (plugin === 'csv') await kindsOfEntitlements(t, clients);
    await queries(t, clients);
    await changes(t, clients);
    await uniqueValues(t, clients);
    await oldVersion(t, clients);
    await extensions(t, clients);
    await onPremisesProfile(t, clients);
    await assignments(t, clients, plugin);
  });
}

const discovery = (t: Test, { v2 }: Clients) =>
  t.test('RFC 7644 4: the types and their schemas are discoverable', async (t) => {
    const types = (await v2('GET', '/ResourceTypes')).body;
    t.match(
      types.Resources.filter(({ name }: { name: string }) => name !== 'User' && name !== 'Group'),
      [
        { id: 'Role', endpoint: '/Roles', schema: 'urn:okta:scim:schemas:core:1.0:Role' },
        { id: 'Entitlement', endpoint: '/Entitlements', schema: ENTITLEMENT },
        { id: 'Profile', endpoint: '/Profiles', schema: ENTITLEMENT, description: 'What people see.' },
        {
          id: 'License',
          name: 'License',
          endpoint: '/Licences',
          schema: LICENSE,
          schemaExtensions: [{ schema: SEATING, required: false }],
          meta: { resourceType: 'ResourceType', location: /\/v2\/ResourceTypes\/License$/ },
        },
      ],
    );
    t.match((await v2('GET', '/ResourceTypes/User')).body.schemaExtensions, [{}, { schema: BADGE }]);
    const schemas = (await v2('GET', '/Schemas')).body;
    const urns = schemas.Resources.map(({ id }: { id: string }) => id);
    for (const urn of [LICENSE, SEATING, BADGE, CUSTOM]) t.ok(urns.includes(urn), urn);
    t.equal(urns.filter((urn: string) => urn === ENTITLEMENT).length, 1, 'once, though two types have it');
    t.equal(schemas.totalResults, urns.length);
    const { body } = await v2('GET', `/Schemas/${LICENSE}`);
    t.match(body.attributes[0], {
      name: 'code',
      type: 'string',
      required: true,
      caseExact: true,
      uniqueness: 'server',
      description: 'What it is ordered by.',
    });
    t.match(body.attributes[6], {
      name: 'vendor',
      type: 'complex',
      subAttributes: [{ name: 'name' }, { type: 'dateTime' }],
    });
    t.match((await v2('GET', `/Schemas/${BADGE}`)).body.attributes[2], { name: 'pin', returned: 'never' });
  });

const queries = (t: Test, { v2 }: Clients) =>
  t.test('they are read, filtered, sorted, paged and projected like the rest', async (t) => {
    const one = await v2('GET', '/Licences/l1');
    t.match(one.body, {
      schemas: [LICENSE, SEATING],
      id: 'l1',
      code: 'PRO',
      seats: 10,
      price: 9.5,
      paid: true,
      regions: ['EU', 'US'],
      vendor: { name: 'Acme', since: '2020-01-02T00:00:00Z' },
      [SEATING]: { serial: 'S1', floor: '2' },
      meta: { resourceType: 'License', location: /\/v2\/Licences\/l1$/ },
    });
    t.equal(one.body.note, undefined, 'RFC 7643 2.2: "request" is shown on request');
    t.equal((await v2('GET', '/Licences/l1?attributes=note')).body.note, 'big');
    const rows: readonly (readonly [string, readonly string[]])[] = [
      ['code eq "PRO"', ['l1']],
      ['code eq "pro"', []],
      ['seats gt 9', ['l1']],
      ['price eq 9.5', ['l1']],
      ['paid eq false', ['l2']],
      ['until lt "2030-01-01T01:00:00+00:30"', ['l1']],
      ['until gt "2030-01-01T01:00:00Z"', []],
      ['regions eq "us"', ['l1']],
      ['vendor.name sw "ac"', ['l1']],
      [`${LICENSE}:vendor.since pr`, ['l1']],
      [`${SEATING}:serial eq "s2"`, ['l2']],
      ['not (vendor.name pr) and code co "R"', ['l2']],
    ];
    for (const [filter, ids] of rows) t.same(idsOf(await v2('GET', byFilter(filter))), ids, filter);
    t.same(idsOf(await v2('GET', '/Licences?sortBy=code')), ['l2', 'l1']);
    t.match((await v2('GET', '/Licences?startIndex=2&count=1&sortBy=seats')).body, {
      totalResults: 2,
      startIndex: 2,
      itemsPerPage: 1,
      Resources: [{ id: 'l2' }],
    });
    const short = (await v2('GET', '/Licences/l1?attributes=vendor.name')).body;
    t.same(
      Object.keys(short).sort(),
      ['id', 'meta', 'schemas', 'vendor'].filter((name) => name in short),
    );
    t.same(short.vendor, { name: 'Acme' });
    t.match((await v2('GET', '/Licences/nobody')).status, 404);
  });

const changes = (t: Test, { v2 }: Clients) =>
  t.test('they are created, changed, replaced and deleted like the rest', async (t) => {
    const missing = await v2('POST', '/Licences', { schemas: [LICENSE], seats: 1 });
    t.match([missing.status, missing.body], [400, { scimType: 'invalidValue', detail: 'code is required.' }]);
    const wrong = await v2('POST', '/Licences', license('X', { seats: 1.5 }));
    t.match([wrong.status, wrong.body.detail], [400, 'seats must be a whole number.']);
    const created = await v2(
      'POST',
      '/Licences',
      license('TEAM', { seats: 3, regions: ['EU'], vendor: { name: 'Bo' } }),
    );
    t.equal(created.status, 201, created.text);
    const path = `/Licences/${created.body.id}`;
    t.match(created.headers.get('location') ?? '', new RegExp(`/v2${path}$`));
    const patched = await v2(
      'PATCH',
      path,
      patchOf(
        { op: 'Replace', path: `${LICENSE}:seats`, value: '5' },
        { op: 'add', path: 'regions', value: ['US'] },
        { op: 'add', path: `${SEATING}:floor`, value: '4' },
        { op: 'remove', path: 'vendor.name' },
      ),
    );
    t.match(patched.body, { seats: 5, regions: ['EU', 'US'], [SEATING]: { floor: '4' } });
    t.equal(patched.body.vendor, undefined);
    const put = await v2('PUT', path, license('TEAM', { paid: true }));
    t.match(put.body, { id: created.body.id, code: 'TEAM', paid: true });
    t.notOk(put.body.seats ?? put.body.regions ?? put.body[SEATING], 'what is left out is cleared');
    t.equal((await v2('DELETE', path)).status, 204);
    t.equal((await v2('GET', path)).status, 404);
  });

const uniqueValues = (t: Test, { v2 }: Clients) =>
  t.test('RFC 7643 2.2: values of what is unique on the server are had once', async (t) => {
    const taken = await v2('POST', '/Licences', license('PRO'));
    t.match([taken.status, taken.body], [409, { scimType: 'uniqueness', detail: /a License with the code "PRO"/ }]);
    const other = await v2('POST', '/Licences', license('pro', { [SEATING]: { serial: 'S9' } }));
    t.equal(other.status, 201, 'another case is another value where caseExact says so');
    const path = `/Licences/${other.body.id}`;
    const serial = await v2('PATCH', path, patchOf({ op: 'replace', path: `${SEATING}:serial`, value: 's1' }));
    t.equal(serial.status, 409, 'and is the same value where it does not');
    t.equal((await v2('PUT', path, license('pro', { seats: 1 }))).status, 200, 'its own value is no obstacle');
    const race = await Promise.all([1, 2, 3, 4].map(() => v2('POST', '/Licences', license('RACE'))));
    t.same(race.map(({ status }) => status).sort(), [201, 409, 409, 409], 'of several at once, one wins');
    const badge = { userName: 'bo', [BADGE]: { number: 7 } };
    t.equal((await v2('POST', '/Users', badge)).status, 409, 'a number in an extension of User');
    t.equal((await v2('POST', '/Users', { ...badge, [BADGE]: { number: 8 } })).status, 201);
  });

const oldVersion = (t: Test, { v1, v2 }: Clients) =>
  t.test('SCIM 1.1 has them too, in its own form', async (t) => {
    const schemas = (await v1('GET', '/Schemas')).body.Resources;
    const described = schemas.find(({ id }: { id: string }) => id === LICENSE);
    t.match(described, {
      schemas: ['urn:scim:schemas:core:1.0'],
      name: 'License',
      schema: LICENSE,
      endpoint: '/Licences',
      attributes: [{ name: 'code', schema: LICENSE, readOnly: false, required: true, caseExact: true }],
    });
    for (const { id, endpoint } of schemas) {
      t.equal((await v1('GET', `/Schemas/${id}`)).body.endpoint, endpoint, `${id} is found by its id`);
    }
    t.match(schemas.find(({ id }: { id: string }) => id === BADGE).endpoint, '/Users');
    t.match((await v1('GET', '/Licences/l1')).body, {
      schemas: [LICENSE, SEATING],
      code: 'PRO',
      [SEATING]: { serial: 'S1' },
    });
    const created = await v1('POST', '/Licences', { schemas: ['urn:scim:schemas:core:1.0'], code: 'OLD', seats: 2 });
    t.equal(created.status, 201, created.text);
    const path = `/Licences/${created.body.id}`;
    await v1('PATCH', path, { seats: 4, meta: { attributes: ['vendor'] } });
    t.match((await v2('GET', path)).body, { code: 'OLD', seats: 4 });
    t.same(idsOf(await v1('GET', byFilter('seats eq 4'))), [created.body.id]);
    const taken = await v1('POST', '/Licences', { code: 'OLD' });
    t.match([taken.status, taken.body], [409, { Errors: [{ code: '409' }] }]);
    t.equal((await v1('DELETE', path)).status, 204);
  });

const extensions = (t: Test, { v2, folder }: Clients) =>
  t.test('an extension of User has every characteristic that the config gives it', async (t) => {
    const badge = { number: 30, issued: '2026-01-02T03:04:05Z', pin: 'S3CRET' };
    const created = await v2('POST', '/Users', { schemas: [USER, BADGE], userName: 'cy', [BADGE]: badge });
    t.match(created.body, { schemas: [USER, BADGE], [BADGE]: { number: 30 } });
    t.notMatch(created.text, 'S3CRET', 'never returned');
    const path = `/Users/${created.body.id}`;
    t.notMatch((await v2('GET', `${path}?attributes=${BADGE}:pin`)).text, 'S3CRET', 'nor where it is asked for');
    const probe = encodeURIComponent(`${BADGE}:pin eq "S3CRET"`);
    t.match((await v2('GET', `/Users?filter=${probe}`)).body, { totalResults: 0 }, 'nor to be guessed');
    const moved = await v2(
      'PATCH',
      path,
      patchOf({ op: 'replace', path: `${BADGE}:issued`, value: '2027-01-01T00:00:00Z' }),
    );
    t.match([moved.status, moved.body.scimType], [400, 'mutability']);
    t.equal((await v2('PATCH', path, patchOf({ op: 'replace', path: `${BADGE}:number`, value: 'x' }))).status, 400);
    t.notMatch(readFileSync(join(folder, 'users.csv'), 'utf8'), 'S3CRET', 'nor kept readable');
  });

const onPremisesProfile = (t: Test, { v1, v2 }: Clients) =>
  t.test("Okta's on-premises profile extension reads and writes its fields, in both versions", async (t) => {
    for (const [version, client, schema] of [
      ['v1', v1, 'urn:scim:schemas:core:1.0'],
      ['v2', v2, USER],
    ] as const) {
      t.match((await client('GET', '/Users/u1')).body, {
        schemas: [schema, BADGE, CUSTOM],
        [CUSTOM]: { isAdmin: true, level: 3, tags: ['a', 'b'] },
      });
      const body = {
        schemas: [schema, CUSTOM],
        userName: `admin-${version}`,
        [CUSTOM]: { isAdmin: 'true', level: '4', tags: ['x'] },
      };
      const created = await client('POST', '/Users', body);
      t.equal(created.status, 201, created.text);
      t.same(created.body[CUSTOM], { isAdmin: true, level: 4, tags: ['x'] }, `${version}: texts take their types`);
      const path = `/Users/${created.body.id}`;
      const put = await client('PUT', path, { ...body, [CUSTOM]: { isAdmin: false } });
      t.same(put.body[CUSTOM], { isAdmin: false }, `${version}: replaced`);
      const filter = encodeURIComponent(`${CUSTOM}:isAdmin eq false and userName sw "admin-"`);
      t.match((await client('GET', `/Users?filter=${filter}`)).body, { totalResults: 1 });
      await client('DELETE', path);
    }
    const patched = await v2(
      'PATCH',
      '/Users/u1',
      patchOf({ op: 'replace', path: `${CUSTOM}:isAdmin`, value: 'False' }),
    );
    t.equal(patched.body[CUSTOM].isAdmin, false);
    await v2('PATCH', '/Users/u1', patchOf({ op: 'replace', path: `${CUSTOM}.isAdmin`, value: true }));
    t.equal((await v1('GET', '/Users/u1')).body[CUSTOM].isAdmin, true, 'with a dot as before 2018');
  });

const assignments = (t: Test, { v2 }: Clients, plugin: 'csv' | 'memory') =>
  t.test('roles and entitlements of people are what clients assign, as the mapping keeps them', async (t) => {
    const entitlements = [
      { value: 'e1', display: 'Gold', type: 'Entitlement' },
      { value: 'p1', display: 'First', type: 'Profile' },
    ];
    const roles = [{ value: 'r2', display: 'Reader' }];
    const put = await v2('PUT', '/Users/u1', { schemas: [USER], userName: 'ada', entitlements, roles });
    t.same(put.body.entitlements, entitlements, 'JSON keeps display and type');
    t.same(put.body.roles, plugin === 'csv' ? [{ value: 'r2' }] : roles, 'a separator keeps the value only');
    for (const filter of [
      'entitlements.value eq "p1"',
      'entitlements[type eq "Profile" and value eq "p1"]',
      'roles eq "r2"',
    ]) {
      t.match(
        (await v2('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body,
        { Resources: [{ id: 'u1' }] },
        filter,
      );
    }
    const revoked = await v2('PATCH', '/Users/u1', patchOf({ op: 'remove', path: 'entitlements[value eq "e1"]' }));
    t.same(revoked.body.entitlements, entitlements.slice(1));
    const cleared = await v2('PUT', '/Users/u1', { schemas: [USER], userName: 'ada', entitlements: [], roles: [] });
    t.notOk(cleared.body.entitlements ?? cleared.body.roles, 'an empty list revokes all');
  });

t.test('the example of docs/resource-types.md: discovery, import, assignment and revocation', async (t) => {
  const text = readFileSync(join(root, 'docs/resource-types.md'), 'utf8');
  const config = /```json\n(\{\n {2}"scimVersion"[\s\S]*?)```/.exec(text)?.[1] ?? '';
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': config,
    'people.csv': 'no,login,first,last,mail,status,roles,rights\n1,ada,Ada,Bo,ada@example.com,A,R1,\n',
    'roles.csv': 'id,name,about\nR1,Admin,May do all\n',
    'products.csv': 'sku,name,about\nP-100,Editor,\n',
    'addons.csv': 'sku,name\nA-1,Spelling\n',
  });
  const { url } = await startGateway(t, folder, { env: { SCIM_TOKEN: 'token' } });
  const v2 = scimClient(`${url}/scim/v2`, 'Bearer token');
  const types = (await v2('GET', '/ResourceTypes')).body.Resources;
  const found: unknown[] = [];
  for (const { endpoint, schema } of types) {
    if (!schema.startsWith('urn:okta:')) continue;
    const { body } = await v2('GET', `${endpoint}?startIndex=1&count=100`);
    found.push(...body.Resources.map(({ id, displayName, type }: Record<string, string>) => [id, displayName, type]));
  }
  t.same(found, [
    ['R1', 'Admin', undefined],
    ['P-100', 'Editor', 'Product'],
    ['A-1', 'Spelling', 'Addon'],
  ]);
  const [user] = (await v2('GET', '/Users?startIndex=1&count=100')).body.Resources;
  t.match(user, { userName: 'ada', roles: [{ value: 'R1' }] });
  const entitlements = [{ value: 'P-100', display: 'Editor', type: 'Product' }];
  t.match((await v2('PUT', '/Users/1', { ...user, entitlements })).body, { entitlements, roles: [{ value: 'R1' }] });
  const revoked = (await v2('PUT', '/Users/1', { ...user, entitlements: [], roles: [] })).body;
  t.notOk(revoked.entitlements ?? revoked.roles);
});

const kindsOfEntitlements = (t: Test, { v2 }: Clients) =>
  t.test('Okta reads each kind of entitlement from its own file', async (t) => {
    const types = (await v2('GET', '/ResourceTypes')).body.Resources;
    const found: unknown[] = [];
    for (const { endpoint, schema } of types) {
      if (schema !== ENTITLEMENT) continue;
      const { body } = await v2('GET', `${endpoint}?startIndex=1&count=100`);
      found.push(...body.Resources.map(({ id, displayName, type }: Record<string, string>) => [id, displayName, type]));
    }
    t.same(found, [
      ['e1', 'Gold', 'Entitlement'],
      ['p1', 'First', 'Profile'],
    ]);
    const created = await v2('POST', '/Profiles', { displayName: 'Second', type: 'Profile', [OWNED]: { owner: 'Bo' } });
    t.match(created.body, { displayName: 'Second', type: 'Profile', [OWNED]: { owner: 'Bo' } });
    for (const [filter, count] of [
      ['type eq "profile"', 2],
      ['type pr', 2],
      ['type eq "Role"', 0],
    ] as const) {
      const { body } = await v2('GET', `/Profiles?filter=${encodeURIComponent(filter)}`);
      t.equal(body.totalResults, count, `a constant: ${filter}`);
    }
    const owned = (await v2('GET', `/Schemas/${OWNED}`)).body.attributes.map(({ name }: { name: string }) => name);
    t.same(owned, ['cost', 'owner'], 'an extension that two mappings make is all of what both say');
  });

t.test('what no plugin keeps and what no config declares is explained', async (t) => {
  const folder = temporaryFolder(t);
  const log = await createLogger({ level: 'silent', pretty: false });
  const rows: readonly (readonly [string, object, RegExp])[] = [
    [
      'a type without a file',
      {
        ...csvConfig,
        plugin: { use: 'csv', options: { User: { file: 'users.csv' } } },
        resourceTypes: { Role: {} },
        mapping: {},
      },
      /:\d+:\d+ {2}The plugin "csv" keeps no "Role" with these options/,
    ],
    [
      'a file without a type',
      { auth, plugin: { use: 'csv', options: { Usr: { file: 'users.csv' } } } },
      /"Usr" is no resource type of this connector, which has User, Group\. One of your own is declared in "resourceTypes"/,
    ],
    [
      'a rule for an attribute that the schema does not have',
      {
        ...csvConfig,
        mapping: { ...mapping, Role: { id: 'id', attributes: { displayName: 'name', descripton: 'text' } } },
      },
      /Role has no attribute "descripton"[\s\S]*Did you mean "description"/,
    ],
    [
      'a constant for what is no text',
      {
        ...csvConfig,
        mapping: { ...mapping, License: { id: 'key', attributes: { code: 'code', seats: { constant: '1' } } } },
      },
      /"seats" takes no constant: a constant is one text/,
    ],
    [
      'a template that would show a secret',
      {
        ...csvConfig,
        mapping: {
          ...mapping,
          User: {
            id: 'no',
            attributes: { userName: 'login', [`${BADGE}:pin`]: 'pin', title: { template: 'No. {pin}' } },
          },
        },
      },
      /The field "pin" holds a secret, which is never shown/,
    ],
    [
      'a required attribute without a field',
      { ...csvConfig, mapping: { ...mapping, Entitlement: { id: 'id', attributes: { displayName: 'name' } } } },
      /type is required of every Entitlement, and no field holds it/,
    ],
  ];
  for (const [name, config, expected] of rows) {
    await writeFiles(folder, { 'connector.config.json': config, ...files });
    const loaded = await loadConfig({ cwd: folder, env: {} });
    const error = await openGateway(loaded, { log }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const text = error instanceof ConfigError ? explain(error, { color: false }) : String(error);
    t.match(text, expected, name);
  }
});
