import type { CommandModule } from 'yargs';
import { createLogger } from '../observe/index.js';
import { banner } from './banner.js';
import { type ConfigArguments, loadFromArguments, withConfigOptions } from './config-options.js';
import { stopOnSignals } from './stop-on-signals.js';

/** `scim-gateway start` */
export const startCommand: CommandModule<object, ConfigArguments> = {
  command: 'start',
  describe: 'Serve the connectors of a config file until it is stopped',
  builder: (argv) =>
    withConfigOptions(argv)
      .example('$0 start --demo', 'Try it with example people')
      .example('SCIM_PASSWORD=… $0 start -c hr.json --port 8443', 'Options win over the file'),
  handler: async (args) => {
    const config = await loadFromArguments(args);
    const log = createLogger({ level: config.log.level, pretty: process.stderr.isTTY === true });
    const { openGateway } = await import('../start.js');
    const gateway = await openGateway(config, { log });
    try {
      await gateway.listen();
    } catch (error) {
      await gateway.close();
      throw error;
    }
    stopOnSignals(gateway, log);
    process.stdout.write(banner(await gateway.facts(), { demo: args.demo === true }));
  },
};
