import type { Attribute, CompiledType, ResolvedAttribute } from '../scim/index.js';
import { subAttributeNamed } from './compile-rules.js';
import type { CompiledMapping, StoreMeta } from './compiled-mapping.js';
import { compareField, hasValue, selectsEmpty, toSort, type ValueField } from './field-questions.js';
import { mapFilter, never, type Questions, roughly, unknown } from './mapped-filter.js';
import { ownField } from './meta.js';

/** Filters and sorts for records that are resources: a field is the path of its attribute. */
export function createOpenFilterMapper(
  key: string,
  type: CompiledType,
  storeMeta: StoreMeta,
  isField: (attribute: string) => boolean,
): Pick<CompiledMapping, 'toFieldFilter' | 'toFieldSort'> {
  /** undefined: not in one field of every record that has it, as with extensions (flat or nested, under a URN with dots). */
  const fieldOf = ({ attribute, subAttribute, keys, schema }: ResolvedAttribute): ValueField | undefined => {
    const named = subAttribute ?? attribute;
    const own = ownField(keys, key, storeMeta);
    if (own !== undefined) return { field: own, leaf: named };
    if (schema !== undefined || keys.length > 2 || !isField(attribute.name)) return undefined;
    if (attribute.multiValued) return listField(attribute, subAttribute);
    const value = named.type === 'complex' ? subAttributeNamed(named, 'value') : named;
    if (!value) return undefined;
    return { field: (value === named ? keys : [...keys, value.name]).join('.'), leaf: value };
  };
  const questions: Questions = {
    present(path) {
      const resolved = type.resolve(path);
      if (resolved?.attribute.returned === 'never') return never;
      const field = resolved && !path.valueFilter ? fieldOf(resolved) : undefined;
      if (!resolved || !field || (resolved.subAttribute ?? resolved.attribute).type === 'complex') return unknown;
      if (resolved.attribute.multiValued) return unknown;
      return isDescribed(resolved, type) ? hasValue(field) : roughly(hasValue(field));
    },
    compare(path, operator, value) {
      const resolved = type.resolve(path);
      if (resolved?.attribute.returned === 'never') return never;
      const field = resolved && !path.valueFilter ? fieldOf(resolved) : undefined;
      if (!resolved || !field) return unknown;
      const described = isDescribed(resolved, type);
      // It may be a list of empty texts, which no store counts as a value.
      if (!described && selectsEmpty(operator, String(value))) return unknown;
      const mapped = compareField(field, operator, value);
      return described && (!resolved.attribute.multiValued || operator === 'eq') ? mapped : roughly(mapped);
    },
    within: () => unknown,
  };
  return {
    toFieldFilter: (filter) => mapFilter(filter, questions),
    toFieldSort(path, order) {
      const resolved = path.valueFilter ? undefined : type.resolve(path);
      const field = resolved && !resolved.attribute.multiValued ? fieldOf(resolved) : undefined;
      return field && toSort(field, order);
    },
  };
}

/** The elements of a list count by their `value`, whether they are objects or plain texts. */
function listField(attribute: Attribute, subAttribute: Attribute | undefined): ValueField | undefined {
  const value = attribute.type === 'complex' ? subAttributeNamed(attribute, 'value') : attribute;
  if (!value || (subAttribute && subAttribute !== value)) return undefined;
  return { field: attribute.name, leaf: { ...value, multiValued: false } };
}

/** Whether a schema says what the values are; of others a record may hold anything. */
function isDescribed({ attribute, subAttribute }: ResolvedAttribute, type: CompiledType): boolean {
  if (subAttribute) return attribute.subAttributes?.includes(subAttribute) === true;
  return type.attributes.includes(attribute);
}
