import type { FieldFilter } from '../plugin/index.js';
import type { AttributePath, Filter, JsonValue } from '../scim/index.js';
import { isReadable, type SlotRule } from './compile-rules.js';
import type { MappedFilter } from './compiled-mapping.js';
import { compareField, hasValue } from './field-questions.js';
import {
  always,
  both,
  either,
  mapFilter,
  never,
  type PositiveOperator,
  type Questions,
  unknown,
} from './mapped-filter.js';
import type { Slot, SlotList } from './slot-lists.js';

/**
 * Asks about the elements of a list that have fields of their own: for each slot, what is fixed about it is answered here
 * and the rest by its fields.
 */
export function someSlot(list: SlotList, filter: Filter): MappedFilter {
  return either(
    list.slots.map((slot) => {
      const mapped = mapFilter(filter, elementQuestions(slot, list));
      return mapped.filter && onlySelectsFilled(mapped.filter, slot) ? mapped : both([isFilled(slot), mapped]);
    }),
  );
}

/** There is an element where one of its fields has a value. */
export function isFilled({ rules }: Slot): MappedFilter {
  return either(rules.filter(isReadable).map(hasValue));
}

function elementQuestions(slot: Slot, list: SlotList): Questions {
  const find = ({ attribute }: AttributePath): SlotRule | { readonly constant: JsonValue } | 'absent' | 'derived' => {
    const name = attribute.toLowerCase();
    const rule = slot.rules.find((candidate) => isReadable(candidate) && candidate.sub.toLowerCase() === name);
    const constant = Object.entries(slot.fixed).find(([sub]) => sub.toLowerCase() === name);
    if (rule) return constant ? 'derived' : rule;
    if (constant) return { constant: constant[1] };
    return name === 'primary' && list.derivesPrimary ? 'derived' : 'absent';
  };
  return {
    present(path) {
      const found = find(path);
      if (found === 'derived') return unknown;
      if (found === 'absent') return never;
      return 'constant' in found ? always : hasValue(found);
    },
    compare(path, operator, value) {
      const found = find(path);
      if (found === 'derived') return unknown;
      if (found === 'absent') return never;
      return 'constant' in found
        ? compareConstant(found.constant, operator, value)
        : compareField(found, operator, value);
    },
    within: () => unknown,
  };
}

function compareConstant(
  constant: JsonValue,
  operator: PositiveOperator,
  value: string | number | boolean,
): MappedFilter {
  if (operator !== 'eq') return unknown;
  return String(constant).toLowerCase() === String(value).toLowerCase() ? always : never;
}

/** Whether a record that the filter selects is sure to have a value in one of the slot's fields. */
function onlySelectsFilled(filter: FieldFilter, slot: Slot): boolean {
  switch (filter.op) {
    case 'and':
      return filter.filters.some((part) => onlySelectsFilled(part, slot));
    case 'or':
      return filter.filters.every((part) => onlySelectsFilled(part, slot));
    case 'not':
    case 'pr':
      return false;
    default:
      return slot.rules.some(({ field }) => field === filter.field);
  }
}
