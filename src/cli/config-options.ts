import { fileURLToPath } from 'node:url';
import type { Argv, InferredOptionTypes } from 'yargs';
import { type LoadedConfig, loadConfig, resolveConfig } from '../config/index.js';

/** Options by which every command finds its config. */
export const configOptions = {
  config: {
    alias: 'c',
    type: 'string',
    requiresArg: true,
    normalize: true,
    describe: 'The config file; else connector.config.{json,yaml,yml,js,mjs,cjs,ts} in this folder',
  },
  'log-level': {
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    describe: 'The least important lines of the log (log.level)',
  },
  host: { type: 'string', requiresArg: true, describe: 'The address to listen on (server.host)' },
  port: { type: 'number', requiresArg: true, describe: 'The port; 0 for any that is free (server.port)' },
  demo: { type: 'boolean', describe: 'Example people in memory, user "okta" with password "password"; no config file' },
} as const;

export type ConfigArguments = InferredOptionTypes<typeof configOptions>;

export const withConfigOptions = (argv: Argv): Argv<ConfigArguments> => argv.options(configOptions);

/**
 * The config that the command line asks for.
 * @throws ConfigError
 */
export async function loadFromArguments(args: ConfigArguments): Promise<LoadedConfig> {
  const { config, host, port, logLevel } = args as ConfigArguments & { readonly logLevel?: string };
  const overrides = {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(logLevel !== undefined && { logLevel }),
  };
  if (args.demo) return demoConfig(overrides);
  return loadConfig({ cwd: process.cwd(), env: process.env, overrides, ...(config !== undefined && { config }) });
}

function demoConfig(overrides: object): LoadedConfig {
  const seed = fileURLToPath(new URL('../../../data/demo.json', import.meta.url));
  const data = {
    auth: { type: 'basic', username: 'okta', password: 'password' },
    plugin: { use: 'memory', options: { seed } },
  };
  const source = { file: '--demo', text: '', locate: () => undefined };
  return resolveConfig({ file: seed, data, source }, { env: {}, overrides });
}
