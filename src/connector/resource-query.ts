import type { CompiledSort, Resource } from '../scim/index.js';
import type { PreparedFilter } from './prepared-filter.js';

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
}
