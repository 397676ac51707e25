import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  applyChange,
  type Call,
  type Change,
  Conflict,
  compileFieldFilter,
  type FieldComparison,
  type FieldFilter,
  type FieldValue,
  type FindResult,
  NotFound,
  type Query,
  type RecordUse,
  type Store,
  type StoredRecord,
  VersionMismatch,
} from 'scim-gateway/plugin';
import { FieldIndex } from './field-index.js';

/** One resource type's records in memory, in the order in which they came, indexed by what clients look up. */
export class MemoryStore implements Store {
  readonly meta = {
    created: 'meta.created',
    lastModified: 'meta.lastModified',
    version: 'meta.version',
  } as const;
  readonly #use: RecordUse;
  readonly #now: () => number;
  readonly #records = new Map<string, StoredRecord>();
  readonly #indexes: readonly FieldIndex[];
  readonly #members: FieldIndex | undefined;
  readonly #startedAt: number;
  #sequence = 0;
  #changes = 0;

  constructor(use: RecordUse, now: () => number) {
    this.#use = use;
    this.#now = now;
    this.#startedAt = now();
    this.#indexes = use.lookups.filter(({ field }) => field !== use.key).map((lookup) => new FieldIndex(lookup));
    this.#members =
      use.members === undefined ? undefined : new FieldIndex({ field: use.members, unique: false, caseExact: true });
  }

  find(query: Query): FindResult {
    const { filter, page } = query;
    if (filter) {
      const keys = this.#candidates(filter);
      if (!keys) return { records: this.#records.values() };
      const matches = compileFieldFilter(filter);
      const records = this.#recordsOf(keys).filter(matches);
      return { records, total: records.length, applied: { filter: true } };
    }
    if (page && !query.sort) {
      return { records: this.#page(page), total: this.#records.size, applied: { filter: true, page: true } };
    }
    return { records: this.#records.values(), total: this.#records.size, applied: { filter: true } };
  }

  get(id: string): StoredRecord | undefined {
    return this.#records.get(id);
  }

  insert(record: StoredRecord, { dryRun }: Pick<Call, 'dryRun'>): StoredRecord {
    const at = this.#timestamp();
    const meta = { ...nested(record.meta), created: at, lastModified: at, version: this.#nextVersion() };
    return this.#add(record, meta, dryRun);
  }

  /** Takes a record with the dates that it brings along. */
  seed(record: StoredRecord): void {
    const at = this.#timestamp();
    this.#add(record, { created: at, lastModified: at, ...nested(record.meta), version: this.#nextVersion() });
  }

  update(id: string, change: Change, { dryRun }: Pick<Call, 'dryRun'>): StoredRecord {
    const before = this.#existing(id);
    if (change.version !== undefined && change.version !== nested(before.meta).version) {
      throw new VersionMismatch('The record has been changed since it was read.');
    }
    const changed = applyChange(before, change);
    if (isDeepStrictEqual(changed, before)) return before;
    const meta = { ...nested(before.meta), lastModified: this.#timestamp(), version: this.#nextVersion() };
    const after: StoredRecord = { ...changed, meta };
    if (after[this.#use.key] !== before[this.#use.key]) throw new Conflict('The key of a record cannot change.');
    this.#refuseTaken(after, id);
    if (dryRun) return after;
    this.#unindex(id, before);
    this.#put(id, after);
    return after;
  }

  remove(id: string, { dryRun }: Pick<Call, 'dryRun'>): void {
    const record = this.#existing(id);
    if (dryRun) return;
    this.#unindex(id, record);
    this.#records.delete(id);
  }

  memberships(members: readonly string[]): readonly (readonly [string, StoredRecord])[] {
    return members.flatMap((member) =>
      this.#recordsOf(this.#members?.find(member) ?? []).map((group) => [member, group] as const),
    );
  }

  /** A removed person leaves every group. */
  dropMember(member: string): void {
    const { members } = this.#use;
    if (members === undefined) return;
    for (const key of [...(this.#members?.find(member) ?? [])]) {
      const separator = this.#use.lists[members]?.separator;
      const list = { remove: [member], ...(separator !== undefined && { separator }) };
      this.update(key, { lists: { [members]: list } }, { dryRun: false });
    }
  }

  count(): number {
    return this.#records.size;
  }

  #candidates(filter: FieldFilter): Iterable<string> | undefined {
    switch (filter.op) {
      case 'eq': {
        if (filter.value === null) return undefined;
        if (filter.field === this.#use.key) return filter.caseExact ? [String(filter.value)] : undefined;
        return this.#indexFor(filter)?.find(filter.value);
      }
      case 'and':
        for (const part of filter.filters) {
          const keys = this.#candidates(part);
          if (keys) return keys;
        }
        return undefined;
      case 'or': {
        const all = new Set<string>();
        for (const part of filter.filters) {
          const keys = this.#candidates(part);
          if (!keys) return undefined;
          for (const key of keys) all.add(key);
        }
        return all;
      }
      default:
        return undefined;
    }
  }

  /** An index that tells cases apart does not know all that a comparison finds which does not. */
  #indexFor({ field, caseExact }: FieldComparison): FieldIndex | undefined {
    return this.#indexes.find((index) => index.field === field && (caseExact || !index.caseExact));
  }

  #existing(id: string): StoredRecord {
    const record = this.#records.get(id);
    if (!record) throw new NotFound(`There is no record with the key "${id}".`);
    return record;
  }

  #keyOf(record: StoredRecord): string {
    const given = record[this.#use.key];
    if (given !== undefined && given !== null && given !== '') return String(given);
    if (this.#use.generate === 'uuid') return randomUUID();
    do this.#sequence += 1;
    while (this.#records.has(String(this.#sequence)));
    return String(this.#sequence);
  }

  #add(record: StoredRecord, meta: StoredRecord, dryRun = false): StoredRecord {
    const key = this.#keyOf(record);
    const added: StoredRecord = { ...record, [this.#use.key]: key, meta };
    if (this.#records.has(key)) throw new Conflict(`There is a record with the key "${key}" already.`);
    this.#refuseTaken(added, key);
    if (!dryRun) this.#put(key, added);
    return added;
  }

  #refuseTaken(record: StoredRecord, id: string): void {
    for (const index of this.#indexes) {
      if (!index.unique) continue;
      for (const value of index.valuesOf(record)) {
        for (const key of index.find(value)) {
          if (key !== id) throw new Conflict(`Another record has the same ${index.field}.`);
        }
      }
    }
  }

  #recordsOf(keys: Iterable<string>): StoredRecord[] {
    const records: StoredRecord[] = [];
    for (const key of keys) {
      const record = this.#records.get(key);
      if (record) records.push(record);
    }
    return records;
  }

  #page({ offset, limit }: { readonly offset: number; readonly limit: number }): StoredRecord[] {
    const records: StoredRecord[] = [];
    let index = 0;
    for (const record of this.#records.values()) {
      if (records.length >= limit) break;
      if (index++ >= offset) records.push(record);
    }
    return records;
  }

  #timestamp(): string {
    return new Date(this.#now()).toISOString();
  }

  /** Not used again when the process starts anew. */
  #nextVersion(): string {
    this.#changes += 1;
    return `${this.#startedAt.toString(36)}-${this.#changes}`;
  }

  #put(key: string, record: StoredRecord): void {
    this.#records.set(key, record);
    for (const index of this.#indexes) index.add(key, record);
    this.#members?.add(key, record);
  }

  #unindex(key: string, record: StoredRecord): void {
    for (const index of this.#indexes) index.remove(key, record);
    this.#members?.remove(key, record);
  }
}

function nested(value: FieldValue | undefined): StoredRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as StoredRecord) : {};
}
