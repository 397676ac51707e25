import type { CommandModule } from 'yargs';
import { createLogger } from '../observe/index.js';
import { type ConfigArguments, loadFromArguments, withConfigOptions } from './config-options.js';
import { reportText } from './report-text.js';

/** `scim-gateway check` */
export const checkCommand: CommandModule<object, ConfigArguments> = {
  command: 'check',
  describe: 'Do all that start does but listen, and say what the connectors can and cannot do',
  builder: (argv) => withConfigOptions(argv).example('$0 check -c hr.json', 'Exit code 0 where start would work'),
  handler: async (args) => {
    const config = await loadFromArguments(args);
    const log = createLogger({ level: config.log.level, pretty: process.stderr.isTTY === true });
    const { openGateway } = await import('../start.js');
    const gateway = await openGateway(config, { log });
    try {
      const reports = await gateway.check();
      process.stdout.write(reportText(config, reports));
      process.exitCode = reports.every(({ reachable }) => reachable === true) ? 0 : 1;
    } finally {
      await gateway.close();
    }
  },
};
