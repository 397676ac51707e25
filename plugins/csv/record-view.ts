import { type FieldValue, type RecordUse, type StoredRecord, splitList } from 'scim-gateway/plugin';
import { decodeCell } from './row-codec.js';
import type { Table } from './table.js';
import { virtualFields } from './virtual-fields.js';

/** Makes a record of a row. */
export type RecordView = (slot: number) => StoredRecord;

type Reader = (slot: number, cells: readonly string[]) => FieldValue;

export interface ViewOptions {
  readonly table: Table;
  readonly use: RecordUse;
  /** The fields to read; absent: all. */
  readonly fields?: readonly string[];
  /** A field whose values are kept elsewhere. */
  readonly elsewhere?: { readonly field: string; readonly read: (slot: number) => FieldValue };
  /** true: fields with several values come as arrays, for filters. */
  readonly split?: boolean;
}

/** Compiles what turns a row into a record with the fields that are asked for; never with the password. */
export function compileView(options: ViewOptions): RecordView {
  const { table } = options;
  const names: string[] = [];
  const readers: Reader[] = [];
  for (const field of new Set(options.fields ?? allFields(options))) {
    const reader = compileReader(field, options);
    if (!reader) continue;
    names.push(field);
    readers.push(reader);
  }
  const plain = !names.includes('__proto__');
  const needsCells = names.some((name) => !Object.hasOwn(virtualFields, name));
  return (slot) => {
    const cells = needsCells ? table.rawCells(slot) : [];
    const record: { [field: string]: FieldValue } = {};
    for (let at = 0; at < names.length; at++) {
      const name = names[at] as string;
      const value = (readers[at] as Reader)(slot, cells);
      if (plain) record[name] = value;
      else Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
    }
    return record;
  };
}

function allFields({ table, use, elsewhere }: ViewOptions): readonly string[] {
  const columns = use.fields ?? table.document.columns.filter((name) => name !== '');
  const more = elsewhere ? [elsewhere.field] : [];
  return [...columns, use.key, ...more, ...Object.keys(virtualFields)];
}

function compileReader(field: string, { table, use, elsewhere, split }: ViewOptions): Reader | undefined {
  if (field === use.password) return undefined;
  if (elsewhere?.field === field) return (slot) => elsewhere.read(slot);
  if (Object.hasOwn(virtualFields, field)) {
    const read = virtualFields[field] as (table: Table, slot: number) => string;
    return (slot) => read(table, slot);
  }
  const column = table.columnOf(field);
  if (field === use.key && table.assigned.size > 0) return (slot) => table.keyOf(slot);
  if (column === undefined) return field === use.key ? (slot) => table.keyOf(slot) : undefined;
  if (table.isList(column)) {
    return split ? (slot) => [...table.list(slot, field)] : (slot) => table.listText(slot, column);
  }
  const list = split && Object.hasOwn(use.lists, field) ? use.lists[field] : undefined;
  if (list) return (_, cells) => splitList(decodeCell(cells[column] as string), list.separator);
  return (_, cells) => decodeCell(cells[column] as string);
}
