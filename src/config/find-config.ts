import { readFileSync } from 'node:fs';
import { extname, isAbsolute, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, type ConfigSource } from './config-error.js';
import { parseConfig } from './parse-config.js';
import { plainDataFaults } from './plain-data.js';

export interface FoundConfig {
  /** Absolute path. */
  readonly file: string;
  readonly data: unknown;
  readonly source: ConfigSource;
}

const textExtensions = ['.json', '.yaml', '.yml'];
const extensions = [...textExtensions, '.js', '.mjs', '.cjs', '.ts'];
const searchPlaces = extensions.map((extension) => `connector.config${extension}`);

/**
 * The config file that is named, else `connector.config.*` in the folder.
 * @param anew true: a file that is code is run anew, though it has been loaded before
 * @throws ConfigError where there is none, or where it cannot be read
 */
export async function findConfig(named: string | undefined, cwd: string, anew = false): Promise<FoundConfig> {
  const file = named === undefined ? await search(cwd) : resolve(cwd, named);
  const extension = extname(file).toLowerCase();
  const text = readText(file);
  if (!extensions.includes(extension)) {
    throw unusable(`The config file ${file} has a name that does not say what it holds: it must end in ${list()}.`);
  }
  const name = shortName(file, cwd);
  if (textExtensions.includes(extension)) return { file, ...parseConfig(text, name) };
  const data = await importConfig(file, anew);
  // Values that code computes have no place in its text.
  const source = { file: name, text: '', locate: () => undefined };
  const faults = plainDataFaults(data);
  if (faults.length > 0) throw new ConfigError(faults, source);
  return { file, data, source };
}

async function search(cwd: string): Promise<string> {
  const { cosmiconfig } = await import('cosmiconfig');
  const found = (): object => ({ found: true });
  const loaders = Object.fromEntries(extensions.map((extension) => [extension, found]));
  const result = await cosmiconfig('connector', {
    searchPlaces,
    loaders,
    cache: false,
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: false,
  }).search(cwd);
  if (result) return result.filepath;
  throw unusable(
    `There is no connector.config.{json,yaml,yml,js,mjs,cjs,ts} in ${cwd}. Write one, name one with --config, or try "scim-gateway start --demo", which needs none.`,
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw unusable(`There is no config file ${file}.`);
    if (code === 'EISDIR') throw unusable(`${file} is a folder; --config names the file in it.`);
    if (code === 'EACCES') throw unusable(`The config file ${file} may not be read by this user.`);
    throw unusable(`The config file ${file} cannot be read: ${message}.`);
  }
}

/** The default export, or what a promise there resolves to. */
async function importConfig(file: string, anew: boolean): Promise<unknown> {
  const data = await importDefault(file, anew).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw unusable(`The config file ${file} does not load: ${reason}`);
  });
  if (data === undefined) throw unusable(`The config file ${file} has no default export: "export default { … }".`);
  return data;
}

/** Node.js itself loads a module once and for all. */
async function importDefault(file: string, anew: boolean): Promise<unknown> {
  if (anew || file.endsWith('.ts')) {
    const { createJiti } = await import('jiti');
    const module = await createJiti(file, { moduleCache: !anew }).import<{ default?: unknown }>(file);
    return module.default;
  }
  const module: { default?: unknown } = await import(pathToFileURL(file).href);
  return module.default;
}

/** As short as the user would type it: relative, where it is in the folder that the command runs in. */
function shortName(file: string, cwd: string): string {
  const short = relative(cwd, file);
  return short.startsWith('..') || isAbsolute(short) ? file : short;
}

function list(): string {
  return `${extensions.slice(0, -1).join(', ')} or ${extensions.at(-1)}`;
}

function unusable(message: string): ConfigError {
  return new ConfigError([{ pointer: '', message }]);
}
