import { isDeepStrictEqual } from 'node:util';
import { elementKey, type FieldValue } from '../plugin/index.js';
import type { Attribute, JsonObject, JsonValue, Resource } from '../scim/index.js';
import type { Collection } from './collection.js';
import type { AttributeChange } from './guards.js';
import type { PlannedChange } from './planned-change.js';

const MASK = '[secret]';

/**
 * What a change does, attribute by attribute: sub-attributes by themselves, of lists the elements that come and go. What is
 * never returned is masked (RFC 7643 section 2.2).
 */
export function attributeChanges(collection: Collection, planned: PlannedChange): readonly AttributeChange[] {
  if (planned.operation === 'create') return differences({}, planned.after, collection);
  if (planned.operation === 'delete') return planned.before ? differences(planned.before, {}, collection) : [];
  return [...differences(planned.before, planned.after, collection), ...memberChange(collection, planned)];
}

/** Members that were not read to be changed. */
function memberChange(
  { membersField }: Collection,
  { before, after, change }: Extract<PlannedChange, { readonly operation: 'update' }>,
): readonly AttributeChange[] {
  const list = membersField === undefined ? undefined : change.lists?.[membersField];
  if (!list || before.members !== after.members) return [];
  return [elementChange('members', list.remove ?? [], list.add ?? [])];
}

function differences(before: Resource, after: Resource, { type }: Collection): readonly AttributeChange[] {
  const changes = compareObjects(before, after, '', [...type.schema.attributes]);
  for (const { id, attributes } of type.extensions) {
    changes.push(...compareObjects(objectAt(before, id), objectAt(after, id), `${id}:`, [...attributes]));
  }
  return changes;
}

function compareObjects(
  before: JsonObject,
  after: JsonObject,
  prefix: string,
  attributes: readonly Attribute[],
): AttributeChange[] {
  const known = new Map(attributes.map((attribute) => [attribute.name, attribute]));
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    if (notAttributes.has(name) || name.includes(':')) return [];
    return compareValues(before[name], after[name], `${prefix}${name}`, known.get(name));
  });
}

/** What the server says of the resource, not what the resource holds. */
const notAttributes: ReadonlySet<string> = new Set(['id', 'schemas', 'meta']);

function compareValues(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string,
  attribute: Attribute | undefined,
): readonly AttributeChange[] {
  if (before === after || isDeepStrictEqual(before, after)) return [];
  if (attribute?.returned === 'never' || attribute?.mutability === 'writeOnly') return [change(path, undefined, MASK)];
  if (isList(before) || isList(after)) {
    const old = new Map(elementsOf(before).map((element) => [JSON.stringify(element), element]));
    const now = new Map(elementsOf(after).map((element) => [JSON.stringify(element), element]));
    const gone = [...old].filter(([text]) => !now.has(text)).map(([, element]) => shown(element));
    const come = [...now].filter(([text]) => !old.has(text)).map(([, element]) => shown(element));
    return [change(path, gone.length > 0 ? gone : undefined, come.length > 0 ? come : undefined)];
  }
  if (isObject(before) || isObject(after)) {
    return compareObjects(asObject(before), asObject(after), `${path}.`, attribute?.subAttributes ?? []);
  }
  return [change(path, before, after)];
}

function elementChange(path: string, removed: readonly FieldValue[], added: readonly FieldValue[]): AttributeChange {
  const before = removed.map(elementKey);
  const after = added.map(elementKey);
  return change(path, before.length > 0 ? before : undefined, after.length > 0 ? after : undefined);
}

function change(path: string, before: unknown, after: unknown): AttributeChange {
  return { path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

/** An element that only has a value is shown as that value. */
function shown(element: JsonValue): JsonValue {
  if (!isObject(element)) return element;
  const { value } = element;
  return value !== undefined && Object.keys(element).every((name) => name === 'value') ? value : element;
}

function objectAt(resource: Resource, urn: string): JsonObject {
  return asObject(resource[urn]);
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function elementsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : value === undefined || value === null ? [] : [value];
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
