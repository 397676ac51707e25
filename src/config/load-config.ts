import { findConfig } from './find-config.js';
import { type LoadedConfig, type Overrides, resolveConfig } from './resolve-config.js';

export interface LoadOptions {
  /** The file to read; absent: `connector.config.*` in `cwd`. */
  readonly config?: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly overrides?: Overrides;
  /** true: a file that is code is run anew, though it has been loaded before. */
  readonly anew?: boolean;
}

/**
 * Finds, reads and checks the config file.
 * @throws ConfigError with everything that is wrong with it
 */
export async function loadConfig({
  config,
  cwd,
  env,
  overrides = {},
  anew = false,
}: LoadOptions): Promise<LoadedConfig> {
  return resolveConfig(await findConfig(config, cwd, anew), { env, overrides });
}
