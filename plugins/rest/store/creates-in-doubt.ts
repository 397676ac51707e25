import { getField, type RecordUse, type StoredRecord } from 'scim-gateway/plugin';

/**
 * Creates that were given up while the application was still at them. It may finish them at any time: who asks for the
 * same again soon would make a twin.
 */
export class CreatesInDoubt {
  readonly #lookups: RecordUse['lookups'];
  readonly #now: () => number;
  /** When each ends, by its unique values; in the order in which they were given up. */
  readonly #ends = new Map<string, number>();

  /** @param now milliseconds since the epoch */
  constructor({ lookups }: RecordUse, now: () => number) {
    this.#lookups = lookups.filter(({ unique }) => unique);
    this.#now = now;
  }

  /** For so many milliseconds nobody knows what becomes of the record. */
  add(record: StoredRecord, milliseconds: number): void {
    const now = this.#now();
    for (const [key, end] of this.#ends) {
      if (end > now) break;
      this.#ends.delete(key);
    }
    for (const key of this.#keysOf(record)) {
      this.#ends.delete(key);
      this.#ends.set(key, now + milliseconds);
    }
  }

  /** It is known now. */
  settle(record: StoredRecord): void {
    for (const key of this.#keysOf(record)) this.#ends.delete(key);
  }

  /** Milliseconds until a record with one of these unique values is in doubt no more; 0: none is. */
  left(record: StoredRecord): number {
    const ends = this.#keysOf(record).map((key) => this.#ends.get(key) ?? 0);
    return Math.max(0, Math.max(0, ...ends) - this.#now());
  }

  #keysOf(record: StoredRecord): readonly string[] {
    return this.#lookups.flatMap(({ field, caseExact }) => {
      const value = getField(record, field);
      if (typeof value !== 'string' || value === '') return [];
      return [JSON.stringify([field, caseExact ? value : value.toLowerCase()])];
    });
  }
}
