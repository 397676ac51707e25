/**
 * Mutual exclusion by key within this process: the holder of a key runs alone among all who name it. Waiters go in the
 * order in which they came.
 */
export class KeyedLocks {
  readonly #tails = new Map<string, Promise<void>>();

  /** Takes all keys, in sorted order so that two takers cannot wait for each other; returns what releases them. */
  async acquire(keys: readonly string[]): Promise<() => void> {
    const releases: (() => void)[] = [];
    for (const key of [...new Set(keys)].sort()) releases.push(await this.#acquireOne(key));
    return () => {
      for (const release of releases) release();
    };
  }

  async #acquireOne(key: string): Promise<() => void> {
    const before = this.#tails.get(key);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const tail = before ? before.then(() => held) : held;
    this.#tails.set(key, tail);
    await before;
    return () => {
      release();
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    };
  }
}
