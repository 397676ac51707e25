import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Host, Plugin } from '#src/plugin/index.js';
import { loadPlugin, openAdapter, type PluginOrigin, resolvePlugin } from '#src/plugin-host/index.js';
import { root, runCli, temporaryFolder, writeFiles } from '../helpers/gateway.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const host = (folder: string): Host => ({ log: silent, folder, now: Date.now, resources: {} });

const esm = (name: string): string => `
import { definePlugin, queryRecords } from 'scim-gateway/plugin';
export default definePlugin({
  name: '${name}',
  options: { type: 'object' },
  open: () => ({ stores: { User: { find: (query) => queryRecords([{ id: '1' }], query) } } }),
});
`;
const typed = (name: string): string => `${esm(name)}const typed: string = 'TypeScript';\nvoid typed;\n`;
const commonJs = (name: string): string => `
const { definePlugin, queryRecords } = require('scim-gateway/plugin');
module.exports = definePlugin({
  name: '${name}',
  options: { type: 'object' },
  open: () => ({ stores: { User: { find: (query) => queryRecords([{ id: '1' }], query) } } }),
});
`;

async function load(use: string, folder: string): Promise<{ plugin: Plugin; origin: PluginOrigin }> {
  const origin = await resolvePlugin(use, folder);
  return { plugin: await loadPlugin(origin), origin };
}

async function folderOf(t: Test, files: { readonly [path: string]: string | object }): Promise<string> {
  const folder = temporaryFolder(t);
  await writeFiles(folder, files);
  return folder;
}

t.test('every kind of file loads where the package is not installed, by path, by name and as a package', async (t) => {
  const folder = await folderOf(t, {
    'plugins/a.ts': typed('a'),
    'plugins/b.mts': typed('b'),
    'plugins/c.js': esm('c'),
    'plugins/d.mjs': esm('d'),
    'plugins/e.cjs': commonJs('e'),
    'plugins/f.js': commonJs('f'),
    'plugins/g/index.ts': typed('g'),
    'plugins/h.ts':
      "import csv from 'scim-gateway/plugins/csv';\nimport { parseFilter } from 'scim-gateway/scim';\nimport { compileExpression } from 'scim-gateway/expression';\nexport default { ...csv, name: typeof parseFilter + typeof compileExpression };\n",
    'node_modules/scim-gateway-plugin-i/package.json': {
      name: 'scim-gateway-plugin-i',
      type: 'module',
      exports: './i.js',
    },
    'node_modules/scim-gateway-plugin-i/i.js': esm('i'),
    'node_modules/@acme/j/package.json': { name: '@acme/j', main: 'j.cjs' },
    'node_modules/@acme/j/j.cjs': commonJs('j'),
  });
  for (const [use, name, kind] of [
    ['a', 'a', 'file'],
    ['./plugins/a.ts', 'a', 'file'],
    ['./plugins/a', 'a', 'file'],
    [join(folder, 'plugins/b.mts'), 'b', 'file'],
    ['c', 'c', 'file'],
    ['d', 'd', 'file'],
    ['e', 'e', 'file'],
    ['f', 'f', 'file'],
    ['g', 'g', 'file'],
    ['h', 'functionfunction', 'file'],
    ['i', 'i', 'package'],
    ['scim-gateway-plugin-i', 'i', 'package'],
    ['@acme/j', 'j', 'package'],
    ['memory', 'memory', 'built-in'],
  ] as const) {
    const { plugin, origin } = await load(use, folder);
    t.match(plugin, { name, contract: 1 }, use);
    t.equal(origin.kind, kind, use);
  }
  const { plugin, origin } = await load('c', folder);
  const adapter = await openAdapter(plugin, {}, host(folder), origin);
  t.match(adapter.stores.User?.find?.({}, undefined as never), { total: 1, applied: { page: true } });
});

t.test('where the package is installed, a plugin uses that one', async (t) => {
  const folder = await folderOf(t, { 'plugins/own.mjs': esm('own'), 'node_modules/other/x': '' });
  symlinkSync(root, join(folder, 'node_modules/scim-gateway'));
  t.match((await load('own', folder)).plugin, { name: 'own' });
});

t.test('what cannot be loaded is explained in a sentence with the file and what to do', async (t) => {
  const plugin = (rest: string): string => `export default { name: 'x', options: {}, open: () => ({}), ${rest} };\n`;
  const folder = await folderOf(t, {
    'plugins/syntax.ts': 'const a = 1;\nconst b: number = ;\n',
    'plugins/syntax.mjs': '\n\nconst b = ;\n',
    'plugins/syntax.cjs': 'const b = 1;\nconst c = ;\n',
    'plugins/named.mjs': "import { nothing } from 'node:fs';\nexport default nothing;\n",
    'plugins/missing.mjs': "import 'nowhere-to-be-found';\n",
    'plugins/missing.ts': "import 'nowhere-to-be-found';\n",
    'plugins/throws.ts': '\n\nconst config: any = undefined;\nexport default config.plugin;\n',
    'plugins/data.mjs': "\nexport default JSON.parse('{no');\n",
    'plugins/empty.mjs': 'export const plugin = {};\n',
    'plugins/list.mjs': 'export default 7;\n',
    'plugins/factory.mjs': 'export default () => ({});\n',
    'plugins/nameless.mjs': 'export default { options: {}, open() {} };\n',
    'plugins/unspecified.mjs': "export default { name: 'x', options: [], open() {} };\n",
    'plugins/closed.mjs': "export default { name: 'x', options: {} };\n",
    'plugins/newer.mjs': plugin('contract: 2'),
    'plugins/older.mjs': plugin('contract: 0.5'),
    'plugins/odd.mjs': plugin("contract: 'one'"),
    'plugins/data.json': '{}',
  });
  for (const [use, message] of [
    ['./plugins/syntax.ts', /syntax\.ts:2:18 cannot be read: Unexpected token\. Mend the syntax there\.$/],
    ['./plugins/syntax.mjs', /syntax\.mjs:3:10 cannot be read: Unexpected token/],
    ['./plugins/syntax.cjs', /syntax\.cjs:2:\d+ cannot be read: Unexpected token/],
    ['named', /named\.mjs:1 cannot be read: .*'node:fs' does not provide an export named 'nothing'/],
    ['./plugins/missing.mjs', /missing\.mjs was found, but it needs nowhere-to-be-found, .* Install it/],
    ['./plugins/missing.ts', /missing\.ts was found, but it needs nowhere-to-be-found, .* Install it/],
    ['throws', /throws\.ts does not load: Cannot read .*\(at .*throws\.ts:4\)\. Mend what it does/],
    ['data', /data\.mjs does not load: .*JSON.*\(at .*data\.mjs:2\)\. Mend what it does/],
    ['empty', /empty\.mjs has no plugin as its default export\. Its default export must be definePlugin/],
    ['list', /list\.mjs has no plugin as its default export\./],
    ['factory', /factory\.mjs exports a function, which nobody calls\./],
    ['nameless', /nameless\.mjs has no "name"\./],
    ['unspecified', /unspecified\.mjs has no "options", the JSON Schema/],
    ['closed', /closed\.mjs has no "open" function\./],
    ['newer', /newer\.mjs was built for version 2 .* speaks version 1\. The plugin is newer: update scim-gateway/],
    ['older', /older\.mjs says no version of the plugin contract: its "contract" is 0\.5\. Leave it to definePlugin/],
    ['odd', /odd\.mjs says no version of the plugin contract: its "contract" is "one"/],
    ['./plugins/data.json', /The plugin file .*data\.json must end in \.ts, \.mts, \.js, \.mjs, \.cjs\./],
    ['./plugins/none.ts', /There is no plugin file .*none\.ts\./],
    ['./plugins', /There is no plugin file .*plugins\./],
    ['nowhere', /There is no plugin "nowhere": it is not built in \(csv, memory.*nowhere is installed as a package\./],
  ] as const) {
    await t.rejects(load(use, folder), { message }, use);
  }
});

t.test('an older contract than the one spoken is told apart from a newer one', async (t) => {
  const { checkPlugin } = await import('#src/plugin-host/check-plugin.js');
  const at = (contract: number, spoken: number): unknown =>
    checkPlugin({ default: { name: 'x', options: {}, open: () => ({}), contract } }, '/x.mjs', spoken);
  t.throws(() => at(1, 2), {
    message: /built for version 1 .* speaks version 2\. The plugin is older: install a newer/,
  });
  t.throws(() => at(3, 2), { message: /built for version 3 .* speaks version 2\. The plugin is newer: update/ });
  t.match(at(2, 2), { name: 'x' });
});

t.test('what goes wrong in open is explained with the file, the line and what to do', async (t) => {
  const open = (body: string): string => `export default {\n name: 'x', options: {},\n open() {\n${body}\n },\n};\n`;
  const folder = await folderOf(t, {
    'plugins/sentence.mjs': open("throw new Error('The folder /data is not there.')"),
    'plugins/bug.mjs': open('return undefined.stores'),
    'plugins/text.mjs': open("throw 'no'"),
    'plugins/nothing.mjs': open(''),
    'plugins/storeless.mjs': open('return { stores: { User: 1 } }'),
    'plugins/blind.mjs': open('return { stores: { User: { insert() {} } } }'),
    'plugins/open.mjs': open('return { stores: {}, close: true }'),
    'plugins/wrong.mjs': open('return { stores: { User: { find: [] } } }'),
  });
  for (const [use, message] of [
    [
      'sentence',
      /"x" \(.*sentence\.mjs\) cannot open: The folder \/data is not there\. \(at .*:4\)\. Mend plugin\.options/,
    ],
    ['bug', /"x" \(.*bug\.mjs\) cannot open: Cannot read .* \(at .*bug\.mjs:4\)\. Mend the plugin's "open"\./],
    ['text', /cannot open: no\. Mend plugin\.options/],
    ['nothing', /nothing\.mjs\) opened wrongly: open\(\) must return an object with "stores"/],
    ['storeless', /opened wrongly: stores\.User is not an object/],
    ['blind', /opened wrongly: stores\.User has neither find nor get/],
    ['open', /opened wrongly: close is not a function/],
    ['wrong', /opened wrongly: stores\.User\.find is not a function/],
  ] as const) {
    const { plugin, origin } = await load(use, folder);
    await t.rejects(openAdapter(plugin, {}, host(folder), origin), { message }, use);
  }
});

t.test(
  'wrong options of a drop-in are explained as the config is: line, what is possible, what was meant',
  async (t) => {
    const folder = await folderOf(t, {
      'plugins/badge.mjs': `
import { definePlugin, durationSchema } from 'scim-gateway/plugin';
export default definePlugin({
  name: 'badge',
  options: {
    type: 'object',
    properties: { url: { type: 'string', description: 'Where the badges are.' }, mode: { enum: ['fast', 'safe'] }, pause: durationSchema, size: { type: 'integer' } },
    required: ['url'],
    additionalProperties: false,
  },
  open: (options) => { throw new Error(\`size is \${typeof options.size}\`); },
});
`,
      'connector.config.json': `{
  "auth": { "type": "none" },
  "plugin": { "use": "badge", "options": {
    "ulr": "x",
    "mode": "fsat"
  } }
}
`,
      'env.json': `{ "auth": { "type": "none" }, "plugin": { "use": "badge", "options": { "url": "x", "size": "\${env:SIZE}" } } }`,
    });
    const { code, stderr } = await runCli(folder, ['check']);
    t.equal(code, 2);
    t.match(
      stderr,
      /connector\.config\.json:4:5 {2}"ulr" is not a setting of plugin\.options\.[\s\S]*Did you mean "url"\?/,
    );
    t.match(stderr, /connector\.config\.json:5:13 {2}plugin\.options\.mode cannot be[\s\S]*Did you mean "fast"\?/);
    const number = await runCli(folder, ['check', '-c', 'env.json'], { SIZE: '7' });
    t.match(number.stderr, /size is number/, 'a number from the environment is one');
    t.equal(number.code, 1);
  },
);
