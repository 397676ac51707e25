import { createHash } from 'node:crypto';
import { BadGateway, type Call, getField, type RecordUse, Secret, type StoredRecord } from 'scim-gateway/plugin';
import { isRecord, keyOf } from '../answers/read-records.js';
import type { ParsedAnswer } from '../answers/select.js';
import type { Operation } from '../operation.js';
import type { CreatesInDoubt } from './creates-in-doubt.js';
import { toDocument, without } from './documents.js';
import { type FindMade, insertOnce } from './insert-once.js';
import { changeMembers } from './member-operations.js';
import type { RecordOperations } from './operations.js';
import { type OwnOperations, splitFields } from './split-change.js';

export interface InsertParts {
  readonly type: string;
  readonly use: RecordUse;
  readonly operations: RecordOperations & { readonly insert: Operation };
  readonly own: OwnOperations;
  readonly omit: readonly string[];
  readonly nests: boolean;
  readonly raw: (id: string, call: Call) => Promise<StoredRecord | undefined>;
  readonly findMade: FindMade | undefined;
  readonly inDoubt: CreatesInDoubt;
  readonly now: () => number;
}

/**
 * Makes a record, then what the API does in operations of their own: its password, its state, its members. Where one of
 * those fails the record is removed again, so that nothing half made stays behind.
 */
export async function insertRecord(parts: InsertParts, record: StoredRecord, call: Call): Promise<StoredRecord> {
  const { operations, own, omit, nests, findMade, inDoubt, now, use } = parts;
  const { insert } = operations;
  const { fields, password, active, members = [] } = splitFields(record, own);
  const document = without(toDocument(fields, nests), omit);
  const values = { record: document, idempotencyKey: idempotencyKey(document) };
  if (call.dryRun) {
    insert.request.expand(values);
    return record;
  }
  const create = async (within: Call) => madeRecord(parts, await insert.run(values, within), document, within);
  const made = await insertOnce({ record, create, findMade, inDoubt, now }, call);
  const id = keyOf(made, use.key) ?? '';
  const state = own.active && active !== undefined ? getField(made, own.active.field) : undefined;
  const isInactive = active === false && state !== own.active?.no;
  const isNotActive = active === true && state !== undefined && state !== own.active?.yes;
  if (!password && !isInactive && !isNotActive && members.length === 0) return made;
  try {
    if (password) await operations.password?.run({ id, password, record: made }, call);
    if (members.length > 0) {
      await changeMembers({ add: operations.addMember, remove: undefined }, id, { add: members, remove: [] }, call);
    }
    if (isNotActive) await operations.activate?.run({ id, record: made }, call);
    if (isInactive) await operations.deactivate?.run({ id, record: made }, call);
  } catch (error) {
    await undo(parts, id, call);
    throw error;
  }
  return (await parts.raw(id, call)) ?? made;
}

/** The record as the API now holds it: of the answer, or read where that does not tell all of it. */
async function madeRecord(
  { type, use, operations, raw, findMade }: InsertParts,
  answer: ParsedAnswer,
  sent: StoredRecord,
  call: Call,
): Promise<StoredRecord> {
  const answered = answer.body === undefined ? undefined : operations.recordOf.insert(answer);
  const told = isRecord(answered) ? answered : {};
  const id = keyOf(told, use.key) ?? idOfLocation(answer.headers.location);
  if (id === undefined) {
    const found = await findMade?.(sent, call);
    if (found) return found;
    throw new BadGateway(`The application made a ${type} and does not say under which id.`);
  }
  if (keyOf(told, use.key) !== undefined && holdsAll(told, sent)) return told;
  return (await raw(id, call)) ?? { ...withoutSecrets(sent), ...told, [use.key]: id };
}

/** The last segment of a Location header (RFC 9110 section 10.2.2). */
function idOfLocation(location: string | undefined): string | undefined {
  const last = location
    ?.replace(/[?#].*$/, '')
    .split('/')
    .filter((segment) => segment !== '')
    .at(-1);
  try {
    return last === undefined ? undefined : decodeURIComponent(last);
  } catch {
    return undefined;
  }
}

/** Whether an answer holds everything that was sent, but for secrets, which no application gives out. */
function holdsAll(answer: StoredRecord, sent: StoredRecord): boolean {
  return Object.entries(sent).every(
    ([field, value]) => value instanceof Secret || value === null || getField(answer, field) !== undefined,
  );
}

function withoutSecrets(record: StoredRecord): StoredRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !(value instanceof Secret)));
}

async function undo({ operations: { remove }, type }: InsertParts, id: string, call: Call): Promise<void> {
  try {
    if (remove) await remove.run({ id }, call);
    else call.log.error({ type, id }, 'a record was made but not finished, and the API has no operation to remove it');
  } catch (error) {
    call.log.error({ err: error, type, id }, 'a record was made but not finished, and it could not be removed again');
  }
}

/** The same for the same record: an API that takes idempotency keys makes it once. */
function idempotencyKey(document: StoredRecord): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('base64url').slice(0, 32);
}
