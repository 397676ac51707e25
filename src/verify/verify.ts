import { randomBytes } from 'node:crypto';
import type { Check, CheckContext, Suite } from './check.js';
import { cleanUp, type Leftover } from './clean-up.js';
import { type Client, type ClientOptions, createClient } from './client.js';
import { createExpect } from './expect.js';
import { findOut } from './find-out.js';
import { createLedger, type Ledger } from './ledger.js';
import { createMake } from './make.js';
import { Skip, Stopped } from './mismatch.js';
import { type Probed, probe } from './probe.js';
import { type Report, reportCheck, summarise } from './report.js';
import type { CheckResult } from './result.js';
import { runCheck, skipped } from './run-check.js';
import { type Selection, select } from './select.js';
import { type ServerFacts, typeNamed } from './server-facts.js';
import { suites } from './suites/index.js';
import { createTransport, type TransportOptions } from './transport.js';
import { unmetNeed } from './unmet-need.js';
import { type ScimVersion, wires } from './wire.js';

export interface VerifyOptions extends TransportOptions {
  /** The base URL: `https://host/scim/v2`. */
  readonly base: string;
  /** Headers that let the run in. */
  readonly credentials: { readonly [name: string]: string };
  /** Else found out. */
  readonly version?: ScimVersion;
  readonly readOnly: boolean;
  readonly selection: Selection;
  /** Most requests in a second; undefined: as fast as the answers come. */
  readonly rate?: number;
  /** Of this package, for the report. */
  readonly toolVersion: string;
  /** Ends the run, with clean-up. */
  readonly signal: AbortSignal;
  readonly on?: (event: VerifyEvent) => void;
}

/** How a run goes on, for who watches it. */
export type VerifyEvent =
  | { readonly type: 'found'; readonly server: ServerFacts; readonly suites: readonly Suite[] }
  | { readonly type: 'check'; readonly result: CheckResult }
  | { readonly type: 'suite-end'; readonly suite: Suite }
  | { readonly type: 'cleaning' };

/**
 * Runs the chosen checks against a server, and removes what they made, however the run ends.
 * @throws CannotVerify where there is nothing to verify; whatever is a fault of a check, after the clean-up
 */
export async function verify(options: VerifyOptions): Promise<Report> {
  const chosen = select(suites, options.selection);
  const transport = createTransport(options);
  try {
    return await run(chosen, options, {
      base: options.base.replace(/\/+$/, ''),
      transport,
      ledger: createLedger(`verify-${randomBytes(4).toString('hex')}-`),
      credentials: options.credentials,
      readOnly: options.readOnly,
      intervalMs: options.rate === undefined ? 0 : 1000 / options.rate,
    });
  } finally {
    await transport.close();
  }
}

type Connection = Omit<ClientOptions, 'wire' | 'signal'>;

async function run(chosen: readonly Suite[], options: VerifyOptions, connection: Connection): Promise<Report> {
  const { readOnly, signal, on = () => undefined } = options;
  const startedAt = new Date();
  const scout = createClient({
    ...connection,
    wire: { ...wires['2.0'], mediaType: 'application/scim+json, application/json' },
    signal,
  });
  const facts = await findOut(scout, {
    base: connection.base,
    version: options.version,
    hasCredentials: Object.keys(options.credentials).length > 0,
  });
  const wire = wires[facts.version];
  const client = createClient({ ...connection, wire, signal });
  const cleaner = createClient({ ...connection, wire, signal: undefined });
  const held = chosen
    .map((suite) => ({ ...suite, checks: suite.checks.filter(({ clause }) => clause[facts.version] !== undefined) }))
    .filter(({ checks }) => checks.length > 0);
  on({ type: 'found', server: facts, suites: held });

  const results: CheckResult[] = [];
  const { ledger } = connection;
  const make = createMake({ client, wire, facts, prefix: ledger.prefix });
  let stopped = false;
  let leftovers: readonly Leftover[] = [];
  try {
    const probed = readOnly ? undefined : await probe(client, make, wire, typeNamed(facts, 'Group') !== undefined);
    await cleanUp(cleaner, ledger, 'check');
    const context = createContext({ client, make, facts, ledger, probed });
    for (const suite of held) {
      for (const check of suite.checks) {
        const result = await runOrSkip(check, suite, { context, probed, readOnly });
        await cleanUp(cleaner, ledger, 'check');
        results.push(result);
        on({ type: 'check', result });
      }
      on({ type: 'suite-end', suite });
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped = true;
  } finally {
    on({ type: 'cleaning' });
    leftovers = await cleanUp(cleaner, ledger, 'run');
  }
  const checks = results.map(reportCheck);
  return {
    tool: { name: 'scim-gateway verify', version: options.toolVersion },
    server: {
      base: connection.base,
      scimVersion: facts.version,
      features: Object.fromEntries(Object.entries(facts.features).map(([name, value]) => [name, value ?? null])),
      resourceTypes: facts.types.map(({ name }) => name),
    },
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    readOnly,
    stopped,
    summary: summarise(checks, held),
    checks,
    leftovers,
  };
}

async function runOrSkip(
  check: Check,
  suite: Suite,
  {
    context,
    ...known
  }: { readonly context: CheckContext; readonly probed: Probed | undefined; readonly readOnly: boolean },
): Promise<CheckResult> {
  const reason = unmetNeed([...(suite.needs ?? []), ...(check.needs ?? [])], { facts: context.server, ...known });
  return reason === undefined ? runCheck(check, suite, context) : skipped(check, suite, context, reason);
}

function createContext({
  client,
  make,
  facts,
  ledger,
  probed,
}: {
  readonly client: Client;
  readonly make: ReturnType<typeof createMake>;
  readonly facts: ServerFacts;
  readonly ledger: Ledger;
  readonly probed: Probed | undefined;
}): CheckContext {
  const wire = wires[facts.version];
  const kept = new Map<string, Promise<unknown>>();
  return {
    wire,
    client,
    server: facts,
    make,
    expect: createExpect(wire),
    keeps: (attribute) => probed?.kept.has(attribute) ?? false,
    skip(reason) {
      throw new Skip(reason);
    },
    async shared<T>(key: string, work: () => Promise<T>): Promise<T> {
      const known = kept.get(key);
      if (known !== undefined) return known as Promise<T>;
      ledger.scope = 'run';
      const made = work().finally(() => {
        ledger.scope = 'check';
      });
      kept.set(key, made);
      return made;
    },
  };
}
