import type { Argv, InferredOptionTypes } from 'yargs';
import { UsageError } from './usage-error.js';

/** For commands that only read the config. */
export const configFileOption = {
  config: {
    alias: 'c',
    type: 'string',
    requiresArg: true,
    describe: 'The config file; else connector.config.{json,yaml,yml,js,mjs,cjs,ts} in this folder',
  },
} as const;

/** Options by which a command finds its config, and what it says instead. */
export const configOptions = {
  ...configFileOption,
  demo: {
    type: 'boolean',
    conflicts: 'config',
    describe: 'Example people in memory, user "okta" with password "password"; no config file',
  },
  host: { type: 'string', requiresArg: true, describe: 'The address to listen on (server.host)' },
  port: { requiresArg: true, coerce: toPort, describe: 'The port; 0: any that is free (server.port)' },
  'log-level': {
    requiresArg: true,
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    describe: 'The least important lines of the log (log.level)',
  },
} as const;

export type ConfigArguments = InferredOptionTypes<typeof configOptions>;

export function withConfigOptions(argv: Argv): Argv<ConfigArguments> {
  return argv.options(configOptions) as Argv<ConfigArguments>;
}

function toPort(given: string | number | undefined): number | undefined {
  if (given === undefined) return undefined;
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--port must be a whole number from 0 to 65535, not "${given}".`);
}
