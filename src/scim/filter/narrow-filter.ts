import type { CompiledType } from '../schema/compile-type.js';
import type { Filter } from './ast.js';

/**
 * What a filter asks of one resource type, where it is asked of several: an attribute that the type does not have is
 * absent from all its resources, so nothing compares with it (RFC 7644 section 3.4.2.1).
 * @returns true or false where the answer is the same for every resource of the type
 */
export function narrowFilter(filter: Filter, type: CompiledType): Filter | boolean {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const decisive = filter.kind === 'or';
      const open: Filter[] = [];
      for (const part of filter.filters) {
        const narrowed = narrowFilter(part, type);
        if (narrowed === decisive) return decisive;
        if (typeof narrowed !== 'boolean') open.push(narrowed);
      }
      const [only] = open;
      if (!only) return !decisive;
      return open.length === 1 ? only : { kind: filter.kind, filters: open };
    }
    case 'not': {
      const narrowed = narrowFilter(filter.filter, type);
      return typeof narrowed === 'boolean' ? !narrowed : { kind: 'not', filter: narrowed };
    }
    default:
      return type.resolve(filter.path) ? filter : isNegative(filter);
  }
}

/** `ne` selects what is absent; `eq null` too. */
function isNegative(filter: Filter): boolean {
  if (filter.kind !== 'compare') return false;
  return filter.value === null ? filter.operator === 'eq' : filter.operator === 'ne';
}
