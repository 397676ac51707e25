import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { resolvePlugin } from '#src/plugin-host/index.js';
import { root, runCli, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { scimClient } from '../helpers/scim-client.js';

const tsc = join(root, 'node_modules/typescript/bin/tsc');
const people = JSON.stringify({ User: [{ login: 'ada', name: 'Ada', level: 1 }] });

/** Runs a program as a stranger would: nothing of this test's own environment. */
function run(folder: string, ...args: readonly string[]): string {
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    return execFileSync(process.execPath, args, {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `FAILED\n${stdout}${stderr}`;
  }
}

t.test('plugins lists what is found, from where, and what is wrong with the rest', async (t) => {
  const folder = temporaryFolder(t);
  const plugin = (name: string, rest = ''): string =>
    `export default { name: '${name}', contract: 1, ${rest} open: () => ({ stores: {} }), options: { type: 'object', required: ['url'], properties: {
      url: { type: 'string', description: 'Where the\\n badges are.' },
      mode: { enum: ['fast', 'safe'], default: 'safe', description: 'How it goes.' },
      proxy: { type: 'object', properties: { host: { type: 'string' }, port: { type: ['integer', 'null'], default: 1 } } },
    } } };\n`;
  await writeFiles(folder, {
    'plugins/badge.mjs': plugin('badge', "version: '1.2.3',"),
    'plugins/badge.test.mjs': 'throw new Error("never loaded");\n',
    'plugins/types.d.ts': 'export {};\n',
    'plugins/notes.md': '',
    'plugins/door/index.mjs': plugin('door'),
    'plugins/csv.mjs': plugin('own-csv'),
    'plugins/broken.ts': 'export default {\n',
    'plugins/future.mjs': plugin('future').replace('contract: 1', 'contract: 9'),
    'node_modules/scim-gateway-plugin-ldap/package.json': { name: 'x', version: '4.5.6', main: 'i.mjs' },
    'node_modules/scim-gateway-plugin-ldap/i.mjs': plugin('ldap'),
    'node_modules/@acme/scim-gateway-plugin-hr/package.json': { name: 'y', version: '7.8.9', main: 'i.mjs' },
    'node_modules/@acme/scim-gateway-plugin-hr/i.mjs': plugin('hr'),
  });
  const { code, stdout } = await runCli(folder, ['plugins']);
  t.equal(code, 1, 'some cannot be used');
  for (const text of [
    /^csv \(built in, version \d+\.\d+\.\d+, contract 1\)\n/m,
    /^ {2}User\.file +string, required +Path of the CSV file/m,
    /^memory \(built in/m,
    /^badge \(plugins\/badge\.mjs, version 1\.2\.3, contract 1\)\n {2}url +string, required +Where the badges are\.\n/m,
    /^ {2}mode +"fast" \| "safe", default "safe" +How it goes\.$/m,
    /^ {2}proxy\.port +integer or null, default 1$/m,
    /^door \(plugins\/door\/index\.mjs, contract 1\)/m,
    /^\.\/plugins\/csv\.mjs \(plugins\/csv\.mjs, contract 1\)/m,
    /^broken \(plugins\/broken\.ts\)\n {2}CANNOT BE USED: .*broken\.ts:\d+:\d+ cannot be read/m,
    /^future \(plugins\/future\.mjs\)\n {2}CANNOT BE USED: .*built for version 9.*update scim-gateway/m,
    /^scim-gateway-plugin-ldap \(package, version 4\.5\.6, contract 1\)/m,
    /^@acme\/scim-gateway-plugin-hr \(package, version 7\.8\.9, contract 1\)/m,
  ]) {
    t.match(stdout, text);
  }
  t.notMatch(stdout, /notes|types|badge\.test/);
  mkdirSync(join(folder, 'elsewhere'));
  const json = await runCli(join(folder, 'elsewhere'), ['plugins', '--json', '-c', '../x.json']);
  const listed = JSON.parse(json.stdout) as { use: string; file: string }[];
  t.match(
    listed.find(({ use }) => use === 'badge'),
    { kind: 'file', version: '1.2.3', contract: 1, options: [{ name: 'url', type: 'string', required: true }] },
  );
  for (const { use, file } of listed) {
    t.equal(fileURLToPath((await resolvePlugin(use, folder)).url), file, `${use} is what to write`);
  }
});

t.test('plugins new writes a plugin that works at once, with a test that passes; nothing is overwritten', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['scim-gateway', 'jiti', 'json-schema-to-ts', '@types']) {
    symlinkSync(name === 'scim-gateway' ? root : join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  t.match(await runCli(folder, ['plugins', 'new', 'badge-door']), { code: 0, stdout: /"use": "badge-door"/ });
  t.match(await runCli(folder, ['plugins', 'new', 'plain', '--js']), { code: 0, stdout: /plain\.mjs/ });
  const before = readFileSync(join(folder, 'plugins/plain.mjs'), 'utf8');
  t.match(await runCli(folder, ['plugins', 'new', 'plain', '--js']), {
    code: 2,
    stderr: /is there already, and is left/,
  });
  t.equal(readFileSync(join(folder, 'plugins/plain.mjs'), 'utf8'), before);
  for (const [name, message] of [
    ['csv', /"csv" is a built-in/],
    ['../Evil', /made of small letters/],
  ] as const) {
    t.match(await runCli(folder, ['plugins', 'new', name]), { code: 2, stderr: message }, name);
  }
  await writeFiles(folder, {
    'package.json': { type: 'module' },
    'tsconfig.json': {
      compilerOptions: {
        ...{ module: 'NodeNext', target: 'ES2023', strict: true, noUncheckedIndexedAccess: true },
        ...{ noEmit: true, skipLibCheck: true, types: ['node'] },
      },
      include: ['plugins'],
    },
    'connector.config.json': {
      auth: { type: 'none' },
      scimVersion: '2.0',
      plugin: { use: 'badge-door', options: { file: 'people.json' } },
      mapping: { User: { id: 'id', attributes: { userName: 'login', displayName: 'name', active: 'active' } } },
    },
  });
  t.equal(run(folder, tsc, '-p', '.'), '', 'it is typed');
  t.match(run(folder, '--import', 'jiti/register', 'plugins/badge-door.test.ts'), /# fail 0/);
  t.match(run(folder, '--test', 'plugins/plain.test.mjs'), /# fail 0/);
  const gateway = await startGateway(t, folder);
  const client = scimClient(`${gateway.url}/scim/v2`);
  const { status, body } = await client('POST', '/Users', { userName: 'ada', displayName: 'Ada' });
  t.equal(status, 201);
  t.match((await client('GET', `/Users/${body.id}`)).body, { userName: 'ada' });
  await gateway.stop();
  t.match(JSON.parse(readFileSync(join(folder, 'people.json'), 'utf8')), [{ login: 'ada', name: 'Ada' }]);
});

t.test('plugins test runs the kit from the shell, with options or with a config file', async (t) => {
  const folder = temporaryFolder(t);
  await runCli(folder, ['plugins', 'new', 'good', '--js']);
  const good = readFileSync(join(folder, 'plugins/good.mjs'), 'utf8');
  const config = (use: string): object => ({
    auth: { type: 'none' },
    plugin: { use, options: { file: 'people.json' } },
    mapping: { User: { id: 'nr', attributes: { userName: 'login', displayName: 'name' } } },
  });
  await writeFiles(folder, {
    'plugins/bad.mjs': good.replace('queryRecords(read(), query)', '({ ...queryRecords(read(), query), total: 77 })'),
    'good.json': config('good'),
    'several.json': { connectors: { a: config('good'), b: config('bad') } },
    'sample.json': people,
    'people.json': [{ nr: '1', login: 'eva', name: 'Eva' }],
  });
  const test = (...args: readonly string[]) => runCli(folder, ['plugins', 'test', ...args]);
  const options = ['--options', '{"file":"other.json"}', '--sample', 'sample.json', '--settings', '{"runs":2}'];
  const kept = await test('./plugins/good.mjs', ...options);
  t.match(kept, {
    code: 0,
    stdout: /\n {2}ok {6}User: a dry run writes nothing\n[\s\S]*\d+ kept, 0 broken, \d+ not tried\.\n$/,
  });
  t.match(kept.stdout, / {2}- {7}User: count counts the records \(the store has no count\)/);
  const broken = await test('bad', ...options, '--seed', '3');
  t.match(broken, { code: 1, stdout: / {2}BROKEN {2}User: pages put together .*\n {12}find\(.*says a total of 77/ });
  const configured = await test('-c', 'good.json', '--json');
  const report = JSON.parse(configured.stdout) as { broken: number; checks: { name: string; outcome: string }[] };
  t.match(report, { plugin: 'good', broken: 0 }, 'without a sample it learns from the records that are there');
  t.match(
    report.checks.find(({ name }) => name.startsWith('User: a unique value')),
    { outcome: 'not tried' },
    'what the config wants to be unique is the affair of the gateway',
  );
  t.same(
    JSON.parse(readFileSync(join(folder, 'people.json'), 'utf8')),
    [{ nr: '1', login: 'eva', name: 'Eva' }],
    'and leaves them',
  );
  t.match(await test('-c', 'several.json'), { code: 2, stderr: /--connector with one of a, b/ });
  t.match(await test('-c', 'several.json', '--connector', 'b', '--sample', people), { code: 1 });
  t.match(await test('none'), { code: 2, stderr: /There is no plugin "none"/ });
  t.match(await test(), { code: 2, stderr: /Name a plugin, or a config file/ });
  t.match(await test('good', '--options', '{no'), { code: 2, stderr: /--options is neither JSON nor a JSON file/ });
  const odd = await test('good', '--settings', '{"voltile":true}');
  t.match(odd, { code: 2, stderr: /"voltile" is not a setting of the kit\. Possible: sample, .*volatile\./ });
  t.match(await test('good'), {
    code: 1,
    stdout: /BROKEN .*options are a JSON Schema\n +These options are not what "good" asks for/,
  });
});
