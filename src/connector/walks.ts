import { randomBytes } from 'node:crypto';
import type { Resource } from '../scim/index.js';
import type { RequestCall } from './request-call.js';

/** A walk that nobody goes on with for so long is forgotten; clients of cursors are told. */
export const WALK_IDLE_MS = 5 * 60_000;
/** A resource takes as much memory as so many ids: about 650 bytes (V8, ten attributes) beside 40. */
const RESOURCE_SIZE = 16;

/** Everything that a walk goes through, in the order in which it is given out: ids, or the resources themselves. */
export type WalkView =
  | { readonly ids: readonly string[]; readonly resources?: undefined }
  | { readonly resources: readonly Resource[]; readonly hasGroups?: true; readonly ids?: undefined };

/** All resources behind the page that a walk began with, asked for by another call. */
export type Rest = (call: RequestCall) => AsyncIterable<Resource>;

/** One client's way through all pages of one answer. */
export interface Walk {
  readonly id: string;
  /** What is asked, and by whom. */
  readonly key: string;
  /** Ids that were given out before there was a view: it begins with them. */
  readonly first: readonly string[];
  /** Everything, where the first page was found by going through it. */
  readonly whole?: WalkView;
  /** Where the store can go on behind them. */
  readonly rest?: Rest;
  /** true: its pages show the groups of users. */
  readonly groups: boolean;
  /** Made when the second page is asked for; undefined where the store gives no consistent one. */
  view?: Promise<WalkView | undefined>;
  /** The `startIndex` of each page that was given. */
  readonly given: Set<number>;
  /** Milliseconds since the epoch. */
  usedAt: number;
  /** What it holds, in ids. */
  size: number;
}

export interface WalkLimits {
  /** What all walks of a collection hold together, in ids. */
  readonly maxSize: number;
  readonly maxWalks: number;
}

/** The walks that are on their way through one collection; those longest unused go first. */
export class Walks {
  readonly #walks = new Map<string, Walk>();
  readonly #now: () => number;
  readonly #limits: WalkLimits;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: WalkLimits, now: () => number = Date.now) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Begins a walk with its first page. */
  begin(
    key: string,
    first: readonly string[],
    {
      whole,
      rest,
      groups,
    }: { readonly whole: WalkView | undefined; readonly rest: Rest | undefined; readonly groups: boolean },
  ): Walk {
    const walk: Walk = {
      id: randomBytes(12).toString('base64url'),
      key,
      first,
      given: new Set([1]),
      usedAt: this.#now(),
      size: whole ? sizeOf(whole) : first.length,
      ...(whole && { whole }),
      ...(rest && { rest }),
      groups,
    };
    this.#walks.set(walk.id, walk);
    this.#forgetSome();
    this.#schedule();
    return walk;
  }

  /** The walk that a page after the first belongs to: the latest that has not given it yet, or else the latest. */
  continued(key: string, startIndex: number): Walk | undefined {
    const candidates = [...this.#walks.values()].filter((walk) => walk.key === key).reverse();
    const walk = candidates.find(({ given }) => !given.has(startIndex)) ?? candidates[0];
    if (walk) this.#use(walk, startIndex);
    return walk;
  }

  /** The walk of a cursor, unless it is forgotten. */
  byId(id: string, startIndex: number): Walk | undefined {
    const walk = this.#walks.get(id);
    if (walk) this.#use(walk, startIndex);
    return walk;
  }

  /** To be told when a walk has got its view. */
  resized(walk: Walk, view: WalkView): void {
    walk.size = sizeOf(view);
    this.#forgetSome();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#walks.clear();
  }

  #use(walk: Walk, startIndex: number): void {
    walk.usedAt = this.#now();
    walk.given.add(startIndex);
    this.#walks.delete(walk.id);
    this.#walks.set(walk.id, walk);
  }

  /** The one that was used last stays, whatever its size. */
  #forgetSome(): void {
    let size = 0;
    for (const walk of this.#walks.values()) size += walk.size;
    for (const walk of this.#walks.values()) {
      const fits = size <= this.#limits.maxSize && this.#walks.size <= this.#limits.maxWalks;
      if (fits || this.#walks.size === 1) return;
      size -= walk.size;
      this.#walks.delete(walk.id);
    }
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const oldest = this.#now() - WALK_IDLE_MS;
      for (const walk of this.#walks.values()) if (walk.usedAt <= oldest) this.#walks.delete(walk.id);
      if (this.#walks.size > 0) this.#schedule();
    }, WALK_IDLE_MS / 5).unref();
  }
}

function sizeOf({ ids, resources }: WalkView): number {
  return ids ? ids.length : resources.length * RESOURCE_SIZE;
}
