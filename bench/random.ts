/** Pseudo-random numbers that are the same for the same seed (the generator "mulberry32"). */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number: at least 0, less than `below`. */
  below(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** true in `share` of the cases. */
  chance(share: number): boolean;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, pick: (items) => items[below(items.length)] as never, chance: (share) => next() < share };
}
