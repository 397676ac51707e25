import type { FieldFilter } from '../plugin/index.js';
import type { AttributePath, ComparisonOperator, Filter } from '../scim/index.js';
import type { MappedFilter } from './compiled-mapping.js';

type Plain = string | number | boolean;

/** Every comparison but `ne`, which is the opposite of `eq`. */
export type PositiveOperator = Exclude<ComparisonOperator, 'ne'>;

/** What can be asked of a store about the values at a path. */
export interface Questions {
  /** Whether there is a value (`pr`). */
  present(path: AttributePath): MappedFilter;
  compare(path: AttributePath, operator: PositiveOperator, value: Plain): MappedFilter;
  /** Whether one element of a list matches the whole of a filter. */
  within(path: AttributePath, filter: Filter): MappedFilter;
}

/** Selects all, and that is all there is to say. */
export const always: MappedFilter = { exact: true };
export const never: MappedFilter = { filter: { op: 'or', filters: [] }, exact: true };
/** The store cannot be asked: it gives all, and the gateway looks. */
export const unknown: MappedFilter = { exact: false };

/** The question to a store that selects no less than the filter does. */
export function mapFilter(filter: Filter, questions: Questions): MappedFilter {
  switch (filter.kind) {
    case 'and':
      return both(filter.filters.map((part) => mapFilter(part, questions)));
    case 'or':
      return either(filter.filters.map((part) => mapFilter(part, questions)));
    case 'not':
      return opposite(mapFilter(filter.filter, questions));
    case 'present':
      return questions.present(filter.path);
    case 'valuePath':
      return questions.within(filter.path, filter.filter);
    case 'compare': {
      const { path, operator, value } = filter;
      if (value === null) {
        if (operator !== 'eq' && operator !== 'ne') return unknown;
        const present = questions.present(path);
        return operator === 'ne' ? present : opposite(present);
      }
      return operator === 'ne'
        ? opposite(questions.compare(path, 'eq', value))
        : questions.compare(path, operator, value);
    }
  }
}

export function both(parts: readonly MappedFilter[]): MappedFilter {
  if (parts.some(isNever)) return never;
  const exact = parts.every((part) => part.exact);
  const filters = parts.flatMap(({ filter }) => (filter?.op === 'and' ? filter.filters : (filter ?? [])));
  if (filters.length === 0) return exact ? always : unknown;
  return { filter: filters.length === 1 ? (filters[0] as FieldFilter) : { op: 'and', filters }, exact };
}

export function either(parts: readonly MappedFilter[]): MappedFilter {
  if (parts.some(({ filter, exact }) => !filter && exact)) return always;
  if (parts.some(({ filter }) => !filter)) return unknown;
  const exact = parts.every((part) => part.exact);
  const filters = parts.flatMap(({ filter }) => (filter?.op === 'or' ? filter.filters : (filter ?? [])));
  if (filters.length === 0) return never;
  return { filter: filters.length === 1 ? (filters[0] as FieldFilter) : { op: 'or', filters }, exact };
}

/** Only of what is exact: the opposite of "perhaps more" would be "perhaps less". */
export function opposite(mapped: MappedFilter): MappedFilter {
  const { filter, exact } = mapped;
  if (!exact) return unknown;
  if (!filter) return never;
  return isNever(mapped) ? always : { filter: { op: 'not', filter }, exact };
}

/** The same question, where its answer has to be looked at. */
export function roughly({ filter }: MappedFilter): MappedFilter {
  return filter ? { filter, exact: false } : unknown;
}

/** Whether the field holds anything. */
export function isPresent(field: string): MappedFilter {
  return { filter: { op: 'pr', field }, exact: true };
}

function isNever({ filter }: MappedFilter): boolean {
  return filter?.op === 'or' && filter.filters.length === 0;
}
