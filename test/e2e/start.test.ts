import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { root, runCli, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic, scimClient } from '../helpers/scim-client.js';

const auth = { type: 'basic', username: 'okta', password: 'top-secret-7' };
const memory = { use: 'memory' };

t.test('a start prints where it listens, and the five values for Okta', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': {
      auth,
      scimVersion: '2.0',
      uniqueUserField: 'email',
      acceptUserUpdates: false,
      timeout: '40s',
      plugin: { use: 'memory', options: { seed: { User: [{ id: '1', userName: 'ada' }], Group: [] } } },
    },
  });
  const gateway = await startGateway(t, folder);
  const output = gateway.output();
  for (const line of [
    `SCIM 1.1  ${gateway.url}/scim/v1`,
    `SCIM 2.0  ${gateway.url}/scim/v2`,
    `Either    ${gateway.url}/scim (speaks 2.0)`,
    'Auth      basic (user okta)',
    'Plugin    memory with 1 user and 0 groups',
    'Provisioning > Integration > Configure SCIM Connector',
    `SCIM connector base URL  ${gateway.url}/scim/v2/`,
    'Authorization type       Basic Auth (user okta)',
    'Unique user field name   email',
    'Accept user updates      off',
    'Timeout for API calls    45 seconds (the gateway answers within 40)',
  ]) {
    t.ok(output.includes(line), line);
  }
  t.notMatch(output, auth.password);
  t.equal(await gateway.stop(), 0, 'SIGTERM ends it well');
});

t.test('the README shows what the repository\u2019s own config prints', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': readFileSync(join(root, 'connector.config.json'), 'utf8'),
    'data/users.csv': readFileSync(join(root, 'data/users.csv'), 'utf8'),
    'data/groups.csv': readFileSync(join(root, 'data/groups.csv'), 'utf8'),
  });
  const gateway = await startGateway(t, folder);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const shown = /```\n(scim-gateway is listening[\s\S]*?)\n```/.exec(readme)?.[1] ?? '';
  const printed = gateway.output().replaceAll(/:\d{4,5}\b/g, ':8080');
  t.ok(shown !== '' && printed.includes(shown), printed);
  const client = scimClient(`${gateway.url}/scim/v2`, basic('okta', 'password'));
  const example = /Users\/(E\d+)\?attributes=userName,active'[\s\S]*?```json\n(.*)\n```/.exec(readme);
  const { body } = await client('GET', `/Users/${example?.[1]}?attributes=userName,active`);
  t.same(body, JSON.parse(example?.[2] ?? 'null'));
});

t.test('the command line wins over the file', async (t) => {
  const folder = temporaryFolder(t);
  const config = { auth, plugin: memory, server: { host: '127.0.0.2', port: 1 }, log: { level: 'debug' } };
  await writeFiles(folder, { 'other.json': config });
  const args = ['--config', 'other.json', '--host', '127.0.0.1', '--log-level', 'warn'];
  const gateway = await startGateway(t, folder, { args });
  t.match(gateway.url, /^http:\/\/127\.0\.0\.1:/);
  await scimClient(`${gateway.url}/scim/v2`, basic('okta', auth.password))('GET', '/Users');
  await gateway.stop();
  t.notMatch(gateway.output(), /"level":(20|30)/);
});

t.test('YAML and modules are configs too', async (t) => {
  const texts = {
    'connector.config.yaml': 'auth:\n  type: none\nplugin:\n  use: memory\n',
    'connector.config.mjs': 'export default { auth: { type: "none" }, plugin: { use: "memory" } };\n',
    'connector.config.ts':
      'const use: string = "memory";\nexport default { auth: { type: "none" }, plugin: { use } };\n',
  };
  for (const [file, text] of Object.entries(texts)) {
    const folder = temporaryFolder(t);
    await writeFiles(folder, { [file]: text });
    const { code, stdout } = await runCli(folder, ['check']);
    t.equal(code, 0, file);
    t.match(stdout, file);
  }
});

t.test('--demo needs no config file', async (t) => {
  const gateway = await startGateway(t, temporaryFolder(t), { args: ['--demo'] });
  t.match(gateway.output(), /Demo: user "okta", password "password"/);
  const client = scimClient(`${gateway.url}/scim/v2`, basic('okta', 'password'));
  t.ok((await client('GET', '/Users')).body.totalResults >= 20);
});

t.test('help, version and completion', async (t) => {
  const folder = temporaryFolder(t);
  const help = await runCli(folder, ['--help']);
  t.equal(help.code, 0);
  for (const text of ['start', 'check', 'Examples:', 'start --demo', 'Exit codes'])
    t.ok(help.stdout.includes(text), text);
  const startHelp = await runCli(folder, ['start', '--help']);
  for (const option of ['--port', '--host', '--config', '--log-level', '--demo'])
    t.ok(startHelp.stdout.includes(option));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  t.equal((await runCli(folder, ['--version'])).stdout.trim(), version);
  t.match((await runCli(folder, ['completion'])).stdout, /complete .*scim-gateway/);
  const completed = await runCli(folder, ['--get-yargs-completions', 'scim-gateway', 'st']);
  t.match(completed.stdout, /start/);
});

t.test('a wrong command line is explained, with exit code 2', async (t) => {
  const folder = temporaryFolder(t);
  const cases: readonly (readonly [args: readonly string[], text: RegExp])[] = [
    [[], /Name a command/],
    [['strat'], /start/],
    [['start', '--prot', '1'], /--port/],
    [['start', '--port', 'many'], /port/],
    [['start', '--config', 'missing.json'], /missing\.json/],
    [['start'], /connector\.config/],
  ];
  for (const [args, text] of cases) {
    const { code, stderr, stdout } = await runCli(folder, args);
    t.equal(code, 2, args.join(' '));
    t.match(stderr + stdout, text);
    t.notMatch(stderr, /^\s+at /m, 'no stack trace');
  }
});

t.test('a wrong config is explained, all at once, with exit code 2', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json':
      '{\n  "auth": { "type": "basic", "username": "okta", "password": "${env:NOT_THERE_7}" },\n  "timeot": "5s",\n  "onDelete": "removed",\n  "plugin": { "use": "cvs" }\n}\n',
  });
  for (const command of ['check', 'start']) {
    const { code, stderr } = await runCli(folder, [command]);
    t.equal(code, 2);
    t.match(stderr, /connector\.config\.json:3:\d+[\s\S]*timeot[\s\S]*"timeout"/, 'file, line, column, did you mean');
    t.match(stderr, /connector\.config\.json:4:\d+[\s\S]*remove/);
    t.match(stderr, /NOT_THERE_7/);
    t.notMatch(stderr, /^\s+at /m);
  }
  await writeFiles(folder, { 'connector.config.json': { auth: { type: 'none' }, plugin: { use: 'cvs' } } });
  t.match((await runCli(folder, ['check'])).stderr, /csv/);
});

t.test('none is refused where others can reach it, unless the config says so', async (t) => {
  const folder = temporaryFolder(t);
  const config = { auth: { type: 'none' }, plugin: memory };
  await writeFiles(folder, { 'connector.config.json': { ...config, server: { host: '0.0.0.0' } } });
  const refused = await runCli(folder, ['check']);
  t.equal(refused.code, 2);
  t.match(refused.stderr, /allowUnauthenticated/);
  for (const server of [{ host: '0.0.0.0', allowUnauthenticated: true }, { host: '127.0.0.1' }, { host: '::1' }]) {
    await writeFiles(folder, { 'connector.config.json': { ...config, server } });
    t.equal((await runCli(folder, ['check'])).code, 0, JSON.stringify(server));
  }
});

t.test('a port that is taken is said, with exit code 1', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, { 'connector.config.json': { auth, plugin: memory } });
  const gateway = await startGateway(t, folder);
  const port = new URL(gateway.url).port;
  const second = await runCli(folder, ['start', '--port', port]);
  t.equal(second.code, 1);
  t.match(second.stderr, new RegExp(port));
  t.notMatch(second.stderr, /^\s+at /m);
});

t.test('check warns of ids that a client can change, and of an application that is away', async (t) => {
  const folder = temporaryFolder(t);
  const mapping = { User: { id: 'login', attributes: { userName: 'login', title: 'title' } } };
  const plugin = { use: 'csv', options: { User: { file: 'users.csv' } } };
  await writeFiles(folder, { 'users.csv': 'login,title\nada,x\n', 'connector.config.json': { auth, plugin, mapping } });
  const { code, stdout } = await runCli(folder, ['check']);
  t.equal(code, 0);
  t.match(stdout, /login/);
  t.match(stdout, /UUID/i, 'and offers a column that does not change');
  t.match(stdout, /no {3}GROUP_PUSH: /);
  t.notMatch(stdout, auth.password);
  await writeFiles(folder, {
    'away.mjs': `export default { name: 'away', options: {}, open: () => ({ stores: { User: { find: () => ({ records: [] }) } }, check() { throw new Error('host hr.internal does not answer'); } }) };`,
    'connector.config.json': { auth, plugin: { use: './away.mjs' } },
  });
  const away = await runCli(folder, ['check']);
  t.equal(away.code, 1);
  t.match(away.stdout + away.stderr, /hr\.internal does not answer/, 'the operator is told why');
  const gateway = await startGateway(t, folder);
  const answer = await scimClient(`${gateway.url}/scim/v1`, basic('okta', auth.password))(
    'GET',
    '/ServiceProviderConfigs',
  );
  t.ok(answer.status >= 500, 'Test Connector Configuration fails');
  t.notMatch(answer.text, /hr\.internal/, 'a client learns nothing of the inside');
});
