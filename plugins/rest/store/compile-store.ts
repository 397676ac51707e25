import {
  type Call,
  type Finding,
  type Host,
  NotFound,
  type OperationNote,
  type RecordUse,
  type Store,
  type StoredRecord,
} from 'scim-gateway/plugin';
import { keyOf } from '../answers/read-records.js';
import { askFor } from '../find/filter-options.js';
import { compileFinder, type Finder } from '../find/finder.js';
import type { OperationContext } from '../operation.js';
import type { ResourceOptions } from '../options.js';
import { CreatesInDoubt } from './creates-in-doubt.js';
import { createFindMade } from './insert-once.js';
import { insertRecord } from './insert-record.js';
import { compileMemberships } from './memberships.js';
import { compileOperations, notesOf } from './operations.js';
import { compileMembersReader } from './read-members.js';
import { canStand, createRecordReader } from './record-reader.js';
import type { OwnOperations } from './split-change.js';
import { updateRecord } from './update-record.js';

/** One resource type of the API. */
export interface CompiledStore {
  readonly store: Store;
  readonly finder: Finder | undefined;
  readonly notes: readonly OperationNote[];
  readonly findings: readonly Finding[];
}

/** @throws Error a sentence that says what is wrong with the options */
export function compileStore(
  type: string,
  options: ResourceOptions,
  { use, now }: { readonly use: RecordUse; readonly now: Host['now'] },
  context: OperationContext,
): CompiledStore {
  const { key } = use;
  const operations = compileOperations(options, use, context);
  refuseHalves(options, use);
  const members = options.members && membersOf(options.members, use, context);
  const reader = createRecordReader({
    type,
    key,
    get: operations.get,
    recordOf: operations.recordOf.get,
    detail: options.find?.detail ?? false,
    members,
  });
  const { get } = operations;
  const finder =
    options.find &&
    compileFinder(
      options.find,
      {
        type,
        key,
        readByKey: get && reader.read,
        explainByKey:
          get && ((id) => (canStand(get, id) ? `${get.request.method} ${get.request.expand({ id }).url}` : 'nothing')),
        complete: reader.complete,
      },
      context,
    );
  const memberships = options.memberships && compileMemberships(options.memberships, { type, key }, context);
  const own: OwnOperations = {
    password: operations.password && use.password,
    active: operations.activate && operations.deactivate && use.active,
    members:
      operations.addMember && operations.removeMember && use.members !== undefined
        ? { field: use.members, separator: use.lists[use.members]?.separator }
        : undefined,
  };
  const raw = get ? reader.raw : (id: string, call: Call) => findByKey(finder, key, id, call);
  const shared = { type, key, use, own, nests: use.fields !== undefined, raw };
  const changes =
    operations.update ?? operations.password ?? operations.activate ?? operations.deactivate ?? operations.addMember;
  const { insert, remove } = operations;
  const inserts = insert && {
    ...shared,
    operations: { ...operations, insert },
    omit: options.insert?.omit ?? [],
    findMade: createFindMade(use, finder),
    inDoubt: new CreatesInDoubt(use, now),
    now,
  };
  const updates = {
    ...shared,
    operations,
    omit: options.update?.omit ?? [],
    members: members && { field: members.field, read: members.reader.read },
  };
  const store: Store = {
    remote: true,
    ...(options.meta && { meta: options.meta }),
    ...(finder && { find: finder.find, explain: finder.explain }),
    ...(get && { get: (id: string, call: Call, fields?: readonly string[]) => reader.read(id, fields, call) }),
    ...(inserts && {
      insert: async (record: StoredRecord, call: Call) => {
        const made = await insertRecord(inserts, record, call);
        return (!call.dryRun && (await reader.withMembers(made, undefined, call))) || made;
      },
    }),
    ...(changes && {
      update: async (id, change, call) => (call.dryRun ? undefined : updateRecord(updates, id, change, call)),
    }),
    ...(remove && {
      remove: async (id: string, call: Call) => {
        if (!canStand(remove, id)) throw new NotFound(`The application has no such ${type}.`);
        if (!call.dryRun) await remove.run({ id }, call);
      },
    }),
    ...(memberships && { memberships }),
  };
  return {
    store,
    finder,
    notes: notesOf(type, {
      find: finder?.list.text,
      ...Object.fromEntries((finder?.filters ?? []).map(({ name, text }) => [`find ${name}`, text])),
      get: get?.request.text,
      insert: insert?.request.text,
      update: operations.update?.request.text,
      remove: remove?.request.text,
      password: operations.password?.request.text,
      activate: operations.activate?.request.text,
      deactivate: operations.deactivate?.request.text,
      members: members?.reader.text,
      addMember: operations.addMember?.request.text,
      removeMember: operations.removeMember?.request.text,
      memberships: options.memberships?.request,
    }),
    findings: finder ? slowLookups(type, use, finder) : [],
  };
}

function membersOf(options: NonNullable<ResourceOptions['members']>, use: RecordUse, context: OperationContext) {
  const { members: field } = use;
  if (field === undefined) throw new Error('members: the mapping has no field for them.');
  return { reader: compileMembersReader(options, context), field, separator: use.lists[field]?.separator };
}

/** @throws Error where one operation is there and its opposite is not, or what they are about is not mapped */
function refuseHalves(options: ResourceOptions, use: RecordUse): void {
  const pairs = [
    ['activate', 'deactivate', use.active, 'no rule writes "active"'],
    ['addMember', 'removeMember', use.members, 'no rule is for "members"'],
  ] as const;
  for (const [one, other, use, missing] of pairs) {
    if ((options[one] === undefined) !== (options[other] === undefined)) {
      throw new Error(`"${one}" and "${other}" come together: one of them is missing.`);
    }
    if (options[one] && use === undefined) throw new Error(`"${one}" is there, but in the mapping ${missing}.`);
  }
}

/** For APIs that give records out in lists only. */
async function findByKey(
  finder: Finder | undefined,
  key: string,
  id: string,
  call: Call,
): Promise<StoredRecord | undefined> {
  const filter = { op: 'eq', field: key, value: id, type: 'string', caseExact: true } as const;
  const { records } = (await finder?.find({ filter }, call)) ?? { records: [] };
  for await (const record of records) if (keyOf(record, key) === id) return record;
  return undefined;
}

/** What clients look up before each create, where it means reading everything. */
function slowLookups(resourceType: string, { key, lookups }: RecordUse, { filters }: Finder): readonly Finding[] {
  return lookups
    .filter(({ field, unique }) => unique && field !== key)
    .filter(({ field, caseExact }) => !askFor({ op: 'eq', field, value: 'x', type: 'string', caseExact }, filters))
    .map(({ field }) => ({
      resourceType,
      message: `A look-up by "${field}" reads the whole list: "filters" has no "${field} eq" that fits it.`,
    }));
}
