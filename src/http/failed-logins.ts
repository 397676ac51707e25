import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../plugin/index.js';
import { AddressCounter } from './address-counter.js';
import type { Rate } from './limits.js';

const SLOWER_MS = 100;
const SLOWEST_MS = 1_000;

/** Wrong credentials by address: each is answered later than the one before, and after a number of them none is looked at. */
export class FailedLogins {
  readonly #rate: Rate;
  readonly #counter: AddressCounter;
  readonly #log: Logger;

  constructor(rate: Rate, log: Logger) {
    this.#rate = rate;
    this.#counter = new AddressCounter(rate);
    this.#log = log;
  }

  /** Whether any address has failed: without, none has to be looked up. */
  get isWatching(): boolean {
    return this.#counter.size > 0;
  }

  /** Seconds until credentials from an address are looked at again; 0: they are. */
  blockedFor(address: string): number {
    return this.#counter.blockedFor(address);
  }

  /** Notes a failure, and resolves when it may be answered. */
  async note(address: string): Promise<void> {
    const failures = this.#counter.add(address);
    if (failures === this.#rate.count) {
      const seconds = Math.ceil(this.#counter.blockedFor(address));
      this.#log.warn({ address, failures, seconds }, 'too many wrong credentials: the address has to wait');
    }
    const delay = Math.min(SLOWEST_MS, SLOWER_MS * (failures - 1));
    if (delay > 0) await sleep(delay, undefined, { ref: false });
  }
}
