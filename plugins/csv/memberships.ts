import { InvalidValue } from 'scim-gateway/plugin';
import type { RowOperation } from './operations.js';
import { KEY_SEPARATOR, type Table } from './table.js';

/** Where it is kept who belongs to which group. Members and groups go by their keys. */
export interface Memberships {
  /** Members of a group; for reading at once, not for keeping. */
  members(group: string): Iterable<string>;
  has(group: string, member: string): boolean;
  groupsOf(member: string): readonly string[];
  /** @throws InvalidValue for a member that cannot be kept */
  change(group: string, add: readonly string[], remove: readonly string[]): RowOperation[];
  /** What else goes with a group, or with a person. */
  dropGroup(group: string): RowOperation[];
  dropMember(member: string): RowOperation[];
}

/** Reaches a file's present table, which another program's edit replaces. */
export type TableOf = () => Table;

/** Members stand in a column of the groups' own file, joined by a separator. */
export function ownColumn(groups: TableOf, column: string, separator: string): Memberships {
  const file = groups().spec.role;
  const change = (key: string, add: readonly string[], remove: readonly string[]): RowOperation[] => {
    for (const member of add) refuseUnjoinable(member, separator);
    return add.length === 0 && remove.length === 0
      ? []
      : [{ op: 'update', file, key, set: [], lists: [{ column, add, remove }] }];
  };
  const slotsOf = (member: string): readonly number[] => [...groups().elements(column).find(member)];
  return {
    members: (group) => listOf(groups(), group, column),
    has: (group, member) => listOf(groups(), group, column).has(member),
    groupsOf: (member) => slotsOf(member).map((slot) => groups().keyOf(slot)),
    change,
    dropGroup: () => [],
    dropMember: (member) => slotsOf(member).flatMap((slot) => change(groups().keyOf(slot), [], [member])),
  };
}

/** Groups stand in a column of the users' file, joined by a separator. */
export function userColumn(users: TableOf, column: string, separator: string): Memberships {
  const file = users().spec.role;
  const edit = (key: string, add: readonly string[], remove: readonly string[]): RowOperation => ({
    op: 'update',
    file,
    key,
    set: [],
    lists: [{ column, add, remove }],
  });
  const slotsOf = (group: string): readonly number[] =>
    [...users().elements(column).find(group)].sort((left, right) => left - right);
  return {
    members: (group) => slotsOf(group).map((slot) => users().keyOf(slot)),
    has: (group, member) => listOf(users(), member, column).has(group),
    groupsOf: (member) => [...listOf(users(), member, column)],
    change(group, add, remove) {
      if (add.length > 0) refuseUnjoinable(group, separator);
      for (const member of add) {
        if (users().slotOf(member) === undefined)
          throw new InvalidValue(`There is no user "${member}" to put into the group.`);
      }
      return [...add.map((member) => edit(member, [group], [])), ...remove.map((member) => edit(member, [], [group]))];
    },
    dropGroup: (group) => slotsOf(group).map((slot) => edit(users().keyOf(slot), [], [group])),
    dropMember: () => [],
  };
}

/** A third file has one row for each group and member. */
export function pairsFile(pairs: TableOf, groupColumn: string, userColumn: string): Memberships {
  const file = pairs().spec.role;
  const keyOf = (group: string, member: string): string => `${group}${KEY_SEPARATOR}${member}`;
  const remove = (slot: number): RowOperation => ({
    op: 'remove',
    file,
    key: pairs().keyOf(slot),
    row: pairs().wholeRow(slot),
  });
  const slotsOf = (name: string, value: string): readonly number[] =>
    [...(pairs().lookup(name)?.index.find(value) ?? [])].sort((left, right) => left - right);
  const cellsOf = (slots: readonly number[], name: string): string[] => {
    const column = pairs().columnOf(name) as number;
    return slots.map((slot) => pairs().cell(slot, column));
  };
  return {
    members: (group) => cellsOf(slotsOf(groupColumn, group), userColumn),
    has: (group, member) => pairs().slotOf(keyOf(group, member)) !== undefined,
    groupsOf: (member) => cellsOf(slotsOf(userColumn, member), groupColumn),
    change: (group, add, removed) => [
      ...add.map((member): RowOperation => {
        const cells = [[groupColumn, group] as const, [userColumn, member] as const];
        return { op: 'insert', file, key: keyOf(group, member), cells };
      }),
      ...removed.flatMap((member) => {
        const slot = pairs().slotOf(keyOf(group, member));
        return slot === undefined ? [] : [remove(slot)];
      }),
    ],
    dropGroup: (group) => slotsOf(groupColumn, group).map(remove),
    dropMember: (member) => slotsOf(userColumn, member).map(remove),
  };
}

/** The elements to add that are not there, and those to remove that are: each once. */
export function effective(
  memberships: Memberships,
  group: string,
  change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): { readonly add: readonly string[]; readonly remove: readonly string[] } {
  const add = new Set(change.add);
  // An element in both is removed and added again, which changes nothing but its place.
  const remove = new Set(change.remove?.filter((member) => !add.has(member)));
  return {
    add: [...add].filter((member) => !memberships.has(group, member)),
    remove: [...remove].filter((member) => memberships.has(group, member)),
  };
}

function listOf(table: Table, key: string, column: string): ReadonlySet<string> {
  const slot = table.slotOf(key);
  return slot === undefined ? new Set() : table.list(slot, column);
}

function refuseUnjoinable(element: string, separator: string): void {
  if (element === '' || element.includes(separator) || element.trim() !== element) {
    throw new InvalidValue(
      `The application cannot hold "${element}" in a list, for it separates the elements by "${separator}".`,
    );
  }
}
