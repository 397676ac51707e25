import type { Call } from 'scim-gateway/plugin';
import type { ShellRequest } from './request.js';

/** So many may be at work at the same time; the others wait in line, and those that give up leave it. */
export class Slots {
  #free: number;
  readonly #listing = new WeakSet<Call>();
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Waits for a slot.
   * @param operation lists are gone through while the call asks on: what it lists within a list does not wait for its end
   * @returns gives it back; to be called once
   * @throws the signal's reason
   */
  async take(call: Call, operation: ShellRequest['operation']): Promise<() => void> {
    const { signal } = call;
    signal.throwIfAborted();
    const isList = operation === 'find';
    if ((isList || operation === 'memberships') && this.#listing.has(call)) return () => {};
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(signal);
    if (isList) this.#listing.add(call);
    return () => {
      if (isList) this.#listing.delete(call);
      this.#release();
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #release(): void {
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      next();
    } else this.#free += 1;
  }
}
