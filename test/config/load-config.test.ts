import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { type ConfigError, explain, type LoadedConfig, loadConfig } from '#src/config/index.js';
import { temporaryFolder } from '../helpers/gateway.js';

const folder = temporaryFolder(t);
const plugin = { use: 'memory' };
const auth = { type: 'basic', username: 'okta', password: 'pw' };

async function load(
  config: string | object,
  env: NodeJS.ProcessEnv = {},
  file = 'connector.config.json',
): Promise<LoadedConfig> {
  writeFileSync(join(folder, file), typeof config === 'string' ? config : JSON.stringify(config, null, 2));
  return loadConfig({ config: file, cwd: folder, env });
}

async function explanation(config: string | object, file?: string): Promise<string> {
  try {
    await load(config, {}, file);
    return 'no fault';
  } catch (error) {
    return explain(error as ConfigError, { color: false });
  }
}

t.test('defaults', async (t) => {
  const { server, connectors } = await load({ auth, plugin });
  t.match(server, { host: '127.0.0.1', port: 8080, basePath: '/scim', allowUnauthenticated: false });
  t.match(connectors, [
    {
      scimVersion: '1.1',
      uniqueUserField: 'userName',
      uniqueGroupField: 'displayName',
      acceptUserUpdates: true,
      timeoutMs: 25_000,
      onDelete: 'remove',
      auth: [auth],
      plugin: { use: 'memory', options: {} },
      mapping: {},
    },
  ]);
});

t.test('comments, YAML, durations, several connectors', async (t) => {
  const commented = `{ // the app\n "auth": ${JSON.stringify(auth)}, /* memory\n */ "plugin": { "use": "memory" }, "timeout": "1.5m" }`;
  t.equal((await load(commented)).connectors[0]?.timeoutMs, 90_000);
  const yaml =
    'connectors:\n  hr: { auth: { type: none }, plugin: { use: memory }, timeout: 500 }\n  it: { auth: { type: none }, plugin: { use: memory } }\n';
  t.match((await load(yaml, {}, 'c.yaml')).connectors, [{ name: 'hr', timeoutMs: 500 }, { name: 'it' }]);
});

t.test('a wrong file is explained: place, what is possible, what was perhaps meant, all at once', async (t) => {
  const cases: readonly [string | object, ...RegExp[]][] = [
    ['{ "auth": ', /connector\.config\.json:1:\d+ {2}This is not JSON\./],
    [{ plugin }, /The file needs "auth"/],
    [
      { auth, plugin, timeuot: 1, uniqeUserField: 'id' },
      /:10:3 {2}"timeuot" is not a setting[\s\S]*Did you mean "timeout"/,
      /:11:3 [\s\S]*Did you mean "uniqueUserField"/,
    ],
    [{ auth: { type: 'basik' }, plugin }, /The type of auth cannot be "basik"[\s\S]*Did you mean "basic"/],
    [{ auth: { type: 'basic', username: 'x' }, plugin }, /auth needs "password"/],
    [{ auth: [{ type: 'basic', username: 'x', pasword: 'SECRET' }], plugin }, /"pasword" is not a setting of auth\.0/],
    [{ auth, plugin, timeout: 'soon' }, /timeout cannot be "soon"\. It is: How long/],
    [{ auth, plugin, server: { port: 99_999 } }, /server\.port must be at most 65535/],
    [{ auth, plugin: { use: 3 } }, /plugin\.use must be a text, not a number/],
    [
      { auth, plugin, mapping: { User: { id: 'id', attributes: { title: { feild: 'x' } } } } },
      /"feild" is not a setting/,
    ],
    [{ auth, plugin: { use: '${env:NOT_SET}' } }, /The environment variable NOT_SET is not set/],
    [{ auth, plugin: { use: '${file:nowhere}' } }, /The file .*nowhere does not exist/],
    [{ auth: { type: 'none' }, plugin, server: { host: '0.0.0.0' } }, /allowUnauthenticated/],
    [{ connectors: { HR: { auth, plugin } } }, /The name "HR" must be small letters/],
    [{ connectors: { hr: { auth, plugin, server: {} } } }, /"server" is not a setting of connectors\.hr/],
  ];
  for (const [config, ...patterns] of cases) {
    const text = await explanation(config);
    for (const pattern of patterns) t.match(text, pattern, String(pattern));
    t.notMatch(text, /SECRET|\n {4}at /, 'no secret, no stack');
  }
  await t.rejects(loadConfig({ cwd: temporaryFolder(t), env: {} }), { message: /--demo/ });
});

t.test('values from outside cannot change the file, and are not shown', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 8 }), async (secret) => {
      const config = { auth: { ...auth, password: '${env:PW}' }, plugin, mapping: {} };
      const loaded = await load(config, { PW: secret });
      t.equal(loaded.connectors[0]?.auth[0]?.type === 'basic' && loaded.connectors[0].auth[0].password, secret);
      const masked = JSON.stringify(loaded.masked);
      t.match(masked, '${env:PW}');
      t.notOk(masked.includes(JSON.stringify(secret)));
    }),
    { numRuns: 50 },
  );
  const { masked, connectors } = await load({
    auth: { ...auth, password: '${env:PW:-a:-b}' },
    plugin: {
      use: 'memory',
      options: {
        apiKey: 'SECRET',
        auth: { type: 'header', name: 'X-Key', value: 'SECRET', tokenUrl: 'https://login.example.com/token' },
      },
    },
  });
  t.match(connectors[0]?.auth, [{ password: 'a:-b' }]);
  t.notMatch(JSON.stringify(masked), 'SECRET');
  t.match(JSON.stringify(masked), 'https://login.example.com/token', 'where tokens come from is no secret');
});
