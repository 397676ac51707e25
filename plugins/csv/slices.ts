import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 4;
const STEPS_PER_LOOK = 64;

/** Keeps a long loop from holding up other requests: `await` {@link Slices.pause} where {@link Slices.due} says so. */
export class Slices {
  readonly #signal: AbortSignal | undefined;
  #steps = 0;
  #since = performance.now();

  /** @param signal ends the loop: a pause throws its reason once it has aborted */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** To be asked at each short step; true where the loop has run for 4 ms. */
  get due(): boolean {
    this.#steps += 1;
    return this.#steps % STEPS_PER_LOOK === 0 && this.over;
  }

  /** As {@link due}, for steps that may be long: it looks at the clock each time. */
  get over(): boolean {
    return performance.now() - this.#since > SLICE_MS;
  }

  async pause(): Promise<void> {
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#since = performance.now();
  }
}
