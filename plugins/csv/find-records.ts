import {
  compileFieldFilter,
  type FieldFilter,
  type FindResult,
  type Query,
  type StoredRecord,
} from 'scim-gateway/plugin';
import { allSlots, candidateSlots, filterFields, type SlotIndexes, sortSlots } from './find-slots.js';
import type { RecordView } from './record-view.js';
import { Slices } from './slices.js';
import type { Table } from './table.js';

/** Rows that are looked at before an answer gives way to other requests. */
const AT_ONCE = 256;

/** A table as its records are read. */
export interface Findable extends SlotIndexes {
  /** @param split fields with several values as arrays */
  view(fields: readonly string[] | undefined, split?: boolean): RecordView;
}

/** Answers a whole query: filter, sort and page. Without a filter, a page costs what the page does. */
export function findRecords(
  found: Findable,
  query: Query,
  signal: () => AbortSignal,
): FindResult | Promise<FindResult> {
  const { filter, sort, page } = query;
  const { table } = found;
  const view = found.view(query.fields);
  if (!filter && !sort) {
    if (page) return { ...complete(pageOf(table, page, view), table.size), ...applied(query) };
    return { ...complete(inFileOrder(table, view, signal()), table.size), ...applied(query) };
  }
  const candidates = filter && candidateSlots(filter, found);
  if (filter && candidates && candidates.length <= AT_ONCE && !sort) {
    const matches = matcher(found, filter);
    const slots = candidates.filter((slot) => table.storage.isLive(slot) && matches(slot));
    return answer(slots, query, view);
  }
  return scan(found, query, candidates, view, signal());
}

async function scan(
  found: Findable,
  query: Query,
  candidates: Uint32Array | undefined,
  view: RecordView,
  signal: AbortSignal,
): Promise<FindResult> {
  const { table } = found;
  const { filter, sort } = query;
  const slices = new Slices(signal);
  const matches = filter ? matcher(found, filter) : () => true;
  const matching: number[] = [];
  for (const slot of candidates ?? allSlots(table)) {
    if (slices.due) await slices.pause();
    if (table.storage.isLive(slot) && matches(slot)) matching.push(slot);
  }
  let slots = Uint32Array.from(matching);
  if (sort) slots = (await sortSlots(slots, sort, found.view([sort.field], true), slices)) as Uint32Array<ArrayBuffer>;
  if (query.page || slots.length <= AT_ONCE)
    return answer(
      slots.filter((slot) => table.storage.isLive(slot)),
      query,
      view,
    );
  return { ...complete(inOrder(slots, table, view, signal), slots.length), ...applied(query) };
}

function answer(slots: Uint32Array, query: Query, view: RecordView): FindResult {
  const { page } = query;
  const shown = page ? slots.subarray(page.offset, page.offset + page.limit) : slots;
  return { ...complete(Array.from(shown, view), slots.length), ...applied(query) };
}

function applied({ page, sort }: Query): Pick<FindResult, 'applied'> {
  return { applied: { filter: true, sort: sort !== undefined, page: page !== undefined } };
}

function complete(records: FindResult['records'], total: number): Pick<FindResult, 'records' | 'total'> {
  return { records, total };
}

function matcher(found: Findable, filter: FieldFilter): (slot: number) => boolean {
  const view = found.view(filterFields(filter), true);
  const matches = compileFieldFilter(filter);
  return (slot) => matches(view(slot));
}

function pageOf(
  table: Table,
  page: { readonly offset: number; readonly limit: number },
  view: RecordView,
): StoredRecord[] {
  const records: StoredRecord[] = [];
  const first = page.limit > 0 ? table.storage.nth(page.offset) : undefined;
  if (first === undefined) return records;
  for (const slot of allSlots(table, first)) {
    records.push(view(slot));
    if (records.length >= page.limit) break;
  }
  return records;
}

function inFileOrder(table: Table, view: RecordView, signal: AbortSignal): FindResult['records'] {
  return table.size <= AT_ONCE ? Array.from(allSlots(table), view) : inOrder(allSlots(table), table, view, signal);
}

async function* inOrder(
  slots: Iterable<number>,
  { storage }: Table,
  view: RecordView,
  signal: AbortSignal,
): AsyncGenerator<StoredRecord> {
  const slices = new Slices(signal);
  for (const slot of slots) {
    if (slices.due) await slices.pause();
    if (storage.isLive(slot)) yield view(slot);
  }
}
