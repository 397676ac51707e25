import type { InferredOptionTypes } from 'yargs';

/** Options of `scim-gateway plugins`. */
export const pluginsOptions = {
  config: {
    alias: 'c',
    type: 'string',
    requiresArg: true,
    describe: 'The config file beside which to look; else this folder',
  },
  json: { type: 'boolean', describe: 'Print JSON' },
} as const;

export type PluginsArguments = InferredOptionTypes<typeof pluginsOptions>;

/** Options of `scim-gateway plugins test`. */
export const pluginsTestOptions = {
  options: { type: 'string', requiresArg: true, describe: 'The options of the plugin: JSON, or a JSON file' },
  config: {
    alias: 'c',
    type: 'string',
    requiresArg: true,
    describe: 'A config file that has the options, and a mapping that says how the records are used',
  },
  connector: { type: 'string', requiresArg: true, describe: 'Which connector of the config file, by its name' },
  sample: {
    type: 'string',
    requiresArg: true,
    describe: 'Records that the system accepts, by resource type: JSON, or a JSON file',
  },
  settings: { type: 'string', requiresArg: true, describe: 'More that the kit should know: JSON, or a JSON file' },
  seed: { type: 'number', requiresArg: true, describe: 'The seed of what is random, to see a failure again' },
  json: { type: 'boolean', describe: 'Print JSON' },
} as const;

export type PluginsTestArguments = InferredOptionTypes<typeof pluginsTestOptions> & {
  readonly plugin?: string | undefined;
};

export interface PluginsNewArguments {
  readonly name: string;
  readonly js?: boolean | undefined;
}
