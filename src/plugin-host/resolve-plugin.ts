import { existsSync, statSync } from 'node:fs';
import { extname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { closest } from 'fastest-levenshtein';

/** Where the code of a plugin is. */
export interface PluginOrigin {
  readonly kind: 'built-in' | 'file' | 'package';
  /** `file:` URL of the module. */
  readonly url: string;
}

/** No plugin goes by the name: the message says where was looked and what there is. */
export class PluginNotFound extends Error {
  readonly suggestion: string | undefined;

  constructor(message: string, suggestion?: string) {
    super(message);
    this.name = 'PluginNotFound';
    this.suggestion = suggestion;
  }
}

export const builtInPlugins = ['csv', 'memory', 'rest', 'shell'] as const;

/** Names of files that can be plugins. */
export const extensions = ['.ts', '.mts', '.js', '.mjs', '.cjs'];

/**
 * Finds the module that `plugin.use` names: a built-in's name, a path, a name found in `plugins/` beside the config file,
 * or an npm package (`scim-gateway-plugin-NAME` or its full name) installed beside the config file.
 * @throws PluginNotFound
 */
export async function resolvePlugin(use: string, folder: string): Promise<PluginOrigin> {
  if (isBuiltIn(use)) {
    return { kind: 'built-in', url: new URL(`../../plugins/${use}/index.js`, import.meta.url).href };
  }
  if (isPath(use)) return fromPath(use, folder);
  return fromFolder(use, folder) ?? (await fromPackage(use, folder)) ?? refuse(use, folder);
}

function isBuiltIn(use: string): boolean {
  return builtInPlugins.some((name) => name === use);
}

function isPath(use: string): boolean {
  return use.startsWith('.') || isAbsolute(use) || extensions.some((extension) => use.endsWith(extension));
}

function fromPath(use: string, folder: string): PluginOrigin {
  const path = resolve(folder, use);
  const file = moduleAt(path);
  if (file === undefined) throw new PluginNotFound(`There is no plugin file ${path}.`);
  if (!extensions.includes(extname(file))) {
    throw new PluginNotFound(`The plugin file ${file} must end in ${extensions.join(', ')}.`);
  }
  return { kind: 'file', url: pathToFileURL(file).href };
}

function fromFolder(use: string, folder: string): PluginOrigin | undefined {
  const file = moduleAt(join(folder, 'plugins', use));
  return file === undefined ? undefined : { kind: 'file', url: pathToFileURL(file).href };
}

/** The file of that path, with an extension where it lacks one, or the index of the folder. */
function moduleAt(path: string): string | undefined {
  const named = extensions.map((extension) => `${path}${extension}`);
  const inside = extensions.map((extension) => join(path, `index${extension}`));
  return [path, ...named, ...inside].find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

async function fromPackage(use: string, folder: string): Promise<PluginOrigin | undefined> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(join(folder, 'connector.config.json'));
  for (const name of [`scim-gateway-plugin-${use}`, use]) {
    const url = jiti.esmResolve(name, { try: true });
    if (url?.startsWith('file:') && existsSync(fileURLToPath(url))) return { kind: 'package', url };
  }
  return undefined;
}

function refuse(use: string, folder: string): never {
  const near = closest(use, [...builtInPlugins]);
  throw new PluginNotFound(
    `There is no plugin "${use}": it is not built in (${builtInPlugins.join(', ')}), there is no ${join(folder, 'plugins', use)}.{ts,mts,js,mjs,cjs}, and neither scim-gateway-plugin-${use} nor ${use} is installed as a package.`,
    near.startsWith(use.slice(0, 1)) ? near : undefined,
  );
}
