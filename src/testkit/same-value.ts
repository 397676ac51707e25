import { elementKey, type FieldValue, type RecordUse, type StoredRecord, splitList } from '../plugin/index.js';
import { must, show } from './contract-broken.js';

/** Absent, null and '' all mean "no value", and so does a list without elements. */
export function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/**
 * Whether two values mean the same: numbers and booleans may be kept as their texts, a list as one text with a separator, in
 * any order.
 */
export function sameValue(left: FieldValue | undefined, right: FieldValue | undefined, separator?: string): boolean {
  if (isEmpty(left) || isEmpty(right)) return isEmpty(left) && isEmpty(right);
  if (separator !== undefined || Array.isArray(left) || Array.isArray(right)) {
    const a = elementsOf(left, separator);
    const b = elementsOf(right, separator);
    return a.length === b.length && a.every((element, index) => sameValue(element, b[index]));
  }
  if (isObject(left) || isObject(right)) {
    if (!isObject(left) || !isObject(right)) return false;
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((name) =>
      sameValue(left[name], right[name]),
    );
  }
  return String(left) === String(right);
}

/** The elements of a list, however it is kept, in an order of their own. */
export function elementsOf(value: FieldValue | undefined, separator?: string): readonly FieldValue[] {
  if (isEmpty(value)) return [];
  const list = Array.isArray(value)
    ? (value as readonly FieldValue[])
    : typeof value === 'string' && separator !== undefined
      ? splitList(value, separator)
      : [value as FieldValue];
  return [...list].sort((left, right) => (elementKey(left) < elementKey(right) ? -1 : 1));
}

/** The record with each list that is kept as one text as a list: filters ask for its elements (RFC 7644 section 3.4.2.2). */
export function withLists(record: StoredRecord, { lists }: Pick<RecordUse, 'lists'>): StoredRecord {
  const split: { [field: string]: FieldValue } = { ...record };
  for (const [field, { separator }] of Object.entries(lists)) {
    const value = record[field];
    if (typeof value === 'string') split[field] = splitList(value, separator);
  }
  return split;
}

/**
 * Holds what came against what should have come, in these fields.
 * @throws ContractBroken
 */
export function mustHold(
  what: string,
  found: StoredRecord | undefined,
  wanted: StoredRecord,
  { lists }: Pick<RecordUse, 'lists'>,
  fields: Iterable<string> = Object.keys(wanted),
): void {
  must(found !== undefined && found !== null, `${what}: there is no record.`);
  for (const field of fields) {
    if (sameValue(found[field], wanted[field], lists[field]?.separator)) continue;
    must(false, `${what}: ${field} is ${show(found[field])}, and should be ${show(wanted[field])}.`);
  }
}

function isObject(value: FieldValue | undefined): value is StoredRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
