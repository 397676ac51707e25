import { type Change, type FieldValue, type ListChange, Secret, type StoredRecord } from '../plugin/index.js';

/** The fields that differ, with their new values; null where a value goes. A secret always counts as new. */
export function changedFields(before: StoredRecord, after: StoredRecord): StoredRecord {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => value instanceof Secret || !isSame(before[field] ?? null, value)),
  );
}

function isSame(before: FieldValue, after: FieldValue): boolean {
  return before === after || (typeof before === 'object' && JSON.stringify(before) === JSON.stringify(after));
}

/** @param fields null where a value goes */
export function toChange(fields: StoredRecord, lists: { readonly [field: string]: ListChange }): Change | undefined {
  const set = withoutEmpty(fields);
  const unset = Object.keys(fields).filter((field) => fields[field] === null);
  const change = {
    ...(Object.keys(set).length > 0 && { set }),
    ...(unset.length > 0 && { unset }),
    ...(Object.keys(lists).length > 0 && { lists }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

export function withoutEmpty(record: StoredRecord): StoredRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}
