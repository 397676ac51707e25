import type { FieldFilter, FieldSort, Query } from 'scim-gateway/plugin';
import { type Asked, askFor, type FilterTemplate } from './filter-options.js';
import type { SortTemplate } from './sort-options.js';

/** One series of requests: all that they answer is wanted. */
export interface Question {
  /** Questions that one request asks together. */
  readonly asked: readonly Asked[];
  /** Given where the record's key is known, and it can be read by it. */
  readonly id?: string;
  readonly sort?: { readonly template: SortTemplate; readonly order: FieldSort['order'] };
}

/** How a query is asked of the API. */
export interface FindPlan {
  /** What each answers is laid together; without any, nothing matches. */
  readonly questions: readonly Question[];
  /** true: the answers hold what the filter selects, and nothing else. */
  readonly filtered: boolean;
  readonly sorted: boolean;
}

export interface Answerable {
  readonly key: string;
  readonly filters: readonly FilterTemplate[];
  readonly sorts: readonly SortTemplate[];
  /** true: a record is read by its key in a request of its own. */
  readonly readsByKey: boolean;
}

interface Branch {
  readonly asked: readonly Asked[];
  readonly id?: string;
  readonly exact: boolean;
}

/** More requests than this for one query cost more than reading all, page by page. */
const MAX_BRANCHES = 20;
const everything: readonly Branch[] = [{ asked: [], exact: false }];

/** Chooses what of a query the API is asked: never so that a record which matches is lost. */
export function planFind({ filter, sort }: Query, answerable: Answerable): FindPlan {
  const branches = filter ? branchesOf(filter, answerable) : [{ asked: [], exact: true }];
  const filtered = branches.every(({ exact }) => exact);
  const order = sort && branches.length === 1 ? answerable.sorts.find(({ field }) => field === sort.field) : undefined;
  const questions = branches.map(({ asked, id }) => ({
    asked,
    ...(id !== undefined && { id }),
    ...(order && sort && { sort: { template: order, order: sort.order } }),
  }));
  return { questions, filtered, sorted: order !== undefined };
}

function branchesOf(filter: FieldFilter, answerable: Answerable): readonly Branch[] {
  switch (filter.op) {
    case 'and':
      return intersection(filter.filters.map((part) => branchesOf(part, answerable)));
    case 'or':
      return union(filter.filters.map((part) => branchesOf(part, answerable)));
    case 'not':
      return everything;
    default: {
      const asked = askFor(filter, answerable.filters);
      if (asked) return [{ asked: [asked], exact: asked.exact }];
      const { key, readsByKey } = answerable;
      if (readsByKey && filter.op === 'eq' && filter.field === key && filter.caseExact && filter.value !== null) {
        return [{ asked: [], id: String(filter.value), exact: true }];
      }
      return everything;
    }
  }
}

/** Each part narrows the answer; what cannot be asked together is left to the gateway. */
function intersection(parts: readonly (readonly Branch[])[]): readonly Branch[] {
  if (parts.some((branches) => branches.length === 0)) return [];
  const byKey = parts.find((branches) => branches.every(({ id }) => id !== undefined));
  const single = parts.filter((branches) => branches.length === 1 && branches.some(({ asked }) => asked.length > 0));
  const several = byKey ?? (single.length === 0 ? parts.find((branches) => branches.length > 1) : undefined);
  if (several) return several.map((branch) => ({ ...branch, exact: branch.exact && parts.length === 1 }));
  const asked: Asked[] = [];
  let exact = single.length === parts.length;
  for (const branch of single.flat()) {
    exact &&= branch.exact;
    for (const one of branch.asked) {
      if (asked.every((other) => goTogether(other, one))) asked.push(one);
      else exact = false;
    }
  }
  return [{ asked, exact }];
}

function union(parts: readonly (readonly Branch[])[]): readonly Branch[] {
  const branches = parts.flat();
  const unasked = branches.some(({ asked, id }) => asked.length === 0 && id === undefined);
  return unasked || branches.length > MAX_BRANCHES ? everything : branches;
}

/** Two values for one parameter would not mean both, and a request of its own has no place for another's question. */
function goTogether({ template: first }: Asked, { template: second }: Asked): boolean {
  if (first.request !== undefined || second.request !== undefined || first.body || second.body) return false;
  return !second.query.parameters.some((name) => first.query.parameters.includes(name));
}
