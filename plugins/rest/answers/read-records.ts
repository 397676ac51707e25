import { BadGateway, getField, type StoredRecord } from 'scim-gateway/plugin';
import type { ParsedAnswer, Selector } from './select.js';

/** Reads the records of an answer that holds a list. */
export interface ListReader {
  readonly records: Selector;
  /** What the list is within; undefined: not known. */
  readonly holder: Selector | undefined;
  /** What one record is called in messages. */
  readonly type: string;
  /** The field of the key; undefined: a record needs none. */
  readonly key: string | undefined;
  /** What the options say about where the list is. */
  readonly option: string;
}

/**
 * The records of a list. A list that is not where the options say is a failure and never an empty answer: an import that
 * took it for one would deactivate everybody. `null` is an empty list, and so is an element of XML without those of the list.
 * @throws BadGateway
 */
export function readRecords(
  answer: ParsedAnswer,
  { records, holder, type, key, option }: ListReader,
): readonly StoredRecord[] {
  const list = records(answer);
  if (list === null || list === '') return [];
  if (list === undefined && answer.isXml && holder?.(answer) !== undefined) return [];
  if (!Array.isArray(list)) {
    throw new BadGateway(`The application's answer has no list of ${type}s where "records" (${option}) says.`);
  }
  if (key !== undefined) for (const record of list) requireKey(record, { type, key });
  return list as readonly StoredRecord[];
}

/**
 * One record; undefined where the place holds `null`.
 * @throws BadGateway where there is none, or one without its key
 */
export function readRecord(
  answer: ParsedAnswer,
  { record, type, key }: { readonly record: Selector; readonly type: string; readonly key: string },
): StoredRecord | undefined {
  const value = record(answer);
  if (value === null) return undefined;
  requireKey(value, { type, key });
  return value as StoredRecord;
}

export function isRecord(value: unknown): value is StoredRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The key of a record as the text that it is for clients. */
export function keyOf(record: StoredRecord, key: string): string | undefined {
  const value = getField(record, key);
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

function requireKey(record: unknown, { type, key }: { readonly type: string; readonly key: string }): void {
  if (!isRecord(record)) throw new BadGateway(`The application sent a ${type} that is no object.`);
  if (keyOf(record, key) === undefined) {
    throw new BadGateway(`The application sent a ${type} without "${key}", which the mapping calls its id.`);
  }
}
