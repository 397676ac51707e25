import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../scim/index.js';
import { type BenchReport, type Measured, reportOperation } from './bench-report.js';
import { type Connection, type ConnectionOptions, createConnection, type Reply } from './connection.js';
import { type Person, readOperations, writeOperations } from './operations.js';
import { createOwnResources, type OwnResources } from './own-resources.js';
import { runLoad } from './run-load.js';

export interface BenchOptions extends ConnectionOptions {
  /** How long each kind of request is sent. */
  readonly secondsEach: number;
  readonly readOnly: boolean;
  readonly toolVersion: string;
  /** Ends the run, with clean-up. */
  readonly signal: AbortSignal;
  readonly on?: (event: BenchEvent) => void;
}

/** How a run goes on, for who watches it. */
export type BenchEvent =
  | { readonly type: 'measured'; readonly operation: BenchReport['operations'][number] }
  | { readonly type: 'cleaning' };

/** The server cannot be measured at all. */
export class CannotBench extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'CannotBench';
  }
}

const PEOPLE = 50;
const MOST_GROUPS = 10;

/**
 * Measures a SCIM server: each kind of request for some seconds, over kept connections. What it makes it removes, however
 * the run ends.
 * @throws CannotBench
 */
export async function bench(options: BenchOptions): Promise<BenchReport> {
  const connection = createConnection(options);
  const own = createOwnResources(connection, `bench-${randomBytes(4).toString('hex')}-`, options.connections);
  const startedAt = new Date().toISOString();
  const measured: Measured[] = [];
  const left: { title: string; reason: string }[] = [];
  let leftovers: readonly string[] = [];
  try {
    try {
      await measure(options, connection, own, measured, left);
    } finally {
      if (own.hasAny()) {
        options.on?.({ type: 'cleaning' });
        leftovers = await own.removeAll();
      }
    }
  } finally {
    await connection.close();
  }
  return {
    tool: { name: 'scim-gateway bench', version: options.toolVersion },
    base: options.base,
    startedAt,
    secondsEach: options.secondsEach,
    connections: options.connections,
    readOnly: options.readOnly,
    stopped: options.signal.aborted,
    operations: measured.map(reportOperation),
    left,
    leftovers,
  };
}

async function measure(
  { base, readOnly, secondsEach, connections, signal, on = () => undefined }: BenchOptions,
  connection: Connection,
  own: OwnResources,
  measured: Measured[],
  left: { title: string; reason: string }[],
): Promise<void> {
  const there = await peopleThere(connection, base);
  const people = readOnly ? there : await makePeople(own, signal);
  if (people.length === 0 && signal.aborted) return;
  if (people.length === 0) throw new CannotBench(`${base} has nobody: there is nothing to read.`);
  const groups = readOnly ? [] : await makeGroups(own, Math.min(connections, MOST_GROUPS), signal, left);
  const operations = [
    ...readOperations(connection, people),
    ...(readOnly ? [] : writeOperations(connection, own, people, groups)),
  ];
  for (const operation of operations) {
    if (signal.aborted) return;
    const found = await runLoad(operation, { milliseconds: secondsEach * 1000, connections, signal });
    measured.push(found);
    on({ type: 'measured', operation: reportOperation(found) });
  }
}

async function peopleThere(connection: Connection, base: string): Promise<readonly Person[]> {
  const reply = await connection.send('GET', '/Users?startIndex=1&count=100').catch((error: unknown) => {
    throw new CannotBench(`${base} does not answer: ${reasonOf(error)}.`);
  });
  if (reply.status === 401 || reply.status === 403) {
    throw new CannotBench(`${base} refuses these credentials (${reply.status}).`);
  }
  if (reply.status !== 200 || typeof reply.body.totalResults !== 'number') {
    throw new CannotBench(`${base} answers GET /Users not as a SCIM server (status ${reply.status}).`);
  }
  const resources = Array.isArray(reply.body.Resources) ? (reply.body.Resources as readonly JsonObject[]) : [];
  return resources.flatMap(({ id, userName }) =>
    typeof id === 'string' && typeof userName === 'string' ? [{ id, userName }] : [],
  );
}

async function makePeople(own: OwnResources, signal: AbortSignal): Promise<readonly Person[]> {
  const people: Person[] = [];
  while (people.length < PEOPLE && !signal.aborted) {
    const user = own.user();
    const reply = await own.make('/Users', user).catch((error: unknown) => {
      throw new CannotBench(`No user can be made here: ${reasonOf(error)}.`);
    });
    if (typeof reply.body.id !== 'string') {
      throw new CannotBench(`No user can be made here (${whyNot(reply)}). --read-only measures without making any.`);
    }
    people.push({ id: reply.body.id, userName: user.userName });
  }
  return people;
}

async function makeGroups(
  own: OwnResources,
  count: number,
  signal: AbortSignal,
  left: { title: string; reason: string }[],
): Promise<readonly string[]> {
  const groups: string[] = [];
  while (groups.length < count && !signal.aborted) {
    const reply = await own.make('/Groups', own.group()).catch(reasonOf);
    if (typeof reply === 'string' || typeof reply.body.id !== 'string') {
      const reason = typeof reply === 'string' ? reply : whyNot(reply);
      left.push({ title: 'Group membership', reason: `no group can be made (${reason})` });
      return [];
    }
    groups.push(reply.body.id);
  }
  return groups;
}

function whyNot({ status, body }: Reply): string {
  return typeof body.detail === 'string' ? `${status}: ${body.detail.slice(0, 200)}` : `status ${status}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
