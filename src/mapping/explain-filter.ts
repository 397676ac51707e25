import type { FieldFilter } from '../plugin/index.js';
import { type Filter, printFilter } from '../scim/index.js';
import type { CompiledMapping } from './compiled-mapping.js';
import type { FilterStory } from './explanation.js';

/** Says what of a filter goes to the store, and what is left for the gateway. */
export function explainFilter(mapping: CompiledMapping, filter: Filter): FilterStory {
  const { filter: fieldFilter, exact } = mapping.toFieldFilter(filter);
  const parts = filter.kind === 'and' ? filter.filters : [filter];
  return {
    filter: printFilter(filter),
    ...(fieldFilter && { fieldFilter, fields: printFieldFilter(fieldFilter) }),
    finished: exact ? [] : parts.filter((part) => !mapping.toFieldFilter(part).exact).map(printFilter),
  };
}

/** A filter in fields as text, in the manner of SCIM filters; `nothing` for one that selects none. */
export function printFieldFilter(filter: FieldFilter): string {
  switch (filter.op) {
    case 'and':
    case 'or':
      if (filter.filters.length === 0) return filter.op === 'or' ? 'nothing' : 'all';
      return filter.filters.map((part) => inBrackets(part)).join(` ${filter.op} `);
    case 'not':
      return `not (${printFieldFilter(filter.filter)})`;
    case 'pr':
      return `${filter.field} pr`;
    default: {
      const exact = filter.type === 'string' && filter.caseExact ? ' (exact case)' : '';
      return `${filter.field} ${filter.op} ${JSON.stringify(filter.value)}${exact}`;
    }
  }
}

function inBrackets(filter: FieldFilter): string {
  const text = printFieldFilter(filter);
  return filter.op === 'and' || filter.op === 'or' ? `(${text})` : text;
}
