import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { ConfigError, type LoadedConfig } from './config/index.js';
import { toScimError } from './connector/index.js';
import type { ConnectorFacts, ConnectorReport, Gateway } from './facts.js';
import { basePathsOf, createServer } from './http/index.js';
import { type OpenedConnector, openConnector } from './open-connector.js';
import type { Logger } from './plugin/index.js';

/**
 * Opens every connector of a config, ready to listen. Where one cannot be opened, those that were are closed again.
 * @throws ConfigError where what the config asks for is not possible; PluginUnusable where a plugin does not load or open
 */
export async function openGateway(config: LoadedConfig, { log }: { readonly log: Logger }): Promise<Gateway> {
  const tls = readTls(config);
  const opened: OpenedConnector[] = [];
  try {
    for (const connector of config.connectors) opened.push(await openConnector(connector, config, log));
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
  const { publicUrl, host, port } = config.server;
  const server = createServer({
    connectors: opened.map((connector) => ({ ...connector, basePaths: Object.values(pathsOf(connector, config)) })),
    log,
    publicUrl,
    tls,
  });
  return {
    facts: () => Promise.all(opened.map((connector) => factsOf(connector, config, originOf(server, config)))),
    check: () => Promise.all(opened.map((connector) => reportOf(connector, log))),
    async listen() {
      await server.listen({ host, port });
    },
    async close() {
      await server.close();
      await closeAll(opened);
    },
  };
}

async function closeAll(opened: readonly OpenedConnector[]): Promise<void> {
  for (const { connector } of opened) await connector.close();
}

function pathsOf({ config: { name, scimVersion } }: OpenedConnector, { server }: LoadedConfig) {
  return basePathsOf(name, server.basePath, scimVersion);
}

/** What the URLs begin with: as clients see it where that is configured, else as it is listened on. */
function originOf(server: FastifyInstance, { server: { host, port, tls, publicUrl } }: LoadedConfig): string {
  if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '');
  const address = server.server.address() as AddressInfo | null;
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
    unmapped: Object.fromEntries([...connector.collections].map(([type, { mapping }]) => [type, mapping.unmapped])),
  };
  try {
    return { ...base, reachable: true, findings: await connector.check({ requestId: 'check', log }) };
  } catch (error) {
    return { ...base, reachable: reasonOf(error), findings: [] };
  }
}

/** The operator may know what a client may not: the reason behind a failure. */
function reasonOf(error: unknown): string {
  const { message, cause } = toScimError(error);
  return cause instanceof Error && cause.message !== message ? `${message} (${cause.message})` : message;
}

function readTls({ server: { tls }, folder, source }: LoadedConfig): { cert: string; key: string } | undefined {
  if (!tls) return undefined;
  const read = (name: 'cert' | 'key'): string => {
    try {
      return readFileSync(resolve(folder, tls[name]), 'utf8');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConfigError(
        [{ pointer: `/server/tls/${name}`, message: `The file cannot be read: ${reason}.` }],
        source,
      );
    }
  };
  return { cert: read('cert'), key: read('key') };
}
