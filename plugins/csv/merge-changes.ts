import { splitList } from 'scim-gateway/plugin';
import type { FoldedRow } from './folded-changes.js';
import type { Cells, ListCells } from './operations.js';
import type { Table } from './table.js';

/** A change of ours that met a change by another program; ours stands. Values are personal data and stay out. */
export interface MergeConflict {
  readonly key: string;
  /** The column that both changed; absent: one side changed the row and the other removed or made it. */
  readonly column?: string;
  readonly what:
    | 'changed by both'
    | 'removed there, changed here'
    | 'removed there'
    | 'changed there, removed here'
    | 'made by both';
}

/**
 * Puts the gateway's changes onto a table that was read from the file anew: row by row by key, field by field.
 * @param served the table as it was before, to restore rows whole that were removed from the file; absent at start
 * @returns the conflicts
 */
export function mergeChanges(table: Table, changes: Iterable<FoldedRow>, served?: Table): readonly MergeConflict[] {
  const conflicts: MergeConflict[] = [];
  for (const change of changes) {
    const conflict = mergeRow(table, change, served);
    if (conflict) conflicts.push(conflict);
  }
  return conflicts;
}

function mergeRow(table: Table, change: FoldedRow, served: Table | undefined): MergeConflict | undefined {
  const { key, modified } = change;
  const slot = table.slotOf(key);
  if (!change.exists) {
    if (table.spec.generate === 'sequence' && Number.isSafeInteger(Number(key))) {
      table.highest = Math.max(table.highest, Number(key));
    }
    if (slot === undefined) return undefined;
    const changed = [...change.before].some(([name, before]) => differs(table, slot, name, before));
    table.apply({ op: 'remove', file: table.spec.role, key, row: [] }, modified);
    return changed ? { key, what: 'changed there, removed here' } : undefined;
  }
  if (slot !== undefined && !change.replaced) return update(table, slot, change);
  // A row that was removed and made again has nothing of the old one.
  if (slot !== undefined) table.apply({ op: 'remove', file: table.spec.role, key, row: [] }, modified);
  return restore(table, change, served);
}

function restore(table: Table, change: FoldedRow, served: Table | undefined): MergeConflict | undefined {
  const { key, modified } = change;
  const isNew = change.replaced || !change.existed;
  const old = served?.slotOf(key);
  const row: Cells | undefined = isNew ? [] : old !== undefined ? served?.wholeRow(old) : change.row;
  // Only list elements of it were changed, and the row is gone: there is nothing to put them on.
  if (!row) return { key, what: 'removed there' };
  table.apply(
    { op: 'insert', file: table.spec.role, key, cells: [...row, ...change.after] },
    change.created ?? modified,
  );
  changeLists(table, change);
  return isNew ? undefined : { key, what: 'removed there, changed here' };
}

function update(table: Table, slot: number, change: FoldedRow): MergeConflict | undefined {
  const { key, modified } = change;
  let conflict: MergeConflict | undefined;
  const set: (readonly [string, string, string])[] = [];
  for (const [name, after] of change.after) {
    const column = table.columnOf(name);
    if (column === undefined || table.keyColumns.includes(column)) continue;
    const now = table.cell(slot, column);
    if (now === after) continue;
    const before = change.before.get(name);
    if (table.isList(column)) {
      const lists = [listChange(name, table.list(slot, name), splitList(after, separatorOf(table, name)))];
      table.apply({ op: 'update', file: table.spec.role, key, set: [], lists }, modified);
    } else {
      set.push([name, now, after]);
    }
    if (before === undefined) conflict ??= { key, column: name, what: 'made by both' };
    else if (before !== now) conflict ??= { key, column: name, what: 'changed by both' };
  }
  if (set.length > 0) table.apply({ op: 'update', file: table.spec.role, key, set }, modified);
  changeLists(table, change);
  if (table.meta.modified[slot] !== modified) table.meta.touch(slot, modified);
  if (change.created !== undefined) table.meta.created[slot] = change.created;
  return conflict;
}

function changeLists(table: Table, { key, lists, modified }: FoldedRow): void {
  const slot = table.slotOf(key) as number;
  for (const [name, elements] of lists) {
    if (table.columnOf(name) === undefined) continue;
    const now = table.list(slot, name);
    const add: string[] = [];
    const remove: string[] = [];
    for (const [element, added] of elements) {
      if (added && !now.has(element)) add.push(element);
      if (!added && now.has(element)) remove.push(element);
    }
    if (add.length === 0 && remove.length === 0) continue;
    table.apply(
      { op: 'update', file: table.spec.role, key, set: [], lists: [{ column: name, add, remove }] },
      modified,
    );
  }
}

function listChange(column: string, now: ReadonlySet<string>, wanted: readonly string[]): ListCells {
  const after = new Set(wanted);
  return {
    column,
    add: wanted.filter((element) => !now.has(element)),
    remove: [...now].filter((element) => !after.has(element)),
  };
}

function separatorOf(table: Table, name: string): string {
  return table.spec.lists.find(({ column }) => column === name)?.separator ?? ';';
}

function differs(table: Table, slot: number, name: string, before: string): boolean {
  const column = table.columnOf(name);
  return column !== undefined && table.cell(slot, column) !== before;
}
