import { createPublicKey, verify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { buildSchema, GraphQLError } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { OAuth2Server } from 'oauth2-mock-server';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import t, { type Test } from 'tap';
import { root, startGateway, temporaryFolder } from '../../helpers/gateway.js';
import { basic, type ScimClient, scimClient } from '../../helpers/scim-client.js';

const require = createRequire(import.meta.url);
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Serves on a free port of loopback until the test ends. */
async function listen(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts the gateway with the config that stands in the recipe. */
async function serveRecipe(t: Test, recipe: string, env: { readonly [name: string]: string }) {
  const page = readFileSync(join(root, 'docs/rest', `${recipe}.md`), 'utf8');
  const [, config = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'connector.config.json'), config);
  const gateway = await startGateway(t, folder, { env: { SCIM_PASSWORD: 'pw', ...env } });
  const authorization = basic('okta', 'pw');
  return {
    gateway,
    v1: scimClient(`${gateway.url}/scim/v1`, authorization),
    v2: scimClient(`${gateway.url}/scim/v2`, authorization),
  };
}

/** The life of some people: what every recipe must be able to do. */
async function lifeOf(t: Test, scim: ScimClient, { readsNames = true } = {}): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const userName of ["o'hara", 'ada', 'bob']) {
    const made = await scim('POST', '/Users', { userName, active: true, ...(readsNames && { displayName: userName }) });
    t.equal(made.status, 201, made.text);
    ids.push(made.body.id);
  }
  const [ohara = '', ada = ''] = ids;
  const twin = await scim('POST', '/Users', { userName: 'ADA' });
  t.equal(twin.status, 409, 'nobody has the name of another');
  const found = await scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "O'Hara"`)}`);
  t.match(found.body, { totalResults: 1, Resources: [{ id: ohara, userName: "o'hara" }] }, found.text);
  t.equal(
    (await scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "x' or '1' eq '1"`)}`)).body.totalResults,
    0,
  );
  const changed = await scim('PATCH', `/Users/${ada}`, {
    schemas: [patchOp],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  });
  t.match(changed, { status: 200, body: { active: false, userName: 'ada' } }, changed.text);
  t.match((await scim('GET', `/Users/${ada}`)).body, { active: false, userName: 'ada' });
  const all = await scim('GET', '/Users?sortBy=userName&attributes=userName');
  t.strictSame(
    all.body.Resources?.map(({ userName }: { userName: string }) => userName),
    ['ada', 'bob', "o'hara"],
    all.text,
  );
  const page = await scim('GET', '/Users?startIndex=2&count=1');
  t.match(page.body, { totalResults: 3, itemsPerPage: 1 }, page.text);
  t.equal((await scim('GET', '/Users/nobody-there')).status, 404);
  t.equal((await scim('DELETE', `/Users/${ohara}`)).status, 204);
  t.equal((await scim('GET', `/Users/${ohara}`)).status, 404);
  t.equal((await scim('GET', '/Users')).body.totalResults, 2);
  return ids.slice(1);
}

async function groupOf(t: Test, scim: ScimClient, [first = '', second = '']: readonly string[]): Promise<void> {
  const group = await scim('POST', '/Groups', { displayName: 'Staff', members: [{ value: first }] });
  t.equal(group.status, 201, group.text);
  const { id } = group.body;
  const change = await scim('PATCH', `/Groups/${id}`, {
    schemas: [patchOp],
    Operations: [
      { op: 'add', path: 'members', value: [{ value: second }] },
      { op: 'remove', path: `members[value eq "${first}"]` },
    ],
  });
  t.ok(change.status < 300, change.text);
  const { members } = (await scim('GET', `/Groups/${id}`)).body;
  t.strictSame(
    members.map(({ value }: { value: string }) => value),
    [second],
  );
  t.match((await scim('GET', `/Users/${second}`)).body.groups, [{ value: id, display: 'Staff' }]);
  t.equal((await scim('DELETE', `/Groups/${id}`)).status, 204);
}

function jsonServer(data: object, before: RequestHandler = (_request, _response, next) => next()): RequestListener {
  const server = require('json-server');
  const app = server.create();
  app.use(before);
  app.use(server.bodyParser);
  app.use(server.router(structuredClone(data)));
  return app;
}

t.test('json-server', async (t) => {
  const url = await listen(t, jsonServer({ users: [], groups: [] }));
  const { v2 } = await serveRecipe(t, 'json-server', { API_URL: url });
  await groupOf(t, v2, await lifeOf(t, v2));
});

t.test('a GraphQL API', async (t) => {
  const schema = buildSchema(`
    type User { id: ID! login: String! name: String active: Boolean }
    input UserInput { login: String name: String active: Boolean }
    type PageInfo { endCursor: String hasNextPage: Boolean! }
    type Users { totalCount: Int! nodes: [User!]! pageInfo: PageInfo! }
    type Query { users(first: Int, after: String, login: String): Users! user(id: ID!): User }
    type Mutation { createUser(input: UserInput!): User! updateUser(id: ID!, input: UserInput!): User! deleteUser(id: ID!): Boolean }
  `);
  interface Person {
    readonly id: string;
    readonly login: string;
  }
  const people = new Map<string, Person>();
  let sequence = 0;
  const fail = (message: string, code: string): never => {
    throw new GraphQLError(message, { extensions: { code } });
  };
  const rootValue = {
    users({ first = 50, after, login }: { first?: number; after?: string; login?: string }) {
      const all = [...people.values()].filter((person) => !login || person.login.toLowerCase() === login.toLowerCase());
      const start = Number(after ?? 0);
      const nodes = all.slice(start, start + Math.min(first, 2));
      const end = start + nodes.length;
      return { totalCount: all.length, nodes, pageInfo: { endCursor: String(end), hasNextPage: end < all.length } };
    },
    user: ({ id }: { id: string }) => people.get(id) ?? null,
    createUser({ input }: { input: Person }) {
      if ([...people.values()].some(({ login }) => login === input.login)) fail('That login is taken.', 'TAKEN');
      const made = { ...input, id: String(++sequence) };
      people.set(made.id, made);
      return made;
    },
    updateUser({ id, input }: { id: string; input: object }) {
      const changed = { ...(people.get(id) ?? fail('There is nobody.', 'NOT_FOUND')), ...input };
      people.set(id, changed);
      return changed;
    },
    deleteUser: ({ id }: { id: string }) => people.delete(id) || fail('There is nobody.', 'NOT_FOUND'),
  };
  const handler = createHandler({ schema, rootValue });
  const url = await listen(t, (request, response) => {
    if (request.url === '/graphql') void handler(request, response);
    else response.writeHead(404).end();
  });
  const { v2 } = await serveRecipe(t, 'graphql', { API_URL: url });
  await lifeOf(t, v2);
});

t.test('an OData service', async (t) => {
  const Datastore = require('nedb');
  const store = new Datastore({ inMemoryOnly: true });
  const model = {
    namespace: 'hr',
    entityTypes: {
      Person: {
        _id: { type: 'Edm.String', key: true },
        login: { type: 'Edm.String' },
        first: { type: 'Edm.String' },
        last: { type: 'Edm.String' },
        enabled: { type: 'Edm.String' },
      },
    },
    entitySets: { people: { entityType: 'hr.Person' } },
  };
  let service: { handle(request: unknown, response: unknown): void } | undefined;
  const url = await listen(t, (request, response) => service?.handle(request, response));
  service = require('simple-odata-server')(`${url}/odata`)
    .model(model)
    .adapter(
      require('simple-odata-server-nedb')((_set: string, done: (error: null, db: unknown) => void) =>
        done(null, store),
      ),
    );
  const { v2 } = await serveRecipe(t, 'odata', { API_URL: `${url}/odata` });
  await lifeOf(t, v2, { readsNames: false });
});

t.test('SCIM to SCIM, for clients of both versions', async (t) => {
  const kept = { User: new Map<string, object>(), Group: new Map<string, object>() };
  let sequence = 0;
  for (const type of ['User', 'Group'] as const) {
    const all = kept[type];
    const declared = SCIMMY.Resources.declare(SCIMMY.Resources[type]) as typeof SCIMMY.Resources.User;
    declared
      .egress((resource) => (resource.id ? (all.get(resource.id) ?? notFound()) : [...all.values()]) as never)
      .ingress((resource, data) => {
        const id = resource.id ?? `far-${++sequence}`;
        const before = all.get(id) as { meta?: { created: string } } | undefined;
        const now = new Date().toISOString();
        const meta = { created: before?.meta?.created ?? now, lastModified: now };
        all.set(id, { ...JSON.parse(JSON.stringify(data)), id, meta });
        return all.get(id) as never;
      })
      .degress((resource) => void all.delete(String(resource.id)));
  }
  const app = express();
  app.use(
    '/scim/v2',
    new SCIMMYRouters({
      type: 'bearer',
      handler: (request) => {
        if (request.header('authorization') !== 'Bearer far-token') throw new Error('no');
        return 'gateway';
      },
    }) as unknown as RequestHandler,
  );
  const url = await listen(t, app as RequestListener);
  const { v1, v2 } = await serveRecipe(t, 'scim', { API_URL: `${url}/scim/v2`, API_TOKEN: 'far-token' });
  await groupOf(t, v2, await lifeOf(t, v2));
  const made = await v1('POST', '/Users', {
    schemas: ['urn:scim:schemas:core:1.0'],
    userName: 'eve',
    name: { givenName: 'Eve' },
    emails: [{ value: 'eve@example.com', type: 'work', primary: true }],
  });
  t.equal(made.status, 201, made.text);
  t.match(made.body, { schemas: ['urn:scim:schemas:core:1.0'], userName: 'eve', name: { givenName: 'Eve' } });
  t.match([...kept.User.values()].at(-1), { userName: 'eve', emails: [{ value: 'eve@example.com' }] });
  const patched = await v1('PATCH', `/Users/${made.body.id}`, {
    schemas: ['urn:scim:schemas:core:1.0'],
    active: false,
  });
  t.match(patched.body.active ?? (await v1('GET', `/Users/${made.body.id}`)).body.active, false, patched.text);
  const recent = await v2('GET', `/Users?filter=${encodeURIComponent('meta.lastModified gt "2001-01-01T00:00:00Z"')}`);
  t.ok(recent.body.totalResults >= 1, recent.text);
});

function notFound(): never {
  throw new SCIMMY.Types.Error(404, null as never, 'There is no such resource.');
}

t.test('an API with OAuth 2.0', async (t) => {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  // Two tokens of one second would be the same text.
  let serial = 0;
  server.service.on('beforeTokenSigning', (token: { payload: { jti?: string } }) => {
    token.payload.jti = String(++serial);
  });
  await server.start(0, '127.0.0.1');
  t.teardown(() => server.stop());
  const [jwk] = server.issuer.keys.toJSON();
  const key = createPublicKey({ key: jwk as never, format: 'jwk' });
  let refused = 0;
  let revoke = false;
  const tokens = new Set<string>();
  const url = await listen(
    t,
    jsonServer({ users: [] }, (request, response, next) => {
      const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
      const [head = '', body = '', signature = ''] = token.split('.');
      const isGenuine = verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
      if (isGenuine && !(revoke && tokens.has(token))) {
        tokens.add(token);
        next();
        return;
      }
      refused += 1;
      response.status(401).end();
    }),
  );
  const { v2 } = await serveRecipe(t, 'oauth2', {
    API_URL: url,
    TOKEN_URL: `${server.issuer.url}/token`,
    CLIENT_SECRET: 'shh',
  });
  await lifeOf(t, v2);
  t.equal(tokens.size, 1, 'one token for all');
  t.equal(refused, 0);
  revoke = true;
  t.equal((await v2('GET', '/Users')).status, 200, 'a new token is asked for');
  t.equal(tokens.size, 2);
});
