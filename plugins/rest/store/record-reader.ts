import { type Call, InvalidValue, NotFound, type StoredRecord } from 'scim-gateway/plugin';
import { keyOf, readRecord } from '../answers/read-records.js';
import type { Selector } from '../answers/select.js';
import { mapInOrder } from '../find/map-in-order.js';
import type { Operation } from '../operation.js';
import type { MembersReader } from './read-members.js';

/** Requests for single records that one answer has on their way at the same time. */
const READS_AT_ONCE = 8;

export interface RecordReaderParts {
  readonly type: string;
  readonly key: string;
  readonly get: Operation | undefined;
  readonly recordOf: Selector;
  /** true: what a list says of a record is too little. */
  readonly detail: boolean;
  readonly members:
    | { readonly reader: MembersReader; readonly field: string; readonly separator: string | undefined }
    | undefined;
}

/** Reads single records, and what lists do not say of theirs. */
export interface RecordReader {
  /** As the API has it, without members that are read by a request of their own; undefined where there is none. */
  raw(id: string, call: Call): Promise<StoredRecord | undefined>;
  /** The record with the members, where they are among the fields. */
  read(id: string, fields: readonly string[] | undefined, call: Call): Promise<StoredRecord | undefined>;
  /** The record with its members, where they are among the fields; undefined where it is gone meanwhile. */
  withMembers(
    record: StoredRecord,
    fields: readonly string[] | undefined,
    call: Call,
  ): StoredRecord | undefined | Promise<StoredRecord | undefined>;
  /** Records of a list, each with what was missing. Those that are gone meanwhile are left out. */
  complete(
    records: readonly StoredRecord[],
    fields: readonly string[] | undefined,
    call: Call,
  ): readonly StoredRecord[] | Promise<readonly StoredRecord[]>;
}

export function createRecordReader({ type, key, get, recordOf, detail, members }: RecordReaderParts): RecordReader {
  const raw = async (id: string, call: Call): Promise<StoredRecord | undefined> => {
    if (!get) return undefined;
    try {
      const record = readRecord(await get.run({ id }, call), { record: recordOf, type, key });
      // An API that takes "A" for "a" would show one record under two ids.
      return record && keyOf(record, key) === id ? record : undefined;
    } catch (error) {
      if (error instanceof NotFound || (error instanceof InvalidValue && !canStand(get, id))) return undefined;
      throw error;
    }
  };
  const readMembers = async (record: StoredRecord, call: Call): Promise<StoredRecord | undefined> => {
    if (!members) return record;
    const { reader, field, separator } = members;
    try {
      const ids = await reader.read(keyOf(record, key) ?? '', call);
      return { ...record, [field]: separator === undefined ? ids : ids.join(separator) };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  };
  const needsMembers = (fields: readonly string[] | undefined): boolean =>
    members !== undefined && (fields === undefined || fields.includes(members.field));
  const withMembers: RecordReader['withMembers'] = (record, fields, call) =>
    needsMembers(fields) ? readMembers(record, call) : record;
  return {
    raw,
    withMembers,
    async read(id, fields, call) {
      const record = await raw(id, call);
      return record && withMembers(record, fields, call);
    },
    complete(records, fields, call) {
      const reads = detail && get !== undefined && !(fields?.length === 1 && fields[0] === key);
      if (!reads && !needsMembers(fields)) return records;
      const completing = mapInOrder(records, READS_AT_ONCE, async (record) => {
        const whole = reads ? await raw(keyOf(record, key) ?? '', call) : record;
        return whole && withMembers(whole, fields, call);
      });
      return completing.then((completed) => completed.filter((record) => record !== undefined));
    },
  };
}

/** Whether the id can stand in the request at all; no record has one that cannot. */
export function canStand({ request }: Operation, id: string): boolean {
  try {
    request.expand({ id });
    return true;
  } catch {
    return false;
  }
}
