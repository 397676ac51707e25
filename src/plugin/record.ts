import type { Secret } from './secret.js';

/** What a field may hold: JSON data, and a {@link Secret} where the mapping marks a password. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | Secret
  | readonly FieldValue[]
  | { readonly [name: string]: FieldValue };

/** The system's own row or object, under its own field names. Absent, null and '' all mean "no value". */
export type StoredRecord = { readonly [field: string]: FieldValue };

/** Elements to add to and remove from one list field; elements are told apart by {@link elementKey}. */
export interface ListChange {
  readonly add?: readonly FieldValue[];
  readonly remove?: readonly FieldValue[];
  /** Given where the list is kept as one text, its elements joined by this separator. */
  readonly separator?: string;
}

/**
 * The minimal change of one record. Adding a present element or removing an absent one is no error (RFC 7644 3.5.2).
 * A field stands in at most one of `set`, `unset` and `lists`.
 */
export interface Change {
  readonly set?: StoredRecord;
  readonly unset?: readonly string[];
  readonly lists?: { readonly [field: string]: ListChange };
  /** The version the change was computed from; a store that keeps versions throws VersionMismatch when it has moved on. */
  readonly version?: string;
}

/** What tells the elements of a list apart: the `value` of an object, else the element itself. */
export function elementKey(element: FieldValue): string {
  if (typeof element === 'object' && element !== null && 'value' in element) return keyText(element.value);
  return typeof element === 'string' ? element : JSON.stringify(element);
}

/** Never by the value's own `toString`, which it may bring along as data. */
function keyText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Splits a joined list; empty elements are dropped and blanks around elements trimmed. */
export function splitList(text: string, separator: string): string[] {
  const elements: string[] = [];
  for (const part of text.split(separator)) {
    const element = part.trim();
    if (element !== '') elements.push(element);
  }
  return elements;
}

/** The list after the change: order kept, added elements last, no element twice. */
export function changeList(list: readonly FieldValue[], change: ListChange): FieldValue[] {
  const removed = new Set((change.remove ?? []).map(elementKey));
  const result = new Map<string, FieldValue>();
  for (const element of list) {
    const key = elementKey(element);
    if (!removed.has(key)) result.set(key, element);
  }
  for (const element of change.add ?? []) {
    const key = elementKey(element);
    if (!result.has(key)) result.set(key, element);
  }
  return [...result.values()];
}

/** The record after the change, as a new object. For stores that keep whole records. */
export function applyChange(record: StoredRecord, change: Change): StoredRecord {
  const result: { [field: string]: FieldValue } = { ...record, ...change.set };
  for (const field of change.unset ?? []) delete result[field];
  for (const [field, list] of Object.entries(change.lists ?? {})) {
    const before = record[field];
    const elements = Array.isArray(before)
      ? before
      : typeof before === 'string' && list.separator !== undefined
        ? splitList(before, list.separator)
        : [];
    const after = changeList(elements, list);
    result[field] =
      list.separator !== undefined && !Array.isArray(before) ? after.map(elementKey).join(list.separator) : after;
  }
  return result;
}
