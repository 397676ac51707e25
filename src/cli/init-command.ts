import type { CommandModule } from 'yargs';
import type { InitArguments } from './run-init.js';

export const initOptions = {
  csv: { type: 'string', requiresArg: true, describe: 'Look at this CSV file of people' },
  groups: { type: 'string', requiresArg: true, describe: 'With --csv: a CSV file of groups' },
  openapi: {
    type: 'string',
    requiresArg: true,
    describe: 'Read this OpenAPI document (3.0, 3.1, Swagger 2.0) and ask the API',
  },
  'base-url': { type: 'string', requiresArg: true, describe: 'With --openapi: where the API begins' },
  command: { type: 'string', requiresArg: true, describe: 'Run this command, which lists people: "./users.sh list"' },
  memory: { type: 'boolean', describe: 'Example people in memory, to try it' },
  yes: { alias: 'y', type: 'boolean', describe: 'Ask nothing' },
  out: { type: 'string', requiresArg: true, describe: 'Write this file; else connector.config.json' },
  format: { choices: ['json', 'yaml'], requiresArg: true, describe: 'The form of the config file' },
  force: { type: 'boolean', describe: 'Write over a config that is there' },
} as const;

/** `scim-gateway init` */
export const initCommand: CommandModule<object, InitArguments> = {
  command: 'init',
  describe: 'Look at an application, propose a config for it, and write it',
  builder: (argv) =>
    argv
      .options(initOptions)
      .conflicts({ csv: ['openapi', 'command', 'memory'], openapi: ['command', 'memory'], command: ['memory'] })
      .usage(
        '$0 init [options]\n\nLooks at an application, proposes which of its fields are which attributes (with the reasons), shows the first people\nas SCIM, and writes the config with credentials that nobody can guess. Asks before it writes; Enter says yes.',
      )
      .example('$0 init', 'Ask for everything')
      .example('$0 init --csv people.csv', 'Ask only whether it is right')
      .example('$0 init --openapi hr.yaml', 'A REST API; credentials as the document asks for, from the environment')
      .example('$0 init --yes --csv people.csv --groups groups.csv', 'Ask nothing'),
  handler: async (args) => (await import('./run-init.js')).runInit(args),
};
