import { type Logger, Unavailable } from 'scim-gateway/plugin';
import { wholeSeconds } from './retry-after.js';

export interface CircuitBreakerParts {
  /** Failures in a row that open it; 0: it never opens. */
  readonly failures: number;
  /** How long it stays open. */
  readonly pauseMs: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly log: Logger;
}

export type BreakerState = 'closed' | 'open' | 'halfOpen';

/** How an attempt ended, as far as it tells whether the application is up. */
export type Outcome = 'succeeded' | 'failed' | 'unknown';

/**
 * Leaves an application alone that has failed too often in a row, and lets one request at a time find out whether it is
 * back. Libraries for this let the others wait for that one; here they are answered at once.
 */
export class CircuitBreaker {
  readonly #parts: CircuitBreakerParts;
  #failures = 0;
  #probeAt: number | undefined;
  #isProbing = false;

  constructor(parts: CircuitBreakerParts) {
    this.#parts = parts;
  }

  get state(): BreakerState {
    if (this.#probeAt === undefined) return 'closed';
    return this.#isProbing ? 'halfOpen' : 'open';
  }

  /**
   * Refuses while the application is left alone.
   * @throws Unavailable with `retryAfter`
   */
  refuseWhileOpen(): void {
    if (this.#probeAt === undefined) return;
    const left = this.#probeAt - this.#parts.now();
    if (left <= 0 && !this.#isProbing) return;
    throw new Unavailable('The application is down and left alone for now; try again later.', {
      retryAfter: wholeSeconds(left),
      cause: new Error(`It failed ${this.#failures} times in a row; one request will try it again after the pause.`),
    });
  }

  /**
   * Lets one attempt through. What it returns is called once, with how that attempt ended.
   * @throws Unavailable with `retryAfter`, where the application is left alone
   */
  admit(): (outcome: Outcome) => void {
    if (this.#probeAt === undefined) return this.#onEnd;
    this.refuseWhileOpen();
    this.#isProbing = true;
    return this.#onProbeEnd;
  }

  readonly #onEnd = (outcome: Outcome): void => {
    // Attempts that began before it opened say nothing new.
    if (this.#probeAt !== undefined || outcome === 'unknown') return;
    if (outcome === 'succeeded') this.#failures = 0;
    else {
      this.#failures += 1;
      if (this.#failures === this.#parts.failures) this.#open();
    }
  };

  readonly #onProbeEnd = (outcome: Outcome): void => {
    this.#isProbing = false;
    if (outcome === 'unknown') return;
    if (outcome === 'failed') {
      this.#failures += 1;
      this.#open();
      return;
    }
    this.#failures = 0;
    this.#probeAt = undefined;
    this.#parts.log.info({ circuitBreaker: 'closed' }, 'the application answers again');
  };

  #open(): void {
    const { pauseMs, now, log } = this.#parts;
    this.#probeAt = now() + pauseMs;
    const facts = { circuitBreaker: 'open', failures: this.#failures, pauseMs };
    log.warn(facts, 'the application fails again and again and is left alone for a while');
  }
}
