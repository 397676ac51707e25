import { type FieldValue, getField, type StoredRecord } from '../plugin/index.js';

/** Reads one field: the record's own property of that name, or the nested value that a dotted name means. */
export function createFieldReader(field: string): (record: StoredRecord) => FieldValue | undefined {
  if (field.includes('.')) return (record) => getField(record, field);
  return (record) => (Object.hasOwn(record, field) ? record[field] : undefined);
}
