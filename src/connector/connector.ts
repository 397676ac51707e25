import type { Adapter, Finding, OperationNote } from '../plugin/index.js';
import type { AuthenticationScheme, ProviderFacts, Schema } from '../scim/index.js';
import { type Capability, capabilitiesOf } from './capabilities.js';
import type { Collection } from './collection.js';
import type { Guards } from './guards.js';
import { type CallOrigin, type CallTrouble, RequestCall } from './request-call.js';
import { RunningCalls } from './running-calls.js';
import type { ToleranceUse } from './tolerance-use.js';
import { WALK_IDLE_MS } from './walks.js';

/** A call that was cut off has been told to end by its signal; a plugin that does not listen must not hold up a stop. */
const LETTING_GO_MS = 5_000;

export interface ConnectorParts {
  /** undefined: the only connector of the gateway. */
  readonly name?: string;
  readonly adapter: Adapter;
  readonly toleranceUse: ToleranceUse;
  readonly collections: ReadonlyMap<string, Collection>;
  /** Milliseconds that a call may take. */
  readonly timeoutMs: number;
  /** true: changes are planned and shown, not made. */
  readonly dryRun: boolean;
  readonly guards: Guards;
  readonly authenticationSchemes: readonly AuthenticationScheme[];
}

/** One application behind the gateway, opened: its collections by resource type, and the calls that are on their way. */
export class Connector {
  readonly name: string | undefined;
  readonly dryRun: boolean;
  readonly collections: ReadonlyMap<string, Collection>;
  readonly capabilities: readonly Capability[];
  /** The schemas of all its resource types. */
  readonly schemas: readonly Schema[];
  readonly #authenticationSchemes: readonly AuthenticationScheme[];
  readonly toleranceUse: ToleranceUse;
  readonly #adapter: Adapter;
  readonly #timeoutMs: number;
  readonly #guards: Guards;
  readonly #cutOff = new Set<Promise<void>>();
  readonly #running = new RunningCalls();
  #successor: Promise<Connector> | undefined;
  #checking: Promise<readonly Finding[]> | undefined;

  constructor({ name, adapter, toleranceUse, collections, timeoutMs, dryRun, guards, ...rest }: ConnectorParts) {
    this.name = name;
    this.dryRun = dryRun;
    this.#guards = guards;
    this.collections = collections;
    this.capabilities = capabilitiesOf(collections);
    this.schemas = schemasOf(collections);
    this.#authenticationSchemes = rest.authenticationSchemes;
    this.#adapter = adapter;
    this.toleranceUse = toleranceUse;
    this.#timeoutMs = timeoutMs;
  }

  /** How each operation would reach the application; empty where the plugin does not say. */
  get operations(): readonly OperationNote[] {
    return this.#adapter.describe?.() ?? [];
  }

  /** What the connector says of itself (RFC 7643 section 5). */
  providerFacts({ maxResults, bulk }: Pick<ProviderFacts, 'maxResults' | 'bulk'>): ProviderFacts {
    const users = this.collections.get('User');
    return {
      maxResults,
      bulk,
      patch: !this.#guards.readOnly && [...this.collections.values()].some(({ store }) => store.update !== undefined),
      sort: true,
      etag: true,
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: maxResults,
        maxPageSize: maxResults,
        cursorTimeout: WALK_IDLE_MS / 1000,
      },
      changePassword:
        users?.store.update !== undefined && !this.#guards.readOnly && users.mapping.has('password', 'write'),
      authenticationSchemes: this.#authenticationSchemes,
      capabilities: this.capabilities.filter(({ supported }) => supported).map(({ name }) => name),
    };
  }

  /** Runs one request's work within the connector's timeout: here, or where the connector has been handed over to. */
  async run<Result>(
    origin: Omit<CallOrigin, 'timeoutMs' | 'dryRun'>,
    work: (call: RequestCall, connector: Connector) => Promise<Result>,
  ): Promise<Result> {
    if (this.#successor) return this.#passOn(this.#successor, origin, work);
    const call = new RequestCall({ ...origin, timeoutMs: this.#timeoutMs, dryRun: this.dryRun });
    this.#running.add(call);
    try {
      return await work(call, this);
    } finally {
      call.end();
      this.#running.remove(call);
      if (!call.isSettled) this.#remember(call.settled());
    }
  }

  /**
   * Reaches the application; askers at the same time share one answer.
   * @throws ScimError 503 (or what else the plugin throws) where it cannot be reached
   */
  check(origin: Omit<CallOrigin, 'timeoutMs' | 'dryRun'>): Promise<readonly Finding[]> {
    this.#checking ??= this.run(origin, async (call) => {
      const findings = await call.step('reaching the application', () => this.#adapter.check?.(call));
      const guarded = (await this.#guards.rails?.findings()) ?? [];
      return [...(findings ?? []), ...guarded];
    }).finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  /** What an operator watches: what the plugin says of itself, and whether a rail has closed. */
  gauges(): { readonly [name: string]: number } {
    const rails = this.#guards.rails;
    return { ...this.#adapter.gauges?.(), ...(rails && { rails_closed: rails.closed() === undefined ? 0 : 1 }) };
  }

  /**
   * Leaves all calls from now on to another connector, once that is there. Resolves when the calls that run here have ended;
   * then this one may be closed.
   */
  async handOver(successor: Promise<Connector>): Promise<void> {
    // Who has no call that waits for it does not mind that it fails.
    successor.catch(() => undefined);
    this.#successor = successor;
    await this.#running.ended();
  }

  /** What ran here at some time since `from`, by `performance.now()`. */
  callsSince(from: number): readonly CallTrouble[] {
    return this.#running.since(from);
  }

  /** Closes the plugin, once the calls that were cut off have let go of it or have had `LETTING_GO_MS` to do so. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.min(this.#timeoutMs, LETTING_GO_MS));
    });
    await Promise.race([Promise.all(this.#cutOff), patience]);
    clearTimeout(timer);
    this.toleranceUse.report();
    for (const { pages } of this.collections.values()) pages.close();
    await this.#adapter.close?.();
  }

  async #passOn<Result>(
    successor: Promise<Connector>,
    origin: Omit<CallOrigin, 'timeoutMs' | 'dryRun'>,
    work: (call: RequestCall, connector: Connector) => Promise<Result>,
  ): Promise<Result> {
    const startedAt = origin.startedAt ?? performance.now();
    const waiting = new RequestCall({ ...origin, startedAt, timeoutMs: this.#timeoutMs });
    let next: Connector;
    try {
      next = await waiting.wait('opening the connector with its new settings', () => successor);
    } finally {
      waiting.end();
    }
    return next.run({ ...origin, startedAt }, work);
  }

  #remember(settled: Promise<void>): void {
    this.#cutOff.add(settled);
    void settled.then(() => this.#cutOff.delete(settled));
  }
}

/** Each schema once, though types share it; of one that is put together from mappings, what all of them say. */
function schemasOf(collections: ReadonlyMap<string, Collection>): readonly Schema[] {
  const schemas = new Map<string, Schema>();
  for (const { type } of collections.values()) {
    for (const schema of [type.schema, ...type.extensions]) {
      const urn = schema.id.toLowerCase();
      const other = schemas.get(urn);
      schemas.set(urn, other && other !== schema ? withAttributesOf(other, schema) : schema);
    }
  }
  return [...schemas.values()];
}

function withAttributesOf(schema: Schema, { attributes }: Schema): Schema {
  const names = new Set(schema.attributes.map(({ name }) => name.toLowerCase()));
  return {
    ...schema,
    attributes: [...schema.attributes, ...attributes.filter(({ name }) => !names.has(name.toLowerCase()))],
  };
}
