import type { Cells, Entry, RowOperation } from './operations.js';

/** What all operations on one row come to, from the row as the file had it before the first. */
export interface FoldedRow {
  readonly key: string;
  /** Whether the row was there before the first operation. */
  readonly existed: boolean;
  exists: boolean;
  /** The row was removed and made again: nothing of the old one counts. */
  replaced: boolean;
  /** First value before, by column; only for a row that existed. */
  readonly before: Map<string, string>;
  readonly after: Map<string, string>;
  /** By column: the elements that were added (true) and removed (false) last. */
  readonly lists: Map<string, Map<string, boolean>>;
  /** The whole row before its first change, without lists; where a change brought it. */
  row: Cells | undefined;
  /** When it was last changed, and where it was made by the operations, when. */
  modified: number;
  created: number | undefined;
}

/** Folds entries into one change a row, by file and key. */
export function foldEntries(entries: Iterable<Entry>): Map<string, Map<string, FoldedRow>> {
  const files = new Map<string, Map<string, FoldedRow>>();
  for (const { time, operations } of entries) {
    for (const operation of operations) {
      let rows = files.get(operation.file);
      if (!rows) {
        rows = new Map();
        files.set(operation.file, rows);
      }
      let row = rows.get(operation.key);
      if (!row) {
        row = unchanged(operation);
        rows.set(operation.key, row);
      }
      fold(row, operation, time);
    }
  }
  return files;
}

function unchanged({ op, key }: RowOperation): FoldedRow {
  const existed = op !== 'insert';
  return {
    key,
    existed,
    exists: existed,
    replaced: false,
    before: new Map(),
    after: new Map(),
    lists: new Map(),
    row: undefined,
    modified: 0,
    created: undefined,
  };
}

function fold(row: FoldedRow, operation: RowOperation, time: number): void {
  row.modified = time;
  switch (operation.op) {
    case 'insert':
      if (row.existed) row.replaced = true;
      row.exists = true;
      row.created = time;
      row.after.clear();
      row.lists.clear();
      for (const [column, value] of operation.cells) row.after.set(column, value);
      return;
    case 'update':
      row.row ??= operation.row;
      for (const [column, before, after] of operation.set) {
        if (row.existed && !row.replaced && !row.before.has(column)) row.before.set(column, before);
        row.after.set(column, after);
      }
      for (const { column, add, remove } of operation.lists ?? []) {
        let elements = row.lists.get(column);
        if (!elements) {
          elements = new Map();
          row.lists.set(column, elements);
        }
        for (const element of remove) setLast(elements, element, false);
        for (const element of add) setLast(elements, element, true);
      }
      return;
    case 'remove':
      row.exists = false;
      if (row.existed && !row.replaced) {
        for (const [column, value] of operation.row) if (!row.before.has(column)) row.before.set(column, value);
      }
      return;
  }
}

/** Keeps the order in which elements were added last. */
function setLast(elements: Map<string, boolean>, element: string, added: boolean): void {
  elements.delete(element);
  elements.set(element, added);
}
