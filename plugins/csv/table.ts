import { splitList } from 'scim-gateway/plugin';
import type { CsvDocument } from './csv-document.js';
import type { Cells, ListCells, RowOperation } from './operations.js';
import { decodeCell, encodeCell, splitRow } from './row-codec.js';
import { hashKey, type RowDates, RowMeta } from './row-meta.js';
import { LAZY, RowStorage } from './row-storage.js';
import type { TableSpec } from './table-spec.js';
import { ValueIndex } from './value-index.js';

/** Between the parts of a key of several columns. */
export const KEY_SEPARATOR = '\u0000';
/** Rows longer than this keep their short cells apart, so that reading them does not decode their lists. */
const WIDE = 2048;

export interface Lookup {
  readonly name: string;
  readonly column: number;
  readonly unique: boolean;
  readonly index: ValueIndex;
}

interface ListColumn {
  readonly column: number;
  readonly separator: string;
  readonly index: ValueIndex;
}

/** A row with lists, taken apart. The list cells in `cells` are out of date once `lists` is there. */
interface OpenRow {
  readonly cells: string[];
  lists: Set<string>[] | undefined;
}

/** One file's rows in memory with their keys, indexes and dates. It changes only by {@link Table.apply}. */
export class Table {
  readonly spec: TableSpec;
  readonly document: CsvDocument;
  readonly storage: RowStorage;
  readonly meta: RowMeta;
  readonly lookups: readonly Lookup[];
  readonly keys = new Map<string, number>();
  /** Keys of rows whose cell in the file is empty, or of all rows where the file has no key column. */
  readonly assigned = new Map<number, string>();
  /** The highest number that was ever a key; for `generate: sequence`. */
  highest = 0;
  readonly #columns = new Map<string, number>();
  readonly #keyColumns: readonly number[];
  readonly #lists: readonly ListColumn[];
  readonly #open = new Map<number, OpenRow>();

  constructor(document: CsvDocument, spec: TableSpec) {
    this.spec = spec;
    this.document = document;
    for (const [column, name] of document.columns.entries()) if (name !== '') this.#columns.set(name, column);
    this.storage = new RowStorage(document, (slot) => this.#render(slot));
    this.meta = new RowMeta(this.storage.capacity);
    this.#keyColumns = spec.keyColumns.map((name) => this.#columns.get(name) ?? -1);
    this.lookups = spec.lookups.flatMap(({ column: name, unique, caseExact }) => {
      const column = this.#columns.get(name);
      return column === undefined ? [] : [{ name, column, unique, index: new ValueIndex(caseExact) }];
    });
    this.#lists = spec.lists.flatMap(({ column: name, separator }) => {
      const column = this.#columns.get(name);
      return column === undefined ? [] : [{ column, separator, index: new ValueIndex(true) }];
    });
  }

  get size(): number {
    return this.storage.size;
  }

  get hasKeyColumn(): boolean {
    return !this.#keyColumns.includes(-1);
  }

  get keyColumns(): readonly number[] {
    return this.#keyColumns;
  }

  columnOf(name: string): number | undefined {
    return this.#columns.get(name);
  }

  lookup(name: string): Lookup | undefined {
    return this.lookups.find((lookup) => lookup.name === name);
  }

  /** Index of a list column's elements. */
  elements(name: string): ValueIndex {
    return this.#listOf(name).index;
  }

  slotOf(key: string): number | undefined {
    return this.keys.get(key);
  }

  keyOf(slot: number): string {
    const assigned = this.assigned.get(slot);
    if (assigned !== undefined) return assigned;
    const cells = this.rawCells(slot);
    return this.#keyColumns.map((column) => decodeCell(cells[column] as string)).join(KEY_SEPARATOR);
  }

  /** A cell's value. */
  cell(slot: number, column: number): string {
    const list = this.#lists.findIndex((candidate) => candidate.column === column);
    return list >= 0 ? this.listText(slot, column) : decodeCell(this.rawCells(slot)[column] as string);
  }

  /** The row's cells as they are written; those of list columns may be out of date (see {@link listText}). */
  rawCells(slot: number): readonly string[] {
    const open = this.#open.get(slot);
    if (open) return open.cells;
    if (this.#lists.length > 0 && this.storage.textLength(slot) > WIDE) return this.#openRow(slot).cells;
    return splitRow(this.storage.text(slot), this.document.dialect.delimiter);
  }

  isList(column: number): boolean {
    return this.#lists.some((list) => list.column === column);
  }

  /** A list cell's value: its elements joined. */
  listText(slot: number, column: number): string {
    const which = this.#lists.findIndex((list) => list.column === column);
    const elements = this.#open.get(slot)?.lists?.[which];
    if (elements) return [...elements].join(this.#lists[which]?.separator);
    return decodeCell(splitRow(this.storage.text(slot), this.document.dialect.delimiter)[column] as string);
  }

  /** The elements of a list cell; for reading at once, not for keeping. */
  list(slot: number, name: string): ReadonlySet<string> {
    const list = this.#listOf(name);
    return this.#openLists(slot)[this.#lists.indexOf(list)] as Set<string>;
  }

  /** The row's values by column name, without its list cells. */
  row(slot: number): Cells {
    const cells = this.rawCells(slot);
    const row: [string, string][] = [];
    for (const [name, column] of this.#columns) {
      if (!this.isList(column)) row.push([name, decodeCell(cells[column] as string)]);
    }
    return row;
  }

  /** As {@link row}, with the list cells. */
  wholeRow(slot: number): Cells {
    return [...this.#columns].map(([name, column]) => [name, this.cell(slot, column)]);
  }

  /** Takes up a row while the file is read. */
  load(row: {
    readonly start: number;
    readonly end: number;
    readonly key: string;
    readonly value: (column: number) => string;
  }): number {
    const slot = this.storage.addFromDocument(row.start, row.end);
    this.#makeRoom(slot);
    this.#addKey(row.key, slot);
    for (const { column, unique, index } of this.lookups) {
      if (unique) index.addUnique(row.value(column), slot);
      else index.add(row.value(column), slot);
    }
    for (const { column, separator, index } of this.#lists) {
      for (const element of splitList(row.value(column), separator)) index.add(element, slot);
    }
    return slot;
  }

  /** To be called when all rows of the file have been taken up. */
  loaded(): void {
    this.storage.loaded();
    for (const { column, index } of this.lookups) {
      if (index.hasOverwritten) index.addOverwritten(this.storage.slots, (slot) => this.cell(slot, column));
    }
  }

  /** Makes one change. The caller has made sure that the row is there (or, for `insert`, not there). */
  apply(operation: RowOperation, time: number): void {
    const { op, key } = operation;
    if (op === 'insert') this.#insert(key, operation.cells, { created: time, modified: time, revision: 1 });
    else if (op === 'update') this.#update(operation, time);
    else this.#remove(key);
  }

  #insert(key: string, given: Cells, dates: RowDates): void {
    const { dialect, columns } = this.document;
    const values = new Map(given);
    if (this.spec.keyColumns.length === 1) values.set(this.spec.keyColumns[0] as string, key);
    const cells = columns.map((name, column) =>
      encodeCell((name !== '' && values.get(name)) || '', dialect.delimiter, dialect.quoting[column]),
    );
    const slot = this.storage.append(joinCells(cells, dialect.delimiter));
    this.#makeRoom(slot);
    this.meta.set(slot, dates);
    this.#addKey(key, slot);
    if (!this.hasKeyColumn) this.assigned.set(slot, key);
    for (const { name, index } of this.lookups) index.add(values.get(name) ?? '', slot);
    for (const { column, separator, index } of this.#lists) {
      const text = values.get(columns[column] as string) ?? '';
      for (const element of splitList(text, separator)) index.add(element, slot);
    }
  }

  #update({ key, set, lists }: Extract<RowOperation, { op: 'update' }>, time: number): void {
    const slot = this.#slot(key);
    if (set.length > 0) this.#setCells(slot, set);
    for (const change of lists ?? []) this.#changeList(slot, change);
    this.meta.touch(slot, time);
  }

  #setCells(slot: number, set: readonly (readonly [string, string, string])[]): void {
    const { dialect } = this.document;
    this.storage.settle(slot);
    const open = this.#open.get(slot);
    const cells = open?.cells ?? splitRow(this.storage.text(slot), dialect.delimiter);
    for (const [name, , after] of set) {
      const column = this.#columns.get(name);
      if (column === undefined) continue;
      const before = decodeCell(cells[column] as string);
      for (const lookup of this.lookups) {
        if (lookup.column !== column) continue;
        lookup.index.remove(before, slot);
        lookup.index.add(after, slot);
      }
      cells[column] = encodeCell(after, dialect.delimiter, dialect.quoting[column]);
    }
    if (open?.lists) this.storage.setText(slot, LAZY);
    else if (open) this.storage.setText(slot, this.#replaced(slot, cells));
    else this.storage.setText(slot, joinCells(cells, dialect.delimiter));
  }

  /** The text of a wide row whose lists nobody has taken apart yet, with the other cells as given. */
  #replaced(slot: number, cells: readonly string[]): string {
    const old = splitRow(this.storage.text(slot), this.document.dialect.delimiter);
    return joinCells(
      old.map((cell, column) => (this.isList(column) ? cell : (cells[column] as string))),
      this.document.dialect.delimiter,
    );
  }

  #changeList(slot: number, { column: name, add, remove }: ListCells): void {
    const list = this.#listOf(name);
    const elements = this.#openLists(slot)[this.#lists.indexOf(list)] as Set<string>;
    this.storage.settle(slot);
    for (const element of remove) {
      elements.delete(element);
      list.index.remove(element, slot);
    }
    for (const element of add) {
      elements.add(element);
      list.index.add(element, slot);
    }
    this.storage.setText(slot, LAZY);
  }

  #remove(key: string): void {
    const slot = this.#slot(key);
    const cells = this.rawCells(slot);
    for (const { column, index } of this.lookups) index.remove(decodeCell(cells[column] as string), slot);
    for (const [which, { index }] of this.#lists.entries()) {
      for (const element of this.#openLists(slot)[which] ?? []) index.remove(element, slot);
    }
    this.storage.settle(slot);
    this.keys.delete(key);
    this.storage.remove(slot);
    this.#open.delete(slot);
  }

  #render(slot: number): string {
    const { dialect } = this.document;
    const { cells, lists } = this.#open.get(slot) as OpenRow;
    const written = [...cells];
    for (const [which, { column, separator }] of this.#lists.entries()) {
      const text = [...(lists?.[which] ?? [])].join(separator);
      written[column] = encodeCell(text, dialect.delimiter, dialect.quoting[column]);
    }
    return joinCells(written, dialect.delimiter);
  }

  #openRow(slot: number): OpenRow {
    let open = this.#open.get(slot);
    if (!open) {
      const cells = splitRow(this.storage.text(slot), this.document.dialect.delimiter);
      const narrow = cells.map((cell, column) => (this.isList(column) ? '' : unsliced(cell)));
      open = { cells: narrow, lists: undefined };
      this.#open.set(slot, open);
    }
    return open;
  }

  #openLists(slot: number): Set<string>[] {
    const open = this.#openRow(slot);
    if (!open.lists) {
      const cells = splitRow(this.storage.text(slot), this.document.dialect.delimiter);
      open.lists = this.#lists.map(
        ({ column, separator }) => new Set(splitList(decodeCell(cells[column] as string), separator)),
      );
    }
    return open.lists;
  }

  #listOf(name: string): ListColumn {
    const column = this.#columns.get(name);
    const list = this.#lists.find((candidate) => candidate.column === column);
    if (!list) throw new Error(`The column "${name}" is not kept as a list.`);
    return list;
  }

  #slot(key: string): number {
    const slot = this.keys.get(key);
    if (slot === undefined) throw new Error('A change names a row that is not there.');
    return slot;
  }

  #addKey(key: string, slot: number): void {
    this.keys.set(key, slot);
    this.meta.keyHash[slot] = hashKey(key);
    if (this.spec.generate === 'sequence') {
      const number = Number(key);
      if (Number.isSafeInteger(number) && number > this.highest) this.highest = number;
    }
  }

  #makeRoom(slot: number): void {
    if (slot >= this.meta.capacity) this.meta.grow(Math.max(1024, this.meta.capacity * 2));
  }
}

/** A row of one empty cell is written as a pair of quotes: an empty line would be no row. */
function joinCells(cells: readonly string[], delimiter: string): string {
  const text = cells.join(delimiter);
  return text === '' ? '""' : text;
}

/** A slice keeps the whole row's text alive; this is a text of its own. */
function unsliced(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf8').toString('utf8');
}
