import { setTimeout as pause } from 'node:timers/promises';
import {
  BadGateway,
  type Call,
  Conflict,
  compileFieldFilter,
  type FieldFilter,
  getField,
  type RecordUse,
  type StoredRecord,
  Unavailable,
} from 'scim-gateway/plugin';
import type { Finder } from '../find/finder.js';
import { LostAnswer } from '../network/lost-answer.js';
import { wholeSeconds } from '../network/retry-after.js';
import type { CreatesInDoubt } from './creates-in-doubt.js';

/** The part of the time that is left which a create may take; the other is for finding out what became of it. */
const SHARE_OF_CREATE = 0.7;
const FIRST_PAUSE_MS = 250;

/** Finds the record that a create has made, by the fields that no two records share. */
export type FindMade = (record: StoredRecord, call: Call) => Promise<StoredRecord | undefined>;

/** undefined where the options or the mapping do not let a record be found again. */
export function createFindMade(use: RecordUse, finder: Finder | undefined): FindMade | undefined {
  const lookups = use.lookups.filter(({ unique }) => unique);
  if (!finder || lookups.length === 0) return undefined;
  return async (record, call) => {
    for (const { field, caseExact } of lookups) {
      const value = getField(record, field);
      if (typeof value !== 'string' || value === '') continue;
      const filter: FieldFilter = { op: 'eq', field, value, type: 'string', caseExact };
      const matches = compileFieldFilter(filter);
      const { records } = await finder.find({ filter }, call);
      for await (const found of records) if (matches(found)) return found;
    }
    return undefined;
  };
}

interface InsertOnceParts {
  readonly record: StoredRecord;
  /** Sends the request and reads its answer. */
  readonly create: (call: Call) => Promise<StoredRecord>;
  readonly findMade: FindMade | undefined;
  readonly inDoubt: CreatesInDoubt;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Makes a record so that nobody who asks again makes a second one: where the answer is lost, or does not come in time,
 * the record is looked for before the create is called failed; and where the application may still be at one that was
 * given up, it is waited for before another is sent.
 * @throws Conflict an earlier create has made it meanwhile; Unavailable nobody knows yet; what `create` throws
 */
export async function insertOnce(parts: InsertOnceParts, call: Call): Promise<StoredRecord> {
  const { create, findMade, now } = parts;
  if (!findMade) return create(call);
  const early = new AbortController();
  const limitMs = Math.max(0, call.deadline - now());
  const timer = setTimeout(() => early.abort(), limitMs * SHARE_OF_CREATE);
  const signal = AbortSignal.any([call.signal, early.signal]);
  try {
    await waitWhileInDoubt(parts, findMade, call, early.signal);
    return await createOrFind({ ...parts, findMade, signal, limitMs }, call);
  } finally {
    clearTimeout(timer);
  }
}

interface CreateParts extends InsertOnceParts {
  readonly findMade: FindMade;
  /** Aborts when there is just the time left to find out what became of the create. */
  readonly signal: AbortSignal;
  readonly limitMs: number;
}

async function createOrFind(
  { record, create, findMade, inDoubt, signal, limitMs }: CreateParts,
  call: Call,
): Promise<StoredRecord> {
  const { deadline, requestId, log, dryRun } = call;
  try {
    return await create({ signal, deadline, requestId, log, dryRun });
  } catch (error) {
    const isLate = signal.aborted;
    if (isLate) inDoubt.add(record, limitMs);
    call.signal.throwIfAborted();
    if (!isLate && !(error instanceof LostAnswer) && !(error instanceof BadGateway)) throw error;
    const found = isLate ? await lookUntilCutOff(record, findMade, call) : await look(record, findMade, call);
    if (!found) throw error;
    inDoubt.settle(record);
    log.warn({ reason: isLate ? 'late' : 'lost' }, 'a create had no answer, and its record was found again');
    return found;
  }
}

async function waitWhileInDoubt(
  { record, inDoubt }: InsertOnceParts,
  findMade: FindMade,
  call: Call,
  early: AbortSignal,
): Promise<void> {
  for (let wait = FIRST_PAUSE_MS; ; wait *= 2) {
    const left = inDoubt.left(record);
    if (left === 0) return;
    const found = await look(record, findMade, call);
    call.signal.throwIfAborted();
    if (found) {
      inDoubt.settle(record);
      throw new Conflict('The application has made such a record meanwhile, for an earlier request.');
    }
    if (early.aborted) {
      throw new Unavailable(
        'The application may still be making this record for an earlier request; try again later.',
        {
          retryAfter: wholeSeconds(left),
        },
      );
    }
    await pause(Math.min(wait, left), undefined, { signal: AbortSignal.any([call.signal, early]) }).catch(
      () => undefined,
    );
  }
}

/** What became of the create is told by its own error where nobody can look. */
async function look(record: StoredRecord, findMade: FindMade, call: Call): Promise<StoredRecord | undefined> {
  try {
    return await findMade(record, call);
  } catch (cause) {
    call.log.warn({ err: cause }, 'a create had no answer, and its record could not be looked for');
    return undefined;
  }
}

/** Ends with the call: its deadline is what the client is told of. */
async function lookUntilCutOff(
  record: StoredRecord,
  findMade: FindMade,
  call: Call,
): Promise<StoredRecord | undefined> {
  for (let wait = FIRST_PAUSE_MS; ; wait *= 2) {
    const found = await look(record, findMade, call);
    call.signal.throwIfAborted();
    if (found) return found;
    await pause(wait, undefined, { signal: call.signal }).catch(() => undefined);
    call.signal.throwIfAborted();
  }
}
