/** Each hash takes 32 MB and a tenth of a second of one of the few threads that files are read with, too. */
const MOST_WAITING = 16;

/** Runs hashes one after the other, the same one for all who wait for it, and no more than a number of different ones. */
export class HashQueue {
  readonly #waiting = new Map<string, Promise<boolean>>();
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param name what is hashed with what
   * @returns undefined where too many wait
   */
  run(name: string, work: () => Promise<boolean>): Promise<boolean> | undefined {
    const known = this.#waiting.get(name);
    if (known) return known;
    if (this.#waiting.size >= MOST_WAITING) return undefined;
    const result = this.#last.then(work).finally(() => this.#waiting.delete(name));
    this.#waiting.set(name, result);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
