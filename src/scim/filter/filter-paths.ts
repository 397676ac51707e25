import type { AttributePath, Filter } from './ast.js';

/** The attributes that a filter reads; of a value path, the list that it looks into. */
export function filterPaths(filter: Filter): readonly AttributePath[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap(filterPaths);
    case 'not':
      return filterPaths(filter.filter);
    default:
      return [filter.path];
  }
}
