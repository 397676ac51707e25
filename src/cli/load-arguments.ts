import { fileURLToPath } from 'node:url';
import { type LoadedConfig, loadConfig, type Overrides, resolveConfig } from '../config/index.js';
import type { ConfigArguments } from './config-options.js';

/**
 * The config that the command line asks for.
 * @throws ConfigError
 */
export async function loadFromArguments(
  args: Partial<ConfigArguments>,
  { anew = false, ...more }: Pick<Overrides, 'tls'> & { readonly anew?: boolean } = {},
): Promise<LoadedConfig> {
  const { config, host, port, demo } = args;
  const logLevel = args['log-level'];
  const overrides: Overrides = {
    ...more,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(logLevel !== undefined && { logLevel }),
  };
  if (demo) return demoConfig(overrides);
  return loadConfig({ cwd: process.cwd(), env: process.env, overrides, anew, ...(config !== undefined && { config }) });
}

/** A config that needs no file: the package's example people, in memory. */
function demoConfig(overrides: Overrides): LoadedConfig {
  const seed = fileURLToPath(new URL('../../../data/demo.json', import.meta.url));
  const data = {
    auth: { type: 'basic', username: 'okta', password: 'password' },
    plugin: { use: 'memory', options: { seed } },
  };
  const source = { file: '--demo', text: '', locate: () => undefined };
  return resolveConfig({ file: seed, data, source }, { env: {}, overrides });
}
