import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import { startGateway, temporaryFolder } from '../helpers/gateway.js';
import { basic, scimClient } from '../helpers/scim-client.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const folder = temporaryFolder(t);
writeFileSync(
  join(folder, 'connector.config.json'),
  JSON.stringify({
    auth: [
      { type: 'basic', username: 'okta', password: 'pâss:word' },
      { type: 'header', name: 'X-Api-Key', value: 'key-1' },
      { type: 'bearer', token: 'token-1' },
    ],
    server: { limits: { failedLogins: { count: 0 } } },
    plugin: { use: 'memory', options: { seed: { User: [{ id: '1', userName: 'ada@example.com', active: true }] } } },
  }),
);
const gateway = await startGateway(t, folder);
const authorization = basic('okta', 'pâss:word');
const v2 = scimClient(`${gateway.url}/scim/v2`, authorization);
const v1 = scimClient(`${gateway.url}/scim/v1`, authorization);
const unversioned = scimClient(`${gateway.url}/scim`, authorization);

t.test('the URL decides the version, and without one the config does', async (t) => {
  t.match((await v2('GET', '/Users/1')).body.schemas, [USER]);
  t.match((await v1('GET', '/Users/1')).body.schemas, ['urn:scim:schemas:core:1.0']);
  t.match((await unversioned('GET', '/Users/1')).body.schemas, ['urn:scim:schemas:core:1.0']);
});

t.test('slashes too many do no harm', async (t) => {
  for (const path of ['/Users/', '//Users', '/Users//1', '/Users/1/', '/ServiceProviderConfigs/']) {
    t.equal((await v1('GET', path)).status, 200, path);
  }
});

t.test('each way of authentication lets in, anything else does not', async (t) => {
  const anonymous = scimClient(`${gateway.url}/scim/v2`);
  const allowed = [
    { authorization },
    { authorization: 'Bearer token-1' },
    { authorization: 'bearer token-1' },
    { 'x-api-key': 'key-1' },
  ];
  for (const headers of allowed) t.equal((await anonymous('GET', '/Users/1', undefined, headers)).status, 200);
  const refused = [
    {},
    { authorization: basic('okta', 'wrong') },
    { authorization: basic('okta', '') },
    { authorization: 'Basic !!!' },
    { authorization: 'Bearer token-2' },
    { authorization: 'Bearer ' },
    { 'x-api-key': 'key-2' },
  ];
  for (const headers of refused) {
    for (const path of ['/Users/1', '/nowhere', '/ServiceProviderConfig', '/Schemas']) {
      const answer = await anonymous('GET', path, undefined, headers);
      t.equal(answer.status, 401, `${path} ${JSON.stringify(headers)}`);
      t.match(answer.body, { status: '401', schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] });
      t.match(answer.headers.get('www-authenticate'), /Basic realm=.*Bearer/);
    }
  }
  t.equal((await anonymous('POST', '/Users', 'not json')).status, 401, 'before the body is looked at');
});

t.test('every refusal is SCIM JSON in the dialect of the URL', async (t) => {
  const cases: readonly [string, string, unknown, Record<string, string>, number, string?][] = [
    ['GET', '/Nothing', undefined, {}, 404],
    ['GET', '/Users/nobody', undefined, {}, 404],
    ['GET', '/Users?filter=userName%20eq', undefined, {}, 400, 'invalidFilter'],
    ['GET', '/Users?filter=nothing%20eq%20%22x%22%20%28', undefined, {}, 400, 'invalidFilter'],
    ['GET', '/Users?count=many', undefined, {}, 400],
    ['POST', '/Users', '{"userName"', {}, 400, 'invalidSyntax'],
    ['POST', '/Users', '', {}, 400, 'invalidSyntax'],
    ['POST', '/Users', '[]', {}, 400, 'invalidSyntax'],
    ['POST', '/Users', `${'['.repeat(200)}${']'.repeat(200)}`, {}, 400, 'invalidSyntax'],
    ['POST', '/Users', { schemas: [USER] }, {}, 400, 'invalidValue'],
    ['POST', '/Users', { userName: { a: 1 } }, {}, 400, 'invalidValue'],
    ['POST', '/Users', { userName: 'ADA@example.com' }, {}, 409, 'uniqueness'],
    ['POST', '/Users', '<a/>', { 'content-type': 'application/xml' }, 415],
    ['DELETE', '/Users', undefined, {}, 405],
    ['POST', '/Users/1', { userName: 'x' }, {}, 405],
    ['POST', '/ServiceProviderConfig', 'no json at all', {}, 405],
    ['GET', '/Users/%ZZ', undefined, {}, 400],
    ['PATCH', '/Users/1', { Operations: [{ op: 'replace', path: 'id', value: '2' }] }, {}, 400, 'mutability'],
  ];
  for (const [method, path, body, headers, status, scimType] of cases) {
    const answer = await v2(method, path, body, headers);
    const name = `${method} ${path} ${String(JSON.stringify(body)).slice(0, 40)}`;
    t.equal(answer.status, status, name);
    t.match(answer.body, { status: String(status), detail: /\w+/, ...(scimType && { scimType }) }, name);
    t.match(answer.headers.get('content-type'), /^application\/scim\+json/, name);
    const old = await v1(method, path, body, headers);
    t.equal(old.status, status, `1.1: ${name}`);
    t.match(
      old.body,
      { Errors: [{ description: /\w+/, code: String(status) }], errors: [{ statusCode: status }] },
      name,
    );
  }
  t.match((await v2('DELETE', '/Users')).headers.get('allow'), /GET, POST/);
});

t.test('a body that is announced as too large is refused before it comes', async (t) => {
  const { port } = new URL(gateway.url);
  const headers = {
    authorization,
    'content-type': 'application/scim+json',
    'content-length': String(17 * 1024 * 1024),
  };
  const refused = httpRequest({ port, host: '127.0.0.1', path: '/scim/v2/Users', method: 'POST', headers });
  refused.write('{');
  const [response] = (await once(refused, 'response')) as [IncomingMessage];
  refused.on('error', () => undefined);
  t.equal(response.statusCode, 413);
  const [chunk] = (await once(response, 'data')) as [Buffer];
  t.match(JSON.parse(chunk.toString()), { status: '413', detail: String });
  refused.destroy();
});

t.test('accepts the media types that clients send', async (t) => {
  for (const type of ['application/json', 'application/scim+json;charset=utf-8', 'application/json; charset=UTF-8']) {
    const answer = await v2('PUT', '/Users/1', { userName: 'ada@example.com' }, { 'content-type': type });
    t.equal(answer.status, 200, type);
  }
  t.equal((await v2('GET', '/Users/1', undefined, { accept: 'text/html' })).status, 200);
});

t.test('a resource lives from its creation to its deletion', async (t) => {
  const created = await v2('POST', '/Users', {
    schemas: [USER],
    userName: 'Grace@Example.com',
    externalId: 'g-1',
    name: { givenName: 'Grace', familyName: 'Hopper' },
    emails: [{ value: 'grace@example.com', type: 'work', primary: true }],
    active: true,
    password: 'Sw0rdfish!',
  });
  t.equal(created.status, 201);
  const { id } = created.body;
  const location = `${gateway.url}/scim/v2/Users/${id}`;
  t.equal(created.headers.get('location'), location);
  t.match(created.body, {
    userName: 'Grace@Example.com',
    meta: { resourceType: 'User', location, created: String, lastModified: String },
  });
  t.notMatch(created.text, 'Sw0rdfish');
  const found = await v2('GET', `/Users?filter=${encodeURIComponent('userName eq "gRACE@example.COM"')}`);
  t.match(found.body, { totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [{ id }] });
  const byEmail = await v1('GET', '/Users?filter=email+eq+%22x%22+OR+email+eq+%22grace%40example.com%22');
  t.match(byEmail.body, { totalResults: 1, Resources: [{ id }] });

  const group = await v2('POST', '/Groups', { schemas: [GROUP], displayName: 'Navy', members: [{ value: id }] });
  t.equal(group.status, 201);
  t.match((await v2('GET', `/Users/${id}`)).body.groups, [{ value: group.body.id, display: 'Navy' }]);
  const byGroup = await v2('GET', `/Users?filter=${encodeURIComponent(`groups.value eq "${group.body.id}"`)}`);
  t.match(byGroup.body, { totalResults: 1, Resources: [{ id }] });
  t.notOk((await v2('GET', `/Users/${id}?excludedAttributes=groups`)).body.groups);

  const replaced = await v2('PUT', `/Users/${id}`, { userName: 'grace@example.com', externalId: 'g-1' });
  t.equal(replaced.status, 200);
  t.match(replaced.body, { active: true, externalId: 'g-1' }, 'a PUT that does not name active leaves it');
  t.notOk(replaced.body.name, 'and clears what else it leaves out');
  t.match((await v2('GET', `/Groups/${group.body.id}`)).body.members, [{ value: id }]);
  const renamed = await v2('PUT', `/Groups/${group.body.id}`, { displayName: 'Fleet' });
  t.match(renamed.body, { displayName: 'Fleet', members: [{ value: id }] }, 'a PUT without members leaves them');

  const patched = await v2('PATCH', `/Users/${id}`, {
    Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
  });
  t.match(patched.body, { active: false });
  const unchanged = await v2('PATCH', `/Users/${id}`, {
    Operations: [{ op: 'replace', path: 'active', value: false }],
  });
  t.equal(unchanged.body.meta.lastModified, patched.body.meta.lastModified, 'no change, no new date');
  const since = encodeURIComponent(`meta.lastModified gt "${created.body.meta.lastModified}"`);
  t.match((await v2('GET', `/Users?filter=${since}`)).body.Resources, [{ id }]);

  const members = await v2('PATCH', `/Groups/${group.body.id}`, {
    Operations: [{ op: 'Remove', path: 'members', value: [{ value: id }] }],
  });
  t.equal(members.status, 204);
  t.notOk((await v2('GET', `/Groups/${group.body.id}`)).body.members);
  t.equal((await v2('DELETE', `/Users/${id}`)).status, 204);
  t.equal((await v2('GET', `/Users/${id}`)).status, 404);
  t.equal((await v2('DELETE', `/Users/${id}`)).status, 404);
});

t.test('lists are sorted and paged as asked', async (t) => {
  for (const name of ['carol', 'bob', 'Dave']) await v2('POST', '/Users', { userName: `${name}@page.example` });
  const filter = encodeURIComponent('userName ew "@page.example"');
  const sorted = await v2('GET', `/Users?filter=${filter}&sortBy=userName&attributes=userName`);
  t.same(
    sorted.body.Resources.map((user: { userName: string }) => user.userName.split('@')[0]),
    ['bob', 'carol', 'Dave'],
  );
  const page = await v2('GET', `/Users?filter=${filter}&sortBy=userName&sortOrder=descending&startIndex=2&count=1`);
  t.match(page.body, {
    totalResults: 3,
    startIndex: 2,
    itemsPerPage: 1,
    Resources: [{ userName: 'carol@page.example' }],
  });
  const beyond = await v2('GET', `/Users?filter=${filter}&startIndex=9&count=5`);
  t.match(beyond.body, { totalResults: 3, itemsPerPage: 0 });
  const none = await v2('GET', `/Users?filter=${filter}&count=0`);
  t.match(none.body, { totalResults: 3, itemsPerPage: 0 });
});

t.test('HEAD and OPTIONS', async (t) => {
  const head = await v2('HEAD', '/Users/1');
  t.equal(head.status, 200);
  t.equal(head.text, '');
  const options = await v2('OPTIONS', '/Users/1');
  t.equal(options.status, 204);
  t.match(options.headers.get('allow'), /GET, PUT, PATCH, DELETE, HEAD, OPTIONS/);
});

t.test('discovery', async (t) => {
  const config = await v2('GET', '/ServiceProviderConfig');
  t.match(config.body, { patch: { supported: true }, filter: { supported: true, maxResults: 1000 } });
  const okta = 'urn:okta:schemas:scim:providerconfig:1.0';
  const all = [
    'GROUP_PUSH',
    'IMPORT_NEW_USERS',
    'IMPORT_PROFILE_UPDATES',
    'OPP_SCIM_INCREMENTAL_IMPORTS',
    'PUSH_NEW_USERS',
    'PUSH_PASSWORD_UPDATES',
    'PUSH_PENDING_USERS',
    'PUSH_PROFILE_UPDATES',
    'PUSH_USER_DEACTIVATION',
    'REACTIVATE_USERS',
  ];
  t.same(config.body[okta].userManagementCapabilities, all);
  t.same((await v1('GET', '/ServiceProviderConfigs')).body[okta].userManagementCapabilities, all);
  const types = await v2('GET', '/ResourceTypes');
  t.same(types.body.Resources.map((type: { id: string }) => type.id).sort(), ['Group', 'User']);
  t.equal((await v2('GET', '/ResourceTypes/User')).body.endpoint, '/Users');
  const schemas = await v2('GET', '/Schemas');
  t.ok(schemas.body.totalResults >= 3);
  t.equal((await v2('GET', `/Schemas/${USER}`)).body.id, USER);
});

t.test('a hostile Host header does not get into locations', async (t) => {
  const location = await new Promise<string>((resolve, reject) => {
    const { port } = new URL(gateway.url);
    const options = {
      port,
      host: '127.0.0.1',
      path: '/scim/v2/Users/1',
      headers: { authorization, host: 'evil.example/"><x' },
    };
    httpRequest(options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve(JSON.parse(text).meta.location));
    })
      .on('error', reject)
      .end();
  });
  t.equal(location, `${gateway.url}/scim/v2/Users/1`);
});

t.test('a Host or Authorization that is there twice: a proxy in front may have gone by the other', async (t) => {
  const { port } = new URL(gateway.url);
  const statusOf = async (headers: readonly string[]): Promise<number | undefined> => {
    const request = httpRequest({ port, host: '127.0.0.1', path: '/scim/v2/Users/1', headers }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  const right = ['Host', 'x', 'Authorization', authorization];
  t.equal(await statusOf(right), 200);
  t.equal(await statusOf([...right, 'HOST', 'y']), 400);
  t.equal(await statusOf([...right, 'authorization', 'Basic AAAA']), 400);
});

t.test('prototypes stay clean', async (t) => {
  const body = '{"userName":"proto@example.com","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}';
  const created = await v2('POST', '/Users', body);
  t.equal(created.status, 201);
  const patched = await v2(
    'PATCH',
    `/Users/${created.body.id}`,
    '{"Operations":[{"op":"add","path":"__proto__.admin","value":true}]}',
  );
  t.ok(patched.status < 500);
  t.notOk((await v2('GET', '/Users/1')).body.admin);
});

t.test('one line a request in the log, without secrets', async (t) => {
  const answer = await v2('GET', '/Users/1', undefined, { 'x-request-id': 'trace-42' });
  t.equal(answer.headers.get('x-request-id'), 'trace-42');
  t.equal(await gateway.stop(), 0);
  const lines = gateway
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  const line = lines.find(({ requestId, msg }) => requestId === 'trace-42' && msg === 'request');
  t.match(line, { operation: 'read', resourceType: 'User', scimVersion: '2.0', status: 200, ms: Number });
  t.ok(lines.filter(({ msg }) => msg === 'request').every(({ requestId }) => typeof requestId === 'string'));
  for (const secret of ['pâss:word', 'key-1', 'token-1', 'Sw0rdfish', authorization.slice(6)]) {
    t.notMatch(gateway.output(), secret, 'no secret in the log');
  }
});
