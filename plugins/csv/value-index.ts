/** Which rows hold a value: from the value to one row's slot, or to the slots of several. */
export class ValueIndex {
  readonly #slots = new Map<string, number | Set<number>>();
  readonly #overwritten = new Set<string>();
  readonly #caseExact: boolean;

  constructor(caseExact: boolean) {
    this.#caseExact = caseExact;
  }

  get caseExact(): boolean {
    return this.#caseExact;
  }

  add(value: string, slot: number): void {
    if (value === '') return;
    const key = this.#normalise(value);
    const held = this.#slots.get(key);
    if (held === undefined) this.#slots.set(key, slot);
    else if (typeof held !== 'number') held.add(slot);
    else if (held !== slot) this.#slots.set(key, new Set([held, slot]));
  }

  /**
   * As {@link add}, but faster while values come that are not there yet: it does not look first. After the last one,
   * {@link addOverwritten} puts right what it did wrong.
   */
  addUnique(value: string, slot: number): void {
    if (value === '') return;
    const key = this.#normalise(value);
    const before = this.#slots.size;
    this.#slots.set(key, slot);
    if (this.#slots.size === before) this.#overwritten.add(key);
  }

  get hasOverwritten(): boolean {
    return this.#overwritten.size > 0;
  }

  /** Adds again all rows that hold a value which came more than once. */
  addOverwritten(slots: number, read: (slot: number) => string): void {
    for (let slot = 0; slot < slots; slot++) {
      const value = read(slot);
      if (this.#overwritten.has(this.#normalise(value))) this.add(value, slot);
    }
    this.#overwritten.clear();
  }

  remove(value: string, slot: number): void {
    if (value === '') return;
    const key = this.#normalise(value);
    const held = this.#slots.get(key);
    if (held === undefined) return;
    if (typeof held === 'number') {
      if (held === slot) this.#slots.delete(key);
    } else {
      held.delete(slot);
      if (held.size === 0) this.#slots.delete(key);
    }
  }

  /** The slots that hold the value: for reading at once, not for keeping. */
  find(value: string): Iterable<number> {
    const held = this.#slots.get(this.#normalise(value));
    return held === undefined ? [] : typeof held === 'number' ? [held] : held;
  }

  count(value: string): number {
    const held = this.#slots.get(this.#normalise(value));
    return held === undefined ? 0 : typeof held === 'number' ? 1 : held.size;
  }

  /** The distinct values (in lower case where case does not count), in the order in which they came. */
  values(): IterableIterator<string> {
    return this.#slots.keys();
  }

  get size(): number {
    return this.#slots.size;
  }

  /** The values that more than one row holds, with the rows' slots. */
  *repeated(): Generator<readonly [value: string, slots: readonly number[]]> {
    for (const [value, held] of this.#slots) {
      if (typeof held !== 'number' && held.size > 1) yield [value, [...held].sort((left, right) => left - right)];
    }
  }

  #normalise(value: string): string {
    return this.#caseExact ? value : value.toLowerCase();
  }
}
