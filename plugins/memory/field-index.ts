import { elementKey, type FieldValue, getField, type StoredRecord } from 'scim-gateway/plugin';

/** Which records hold a value in one field, so that a look-up does not scan. */
export class FieldIndex {
  readonly field: string;
  readonly unique: boolean;
  readonly caseExact: boolean;
  readonly #keys = new Map<string, Set<string>>();

  constructor(lookup: { readonly field: string; readonly unique: boolean; readonly caseExact: boolean }) {
    this.field = lookup.field;
    this.unique = lookup.unique;
    this.caseExact = lookup.caseExact;
  }

  add(key: string, record: StoredRecord): void {
    for (const value of this.valuesOf(record)) {
      const keys = this.#keys.get(value);
      if (keys) keys.add(key);
      else this.#keys.set(value, new Set([key]));
    }
  }

  remove(key: string, record: StoredRecord): void {
    for (const value of this.valuesOf(record)) {
      const keys = this.#keys.get(value);
      keys?.delete(key);
      if (keys?.size === 0) this.#keys.delete(value);
    }
  }

  /** The keys of the records that hold the value. */
  find(value: FieldValue): ReadonlySet<string> {
    return this.#keys.get(this.#normalise(value)) ?? none;
  }

  /** The record's values in this field, as the index knows them. */
  valuesOf(record: StoredRecord): readonly string[] {
    const value = getField(record, this.field);
    if (value === undefined || value === null || value === '') return [];
    return Array.isArray(value) ? value.map((element) => this.#normalise(element)) : [this.#normalise(value)];
  }

  #normalise(value: FieldValue): string {
    const text = elementKey(value);
    return this.caseExact ? text : text.toLowerCase();
  }
}

const none: ReadonlySet<string> = new Set();
