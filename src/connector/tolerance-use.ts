import type { Logger } from '../plugin/index.js';
import { type OnTolerated, refuseTolerances, type Tolerance, tolerances } from '../scim/index.js';

/** Counts which habits of its clients a connector accepts, so that an operator sees what they rely on. */
export class ToleranceUse {
  readonly #counts = new Map<Tolerance, number>();
  readonly #log: Logger;
  /** Throws ScimError 400 for those that are switched off. */
  readonly onTolerated: OnTolerated;

  constructor(refused: ReadonlySet<Tolerance>, log: Logger) {
    this.#log = log;
    this.onTolerated = refuseTolerances(refused, (tolerance) => this.#count(tolerance));
  }

  /** How often each was needed since the start. */
  get counts(): ReadonlyMap<Tolerance, number> {
    return this.#counts;
  }

  /** What it needed is not said: it may be personal. */
  #count(tolerance: Tolerance): void {
    const count = (this.#counts.get(tolerance) ?? 0) + 1;
    this.#counts.set(tolerance, count);
    if (count === 1)
      this.#log.info({ tolerance }, `a client relies on a tolerance: ${tolerances[tolerance].description}`);
  }

  /** Writes the counts into the log, where there are any. */
  report(): void {
    if (this.#counts.size > 0) this.#log.info({ tolerated: Object.fromEntries(this.#counts) }, 'tolerances used');
  }
}
