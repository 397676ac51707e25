import {
  type Call,
  type Change,
  elementKey,
  getField,
  NotFound,
  NotSupported,
  type StoredRecord,
} from 'scim-gateway/plugin';
import { isRecord, keyOf } from '../answers/read-records.js';
import type { Operation } from '../operation.js';
import { changed, elementsOf, mergePatch, without } from './documents.js';
import { changeMembers } from './member-operations.js';
import { operationVariables, type RecordOperations } from './operations.js';
import { type OwnOperations, splitChange } from './split-change.js';

export interface UpdateParts {
  readonly type: string;
  readonly key: string;
  readonly operations: RecordOperations;
  readonly own: OwnOperations;
  readonly omit: readonly string[];
  /** false: records are whole resources, whose field names are what they are. */
  readonly nests: boolean;
  /** As the API has it. */
  readonly raw: (id: string, call: Call) => Promise<StoredRecord | undefined>;
  /** How members are read; undefined: they are in the record. */
  readonly members:
    | { readonly field: string; readonly read: (id: string, call: Call) => Promise<readonly string[]> }
    | undefined;
}

/**
 * Changes one record by the operations that the parts of the change belong to.
 * @returns the record, where the answer to `update` tells all of it
 */
export async function updateRecord(
  parts: UpdateParts,
  id: string,
  change: Change,
  call: Call,
): Promise<StoredRecord | undefined> {
  const { operations, own, key } = parts;
  const split = splitChange(change, own);
  const current = once(() => existing(parts, id, call));
  // Somebody who is let in is so before the rest changes, and somebody who is kept out is so afterwards.
  if (split.active === true) await verb(operations.activate, id, current, call);
  const answered = split.change && (await changeFields(parts, id, split.change, current, call));
  if (split.password) {
    const { password } = operations;
    await password?.run({ id, password: split.password, ...(await recordFor(password, current)) }, call);
  }
  if (split.members) {
    const members = await memberDifference(parts, id, split.members, current, call);
    await changeMembers({ add: operations.addMember, remove: operations.removeMember }, id, members, call);
  }
  if (split.active === false) await verb(operations.deactivate, id, current, call);
  const isAll = !split.password && !split.members && split.active === undefined && !parts.members;
  return isAll && isRecord(answered) && keyOf(answered, key) === id ? answered : undefined;
}

type Current = () => Promise<StoredRecord>;

async function changeFields(
  { type, operations, omit, nests, members }: UpdateParts,
  id: string,
  change: Change,
  current: Current,
  call: Call,
): Promise<unknown> {
  const { update, recordOf } = operations;
  if (!update) throw new NotSupported(`The application cannot change this of a ${type}.`);
  const reads = change.lists !== undefined || needsRecord(update, operationVariables.update);
  const record = reads ? await current() : {};
  const changesMembers = members !== undefined && change.lists?.[members.field] !== undefined;
  const before = changesMembers ? { ...record, [members.field]: await members.read(id, call) } : record;
  const answer = await update.run(
    {
      id,
      version: change.version,
      changes: without(mergePatch(before, change, nests), omit),
      ...(reads && { record: without(changed(before, change, nests), omit) }),
    },
    call,
  );
  return answer.body === undefined ? undefined : recordOf.update?.(answer);
}

async function verb(operation: Operation | undefined, id: string, current: Current, call: Call): Promise<void> {
  await operation?.run({ id, ...(await recordFor(operation, current)) }, call);
}

async function recordFor(
  operation: Operation | undefined,
  current: Current,
): Promise<{ readonly record?: StoredRecord }> {
  return operation && needsRecord(operation, ['id', 'password']) ? { record: await current() } : {};
}

/** Whether the request names the record or one of its fields. */
function needsRecord({ request }: Operation, variables: readonly string[]): boolean {
  return [...request.names].some((name) => name === 'record' || !variables.includes(name));
}

async function memberDifference(
  { own, members: reader }: UpdateParts,
  id: string,
  members: NonNullable<ReturnType<typeof splitChange>['members']>,
  current: Current,
  call: Call,
): Promise<{ readonly add: readonly string[]; readonly remove: readonly string[] }> {
  if ('add' in members) return members;
  const { field = '', separator } = own.members ?? {};
  const before = reader
    ? await reader.read(id, call)
    : elementsOf(getField(await current(), field), separator).map(elementKey);
  const old = new Set(before);
  const now = new Set(members.whole);
  return {
    add: members.whole.filter((member) => !old.has(member)),
    remove: before.filter((member) => !now.has(member)),
  };
}

async function existing({ type, raw }: UpdateParts, id: string, call: Call): Promise<StoredRecord> {
  const record = await raw(id, call);
  if (!record) throw new NotFound(`The application has no such ${type}.`);
  return record;
}

function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
