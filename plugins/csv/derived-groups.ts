import {
  type Call,
  type Change,
  Conflict,
  compileFieldFilter,
  elementKey,
  type FieldValue,
  type FindResult,
  InvalidValue,
  NotFound,
  type Query,
  type RecordUse,
  type Store,
  type StoredRecord,
  splitList,
} from 'scim-gateway/plugin';
import { effective, type Memberships } from './memberships.js';
import type { Workspace } from './workspace.js';

export interface DerivedGroupsOptions {
  readonly use: RecordUse;
  readonly workspace: Workspace;
  readonly memberships: Memberships;
  /** The distinct names of groups. */
  readonly names: () => Iterable<string>;
}

/** Groups that only exist as names in a column of the users file: a group is there as long as it has a member. */
export function derivedGroups({ use, workspace, memberships, names }: DerivedGroupsOptions): Store {
  const exists = (name: string): boolean => name !== '' && !memberships.members(name)[Symbol.iterator]().next().done;
  const membersField = use.members ?? 'members';
  const record = (name: string, fields?: readonly string[]): StoredRecord => ({
    [use.key]: name,
    ...((!fields || fields.includes(membersField)) && { [membersField]: [...memberships.members(name)] }),
  });
  const looked = <Result>(read: () => Result): Result | Promise<Result> => workspace.look()?.then(read) ?? read();
  const find = ({ filter, sort, page, fields }: Query): FindResult => {
    const needsAll = filter !== undefined || sort !== undefined;
    const matches = filter && compileFieldFilter(filter);
    const all = [...names()].map((name) => record(name, needsAll ? undefined : fields));
    const found = matches ? all.filter(matches) : all;
    const paged = page && !sort ? found.slice(page.offset, page.offset + page.limit) : found;
    return { records: paged, total: found.length, applied: { filter: true, page: page !== undefined && !sort } };
  };
  const membersOf = (value: FieldValue | undefined): string[] => {
    if (value === undefined || value === null || value === '') return [];
    if (typeof value === 'string') return splitList(value, use.lists[membersField]?.separator ?? ';');
    return (Array.isArray(value) ? value : [value]).map(elementKey);
  };
  return {
    find: (query) => looked(() => find(query)),
    get: (id, _call, fields) => looked(() => (exists(id) ? record(id, fields) : undefined)),
    count: () => [...names()].length,
    memberships: (members) =>
      members.flatMap((member) =>
        memberships.groupsOf(member).map((name) => [member, record(name, [use.key])] as const),
      ),
    async insert(given: StoredRecord, call: Call) {
      await workspace.writable();
      const name = nameOf(given, use.key);
      if (exists(name)) throw new Conflict(`There is a group "${name}" already.`);
      const members = [...new Set(membersOf(given[membersField]))];
      if (members.length === 0)
        throw new InvalidValue('A group is here as long as it has members; create it with one.');
      if (!call.dryRun) await workspace.commit(memberships.change(name, members, []));
      return record(name);
    },
    async update(id: string, { set, unset, lists }: Change, call: Call) {
      await workspace.writable();
      if (!exists(id)) throw new NotFound(`There is no record with the key "${id}".`);
      const name = set?.[use.key];
      if (name !== undefined && name !== id) throw new InvalidValue('The id of a record cannot change.');
      const list = lists && Object.hasOwn(lists, membersField) ? lists[membersField] : undefined;
      const replaced = set && Object.hasOwn(set, membersField);
      let change: { readonly add?: readonly string[]; readonly remove?: readonly string[] } = {};
      if (list) change = { add: (list.add ?? []).map(elementKey), remove: (list.remove ?? []).map(elementKey) };
      else if (replaced || unset?.includes(membersField)) {
        const wanted = replaced ? membersOf(set[membersField]) : [];
        change = { add: wanted, remove: [...memberships.members(id)].filter((member) => !wanted.includes(member)) };
      }
      const { add, remove } = effective(memberships, id, change);
      if (!call.dryRun) await workspace.commit(memberships.change(id, add, remove));
      return undefined;
    },
    async remove(id: string, call: Call) {
      await workspace.writable();
      if (!exists(id)) throw new NotFound(`There is no record with the key "${id}".`);
      if (!call.dryRun) await workspace.commit(memberships.dropGroup(id));
    },
  };
}

function nameOf(record: StoredRecord, key: string): string {
  const name = record[key];
  if (typeof name !== 'string' || name === '') throw new InvalidValue(`A group needs a name in "${key}".`);
  return name;
}
