import { TooManyRequests } from 'scim-gateway/plugin';
import { wholeSeconds } from './retry-after.js';

export interface TurnsParts {
  /** How many may be taken at once. */
  readonly concurrency: number;
  /** How many may be taken within any `perMs`. */
  readonly rate?: { readonly requests: number; readonly perMs: number };
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

interface Waiting {
  readonly start: () => void;
}

/** Who waits for a turn, and how long it can. */
export interface TurnRequest {
  readonly signal: AbortSignal;
  /** Milliseconds that are left. */
  readonly leftMs: number;
}

/**
 * A fair queue: requests go to the application in the order in which they came, so many at once and so many in a time.
 * Who gives up leaves the queue, and who would wait too long for the rate is told at once.
 */
export class Turns {
  readonly #parts: TurnsParts;
  readonly #queue: Waiting[] = [];
  /** When the last `rate.requests` turns were taken, as a ring. */
  readonly #taken: number[];
  #oldest = 0;
  #running = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: TurnsParts) {
    this.#parts = parts;
    this.#taken = new Array<number>(parts.rate?.requests ?? 0).fill(Number.NEGATIVE_INFINITY);
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Resolves when it is this request's turn; {@link give} ends the turn.
   * @throws TooManyRequests the rate allows it only after `leftMs`; the signal's reason once it aborts
   */
  take({ signal, leftMs }: TurnRequest): Promise<void> | undefined {
    const wait = this.#rateWait(this.#queue.length);
    // Without a rate nothing is refused, even where the time is up just now: the signal says that.
    if (wait > 0 && wait > leftMs) {
      throw new TooManyRequests('The application takes no more requests for now; try again later.', {
        retryAfter: wholeSeconds(wait),
        cause: new Error('More requests are waiting than "rateLimit" lets through in time.'),
      });
    }
    if (this.#queue.length === 0 && wait === 0 && this.#running < this.#parts.concurrency) {
      this.#begin();
      return undefined;
    }
    return this.#wait(signal);
  }

  give(): void {
    this.#running -= 1;
    this.#next();
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const waiting: Waiting = {
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.push(waiting);
      this.#next();
    });
  }

  #next(): void {
    while (this.#queue.length > 0 && this.#running < this.#parts.concurrency) {
      const wait = this.#rateWait(0);
      if (wait > 0) {
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.#next();
        }, Math.ceil(wait));
        return;
      }
      this.#begin();
      this.#queue.shift()?.start();
    }
  }

  #begin(): void {
    this.#running += 1;
    if (this.#taken.length === 0) return;
    this.#taken[this.#oldest] = this.#parts.now();
    this.#oldest = (this.#oldest + 1) % this.#taken.length;
  }

  /** Milliseconds until the rate allows a turn, when so many others take theirs before. */
  #rateWait(before: number): number {
    const { rate, now } = this.#parts;
    if (!rate) return 0;
    const rounds = Math.floor(before / rate.requests);
    const taken = this.#taken[(this.#oldest + before) % rate.requests] ?? Number.NEGATIVE_INFINITY;
    return Math.max(taken + rate.perMs - now(), 0) + rounds * rate.perMs;
  }
}
