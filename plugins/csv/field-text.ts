import {
  elementKey,
  type FieldValue,
  getField,
  InvalidValue,
  type RecordUse,
  Secret,
  type StoredRecord,
} from 'scim-gateway/plugin';
import { canEncode, type Encoding } from './encoding.js';

/**
 * The text that a cell holds for a value.
 * @throws InvalidValue where the file cannot hold it
 */
export function toText(field: string, value: FieldValue | undefined, use: RecordUse, encoding: Encoding): string {
  const text = plainText(field, value, use);
  if (!canEncode(text, encoding)) {
    throw new InvalidValue(`The value of ${field} holds characters that the application cannot store.`);
  }
  return text;
}

function plainText(field: string, value: FieldValue | undefined, use: RecordUse): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Secret) throw new InvalidValue(`The application has no safe place for the secret in ${field}.`);
  const list = Object.hasOwn(use.lists, field) ? use.lists[field] : undefined;
  if (Array.isArray(value) && list) {
    return value.map((element) => listElement(field, element, list.separator)).join(list.separator);
  }
  if (Array.isArray(value) && use.fields) {
    throw new InvalidValue(
      `${field} is one text in this application, and a list does not fit: its mapping needs a "separator", or "type": "string" for JSON.`,
    );
  }
  return JSON.stringify(value);
}

/** @throws InvalidValue for an element that could not be told from its neighbours in the joined text */
export function listElement(field: string, value: FieldValue, separator: string): string {
  const element = elementKey(value);
  if (element === '' || element.includes(separator) || element.trim() !== element) {
    throw new InvalidValue(`The application cannot hold "${element}" as one of several values of ${field}.`);
  }
  return element;
}

/**
 * The columns that a record sets, with their values. A nested value is found by the columns that go by its path
 * (`name.givenName`).
 */
export function* columnsOf(
  record: StoredRecord,
  columns: readonly string[],
): Generator<readonly [column: string, value: FieldValue | undefined]> {
  for (const column of columns) {
    if (Object.hasOwn(record, column)) {
      yield [column, record[column]];
      continue;
    }
    const dot = column.indexOf('.');
    if (dot > 0 && Object.hasOwn(record, column.slice(0, dot))) yield [column, getField(record, column)];
  }
}
