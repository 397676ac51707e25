import type { RequestCall } from './request-call.js';

/** The calls of a connector that have not ended. */
export class RunningCalls {
  readonly #calls = new Set<RequestCall>();
  #whenEnded: (() => void)[] = [];

  add(call: RequestCall): void {
    this.#calls.add(call);
  }

  remove(call: RequestCall): void {
    this.#calls.delete(call);
    if (this.#calls.size > 0) return;
    for (const ended of this.#whenEnded) ended();
    this.#whenEnded = [];
  }

  /** Resolves when none is left. */
  ended(): Promise<void> {
    if (this.#calls.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEnded.push(resolve));
  }
}
