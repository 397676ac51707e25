import { createLogger } from '../observe/index.js';
import type { ConfigArguments } from './config-options.js';
import { loadFromArguments } from './load-arguments.js';
import { configText, reportText } from './report-text.js';

/**
 * Prints the config, and then, where the connectors open, what they can do. Exit code 1 where one does not reach its
 * application.
 * @throws ConfigError, PluginUnusable
 */
export async function runCheck(args: ConfigArguments): Promise<void> {
  const config = await loadFromArguments(args);
  process.stdout.write(configText(config));
  const log = await createLogger({ level: config.log.level, pretty: process.stderr.isTTY === true });
  const { openGateway } = await import('../start.js');
  const gateway = await openGateway(config, { log });
  try {
    const reports = await gateway.check();
    process.stdout.write(reports.map(reportText).join(''));
    process.exitCode = reports.every(({ reachable }) => reachable === true) ? 0 : 1;
  } finally {
    await gateway.close();
  }
}
