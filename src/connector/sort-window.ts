import type { Breather } from './breather.js';

type Compare<Item> = (left: Item, right: Item) => number;

const RUN = 1000;

/**
 * The first `size` of any number of items in sorted order, in memory for twice as many. Items that compare as equal keep
 * the order in which they came.
 */
export class SortWindow<Item> {
  readonly #size: number;
  readonly #compare: Compare<Item>;
  readonly #breather: Breather;
  #items: Item[] = [];

  constructor(size: number, compare: Compare<Item>, breather: Breather) {
    this.#size = size;
    this.#compare = compare;
    this.#breather = breather;
  }

  /** Returns a promise where it has to be waited for. */
  push(item: Item): Promise<void> | undefined {
    this.#items.push(item);
    return this.#items.length >= Math.max(RUN, this.#size * 2) ? this.#shrink() : undefined;
  }

  async sorted(): Promise<readonly Item[]> {
    await this.#shrink();
    return this.#items;
  }

  async #shrink(): Promise<void> {
    const sorted = await sortInSlices(this.#items, this.#compare, this.#breather);
    this.#items = sorted.slice(0, this.#size);
  }
}

/** A stable merge sort that gives way to other requests. */
async function sortInSlices<Item>(items: readonly Item[], compare: Compare<Item>, breather: Breather): Promise<Item[]> {
  let runs: Item[][] = [];
  for (let start = 0; start < items.length; start += RUN) {
    runs.push(items.slice(start, start + RUN).sort(compare));
    await breather.pause();
  }
  while (runs.length > 1) {
    const merged: Item[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(await merge(runs[index] ?? [], runs[index + 1] ?? [], compare, breather));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<Item>(
  left: readonly Item[],
  right: readonly Item[],
  compare: Compare<Item>,
  breather: Breather,
): Promise<Item[]> {
  const result: Item[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    if (breather.due) await breather.pause();
    result.push(compare(left[l] as Item, right[r] as Item) <= 0 ? (left[l++] as Item) : (right[r++] as Item));
  }
  for (; l < left.length; l++) result.push(left[l] as Item);
  for (; r < right.length; r++) result.push(right[r] as Item);
  return result;
}
