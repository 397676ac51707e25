import type { FieldComparison, FieldFilter } from './query.js';

/** A filter without parts of its own: a comparison, or the question whether there is a value. */
export type FilterLeaf = Extract<FieldFilter, { readonly op: 'pr' }> | FieldComparison;

/** A filter in two: {@link splitFilter}. */
export interface SplitFilter {
  /** What the system can answer: every record that the whole filter matches is among what it finds. Absent: nothing. */
  readonly answerable?: FieldFilter;
  /** What is left to be done on what the system found. Absent: nothing, so that `applied.filter` is true. */
  readonly rest?: FieldFilter;
}

/** Calls `visit` for a filter and each part of it, the whole before its parts. */
export function walkFilter(filter: FieldFilter, visit: (part: FieldFilter) => void): void {
  visit(filter);
  if (filter.op === 'and' || filter.op === 'or') for (const part of filter.filters) walkFilter(part, visit);
  if (filter.op === 'not') walkFilter(filter.filter, visit);
}

/** The filter with each of its leaves replaced: for a system that names fields or writes values in its own way. */
export function mapFilter(filter: FieldFilter, change: (leaf: FilterLeaf) => FieldFilter): FieldFilter {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { op: filter.op, filters: filter.filters.map((part) => mapFilter(part, change)) };
    case 'not':
      return { op: 'not', filter: mapFilter(filter.filter, change) };
    default:
      return change(filter);
  }
}

/**
 * Splits a filter into what a system can answer and the rest, so that both together say what the filter says. Hand the first
 * to the system, and answer with `applied: { filter: rest === undefined }`: the gateway then does the rest.
 * @param canAnswer whether the system can answer a leaf exactly, neither more nor less; a negation passes it on
 */
export function splitFilter(filter: FieldFilter, canAnswer: (leaf: FilterLeaf) => boolean): SplitFilter {
  if (isWithin(filter, canAnswer)) return { answerable: filter };
  if (filter.op === 'and') {
    const parts = filter.filters.map((part) => splitFilter(part, canAnswer));
    return {
      ...joined('answerable', 'and', defined(parts.map(({ answerable }) => answerable))),
      ...joined('rest', 'and', defined(parts.map(({ rest }) => rest))),
    };
  }
  if (filter.op !== 'or') return { rest: filter };
  // Each branch may be asked for more than it says: what comes too much falls to the rest. One that asks for nothing asks for all.
  const answerable = defined(filter.filters.map((part) => splitFilter(part, canAnswer).answerable));
  return {
    ...(answerable.length === filter.filters.length && joined('answerable', 'or', answerable)),
    rest: filter,
  };
}

function isWithin(filter: FieldFilter, canAnswer: (leaf: FilterLeaf) => boolean): boolean {
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.filters.every((part) => isWithin(part, canAnswer));
    case 'not':
      return isWithin(filter.filter, canAnswer);
    default:
      return canAnswer(filter);
  }
}

function defined(filters: readonly (FieldFilter | undefined)[]): readonly FieldFilter[] {
  return filters.filter((filter) => filter !== undefined);
}

function joined(name: keyof SplitFilter, op: 'and' | 'or', filters: readonly FieldFilter[]): SplitFilter {
  const [first] = filters;
  if (first === undefined) return {};
  return { [name]: filters.length === 1 ? first : { op, filters } };
}
