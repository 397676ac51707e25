import { getField, Secret, type StoredRecord } from 'scim-gateway/plugin';

/** What a template or an expression is filled from: variables of the operation, among them the record. */
export interface RequestValues {
  readonly [variable: string]: unknown;
  readonly record?: StoredRecord;
}

/** The value of a name: a variable of the operation, else a field of its record. */
export function namedValue(values: RequestValues, name: string): unknown {
  if (Object.hasOwn(values, name)) return values[name];
  return values.record && getField(values.record, name);
}

/** JSON data with its secrets in clear: for the moment in which it is sent. */
export function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, revealed(part)]));
}
