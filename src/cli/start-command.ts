import type { CommandModule } from 'yargs';
import { withConfigOptions } from './config-options.js';
import { type StartArguments, startOptions } from './start-options.js';

/** `scim-gateway start` */
export const startCommand: CommandModule<object, StartArguments> = {
  command: 'start',
  describe: 'Serve the connectors of a config file until it is stopped',
  builder: (argv) =>
    withConfigOptions(argv)
      .options(startOptions)
      .usage(
        '$0 start [options]\n\nServes the connectors of a config file. Prints the base URLs and what to type into Okta, then logs each request.\nCtrl-C (or SIGTERM) lets requests on their way finish; a second one ends at once.',
      )
      .example('$0 start --demo', 'Try it with example people')
      .example('$0 start --dev-tls', 'HTTPS at once; says how clients come to trust it')
      .example('$0 start --port 0', 'Any free port; the banner says which')
      .example('SCIM_PASSWORD=… $0 start -c hr.json', 'A value for ${env:SCIM_PASSWORD} in the file')
      .example('$0 start 2>> gateway.log', 'The log, JSON lines, into a file'),
  handler: async (args) => (await import('./run-start.js')).runStart(args),
};
