import { METHODS } from 'node:http';
import t from 'tap';
import { loadConfig } from '#src/config/index.js';
import { openGateway } from '#src/start.js';
import { temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic } from '../helpers/scim-client.js';

/** Routes that are meant for everybody: none of the connectors'. */
const open: readonly string[] = [];

const plugin = { use: 'memory', options: { seed: { User: [{ id: '1', userName: 'ada' }] } } };
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const folder = temporaryFolder(t);
await writeFiles(folder, {
  'keys.json': { keys: [] },
  'connector.config.json': {
    server: { limits: { failedLogins: { count: 0 } } },
    connectors: {
      hr: { auth: { type: 'basic', username: 'okta', password: 'secret' }, plugin, resourceTypes: { Role: {} } },
      badge: {
        auth: [
          { type: 'bearer', token: 'token' },
          { type: 'header', name: 'X-Key', value: 'key' },
        ],
        plugin,
      },
      door: { auth: { type: 'jwt', issuer: 'i', audience: 'a', jwks: 'keys.json' }, plugin, scimVersion: '2.0' },
    },
  },
});
const config = await loadConfig({ cwd: folder, env: {} });
const gateway = await openGateway(config, { log: silent });
const { app } = gateway.web;
const routes: { readonly method: string; readonly url: string }[] = [];
app.addHook('onRoute', ({ method, url }) => {
  for (const one of [method].flat()) routes.push({ method: one, url });
});
await app.ready();
t.teardown(() => gateway.close());

const bases = ['hr', 'badge', 'door'].flatMap((name) => ['/v1', '/v2', ''].map((version) => `/${name}/scim${version}`));
const wrong = [
  {},
  { authorization: '' },
  { authorization: 'Basic' },
  { authorization: basic('okta', 'wrong') },
  { authorization: 'Bearer wrong' },
  { authorization: 'Bearer a.b.c' },
  { 'x-key': 'wrong' },
  { 'x-key': '' },
];

t.test('no route answers without credentials, by the list of the server itself', async (t) => {
  for (const base of bases) {
    const own = routes.filter(({ url }) => url.startsWith(`${base}/`));
    t.ok(own.length > 100, `${base} has ${own.length} routes`);
    for (const path of ['/Users', '/Users/:id', '/Bulk', '/.search', '/Schemas', '/Groups/.search', '/Me']) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        t.ok(
          own.some((route) => route.url === base + path && route.method === method),
          `${method} ${base}${path}`,
        );
      }
    }
  }
  const answers = new Map<string, number>();
  for (const { method, url } of routes) {
    if (open.includes(url)) continue;
    const path = url.replace(/:\w+/g, '1').replace('*', 'anything');
    for (const headers of wrong) {
      const request = { method: method as 'GET', url: path, headers, ...(method === 'POST' && { payload: '{' }) };
      const { statusCode, body, headers: sent } = await app.inject(request);
      const name = `${method} ${path}`;
      answers.set(name, statusCode);
      if (statusCode !== 401) t.fail(`${name} ${JSON.stringify(headers)} is answered with ${statusCode}: ${body}`);
      if (sent['www-authenticate'] === undefined) t.fail(`${name} says nothing of how to do better`);
      if (/ada|memory|plugin/.test(body)) t.fail(`${name} tells of the inside: ${body}`);
    }
  }
  t.ok(answers.size > 900, `${answers.size} methods of paths`);
});

t.test('nor does what is no route: other methods, other paths, other ways to write them', async (t) => {
  const paths = bases.flatMap((base) =>
    [
      '',
      '/',
      '/nothing',
      '/Users/1/nothing',
      '/users/1',
      '//Users',
      '/Users/',
      '/Users/%2e%2e/Users/1',
      '/./Users/1',
      '/Users/../Users/1',
      '/Users%2f1',
      '/Users;x=1/1',
      '/Users/1?access_token=token&x-key=key',
      '/Users/1#fragment',
      `/Users/${'1'.repeat(2000)}`,
    ].map((path) => base + path),
  );
  const known = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
  for (const url of [...paths, '/', '/hr', '/hr/scim/v3/Users', '/scim/v2/Users', '*', '/%', '/hr/scim/v2/Users/%ZZ']) {
    for (const method of url === `${bases[0]}/Users/` ? METHODS : ['GET', 'POST', 'OPTIONS', 'HEAD']) {
      if (method === 'CONNECT') continue;
      const { statusCode, body } = await app.inject({ method: method as 'GET', url });
      const isSound = [400, 401, 404, 405, 414].includes(statusCode);
      if (!isSound) t.fail(`${method} ${url} is answered with ${statusCode}: ${body}`);
      if (known.has(method) && paths.includes(url) && !/[.%#]/.test(url)) {
        t.equal(statusCode, /1{2000}/.test(url) ? 414 : 401, `${method} ${url.slice(0, 60)}`);
      }
      if (/ada/.test(body)) t.fail(`${method} ${url} tells of the inside: ${body}`);
    }
  }
  t.pass('all of them');
});

t.test('nobody makes the server read a body before it is known who sends it', async (t) => {
  for (const url of ['/', '/nothing', '/hr/scim/v2/Users', '/hr/scim/v2/nothing', '/hr/scim/v2/Users/1']) {
    const large = { method: 'POST', url, headers: { 'content-type': 'application/json' } } as const;
    const { statusCode } = await app.inject({ ...large, payload: 'x'.repeat(20_000_000) });
    t.equal(statusCode, url.startsWith('/hr') ? 401 : 404, `${url} is not answered with 413`);
  }
});

t.test('the right credentials open their connector, and no other', async (t) => {
  const right = { hr: { authorization: basic('okta', 'secret') }, badge: { 'x-key': 'key' } };
  for (const [name, headers] of Object.entries(right)) {
    for (const base of bases) {
      const { statusCode } = await app.inject({ method: 'GET', url: `${base}/Users/1`, headers });
      t.equal(statusCode, base.startsWith(`/${name}/`) ? 200 : 401, `${name}: ${base}`);
    }
  }
});
