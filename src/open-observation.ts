import { createAdminServer, createReadiness } from './admin/index.js';
import { ConfigError, type LoadedConfig } from './config/index.js';
import type { ConnectorReport } from './facts.js';
import { createMetrics, createTracing, type Metrics, type Tracing, TracingUnavailable } from './observe/index.js';
import type { OpenedConnector } from './open-connector.js';
import { packageVersion } from './package-version.js';
import type { Logger } from './plugin/index.js';

/** What watches the gateway: metrics and traces, and the listener at which operators ask. */
export interface Observation {
  /** undefined: nobody asks for metrics. */
  readonly observer: Metrics | undefined;
  readonly tracing: Tracing | undefined;
  /** The config file was taken up, or refused so that another one is served than it says. */
  configTaken(): void;
  configRefused(): void;
  /** @returns where operators ask; undefined: nowhere */
  listen(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** @throws ConfigError where `tracing` cannot be had */
export async function openObservation(
  config: LoadedConfig,
  {
    log,
    connectors,
    check,
    isStopping,
  }: {
    readonly log: Logger;
    readonly connectors: () => readonly OpenedConnector[];
    readonly check: () => Promise<readonly ConnectorReport[]>;
    readonly isStopping: () => boolean;
  },
): Promise<Observation> {
  const tracing = config.tracing ? await openTracing(config) : undefined;
  const { admin } = config;
  if (!admin) return { ...noObservation, tracing };
  const metrics = await createMetrics(packageVersion());
  let refusedAt: Date | undefined;
  const readiness = createReadiness(
    async () => (await check()).map(({ name, reachable }) => ({ connector: name, reachable })),
    { now: () => performance.now(), isStopping, configRefusedAt: () => refusedAt },
  );
  const server = createAdminServer({
    readiness,
    metrics: async () => ({ contentType: metrics.contentType, text: await metrics.text(gaugesOf(connectors())) }),
  });
  return {
    observer: metrics,
    tracing,
    configTaken() {
      refusedAt = undefined;
      metrics.configLoaded(true);
    },
    configRefused() {
      refusedAt = new Date();
      metrics.configLoaded(false);
    },
    async listen() {
      try {
        return await server.listen(admin);
      } catch (error) {
        if (admin.named) throw error;
        log.warn(
          { err: error },
          'nobody can ask for health and metrics: the port is taken; "admin": { "port": … } names another',
        );
        return undefined;
      }
    },
    close: () => server.close(),
  };
}

const noObservation: Observation = {
  observer: undefined,
  tracing: undefined,
  configTaken: () => undefined,
  configRefused: () => undefined,
  listen: async () => undefined,
  close: async () => undefined,
};

function gaugesOf(connectors: readonly OpenedConnector[]) {
  return connectors.flatMap(({ connector }) =>
    Object.entries(connector.gauges()).map(([name, value]) => ({ connector: connector.name ?? '', name, value })),
  );
}

async function openTracing({ source }: LoadedConfig): Promise<Tracing> {
  try {
    return await createTracing(packageVersion());
  } catch (error) {
    if (!(error instanceof TracingUnavailable)) throw error;
    throw new ConfigError([{ pointer: '/tracing', message: error.message }], source);
  }
}
