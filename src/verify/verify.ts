import { randomBytes } from 'node:crypto';
import type { Check, CheckContext, Suite } from './check.js';
import { cleanUp, type Leftover } from './clean-up.js';
import { type Client, type ClientOptions, createClient } from './client.js';
import { createExpect } from './expect.js';
import { findOut } from './find-out.js';
import { createLedger, type Ledger, type Scope } from './ledger.js';
import { createMake } from './make.js';
import { CannotVerify, NoAnswer, Skip, Stopped } from './mismatch.js';
import { type Probed, probe } from './probe.js';
import { createRedact } from './redact.js';
import { type Report, type ReportedCheck, reportCheck, summarise } from './report.js';
import type { CheckResult } from './result.js';
import { runCheck, skipped } from './run-check.js';
import { type Selection, select } from './select.js';
import type { ServerFacts } from './server-facts.js';
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
  | { readonly type: 'check'; readonly result: ReportedCheck }
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
  const facts = await learn(scout, options, connection.base);
  const wire = wires[facts.version];
  const client = createClient({ ...connection, wire, signal });
  const cleaner = createClient({ ...connection, wire, signal: undefined });
  const held = chosen
    .map((suite) => ({ ...suite, checks: suite.checks.filter(({ clause }) => clause[facts.version] !== undefined) }))
    .filter(({ checks }) => checks.length > 0);
  on({ type: 'found', server: facts, suites: held });

  const checks: ReportedCheck[] = [];
  const redact = createRedact(options.credentials);
  const { ledger } = connection;
  const make = createMake({ client, wire, facts, ledger });
  const cleanedUp = async (scope: Scope): Promise<readonly Leftover[]> => {
    // A check that has failed may have left writes behind that are still on their way.
    await client.idle();
    return cleanUp(cleaner, ledger, scope);
  };
  let stopped = false;
  let leftovers: readonly Leftover[] = [];
  try {
    const probed = readOnly ? undefined : await probe(client, make, wire, facts);
    await cleanedUp('check');
    const context = createContext({ client, make, facts, ledger, probed });
    for (const suite of held) {
      for (const check of suite.checks) {
        const result = reportCheck(await runOrSkip(check, suite, { context, probed, readOnly }), redact);
        await cleanedUp('check');
        checks.push(result);
        on({ type: 'check', result });
      }
      on({ type: 'suite-end', suite });
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped = true;
  } finally {
    on({ type: 'cleaning' });
    leftovers = await cleanedUp('run');
  }
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

/** @throws CannotVerify where the run ends before it has begun */
async function learn(
  scout: Client,
  { version, credentials }: Pick<VerifyOptions, 'version' | 'credentials'>,
  base: string,
): Promise<ServerFacts> {
  try {
    return await findOut(scout, { base, version, hasCredentials: Object.keys(credentials).length > 0 });
  } catch (error) {
    if (error instanceof NoAnswer) throw new CannotVerify(`${base} does not answer: ${error.message}.`);
    if (error instanceof Stopped) throw new CannotVerify('Stopped before anything was checked or made.');
    throw error;
  }
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
