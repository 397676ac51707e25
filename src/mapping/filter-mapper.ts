import type { Attribute, CompiledType, Filter, ResolvedAttribute } from '../scim/index.js';
import {
  isReadable,
  type ListRule,
  type Rule,
  rulePath,
  type SingleRule,
  subAttributeNamed,
  type TemplateRule,
} from './compile-rules.js';
import type { CompiledMapping, MappedFilter, StoreMeta } from './compiled-mapping.js';
import { compareField, hasValue, toSort, type ValueField } from './field-questions.js';
import { isSamePath, isWithin } from './json-paths.js';
import { someElement } from './list-questions.js';
import {
  either,
  isPresent,
  mapFilter,
  never,
  type PositiveOperator,
  type Questions,
  roughly,
  unknown,
} from './mapped-filter.js';
import { ownField } from './meta.js';
import { type SlotList, slotLists } from './slot-lists.js';
import { isFilled, someSlot } from './slot-questions.js';

type Comparison = Extract<Filter, { readonly kind: 'compare' }>;

export interface FilterSetup {
  readonly key: string;
  readonly rules: readonly Rule[];
  readonly type: CompiledType;
  readonly storeMeta: StoreMeta;
  /** Attributes and elements without a field may be kept elsewhere: the fields alone do not answer for them. */
  readonly hasExtra: boolean;
}

/** Turns filters and sorts on attributes into such on fields, by the rules of a mapping. */
export function createFilterMapper(setup: FilterSetup): Pick<CompiledMapping, 'toFieldFilter' | 'toFieldSort'> {
  const { key, type, storeMeta, hasExtra } = setup;
  const rules = setup.rules.filter(isReadable);
  const unseen = setup.rules.filter((rule) => !isReadable(rule));
  const slots = slotLists(rules);
  const listRules = rules.filter((rule) => rule.kind === 'list');
  /** What a rule keeps and never shows is not in the extra field either. */
  const unmappedAt = (keys: readonly string[]): MappedFilter =>
    hasExtra && !unseen.some((rule) => isWithin(keys, rulePath(rule))) ? unknown : never;

  const own = ({ attribute, subAttribute, keys }: ResolvedAttribute): ValueField | undefined => {
    const field = ownField(keys, key, storeMeta);
    return field === undefined ? undefined : { field, leaf: subAttribute ?? attribute };
  };
  /** undefined: its elements have no field, or a field that does not tell them apart. */
  const findList = (keys: readonly string[]): ListRule | SlotList | undefined =>
    listRules.find((rule) => isSamePath(rule.keys, keys)) ??
    (hasExtra ? undefined : slots.find(({ listKeys }) => isSamePath(listKeys, keys)));
  const someOf = (keys: readonly string[], filter: Filter): MappedFilter => {
    const list = findList(keys);
    if (list) return 'slots' in list ? someSlot(list, filter) : someElement(list, filter);
    return rules.some((rule) => isWithin(rulePath(rule), keys)) ? unknown : unmappedAt(keys);
  };

  const questions: Questions = {
    present(path) {
      const resolved = type.resolve(path);
      if (!resolved || path.valueFilter) return unknown;
      const field = own(resolved);
      if (field) return hasValue(field);
      const { attribute, subAttribute, keys } = resolved;
      if (attribute.returned === 'never') return never;
      if (isServers(attribute)) return unknown;
      if (attribute.multiValued && subAttribute) {
        return someOf(keys.slice(0, -1), { kind: 'present', path: { attribute: subAttribute.name } });
      }
      return somethingWithin(keys);
    },
    compare(path, operator, value) {
      const resolved = type.resolve(path);
      if (!resolved) return unknown;
      const field = own(resolved);
      if (field) return compareField(field, operator, value);
      const { attribute, subAttribute, keys } = resolved;
      if (attribute.returned === 'never') return never;
      if (isServers(attribute)) return unknown;
      if (!attribute.multiValued) return compareSingle(subAttribute ?? attribute, keys, operator, value);
      const listKeys = subAttribute ? keys.slice(0, -1) : keys;
      const compared: Comparison = {
        kind: 'compare',
        path: { attribute: subAttribute?.name ?? 'value' },
        operator,
        value,
      };
      const { valueFilter } = path;
      return someOf(listKeys, valueFilter ? { kind: 'and', filters: [valueFilter, compared] } : compared);
    },
    within(path, filter) {
      const resolved = type.resolve(path);
      if (!resolved?.attribute.multiValued || resolved.subAttribute || isServers(resolved.attribute)) return unknown;
      return someOf(resolved.keys, filter);
    },
  };

  /** Whether any value at the keys or below is there. */
  const somethingWithin = (keys: readonly string[]): MappedFilter => {
    const inside = rules.filter((rule) => isWithin(rulePath(rule), keys));
    if (inside.length === 0) return rules.some((rule) => isWithin(keys, rulePath(rule))) ? unknown : unmappedAt(keys);
    const isWhole = inside.length === 1 && inside.every((rule) => isSamePath(rulePath(rule), keys));
    if (hasExtra && !isWhole) return unknown;
    return either(
      inside.flatMap((rule): readonly MappedFilter[] => {
        if (rule.kind === 'template') {
          const { fields } = rule.template;
          return fields.length === 0 ? [unknown] : fields.map((field) => roughly(isPresent(field)));
        }
        if (rule.kind === 'expression') return [unknown];
        if (rule.kind === 'list') return [roughly(isPresent(rule.field))];
        if (rule.kind === 'single') return [hasValue(rule)];
        return slots
          .filter(({ listKeys }) => isWithin(rulePath(rule), listKeys))
          .flatMap((list) => list.slots.map(isFilled));
      }),
    );
  };
  /** The rule for the one value that is compared. */
  const valueRule = (named: Attribute, keys: readonly string[]): SingleRule | TemplateRule | undefined =>
    rules
      .filter((rule) => rule.kind === 'single' || rule.kind === 'template')
      .find((rule) => isSamePath(rule.keys, valueKeys(named, keys)));
  const compareSingle = (
    named: Attribute,
    keys: readonly string[],
    operator: PositiveOperator,
    value: string | number | boolean,
  ): MappedFilter => {
    const rule = valueRule(named, keys);
    if (rule) return rule.kind === 'single' ? compareField(rule, operator, value) : unknown;
    return rules.some((candidate) => isWithin(keys, rulePath(candidate))) ? unknown : unmappedAt(keys);
  };
  const onlySlot = (keys: readonly string[], sub: string): ValueField | undefined => {
    const list = findList(keys);
    if (!list || !('slots' in list) || list.slots.length > 1) return undefined;
    return list.slots[0]?.rules.find((rule) => rule.sub === sub);
  };
  const fieldToSort = (resolved: ResolvedAttribute): ValueField | undefined => {
    const { attribute, subAttribute, keys } = resolved;
    if (attribute.multiValued) return onlySlot(subAttribute ? keys.slice(0, -1) : keys, subAttribute?.name ?? 'value');
    const rule = valueRule(subAttribute ?? attribute, keys);
    return own(resolved) ?? (rule?.kind === 'single' ? rule : undefined);
  };

  return {
    toFieldFilter: (filter) => mapFilter(filter, questions),
    toFieldSort(path, order) {
      const resolved = path.valueFilter ? undefined : type.resolve(path);
      const field = resolved && fieldToSort(resolved);
      return field && toSort(field, order);
    },
  };
}

/** A complex attribute counts by its `value`. */
function valueKeys(named: Attribute, keys: readonly string[]): readonly string[] {
  const value = named.type === 'complex' ? subAttributeNamed(named, 'value') : undefined;
  return value ? [...keys, value.name] : keys;
}

/** Attributes that the gateway makes: no record answers for them. */
function isServers({ name, mutability }: Attribute): boolean {
  return mutability === 'readOnly' || name === 'schemas';
}
