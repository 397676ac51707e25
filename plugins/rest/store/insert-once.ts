import { setTimeout as pause } from 'node:timers/promises';
import {
  BadGateway,
  type Call,
  compileFieldFilter,
  type FieldFilter,
  getField,
  type RecordUse,
  type StoredRecord,
} from 'scim-gateway/plugin';
import type { Finder } from '../find/finder.js';
import { LostAnswer } from '../network/lost-answer.js';

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

/**
 * Makes a record so that nobody who asks again makes a second one: where the answer is lost, or does not come in time,
 * the record is looked for before the create is called failed.
 * @param create sends the request and reads its answer
 * @param now milliseconds since the epoch
 */
export async function insertOnce(
  {
    record,
    create,
    findMade,
    now,
  }: {
    readonly record: StoredRecord;
    readonly create: (call: Call) => Promise<StoredRecord>;
    readonly findMade: FindMade | undefined;
    readonly now: () => number;
  },
  call: Call,
): Promise<StoredRecord> {
  if (!findMade) return create(call);
  const early = new AbortController();
  const timer = setTimeout(() => early.abort(), Math.max(0, (call.deadline - now()) * SHARE_OF_CREATE));
  const signal = AbortSignal.any([call.signal, early.signal]);
  const { deadline, requestId, log, dryRun } = call;
  try {
    return await create({ signal, deadline, requestId, log, dryRun });
  } catch (error) {
    call.signal.throwIfAborted();
    const isLate = early.signal.aborted;
    if (!isLate && !(error instanceof LostAnswer) && !(error instanceof BadGateway)) throw error;
    const found = isLate ? await lookUntilCutOff(record, findMade, call) : await look(record, findMade, call);
    if (!found) throw error;
    log.warn({ reason: isLate ? 'late' : 'lost' }, 'a create had no answer, and its record was found again');
    return found;
  } finally {
    clearTimeout(timer);
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
