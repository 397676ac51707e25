import type { CompareType, FieldFilter, FieldSort } from '../plugin/index.js';
import type { Attribute, AttributePath, ComparisonOperator, CompiledType, Filter, JsonValue } from '../scim/index.js';
import type { Rule, SlotRule } from './compile-rules.js';
import type { CompiledMapping, MappedFilter, StoreMeta } from './compiled-mapping.js';
import type { FieldCodec } from './field-codec.js';

type FilterMapper = Pick<CompiledMapping, 'toFieldFilter' | 'toFieldSort'>;
type Comparison = Extract<Filter, { readonly kind: 'compare' }>;

/** Nothing that a store could be asked. */
const unanswerable: MappedFilter = { exact: false };

/** One field in which the values of an attribute are kept as such. */
interface PlainField {
  readonly field: string;
  readonly leaf: Attribute;
  readonly codec?: FieldCodec;
  /** The field is a list in one text: only whether it holds an element can be asked. */
  readonly joined?: boolean;
}

/** Where a path's values are kept: any of the fields. undefined: in no way that a store can be asked about. */
type FindFields = (path: AttributePath) => readonly PlainField[] | undefined;

interface MapperSetup {
  readonly key: string;
  readonly rules: readonly Rule[];
  readonly type: CompiledType;
  readonly storeMeta: StoreMeta;
  /** Elements of lists may be kept outside of their fields: the fields alone do not answer for them. */
  readonly hasExtra: boolean;
}

/** Turns filters and sorts on attributes into such on fields, by the rules of a mapping. */
export function createFilterMapper({ key, rules, type, storeMeta, hasExtra }: MapperSetup): FilterMapper {
  const findFields: FindFields = (path) => {
    const resolved = type.resolve(path);
    if (!resolved) return undefined;
    const own = ownField(resolved.keys, key, storeMeta);
    if (own) return [{ field: own, leaf: resolved.subAttribute ?? resolved.attribute }];
    const { attribute, subAttribute, keys } = resolved;
    if (attribute.multiValued) {
      const sub = subAttribute?.name ?? 'value';
      const listKeys = subAttribute ? keys.slice(0, -1) : keys;
      const list = rules.find((rule) => rule.kind === 'list' && isSameKeys(rule.keys, listKeys));
      if (list?.kind === 'list') {
        const leaf = attribute.subAttributes?.find(({ name }) => name === sub) ?? attribute;
        return sub === 'value' ? [{ field: list.field, leaf, joined: list.separator !== undefined }] : undefined;
      }
      return hasExtra ? undefined : slotFields(rules, listKeys, sub);
    }
    const wanted = (subAttribute ?? attribute).type === 'complex' ? [...keys, 'value'] : keys;
    const rule = rules.find((candidate) => candidate.kind === 'single' && isSameKeys(candidate.keys, wanted));
    return rule?.kind === 'single' ? [rule] : undefined;
  };
  return {
    toFieldFilter: (filter) =>
      mapFilter(filter, findFields, (path, inner) => mapValuePath(path, inner, rules, type, hasExtra)),
    toFieldSort: (path, order) => mapSort(findFields(path), path, order),
  };
}

/** The same for records that are resources: a field is the path of its attribute. */
export function createOpenFilterMapper(key: string, type: CompiledType, storeMeta: StoreMeta): FilterMapper {
  const findFields: FindFields = (path) => {
    const resolved = type.resolve(path);
    if (!resolved) return undefined;
    const leaf = resolved.subAttribute ?? resolved.attribute;
    const own = ownField(resolved.keys, key, storeMeta);
    if (own) return [{ field: own, leaf }];
    if (resolved.schema !== undefined || resolved.attribute.returned === 'never') return undefined;
    const value = leaf.type === 'complex' ? leaf.subAttributes?.find(({ name }) => name === 'value') : leaf;
    if (!value) return undefined;
    const keys = leaf.type === 'complex' ? [...resolved.keys, 'value'] : resolved.keys;
    return [{ field: keys.join('.'), leaf: value }];
  };
  return {
    toFieldFilter: (filter) => mapFilter(filter, findFields, () => unanswerable),
    toFieldSort: (path, order) => mapSort(findFields(path), path, order),
  };
}

function ownField(keys: readonly string[], key: string, storeMeta: StoreMeta): string | undefined {
  if (keys[0] === 'id') return key;
  const [first, second] = keys;
  if (first !== 'meta' || second === undefined || !Object.hasOwn(storeMeta, second)) return undefined;
  return storeMeta[second as keyof StoreMeta];
}

function slotFields(
  rules: readonly Rule[],
  listKeys: readonly string[],
  sub: string,
): readonly PlainField[] | undefined {
  const slots = rules.filter((rule): rule is SlotRule => rule.kind === 'slot' && isSameKeys(rule.listKeys, listKeys));
  const fields = slots.filter((rule) => rule.sub === sub);
  return fields.length === 0 ? undefined : fields;
}

type MapValuePath = (path: AttributePath, inner: Filter) => MappedFilter;

function mapFilter(filter: Filter, findFields: FindFields, mapElement: MapValuePath): MappedFilter {
  switch (filter.kind) {
    case 'and': {
      const parts = filter.filters.map((part) => mapFilter(part, findFields, mapElement));
      const filters = parts.flatMap((part) => part.filter ?? []);
      const exact = parts.every((part) => part.exact);
      if (filters.length === 0) return unanswerable;
      return { filter: filters.length === 1 ? (filters[0] as FieldFilter) : { op: 'and', filters }, exact };
    }
    case 'or': {
      const parts = filter.filters.map((part) => mapFilter(part, findFields, mapElement));
      const filters = parts.flatMap((part) => part.filter ?? []);
      if (filters.length < parts.length) return unanswerable;
      return { filter: { op: 'or', filters }, exact: parts.every((part) => part.exact) };
    }
    case 'not': {
      const inner = mapFilter(filter.filter, findFields, mapElement);
      return inner.filter && inner.exact ? { filter: { op: 'not', filter: inner.filter }, exact: true } : unanswerable;
    }
    case 'valuePath':
      return mapElement(filter.path, filter.filter);
    case 'present':
      return mapPresent(findFields(filter.path));
    case 'compare':
      return mapComparison(findFields(filter.path), filter);
  }
}

/** A field may hold what its attribute cannot show (a text where a number belongs): present in one, absent in the other. */
function mapPresent(fields: readonly PlainField[] | undefined): MappedFilter {
  if (!fields) return unanswerable;
  const filters = fields.map((field) => presence(field));
  return { filter: anyOf(filters), exact: fields.every(isText) };
}

function presence({ field, codec }: PlainField): FieldFilter {
  if (codec?.stored) return anyOf(codec.stored.map((stored) => equals(field, stored)));
  return { op: 'pr', field };
}

function isText({ leaf, codec }: PlainField): boolean {
  return codec?.stored !== undefined || compareTypeOf(leaf) === 'string';
}

function mapComparison(fields: readonly PlainField[] | undefined, { operator, value }: Comparison): MappedFilter {
  if (!fields) return unanswerable;
  if (value === null) {
    if (operator !== 'eq' && operator !== 'ne') return unanswerable;
    if (!fields.every(isText)) return unanswerable;
    const present = anyOf(fields.map(presence));
    return { filter: operator === 'ne' ? present : { op: 'not', filter: present }, exact: true };
  }
  if (operator === 'ne') {
    const equal = mapComparison(fields, { kind: 'compare', path: { attribute: '' }, operator: 'eq', value });
    return equal.filter ? { filter: { op: 'not', filter: equal.filter }, exact: true } : unanswerable;
  }
  const filters = fields.flatMap((field) => compareField(field, operator, value) ?? []);
  return filters.length < fields.length ? unanswerable : { filter: anyOf(filters), exact: true };
}

function compareField(
  { field, leaf, codec, joined }: PlainField,
  operator: ComparisonOperator,
  value: string | number | boolean,
): FieldFilter | undefined {
  if (codec?.storedFor) {
    return operator === 'eq' ? anyOf(codec.storedFor(value).map((stored) => equals(field, stored))) : undefined;
  }
  if (joined && operator !== 'eq') return undefined;
  const type = compareTypeOf(leaf);
  if (type !== 'string' && (operator === 'co' || operator === 'sw' || operator === 'ew')) return undefined;
  return { op: operator, field, value, type, caseExact: leaf.caseExact };
}

function compareTypeOf({ type }: Attribute): CompareType {
  if (type === 'boolean' || type === 'dateTime') return type;
  return type === 'integer' || type === 'decimal' ? 'number' : 'string';
}

function equals(field: string, value: string): FieldFilter {
  return { op: 'eq', field, value, type: 'string', caseExact: true };
}

function anyOf(filters: readonly FieldFilter[]): FieldFilter {
  return filters.length === 1 ? (filters[0] as FieldFilter) : { op: 'or', filters };
}

/**
 * `emails[type eq "work" and value co "@x"]`: for each element that has fields of its own, what is fixed about it is
 * answered here and the rest by its fields.
 */
function mapValuePath(
  path: AttributePath,
  inner: Filter,
  rules: readonly Rule[],
  type: CompiledType,
  hasExtra: boolean,
): MappedFilter {
  const keys = type.resolve(path)?.keys;
  if (!keys || hasExtra) return unanswerable;
  const slots = new Map<string, SlotRule[]>();
  for (const rule of rules) {
    if (rule.kind === 'list' && isSameKeys(rule.keys, keys)) return unanswerable;
    if (rule.kind !== 'slot' || !isSameKeys(rule.listKeys, keys)) continue;
    const name = JSON.stringify(rule.fixed);
    const known = slots.get(name);
    if (known) known.push(rule);
    else slots.set(name, [rule]);
  }
  if (slots.size === 0) return unanswerable;
  const filters: FieldFilter[] = [];
  let exact = true;
  for (const slot of slots.values()) {
    const mapped = mapElement(inner, slot);
    if (mapped === undefined) return unanswerable;
    if (mapped === false) continue;
    const exists = anyOf(slot.map(({ field }) => ({ op: 'pr', field })));
    filters.push(mapped === true ? exists : { op: 'and', filters: [exists, mapped.filter] });
    exact &&= mapped === true || mapped.exact;
    exact &&= slot.every((rule) => isText(rule));
  }
  return { filter: anyOf(filters), exact };
}

/** A filter about one element: a constant, or what its fields say; undefined where neither is known. */
function mapElement(
  filter: Filter,
  slot: readonly SlotRule[],
): boolean | { readonly filter: FieldFilter; readonly exact: boolean } | undefined {
  if (filter.kind === 'and' || filter.kind === 'or') {
    const deciding = filter.kind === 'or';
    const parts = filter.filters.map((part) => mapElement(part, slot));
    if (parts.some((part) => part === deciding)) return deciding;
    if (parts.some((part) => part === undefined)) return undefined;
    const open = parts.flatMap((part) => (typeof part === 'object' ? [part] : []));
    if (open.length === 0) return !deciding;
    return {
      filter: { op: filter.kind, filters: open.map((part) => part.filter) },
      exact: open.every((part) => part.exact),
    };
  }
  if (filter.kind !== 'compare') return undefined;
  const sub = filter.path.attribute.toLowerCase();
  const fixed = Object.entries((slot[0] as SlotRule).fixed).find(([name]) => name.toLowerCase() === sub)?.[1];
  if (fixed !== undefined) return compareFixed(fixed, filter);
  const rule = slot.find((candidate) => candidate.sub.toLowerCase() === sub);
  const mapped = rule && mapComparison([rule], filter);
  return mapped?.filter ? { filter: mapped.filter, exact: mapped.exact } : undefined;
}

function compareFixed(fixed: JsonValue, { operator, value }: Comparison): boolean | undefined {
  const equal = String(fixed).toLowerCase() === String(value).toLowerCase();
  if (operator === 'eq') return equal;
  return operator === 'ne' ? !equal : undefined;
}

function mapSort(
  fields: readonly PlainField[] | undefined,
  path: AttributePath,
  order: FieldSort['order'],
): FieldSort | undefined {
  const [only, ...others] = fields ?? [];
  if (!only || others.length > 0 || only.codec?.stored || only.joined || path.valueFilter || only.leaf.multiValued)
    return undefined;
  return { field: only.field, order, type: compareTypeOf(only.leaf), caseExact: only.leaf.caseExact };
}

function isSameKeys(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((key, index) => key === right[index]);
}
