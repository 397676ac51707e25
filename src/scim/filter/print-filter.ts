import type { AttributePath, Filter } from './ast.js';

/** A filter as text; `parseFilter` of it gives the same filter. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters
        .map((part) => (isJoined(part) ? `(${printFilter(part)})` : printFilter(part)))
        .join(` ${filter.kind} `);
    case 'not':
      return `not (${printFilter(filter.filter)})`;
    case 'present':
      return `${printPath(filter.path)} pr`;
    case 'compare':
      return `${printPath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'valuePath':
      return `${printPath(filter.path)}[${printFilter(filter.filter)}]`;
  }
}

/** A path as text; `parsePath` of it gives the same path. */
export function printPath({ schema, attribute, subAttribute, valueFilter }: AttributePath): string {
  const prefix = schema === undefined ? '' : `${schema}:`;
  const filter = valueFilter === undefined ? '' : `[${printFilter(valueFilter)}]`;
  return `${prefix}${attribute}${filter}${subAttribute === undefined ? '' : `.${subAttribute}`}`;
}

function isJoined({ kind }: Filter): boolean {
  return kind === 'and' || kind === 'or';
}
