import type { ConnectorFacts, Gateway } from '../facts.js';
import { createLogger } from '../observe/index.js';
import { banner } from './banner.js';
import { devCertificate, trustNote } from './dev-certificate.js';
import { loadFromArguments } from './load-arguments.js';
import { reloadConfig } from './reload-config.js';
import type { StartArguments } from './start-options.js';
import { stopOnSignals } from './stop-on-signals.js';

/**
 * Serves until a signal comes.
 * @throws ConfigError, PluginUnusable, Error of the system where it cannot listen
 */
export async function runStart(args: StartArguments): Promise<void> {
  const devTls = args['dev-tls'] ? await devCertificate(args.host, process.env) : undefined;
  const more = devTls && { tls: { cert: devTls.cert, key: devTls.key } };
  const config = await loadFromArguments(args, more);
  const log = await createLogger({ level: config.log.level, pretty: process.stderr.isTTY === true });
  const { openGateway } = await import('../start.js');
  const gateway = await openGateway(config, { log });
  const { facts, admin } = await listen(gateway);
  stopOnSignals(gateway, log);
  reloadConfig(gateway, { config, log, load: () => loadFromArguments(args, { ...more, anew: true }) });
  process.stdout.write(banner(facts, { demo: args.demo === true, admin }));
  if (devTls) process.stdout.write(`${trustNote(devTls)}\n`);
}

async function listen(
  gateway: Gateway,
): Promise<{ readonly facts: readonly ConnectorFacts[]; readonly admin: string | undefined }> {
  try {
    const admin = await gateway.listen();
    return { admin, facts: await gateway.facts() };
  } catch (error) {
    await gateway.close();
    throw error;
  }
}
