import type { CallTrouble, RequestCall } from './request-call.js';

/** Calls that took longer are remembered for a while: one of them may be why everything else had to wait. */
const LONG_MS = 500;
const MOST_REMEMBERED = 16;

/** The calls of a connector that have not ended, and the last ones that took long. */
export class RunningCalls {
  readonly #calls = new Set<RequestCall>();
  #long: { readonly call: RequestCall; readonly endedAt: number }[] = [];
  #whenEnded: (() => void)[] = [];

  add(call: RequestCall): void {
    this.#calls.add(call);
  }

  remove(call: RequestCall): void {
    this.#calls.delete(call);
    const endedAt = performance.now();
    if (endedAt - call.startedAt > LONG_MS) this.#long = [...this.#long.slice(1 - MOST_REMEMBERED), { call, endedAt }];
    if (this.#calls.size > 0) return;
    for (const ended of this.#whenEnded) ended();
    this.#whenEnded = [];
  }

  /** Resolves when none is left. */
  ended(): Promise<void> {
    if (this.#calls.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEnded.push(resolve));
  }

  /** The calls that ran at some time since `from` (by `performance.now()`): the longer ago one began, the earlier it comes. */
  since(from: number): readonly CallTrouble[] {
    const ended = this.#long.filter(({ endedAt }) => endedAt >= from).map(({ call }) => call);
    return [...ended, ...this.#calls].map((call) => call.trouble);
  }
}
