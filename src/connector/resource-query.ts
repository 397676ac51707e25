import type { CompiledSort, Resource } from '../scim/index.js';
import type { PreparedFilter } from './prepared-filter.js';
import type { Rest, WalkView } from './walks.js';

export interface ResourceQuery {
  readonly filter?: PreparedFilter;
  readonly sort?: CompiledSort;
  /** From 0. */
  readonly offset: number;
  readonly limit: number;
  /** The fields to ask for; absent: all. */
  readonly fields?: readonly string[];
}

export interface QueryResult {
  readonly resources: readonly Resource[];
  /** How many resources match the filter, over all pages. */
  readonly total: number;
  /** Everything that matches, in its order; only where {@link Keeping} asks for it and it was gone through. */
  readonly view?: WalkView;
  /** true: the resources have their groups already. */
  readonly hasGroups?: true;
  /** What the store has behind the page, where it can go on from there; see `FindResult.rest`. */
  readonly rest?: Rest;
}

/** What to keep, beside the page, of everything that matches. */
export interface Keeping {
  readonly kept: 'ids' | 'resources';
  /** Nothing is kept of more than so many. */
  readonly limit: number;
  /** true: the store is asked for all of it, not for the page. */
  readonly whole?: true;
}
