import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 5;
const STEPS_PER_LOOK = 64;

/** Keeps a long loop from holding up other requests: `await` what {@link Breather.due} says is due. */
export class Breather {
  readonly #signal: AbortSignal;
  #steps = 0;
  #since = performance.now();

  /** @param signal ends the loop: a pause throws its reason once it has aborted */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** To be asked at each step of the loop; true where it has run for 5 ms and should {@link pause}. */
  get due(): boolean {
    this.#steps += 1;
    return this.#steps % STEPS_PER_LOOK === 0 && performance.now() - this.#since > SLICE_MS;
  }

  async pause(): Promise<void> {
    await setImmediate();
    this.#signal.throwIfAborted();
    this.#since = performance.now();
  }
}
