import {
  compareValues,
  type FieldFilter,
  type FieldSort,
  type FieldValue,
  getField,
  type StoredRecord,
} from 'scim-gateway/plugin';
import type { Slices } from './slices.js';
import type { Table } from './table.js';

/** What answers a filter without looking at every row. */
export interface SlotIndexes {
  readonly table: Table;
  readonly key: string;
  /** Rows of groups by their members. */
  readonly members?: { readonly field: string; readonly slotsOf: (member: string) => Iterable<number> };
}

/**
 * The rows that may match, in file order: all that do and perhaps others. undefined: no index answers.
 */
export function candidateSlots(filter: FieldFilter, indexes: SlotIndexes): Uint32Array | undefined {
  const found = lookUp(filter, indexes);
  return found && Uint32Array.from(found).sort();
}

function lookUp(filter: FieldFilter, indexes: SlotIndexes): ReadonlySet<number> | undefined {
  switch (filter.op) {
    case 'and': {
      let fewest: ReadonlySet<number> | undefined;
      for (const part of filter.filters) {
        const found = lookUp(part, indexes);
        if (found && (!fewest || found.size < fewest.size)) fewest = found;
      }
      return fewest;
    }
    case 'or': {
      const all = new Set<number>();
      for (const part of filter.filters) {
        const found = lookUp(part, indexes);
        if (!found) return undefined;
        for (const slot of found) all.add(slot);
      }
      return all;
    }
    case 'eq': {
      const { field, value, type, caseExact } = filter;
      if (type !== 'string' || value === null || value === '') return undefined;
      const text = String(value);
      const { table, key, members } = indexes;
      if (field === key && caseExact) {
        const slot = table.slotOf(text);
        return new Set(slot === undefined ? [] : [slot]);
      }
      if (field === members?.field) return caseExact ? new Set(members.slotsOf(text)) : undefined;
      const index = table.lookup(field)?.index;
      // An index that tells cases apart does not find the other cases.
      return index && (caseExact || !index.caseExact) ? new Set(index.find(text)) : undefined;
    }
    default:
      return undefined;
  }
}

/** The names of the fields that a filter reads. */
export function filterFields(filter: FieldFilter): readonly string[] {
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(filterFields);
    case 'not':
      return filterFields(filter.filter);
    default:
      return [filter.field];
  }
}

/** The slots of all rows, in file order. */
export function* allSlots({ storage }: Table, from = 0): Generator<number> {
  for (let slot = storage.nextLive(from); slot !== undefined; slot = storage.nextLive(slot + 1)) yield slot;
}

/**
 * The slots in the order that is asked for, in slices. Rows without a value come last in ascending order and first in
 * descending order (RFC 7644 section 3.4.2.3); rows with equal values keep file order.
 */
export async function sortSlots(
  slots: Uint32Array,
  { field, order, type, caseExact }: FieldSort,
  read: (slot: number) => StoredRecord,
  slices: Slices,
): Promise<Uint32Array> {
  const values: (FieldValue | undefined)[] = [];
  for (const slot of slots) {
    if (slices.due) await slices.pause();
    values.push(sortValue(getField(read(slot), field)));
  }
  const direction = order === 'ascending' ? 1 : -1;
  const compare = (left: number, right: number): number => {
    const a = values[left];
    const b = values[right];
    if (a === undefined || b === undefined) return direction * ((a === undefined ? 1 : 0) - (b === undefined ? 1 : 0));
    return direction * (compareValues(a, b, type, caseExact) || 0);
  };
  let from = new Uint32Array(slots.length);
  for (let place = 0; place < from.length; place++) from[place] = place;
  let to = new Uint32Array(from.length);
  for (let width = 1; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        if (slices.due) await slices.pause();
        const takeLeft = left < middle && (right >= end || compare(from[left] as number, from[right] as number) <= 0);
        to[at] = (takeLeft ? from[left++] : from[right++]) as number;
      }
    }
    [from, to] = [to, from];
  }
  for (let place = 0; place < from.length; place++) to[place] = slots[from[place] as number] as number;
  return to;
}

function sortValue(value: FieldValue | undefined): FieldValue | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return first === null || first === '' ? undefined : first;
}
