import { closest, distance } from 'fastest-levenshtein';
import type { CsvDocument } from './csv-document.js';
import { CsvFault, lineAt } from './csv-fault.js';
import { deriveUuid } from './derived-key.js';
import { RowReader } from './read-rows.js';
import { hashKey, type RowDates } from './row-meta.js';
import { Slices } from './slices.js';
import { KEY_SEPARATOR, Table } from './table.js';
import type { TableSpec } from './table-spec.js';

/** Says what is known of a row's dates from before this load. */
export interface DatesSource {
  /** The hash of the row at this place, where the file is known to be the one of the last run. */
  knownHash(place: number, keyHash: number): number | undefined;
  datesOf(row: {
    readonly key: string;
    readonly keyHash: number;
    readonly hash: number;
    readonly place: number;
  }): RowDates;
  /** The highest number that was ever a key. */
  readonly highest: number;
}

/**
 * Makes a table of a document, in slices that let other work through.
 * @throws CsvFault at the first row that is not well-formed, or whose key is empty or stands twice
 */
export async function loadTable(document: CsvDocument, spec: TableSpec, dates: DatesSource): Promise<Table> {
  checkColumns(document, spec);
  const table = new Table(document, spec);
  table.highest = dates.highest;
  const { label, bytes, length, dialect, columns, body } = document;
  const reader = new RowReader(label, bytes, length, {
    delimiter: dialect.delimiter,
    columns: columns.length,
    position: body,
  });
  const value = (column: number): string => reader.value(column);
  const [first = -1] = table.keyColumns;
  const single = table.keyColumns.length === 1;
  const unkeyed: number[] = [];
  const slices = new Slices();
  while (reader.next()) {
    if (slices.due) await slices.pause();
    if (columns.length > 1 && reader.isBlank) continue;
    const { start, end } = reader;
    let key = '';
    if (first >= 0) key = single ? reader.value(first) : table.keyColumns.map(value).join(KEY_SEPARATOR);
    if (key === '') {
      if (spec.generate === undefined) {
        throw new CsvFault(label, lineAt(bytes, start), `The cell of the key column "${spec.keyColumns[0]}" is empty.`);
      }
      key = `${KEY_SEPARATOR}${unkeyed.length}`;
      unkeyed.push(table.storage.slots);
    }
    const slot = table.load({ start, end, key, value });
    if (table.keys.size !== slot + 1) throw duplicate(table, key, slot);
    const { meta } = table;
    const hash = dates.knownHash(slot, meta.keyHash[slot] as number) ?? reader.hash();
    meta.fileHash[slot] = hash;
    if (key.charCodeAt(0) !== 0) {
      meta.set(slot, dates.datesOf({ key, keyHash: meta.keyHash[slot] as number, hash, place: slot }));
    }
  }
  table.loaded();
  for (const [which, slot] of unkeyed.entries()) {
    if (slices.due) await slices.pause();
    assignKey(table, `${KEY_SEPARATOR}${which}`, slot, dates);
  }
  return table;
}

/**
 * Gives a row without a key one: for a UUID the same one at every start (made from the row's first unique look-up value,
 * so that it stays the same while the other cells change), until the next write puts it into the file.
 */
function assignKey(table: Table, placeholder: string, slot: number, dates: DatesSource): void {
  table.keys.delete(placeholder);
  let key: string;
  if (table.spec.generate === 'sequence') {
    table.highest += 1;
    key = String(table.highest);
  } else {
    const name = table.lookups.find(({ unique, column }) => unique && table.cell(slot, column) !== '');
    const seed = name ? `${name.name}=${table.cell(slot, name.column).toLowerCase()}` : table.storage.text(slot);
    let times = 0;
    do {
      key = deriveUuid(`${table.spec.role}\n${seed}\n${times}`);
      times += 1;
    } while (table.keys.has(key));
  }
  const { meta } = table;
  table.keys.set(key, slot);
  table.assigned.set(slot, key);
  meta.keyHash[slot] = hashKey(key);
  const hash = meta.fileHash[slot] as number;
  meta.set(slot, dates.datesOf({ key, keyHash: meta.keyHash[slot] as number, hash, place: slot }));
}

function duplicate(table: Table, key: string, slot: number): CsvFault {
  const { label, bytes } = table.document;
  let other = 0;
  while (table.keyOf(other) !== key) other += 1;
  const before = table.storage.place(other)?.start ?? 0;
  const start = table.storage.place(slot)?.start ?? 0;
  const names = table.spec.keyColumns.map((name) => `"${name}"`).join(' and ');
  return new CsvFault(
    label,
    lineAt(bytes, start),
    `The row has the same ${names} as the row on line ${lineAt(bytes, before)}; it must be unique.`,
  );
}

/** @throws CsvFault that names the missing column and those that exist */
function checkColumns({ label, columns }: CsvDocument, spec: TableSpec): void {
  for (const name of new Set([...spec.keyColumns, ...spec.needed])) {
    if (columns.includes(name)) continue;
    const near = nearest(name, columns);
    const isKey = spec.keyColumns.includes(name);
    if (isKey && spec.generate === 'uuid' && near?.toLowerCase() !== name.toLowerCase()) continue;
    const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
    const reason =
      isKey && spec.generate === 'sequence' ? ' A sequence of keys needs its column; add it, or generate "uuid".' : '';
    const listed = columns.map((column) => `"${column}"`).join(', ');
    throw new CsvFault(label, 1, `There is no column "${name}".${hint}${reason} The columns are ${listed}.`);
  }
}

function nearest(name: string, columns: readonly string[]): string | undefined {
  if (columns.length === 0) return undefined;
  const same = columns.find((column) => column.toLowerCase() === name.toLowerCase());
  if (same !== undefined) return same;
  const near = closest(name, [...columns]);
  return distance(name, near) <= Math.ceil(name.length / 3) ? near : undefined;
}
