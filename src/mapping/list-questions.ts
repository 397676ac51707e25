import type { Filter } from '../scim/index.js';
import { type ListRule, subAttributeNamed } from './compile-rules.js';
import type { MappedFilter } from './compiled-mapping.js';
import { compareField } from './field-questions.js';
import { mapFilter, type Questions, roughly, unknown } from './mapped-filter.js';

/**
 * Asks about the elements of a list that is one field: a store compares each element's value, and nothing else of it.
 */
export function someElement(rule: ListRule, filter: Filter): MappedFilter {
  const mapped = mapFilter(filter, elementQuestions(rule));
  // Two conditions may be met by two elements, and "not" by any other: the gateway has to look at each.
  return filter.kind === 'compare' && filter.operator === 'eq'
    ? mapped
    : isPositive(filter)
      ? roughly(mapped)
      : unknown;
}

function elementQuestions({ attribute, field, separator }: ListRule): Questions {
  const value =
    attribute.type === 'complex' ? subAttributeNamed(attribute, 'value') : { ...attribute, multiValued: false };
  return {
    present: () => unknown,
    compare(path, operator, wanted) {
      if (!value || path.attribute.toLowerCase() !== 'value' || operator !== 'eq' || wanted === '') return unknown;
      const mapped = compareField({ field, leaf: value }, operator, wanted);
      // A store that has the elements in one text looks at each (RecordUse.lists); the text itself does not tell.
      return separator === undefined ? mapped : roughly(mapped);
    },
    within: () => unknown,
  };
}

function isPositive(filter: Filter): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.filters.every(isPositive);
  return filter.kind === 'compare' && filter.operator !== 'ne' && filter.value !== null;
}
