import type { Change } from '../plugin/index.js';
import type { CompiledType, JsonObject, JsonValue, Resource } from '../scim/index.js';
import { isReadable, isWritable, rulePath } from './compile-rules.js';
import type { CompiledMapping } from './compiled-mapping.js';
import type { ResourceMappingConfig } from './config.js';
import { attributesByField, type NamedRule, nameRules } from './explain-rules.js';
import type { DroppedValue, ResourceStory } from './explanation.js';
import { getAt, isObject, isWithin } from './json-paths.js';

/**
 * Says, field by field, how a resource makes a record, and what of it does not come back.
 * @param resource as `validateResource` gives it
 * @param change what it would change of what is stored, where that was asked for
 * @throws ScimError 400 where a field cannot hold its value
 */
export function explainResource(
  mapping: CompiledMapping,
  config: ResourceMappingConfig | undefined,
  type: CompiledType,
  resource: Resource,
  change?: Change | null,
): ResourceStory {
  const record = mapping.toRecord(resource);
  const rules = config ? nameRules(config, type) : [];
  const attributes = attributesByField(rules);
  return {
    record,
    fields: Object.entries(record).map(([field, value]) => ({
      field,
      value,
      attributes: config
        ? (attributes.get(field) ?? (field === config.extra ? ['all that no rule names'] : []))
        : [field],
    })),
    dropped: config ? droppedValues(resource, mapping.toResource(record), rules) : [],
    ...(change !== undefined && { change }),
  };
}

/** The values of a resource that are not the same when it is read again. */
function droppedValues(sent: Resource, back: Resource, rules: readonly NamedRule[]): readonly DroppedValue[] {
  const { schemas: _schemas, id: _id, meta: _meta, ...attributes } = sent;
  return leaves(attributes, []).flatMap(({ keys, value }) => {
    const now = getAt(back, keys);
    const whys = Array.isArray(value) ? listLosses(value, now, keys, rules) : [valueLoss(value, now, keys, rules)];
    return whys.flatMap((loss) => loss ?? []);
  });
}

interface Leaf {
  readonly keys: readonly string[];
  readonly value: JsonValue;
}

/** The values that are no objects; lists are taken as a whole. */
function leaves(object: JsonObject, path: readonly string[]): readonly Leaf[] {
  return Object.entries(object).flatMap(([name, value]): readonly Leaf[] => {
    const keys = [...path, name];
    if (value === undefined || value === null) return [];
    return isObject(value) ? leaves(value, keys) : [{ keys, value }];
  });
}

function valueLoss(
  value: JsonValue,
  now: JsonValue | undefined,
  keys: readonly string[],
  rules: readonly NamedRule[],
): DroppedValue | undefined {
  if (now === value) return undefined;
  const covering = rules.filter(({ rule }) => isWithin(keys, rulePath(rule)) || isWithin(rulePath(rule), keys));
  if (covering.some(({ rule }) => isWritable(rule) && !isReadable(rule))) return undefined;
  return { path: pathText(keys), value, why: reason(now, covering) };
}

function reason(now: JsonValue | undefined, covering: readonly NamedRule[]): string {
  const [first] = covering;
  if (!first) return 'no rule names it';
  if (covering.every(({ rule }) => !isWritable(rule))) return `it is read only: ${first.name}`;
  return now === undefined ? `its rule keeps no such value: ${first.name}` : `it is kept as ${JSON.stringify(now)}`;
}

/** What of the elements of a list finds no place. */
function listLosses(
  elements: readonly JsonValue[],
  now: JsonValue | undefined,
  keys: readonly string[],
  rules: readonly NamedRule[],
): readonly DroppedValue[] {
  const ofList = rules.filter(({ rule }) => isWithin(rulePath(rule), keys));
  if (ofList.some(({ rule }) => isWritable(rule) && !isReadable(rule))) return [];
  const kept = Array.isArray(now) ? now : [];
  return elements.flatMap((element, index): readonly DroppedValue[] => {
    const path = `${pathText(keys)}[${index}]`;
    if (kept.some((other) => missing(element, other).length === 0)) return [];
    const same = kept.find((other) => isObject(element) && isObject(other) && element.value === other.value);
    if (same === undefined) {
      const why = ofList.some(({ rule }) => isWritable(rule))
        ? 'no rule has a place for this element'
        : reason(undefined, ofList);
      return [{ path, value: element, why }];
    }
    return missing(element, same).map(([name, value]) => ({
      path: `${path}.${name}`,
      value,
      why: 'no rule has a place for this of the element',
    }));
  });
}

/** The parts of an element that another one lacks. */
function missing(element: JsonValue, other: JsonValue): readonly (readonly [name: string, value: JsonValue])[] {
  if (!isObject(element)) return JSON.stringify(element) === JSON.stringify(other) ? [] : [['value', element]];
  const there = isObject(other) ? other : {};
  return Object.entries(element).flatMap(([name, value]) =>
    value === undefined || JSON.stringify(there[name]) === JSON.stringify(value) ? [] : [[name, value] as const],
  );
}

function pathText([first = '', ...rest]: readonly string[]): string {
  return rest.length === 0 ? first : `${first}${first.startsWith('urn:') ? ':' : '.'}${rest.join('.')}`;
}
