import { existsSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cosmiconfig } from 'cosmiconfig';
import { ConfigError, type ConfigSource } from './config-error.js';
import { parseConfig } from './parse-config.js';

export interface FoundConfig {
  /** Absolute path. */
  readonly file: string;
  readonly data: unknown;
  readonly source: ConfigSource;
}

const extensions = ['.json', '.yaml', '.yml', '.js', '.mjs', '.cjs', '.ts'];
const searchPlaces = extensions.map((extension) => `connector.config${extension}`);

/**
 * The config file that is named, else `connector.config.*` in the folder.
 * @throws ConfigError where there is none, or where it cannot be read
 */
export async function findConfig(named: string | undefined, cwd: string): Promise<FoundConfig> {
  const file = named === undefined ? await search(cwd) : resolve(cwd, named);
  if (!existsSync(file)) throw new ConfigError([{ pointer: '', message: `There is no config file ${file}.` }]);
  const extension = extname(file);
  if (['.json', '.yaml', '.yml'].includes(extension)) {
    return { file, ...parseConfig(readFileSync(file, 'utf8'), file) };
  }
  // Values that code computes have no place in its text.
  return { file, data: await importConfig(file), source: { file, text: '', locate: () => undefined } };
}

async function search(cwd: string): Promise<string> {
  const found = (): object => ({ found: true });
  const loaders = Object.fromEntries(extensions.map((extension) => [extension, found]));
  const result = await cosmiconfig('connector', { searchPlaces, loaders, cache: false }).search(cwd);
  if (result) return result.filepath;
  throw new ConfigError([
    {
      pointer: '',
      message: `There is no connector.config.{json,yaml,yml,js,mjs,cjs,ts} in ${cwd}. Write one, name one with --config, or try "scim-gateway start --demo", which needs none.`,
    },
  ]);
}

async function importConfig(file: string): Promise<unknown> {
  try {
    if (file.endsWith('.ts')) {
      const { createJiti } = await import('jiti');
      return await createJiti(file).import(file, { default: true });
    }
    const module: { default?: unknown } = await import(pathToFileURL(file).href);
    return module.default;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{ pointer: '', message: `The config file ${file} does not load: ${reason}` }]);
  }
}
