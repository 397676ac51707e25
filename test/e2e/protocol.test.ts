import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { serve } from '../helpers/backends.js';
import { root, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic, scimClient } from '../helpers/scim-client.js';

const auth = { type: 'basic', username: 'okta', password: 'secret' };
const authorization = basic('okta', 'secret');
const CUSTOM = 'urn:okta:onprem_app:1.0:user:custom';

async function csvGateway(t: Test, config: object, files: { readonly [name: string]: string }) {
  const folder = temporaryFolder(t);
  await writeFiles(folder, { ...files, 'connector.config.json': { auth, ...config } });
  const gateway = await startGateway(t, folder);
  return {
    folder,
    gateway,
    v1: scimClient(`${gateway.url}/scim/v1`, authorization),
    v2: scimClient(`${gateway.url}/scim/v2`, authorization),
  };
}

const people = 'no,login,mail,mail2,first,dept\n1,ada,ada@x,a2@x,Ada,Sales\n2,bob,bob@x,,Bob,IT\n';
const peopleMapping = {
  User: {
    id: 'no',
    attributes: {
      userName: 'login',
      'emails[type eq "work"].value': 'mail',
      'emails[type eq "home"].value': 'mail2',
      'name.givenName': 'first',
      [`${CUSTOM}:dept`]: 'dept',
    },
  },
};
const peopleConfig = { plugin: { use: 'csv', options: { User: { file: 'users.csv' } } }, mapping: peopleMapping };

t.test('the unique user field may be anything that Okta takes', async (t) => {
  const fields: readonly (readonly [field: string, filter: string, conflict: object])[] = [
    ['userName', 'userName eq "ADA"', { userName: 'Ada' }],
    ['id', 'id eq "1"', { userName: 'ada' }],
    ['email', 'email eq "nobody@x" OR email eq "A2@x"', { userName: 'new', emails: [{ value: 'a2@X', type: 'work' }] }],
    ['name.givenName', 'name.givenName eq "ada"', { userName: 'new', name: { givenName: 'ADA' } }],
    [`${CUSTOM}:dept`, `${CUSTOM}:dept eq "sales"`, { userName: 'new', [CUSTOM]: { dept: 'SALES' } }],
  ];
  for (const [uniqueUserField, filter, conflict] of fields) {
    const { v1, v2 } = await csvGateway(t, { ...peopleConfig, uniqueUserField }, { 'users.csv': people });
    for (const client of [v1, v2]) {
      const query = `filter=${encodeURIComponent(filter)}&startIndex=1&count=100`;
      const { body } = await client('GET', `/Users?${query}`);
      t.match(body, { totalResults: 1, Resources: [{ id: '1' }] }, uniqueUserField);
      t.equal((await client('POST', '/Users', conflict)).status, 409, uniqueUserField);
    }
    const other = await v2('PATCH', '/Users/2', { Operations: [{ op: 'replace', value: conflict }] });
    t.equal(other.status, 409, `${uniqueUserField} stays unique in a change`);
  }
});

t.test('acceptUserUpdates false: a write is answered with what was sent', async (t) => {
  const files = { 'users.csv': people };
  const sent = { userName: 'new', nickName: 'nobody keeps this', name: { givenName: 'New' } };
  const asSent = await csvGateway(t, { ...peopleConfig, acceptUserUpdates: false }, files);
  const created = await asSent.v2('POST', '/Users', sent);
  t.match(created.body, { ...sent, id: String });
  t.notOk('nickName' in (await asSent.v2('GET', `/Users/${created.body.id}`)).body);
  const asStored = await csvGateway(t, peopleConfig, files);
  t.notOk('nickName' in (await asStored.v2('POST', '/Users', sent)).body);
});

t.test('recently changed people, by a file that remembers its dates across a restart', async (t) => {
  const { folder, gateway, v1 } = await csvGateway(t, peopleConfig, { 'users.csv': people });
  const { body } = await v1('GET', '/ServiceProviderConfigs');
  t.ok(
    body['urn:okta:schemas:scim:providerconfig:1.0'].userManagementCapabilities.includes(
      'OPP_SCIM_INCREMENTAL_IMPORTS',
    ),
  );
  const { lastModified } = (await v1('GET', '/Users/2')).body.meta;
  await v1('PUT', '/Users/1', { userName: 'ada', name: { givenName: 'Augusta' } });
  const changed = (await v1('GET', '/Users/1')).body.meta.lastModified;
  await gateway.stop();
  const again = scimClient(`${(await startGateway(t, folder)).url}/scim/v1`, authorization);
  const since = (instant: string) =>
    again('GET', `/Users?filter=${encodeURIComponent(`meta.lastModified gt "${instant}"`)}&startIndex=1&count=100`);
  t.match((await since(lastModified)).body, {
    totalResults: 1,
    Resources: [{ id: '1', meta: { lastModified: changed } }],
  });
  t.equal((await since(changed)).body.totalResults, 0);
});

t.test('what a connector cannot do is answered by 501, with a sentence that says why', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'reader.mjs': `export default { name: 'reader', options: {}, open: () => ({ stores: { User: { find: () => ({ records: [{ id: '1', userName: 'ada' }] }) } } }) };`,
    'connector.config.json': { auth, plugin: { use: './reader.mjs' } },
  });
  const { url } = await startGateway(t, folder);
  const v1 = scimClient(`${url}/scim/v1`, authorization);
  const v2 = scimClient(`${url}/scim/v2`, authorization);
  t.equal((await v2('GET', '/Users/1')).body.userName, 'ada');
  for (const [method, path, body] of [
    ['POST', '/Users', { userName: 'x' }],
    ['PUT', '/Users/1', { userName: 'x' }],
    ['PATCH', '/Users/1', { Operations: [{ op: 'replace', path: 'title', value: 'x' }] }],
    ['DELETE', '/Users/1', undefined],
    ['GET', '/Groups', undefined],
  ] as const) {
    const by20 = await v2(method, path, body);
    t.match(
      by20,
      { status: 501, body: { status: '501', detail: /application behind it offers no/ } },
      `${method} ${path}`,
    );
    const by11 = await v1(method, path, body);
    t.match(by11, {
      status: 501,
      body: { Errors: [{ code: '501', description: String }], errors: [{ statusCode: 501 }] },
    });
  }
  const { body } = await v1('GET', '/ServiceProviderConfigs');
  t.same(body['urn:okta:schemas:scim:providerconfig:1.0'].userManagementCapabilities.sort(), [
    'IMPORT_NEW_USERS',
    'IMPORT_PROFILE_UPDATES',
  ]);
  t.same(body.patch, { supported: false });
});

t.test('errors of 1.1 have the form of the standard and that of Okta\u2019s agent', async (t) => {
  const { v1 } = await serve(t, 'memory');
  const refusals = [
    [await v1('GET', '/Users/none'), 404, 'E0000048'],
    [await v1('GET', '/Users?filter=nope'), 400, 'E0000053'],
    [await v1('GET', '/Users?startIndex=x'), 400, 'E0000050'],
    [await v1('GET', '/Nothing'), 404, 'E0000048'],
    [await v1('POST', '/Users', '{'), 400, 'E0000050'],
    [await v1('POST', '/Groups', { displayName: 'staff' }), 409, 'E0000055'],
  ] as const;
  for (const [{ status, body, headers }, code, internalCode] of refusals) {
    t.equal(status, code);
    t.match(body, {
      Errors: [{ code: String(code), description: String }],
      errors: [{ statusCode: code, internalCode, description: String, help_url: null }],
    });
    t.match(headers.get('content-type'), /^application\/json/);
  }
});

const groupLayouts = {
  'members in the groups file': {
    files: { 'users.csv': 'id,login\n1,ada\n2,bob\n', 'groups.csv': 'id,name,members\ng1,staff,1\n' },
    options: { User: { file: 'users.csv' }, Group: { file: 'groups.csv' } },
    id: 'g1',
    mapping: { id: 'id', attributes: { displayName: 'name', members: { field: 'members', separator: ';' } } },
  },
  'a column of the users file': {
    files: { 'users.csv': 'id,login,groups\n1,ada,staff\n2,bob,\n' },
    options: { User: { file: 'users.csv' }, Group: { members: { userColumn: 'groups', separator: ';' } } },
    id: 'staff',
    mapping: { id: 'name', attributes: { displayName: 'name', members: 'members' } },
  },
  'a third file of pairs': {
    files: { 'users.csv': 'id,login\n1,ada\n2,bob\n', 'groups.csv': 'id,name\ng1,staff\n', 'pairs.csv': 'g,u\ng1,1\n' },
    options: {
      User: { file: 'users.csv' },
      Group: { file: 'groups.csv', members: { file: 'pairs.csv', group: 'g', user: 'u' } },
    },
    id: 'g1',
    mapping: { id: 'id', attributes: { displayName: 'name', members: 'members' } },
  },
};

for (const [name, { files, options, id, mapping }] of Object.entries(groupLayouts)) {
  t.test(`memberships over HTTP, kept as ${name}`, async (t) => {
    const User = { id: 'id', attributes: { userName: 'login' } };
    const config = { plugin: { use: 'csv', options }, mapping: { User, Group: mapping } };
    const { v1, v2, gateway, folder } = await csvGateway(t, config, files as { readonly [name: string]: string });
    t.match((await v2('GET', `/Groups/${id}`)).body, { displayName: 'staff', members: [{ value: '1' }] });
    t.match((await v2('GET', '/Users/1')).body.groups, [{ value: id, display: 'staff' }]);
    const add = { Operations: [{ op: 'add', path: 'members', value: [{ value: '2' }] }] };
    t.equal((await v2('PATCH', `/Groups/${id}`, add)).status, 204);
    t.match((await v1('GET', '/Users/2')).body.groups, [{ value: id, display: 'staff' }]);
    t.equal((await v2('GET', `/Users?filter=groups.value eq "${id}"`)).body.totalResults, 2);
    const remove = { Operations: [{ op: 'remove', path: 'members[value eq "1"]' }] };
    t.equal((await v2('PATCH', `/Groups/${id}`, remove)).status, 204);
    t.notOk('groups' in (await v2('GET', '/Users/1')).body);
    t.equal(await gateway.stop(), 0);
    const kept = Object.keys(files).map((file) => readFileSync(join(folder, file), 'utf8'));
    t.ok(kept.join('').includes('2'), 'the files hold it');
    const again = scimClient(`${(await startGateway(t, folder)).url}/scim/v2`, authorization);
    t.match((await again('GET', `/Groups/${id}`)).body.members, [{ value: '2' }]);
  });
}

t.test('HTTPS with a certificate and key of the config', async (t) => {
  const folder = temporaryFolder(t);
  const pem = (name: string): string => readFileSync(join(root, `test/fixtures/tls-${name}.pem`), 'utf8');
  await writeFiles(folder, {
    'cert.pem': pem('cert'),
    'key.pem': pem('key'),
    'connector.config.json': { auth, plugin: { use: 'memory' }, server: { tls: { cert: 'cert.pem', key: 'key.pem' } } },
  });
  const { url } = await startGateway(t, folder);
  t.match(url, /^https:/);
  const status = (options: object): Promise<number | string> =>
    new Promise((resolve) => {
      get(`${url}/scim/v2/Users`, { headers: { authorization }, ca: pem('cert'), ...options }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      }).on('error', ({ message }) => resolve(message));
    });
  t.equal(await status({}), 200);
  t.type(await status({ maxVersion: 'TLSv1.1' }), 'string', 'nothing below TLS 1.2');
});
