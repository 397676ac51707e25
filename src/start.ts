import { resolve } from 'node:path';
import { createAudit } from './audit/index.js';
import { compileAddressList } from './auth/index.js';
import { ConfigError, keepUntilRestart, type LoadedConfig } from './config/index.js';
import { toScimError } from './connector/index.js';
import type { ConnectorFacts, ConnectorReport, Gateway, Reloaded } from './facts.js';
import { basePathsOf, createServer, limitsOf, TlsPairUnusable, type WebServer } from './http/index.js';
import { type OpenedConnector, openConnector } from './open-connector.js';
import { openObservation } from './open-observation.js';
import { type Logger, toMilliseconds } from './plugin/index.js';
import { reportBlocked } from './report-blocked.js';
import { closeAll, swapConnectors } from './swap-connectors.js';

/**
 * Opens every connector of a config, ready to listen. Where one cannot be opened, those that were are closed again.
 * @throws ConfigError where what the config asks for is not possible; PluginUnusable where a plugin does not load or open
 */
export async function openGateway(config: LoadedConfig, { log }: { readonly log: Logger }): Promise<Gateway> {
  const audit = config.audit && createAudit(config.audit, { now: Date.now, log });
  let opened: readonly OpenedConnector[] = [];
  let server: WebServer;
  let stopping = false;
  let stopReporting = (): void => undefined;
  let reloading: Promise<unknown> = Promise.resolve();
  const observed = await openObservation(config, {
    log,
    connectors: () => opened,
    check: () => Promise.all(opened.map((connector) => reportOf(connector, log))),
    isStopping: () => stopping,
  });
  try {
    for (const connector of config.connectors) {
      opened = [...opened, await openConnector(connector, config, { log, audit })];
    }
    server = createServer({
      ...serverOptions(config),
      ...observed,
      connectors: opened.map((one) => withPaths(one, config)),
      log,
    });
  } catch (error) {
    await closeAll(opened, log);
    throw error instanceof TlsPairUnusable ? tlsFault(error, config) : error;
  }
  const serve = async (connectors: readonly OpenedConnector[]): Promise<void> => {
    await server.serve(connectors.map((one) => withPaths(one, config)));
    opened = connectors;
  };
  const reload = async (next: LoadedConfig): Promise<Reloaded> => {
    if (stopping) throw new Error('The gateway is stopping.');
    const { config: taken, needRestart } = keepUntilRestart(config, next);
    const swapped = await swapConnectors(opened, taken, { log, audit, serve });
    observed.configTaken();
    return { opened: namesOf(swapped.opened), closed: namesOf(swapped.closed), needRestart };
  };
  return {
    web: server,
    facts: () => Promise.all(opened.map((connector) => factsOf(connector, config, originOf(server, config)))),
    check: () => Promise.all(opened.map((connector) => reportOf(connector, log))),
    async listen() {
      await audit?.open();
      await server.listen(config.server);
      stopReporting = reportBlocked(() => opened, { log, metrics: observed.observer });
      return observed.listen();
    },
    reload(next) {
      const reloaded = reloading.then(() => reload(next));
      reloading = reloaded.catch(() => undefined);
      return reloaded;
    },
    refused: () => observed.configRefused(),
    async close() {
      stopping = true;
      const cutOff = await server.close(toMilliseconds(config.server.stopWithin));
      if (cutOff > 0) log.warn({ requests: cutOff }, 'requests took longer than server.stopWithin and were cut off');
      await reloading;
      await closeAll(opened, log);
      await audit?.close();
      stopReporting();
      await observed.close();
    },
  };
}

function namesOf(connectors: readonly OpenedConnector[]): readonly string[] {
  return connectors.map(({ config: { name } }) => name ?? 'connector');
}

function withPaths(connector: OpenedConnector, config: LoadedConfig) {
  return { ...connector, basePaths: Object.values(pathsOf(connector, config)) };
}

function pathsOf({ config: { name, scimVersion } }: OpenedConnector, { server }: LoadedConfig) {
  return basePathsOf(name, server.basePath, scimVersion);
}

/** What the URLs begin with: as clients see it where that is configured, else as it is listened on. */
function originOf(web: WebServer, { server: { host, port, tls, publicUrl } }: LoadedConfig): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '');
  const address = web.address();
  const name = host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${name}:${address?.port ?? port}`;
}

async function factsOf(opened: OpenedConnector, config: LoadedConfig, origin: string): Promise<ConnectorFacts> {
  const { connector, auth, config: own } = opened;
  const paths = pathsOf(opened, config);
  const counts: { [type: string]: number } = {};
  for (const [type, { store }] of connector.collections) if (store.count) counts[type] = await store.count();
  return {
    ...(own.name !== undefined && { name: own.name }),
    plugin: own.plugin.use,
    scimVersion: own.scimVersion,
    baseUrls: {
      '1.1': `${origin}${paths['1.1'].path}`,
      '2.0': `${origin}${paths['2.0'].path}`,
      default: `${origin}${paths.default.path}`,
    },
    authType: auth.description,
    counts,
    uniqueUserField: own.uniqueUserField,
    acceptUserUpdates: own.acceptUserUpdates,
    timeoutMs: own.timeoutMs,
  };
}

async function reportOf({ connector, config }: OpenedConnector, log: Logger): Promise<ConnectorReport> {
  const base = {
    ...(config.name !== undefined && { name: config.name }),
    plugin: config.plugin.use,
    capabilities: connector.capabilities,
    operations: connector.operations,
    unmapped: Object.fromEntries([...connector.collections].map(([type, { mapping }]) => [type, mapping.unmapped])),
  };
  try {
    return { ...base, reachable: true, findings: await connector.check({ requestId: 'check', log }) };
  } catch (error) {
    return { ...base, reachable: reasonOf(error), findings: [] };
  }
}

/** The operator may know what a client may not: the reason behind a failure. A plugin's own error says what the answer says. */
function reasonOf(error: unknown): string {
  const { message, cause } = toScimError(error);
  const reason = cause instanceof Error && cause.message === message ? cause.cause : cause;
  return reason instanceof Error && reason.message !== message ? `${message} (${reason.message})` : message;
}

function serverOptions({ server: { publicUrl, tls, allow, trustProxy, limits }, folder }: LoadedConfig) {
  return {
    limits: limitsOf(limits),
    publicUrl,
    tls: tls && { cert: resolve(folder, tls.cert), key: resolve(folder, tls.key) },
    allow: allow && compileAddressList(allow),
    trustProxy: trustProxy && compileAddressList(trustProxy),
  };
}

function tlsFault({ part, message }: TlsPairUnusable, { source }: LoadedConfig): ConfigError {
  return new ConfigError([{ pointer: `/server/tls/${part}`, message }], source);
}
