import { addressKey } from './address-key.js';
import type { Rate } from './limits.js';

/** More addresses than that are not remembered: the ones whose time is over soonest are forgotten first. */
const MAX_ADDRESSES = 10_000;

interface Window {
  count: number;
  readonly endsAt: number;
}

/** Counts what addresses do. An address's time begins with the first thing that it does, and is as long for everybody. */
export class AddressCounter {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Counts one more thing. Returns how many there have been in the address's time, this one included. */
  add(address: string): number {
    const key = addressKey(address);
    const now = this.#now();
    const window = this.#windows.get(key);
    if (window && window.endsAt > now) {
      window.count += 1;
      return window.count;
    }
    this.#windows.delete(key);
    this.#forget(now);
    this.#windows.set(key, { count: 1, endsAt: now + this.#rate.perMs });
    return 1;
  }

  /** Seconds until an address that has used up its count may go on; 0: it may now. */
  blockedFor(address: string): number {
    if (this.#windows.size === 0) return 0;
    const window = this.#windows.get(addressKey(address));
    if (!window || window.count < this.#rate.count) return 0;
    return Math.max(0, (window.endsAt - this.#now()) / 1000);
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#windows.size;
  }

  /** All windows are as long, so the map has those first that end first. */
  #forget(now: number): void {
    for (const [key, { endsAt }] of this.#windows) {
      if (endsAt > now && this.#windows.size < MAX_ADDRESSES) return;
      this.#windows.delete(key);
    }
  }
}
