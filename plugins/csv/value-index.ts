/** Which rows hold a value: from the value to one row's slot, or to the slots of several. */
export class ValueIndex {
  readonly #slots = new Map<string, number | Set<number>>();
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
    for (const [value, held] of this.#slots) if (typeof held !== 'number' && held.size > 1) yield [value, [...held]];
  }

  #normalise(value: string): string {
    return this.#caseExact ? value : value.toLowerCase();
  }
}
