import { isDeepStrictEqual } from 'node:util';
import type { Audit } from './audit/index.js';
import { ConfigError, type ConnectorConfig, type Fault, type LoadedConfig } from './config/index.js';
import type { Connector } from './connector/index.js';
import { type OpenedConnector, type PreparedConnector, prepareConnector } from './open-connector.js';
import type { Logger } from './plugin/index.js';
import { ScimError } from './scim/index.js';

export interface SwapContext {
  readonly log: Logger;
  readonly audit: Audit | undefined;
  /** Serves these connectors from the next request on. */
  readonly serve: (connectors: readonly OpenedConnector[]) => Promise<void>;
}

/**
 * Brings the connectors that are open to what a config says. Those whose config is the same stay as they are. A new one is
 * opened beside the one that it replaces, which then ends the calls that it has; where that cannot be (`exclusive`), the
 * old one is closed first, and calls wait. Where one cannot be opened, all is as before.
 * @returns which were opened and which closed
 * @throws ConfigError with the faults of all connectors, PluginUnusable, Error
 */
export async function swapConnectors(
  before: readonly OpenedConnector[],
  config: LoadedConfig,
  context: SwapContext,
): Promise<{ readonly opened: readonly OpenedConnector[]; readonly closed: readonly OpenedConnector[] }> {
  const kept = before.filter((one) => config.connectors.some((next) => isSame(one, next)));
  const leaving = before.filter((one) => !kept.includes(one));
  const prepared = await prepareAll(
    config.connectors.filter((next) => !kept.some((one) => isSame(one, next))),
    config,
    context,
  );
  const opened: OpenedConnector[] = [];
  const parted: Parting[] = [];
  try {
    for (const one of prepared) if (!one.exclusive) opened.push(await one.open());
    if (prepared.some(({ exclusive }) => exclusive)) {
      for (const old of leaving) if (old.prepared.exclusive) parted.push(new Parting(old));
      await Promise.all(parted.map((parting) => parting.close()));
      for (const one of prepared) if (one.exclusive) opened.push(await one.open());
    }
    const all = [...kept, ...opened];
    await context.serve(config.connectors.flatMap(({ name }) => all.find((one) => one.config.name === name) ?? []));
  } catch (error) {
    await closeAll(opened, context.log);
    if (parted.length > 0) await restore(before, parted, context);
    throw error;
  }
  const partedOnes = new Set(parted.map(({ old }) => old));
  for (const parting of parted) parting.leaveTo(successorOf(parting.old, opened));
  const beside = leaving.filter((one) => !partedOnes.has(one));
  await Promise.all(beside.map((one) => one.connector.handOver(successorOf(one, opened))));
  await closeAll(beside, context.log);
  return { opened, closed: leaving };
}

/** Closes connectors; one that fails to keeps no other from being closed. */
export async function closeAll(opened: readonly OpenedConnector[], log: Logger): Promise<void> {
  for (const { connector, lost } of opened) {
    if (lost) continue;
    try {
      await connector.close();
    } catch (error) {
      log.error({ err: error, ...nameOf(connector) }, 'the connector could not be closed in good order');
    }
  }
}

/** A connector that is closed before its application is opened anew: its calls wait for what comes of that. */
class Parting {
  readonly old: OpenedConnector;
  readonly #ended: Promise<void>;
  #resolve: (successor: Promise<Connector>) => void = () => undefined;

  constructor(old: OpenedConnector) {
    this.old = old;
    this.#ended = old.connector.handOver(
      new Promise((resolve) => {
        this.#resolve = resolve;
      }),
    );
  }

  /** Once the calls that it has have ended. */
  async close(): Promise<void> {
    await this.#ended;
    if (!this.old.lost) await this.old.connector.close();
  }

  leaveTo(successor: Promise<Connector>): void {
    this.#resolve(successor);
  }
}

/** Of every connector all the faults, so that a file has to be mended once. */
async function prepareAll(
  configs: readonly ConnectorConfig[],
  loaded: LoadedConfig,
  context: SwapContext,
): Promise<readonly PreparedConnector[]> {
  const faults: Fault[] = [];
  const prepared: PreparedConnector[] = [];
  for (const config of configs) {
    try {
      prepared.push(await prepareConnector(config, loaded, context));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults, loaded.source);
  return prepared;
}

/** Opens anew what was closed, and serves all as it was. */
async function restore(
  before: readonly OpenedConnector[],
  parted: readonly Parting[],
  { log, serve }: SwapContext,
): Promise<void> {
  const restored = new Map<OpenedConnector, OpenedConnector>();
  for (const parting of parted) {
    const { old } = parting;
    try {
      const anew = await old.prepared.open();
      restored.set(old, anew);
      parting.leaveTo(Promise.resolve(anew.connector));
    } catch (error) {
      log.error(
        { err: error, ...nameOf(old.connector) },
        'the connector cannot be opened with its old settings either: its requests are answered with 503 until a reload opens it',
      );
      restored.set(old, { ...old, lost: true });
      parting.leaveTo(refusal(503, 'The application is away: its settings were changed, and it cannot be opened.'));
    }
  }
  await serve(before.map((one) => restored.get(one) ?? one));
}

/** Where `${file:…}` or a default has changed, the config has. Its place in the file does not matter. */
function isSame({ config, lost }: OpenedConnector, next: ConnectorConfig): boolean {
  if (lost || config.name !== next.name) return false;
  const { pointer: _pointer, authPointers: _authPointers, ...own } = config;
  const { pointer: _nextPointer, authPointers: _nextAuthPointers, ...other } = next;
  return isDeepStrictEqual(own, other);
}

function successorOf({ config }: OpenedConnector, opened: readonly OpenedConnector[]): Promise<Connector> {
  const next = opened.find((one) => one.config.name === config.name);
  return next ? Promise.resolve(next.connector) : refusal(404, 'There is nothing here any more.');
}

function refusal(status: number, detail: string): Promise<never> {
  const refused = Promise.reject(new ScimError(status, detail));
  refused.catch(() => undefined);
  return refused;
}

function nameOf({ name }: Connector): { readonly connector?: string } {
  return name === undefined ? {} : { connector: name };
}
