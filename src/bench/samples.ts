/** Durations of one kind of request, exact up to a bound: beyond it, every one has the same chance to be among those kept. */
export interface Samples {
  add(ms: number): void;
  /** Of all that were added. */
  readonly count: number;
  /** Ascending, those that are kept. */
  sorted(): Float64Array;
}

const MAX_KEPT = 200_000;

/** @param random from 0 to 1 */
export function createSamples(random: () => number = Math.random, bound = MAX_KEPT): Samples {
  const kept: number[] = [];
  let count = 0;
  return {
    add(ms) {
      count++;
      if (kept.length < bound) kept.push(ms);
      else {
        const at = Math.floor(random() * count);
        if (at < bound) kept[at] = ms;
      }
    },
    get count() {
      return count;
    },
    sorted: () => Float64Array.from(kept).sort(),
  };
}

/** The least value that `share` of all are not above (nearest rank). @param share from 0 to 1 */
export function percentile(sorted: ArrayLike<number>, share: number): number | undefined {
  if (sorted.length === 0) return undefined;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}
