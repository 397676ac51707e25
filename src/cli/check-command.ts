import type { CommandModule } from 'yargs';
import { type ConfigArguments, withConfigOptions } from './config-options.js';

/** `scim-gateway check` */
export const checkCommand: CommandModule<object, ConfigArguments> = {
  command: 'check',
  describe: 'Do all that start does but listen, and say what the connectors can and cannot do',
  builder: (argv) =>
    withConfigOptions(argv)
      .usage(
        '$0 check [options]\n\nLoads the config, opens the plugins and reaches their applications. Prints the config as it is understood (secrets\nmasked), what each connector can do, why it cannot do the rest, and which attributes are dropped.',
      )
      .example('$0 check -c hr.json', 'Exit code 0: start would work and reach the application')
      .example('$0 check && $0 start', 'Start only what is well'),
  handler: async (args) => (await import('./run-check.js')).runCheck(args),
};
