import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeOptions, type OptionRow } from './describe-options.js';
import { loadPlugin } from './load-plugin.js';
import { builtInPlugins, extensions, type PluginOrigin, resolvePlugin } from './resolve-plugin.js';

/** A plugin that a config file could name. */
export interface ListedPlugin {
  /** What `plugin.use` says to get it. */
  readonly use: string;
  readonly kind: PluginOrigin['kind'];
  /** Where its code is; absent where that could not be found out. */
  readonly file?: string;
  /** Its own, or that of its package. */
  readonly version?: string;
  /** Of the plugin contract. */
  readonly contract?: number;
  readonly options?: readonly OptionRow[];
  /** Why it cannot be used: a sentence with the fix. */
  readonly problem?: string;
}

/** Every plugin that is found: the built-ins, `plugins/` beside the config file, and `scim-gateway-plugin-*` packages. */
export async function listPlugins(folder: string): Promise<readonly ListedPlugin[]> {
  const uses: readonly (readonly [use: string, kind: PluginOrigin['kind']])[] = [
    ...builtInPlugins.map((name) => [name, 'built-in'] as const),
    ...filesIn(join(folder, 'plugins')).map((use) => [use, 'file'] as const),
    ...packagesAbove(folder).map((name) => [name, 'package'] as const),
  ];
  return Promise.all(uses.map(([use, kind]) => look(use, kind, folder)));
}

async function look(use: string, kind: PluginOrigin['kind'], folder: string): Promise<ListedPlugin> {
  let file: string | undefined;
  try {
    const origin = await resolvePlugin(use, folder);
    file = fileURLToPath(origin.url);
    const plugin = await loadPlugin(origin);
    const version = plugin.version ?? (kind === 'file' ? undefined : packageVersionOf(file));
    return {
      use,
      kind,
      file,
      ...(version !== undefined && { version }),
      contract: plugin.contract ?? 1,
      options: describeOptions(plugin.options),
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { use, kind, ...(file !== undefined && { file }), problem };
  }
}

/** What to write to use each plugin of the folder: its name, or its path where the name is a built-in's. */
function filesIn(folder: string): readonly string[] {
  const uses = new Set<string>();
  for (const entry of entriesOf(folder)) {
    const extension = extensions.find((ending) => entry.name.endsWith(ending));
    const isPlugin = entry.isDirectory()
      ? extensions.some((ending) => existsSync(join(folder, entry.name, `index${ending}`)))
      : extension !== undefined && !/\.(?:d|test|spec)\.[mc]?[jt]s$/.test(entry.name);
    if (!isPlugin) continue;
    const name = entry.isDirectory() ? entry.name : entry.name.slice(0, -(extension?.length ?? 0));
    const isTaken = builtInPlugins.some((builtIn) => builtIn === name) || uses.has(name);
    uses.add(isTaken ? `./plugins/${entry.name}` : name);
  }
  return [...uses];
}

/** Packages in the `node_modules` of the folder and of those above it, as Node.js looks for them. */
function packagesAbove(folder: string): readonly string[] {
  const names = new Set<string>();
  for (let at = folder; ; at = dirname(at)) {
    for (const entry of entriesOf(join(at, 'node_modules'))) {
      if (entry.name.startsWith('scim-gateway-plugin-')) names.add(entry.name);
      if (!entry.name.startsWith('@')) continue;
      for (const scoped of entriesOf(join(at, 'node_modules', entry.name))) {
        if (scoped.name.startsWith('scim-gateway-plugin-')) names.add(`${entry.name}/${scoped.name}`);
      }
    }
    if (dirname(at) === at) return [...names].sort();
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** The version that the nearest package.json above a file says. */
function packageVersionOf(file: string): string | undefined {
  for (let at = dirname(file); dirname(at) !== at; at = dirname(at)) {
    const manifest = join(at, 'package.json');
    if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }).version;
  }
  return undefined;
}
