import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, CONTRACT_VERSION, type Plugin } from 'scim-gateway/plugin';
import t from 'tap';
import { builtInPlugins } from '#src/plugin-host/index.js';
import { root } from './helpers/gateway.js';

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

t.test('the package has what runs, and nothing else', async (t) => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(output) as readonly Packed[];
  const paths = packed?.files.map(({ path }) => path) ?? [];
  const folders =
    /^(dist\/(src|plugins|schemas)\/|schemas\/[\w.]+\.json$|data\/|plugins\/shell\/(README\.md$|examples\/)|docs\/shell-protocol\.md$|[A-Za-z.]+$)/;
  t.same(
    paths.filter((path) => !folders.test(path)),
    [],
  );
  for (const needed of [
    'dist/src/cli/main.js',
    'dist/src/scim/index.d.ts',
    'dist/src/plugin/index.d.ts',
    'dist/src/testkit/index.d.ts',
    'dist/plugins/csv/index.js',
    'dist/plugins/csv/index.d.ts',
    'dist/plugins/memory/index.js',
    'dist/plugins/shell/index.js',
    'plugins/shell/examples/workers/worker.py',
    'docs/shell-protocol.md',
    'schemas/connector.config.schema.json',
    'data/demo.json',
    'README.md',
    'LICENSE',
  ]) {
    t.ok(paths.includes(needed), needed);
  }
});

t.test('what the package exports can be imported by its name', async (t) => {
  const scim = await import('scim-gateway/scim');
  const plugin = await import('scim-gateway/plugin');
  t.type(scim.parseFilter, 'function');
  t.type(plugin.definePlugin, 'function');
  t.type((await import('scim-gateway/testkit')).testPlugin, 'function');
});

t.test(
  'each built-in is a plugin like any other: importable on its own, opened with a host made by hand',
  async (t) => {
    for (const name of builtInPlugins) {
      const { default: plugin } = (await import(`scim-gateway/plugins/${name}`)) as { default: Plugin };
      t.match(plugin, { name, contract: CONTRACT_VERSION }, name);
    }
    const { default: memory } = await import('scim-gateway/plugins/memory');
    const use = { key: 'id', generate: 'uuid', lookups: [], lists: {}, writable: [] } as const;
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const host = { log, folder: root, now: Date.now, resources: { User: use } };
    const { stores } = await memory.open({ seed: { User: [{ id: '1' }] } }, host);
    t.match(await stores.User?.get?.('1', {} as Call), { id: '1' });
  },
);

t.test('each dependency is pinned', async (t) => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    t.match(version, /^\d+\.\d+\.\d+$/, name);
  }
});
