import { ScimError } from '../errors.js';
import type { Filter } from '../filter/ast.js';
import { compileElementFilter } from '../filter/compile-filter.js';
import { parsePath } from '../filter/parse-filter.js';
import { printPath } from '../filter/print-filter.js';
import type { JsonObject, JsonValue, Resource } from '../resource.js';
import type { Attribute } from '../schema/attribute.js';
import { coerceElement, coerceValue, onePrimary } from '../schema/coerce.js';
import { type CompiledType, type ResolvedAttribute, unknownAttribute } from '../schema/compile-type.js';
import { requireAttributes } from '../schema/validate.js';
import { isEqual } from './equal.js';
import { addElements, removeElements } from './list-change.js';
import type { PatchOperation } from './operation.js';
import type { PatchOptions } from './parse-patch.js';

type Op = PatchOperation['op'];
type Value = JsonValue | undefined;

interface Context extends PatchOptions {
  readonly type: CompiledType;
}

/**
 * The resource after all operations, in their order (RFC 7644 section 3.5.2). The resource given is not touched: either
 * all operations are possible or the error is all that comes of it. Where nothing changes, the same object comes back.
 * @throws ScimError 400 `mutability`, `noTarget`, `invalidValue`, `invalidFilter`
 */
export function applyPatch(
  resource: Resource,
  operations: readonly PatchOperation[],
  type: CompiledType,
  options: PatchOptions = {},
): Resource {
  const context = { ...options, type };
  let result = resource;
  for (const operation of operations) result = applyOperation(result, operation, context);
  if (result === resource || isEqual(result, resource)) return resource;
  requireAttributes(result, type.attributes);
  return result;
}

function applyOperation(resource: Resource, operation: PatchOperation, context: Context): Resource {
  const { op, path, target, value } = operation;
  if (!path || !target) return applyAttributes(resource, op, value as JsonObject, context);
  refuseReadOnly(target, op, printPath(path));
  return applyAt(resource, { ...operation, path, target }, context);
}

/** Operations without a path: each key of the value is an attribute, or a path (Entra ID). What is read-only is skipped. */
function applyAttributes(resource: Resource, op: Op, value: JsonObject, context: Context): Resource {
  let result = resource;
  for (const [name, attributeValue] of Object.entries(value)) {
    const attribute = context.type.attributeNamed(name);
    if (attribute?.mutability === 'readOnly' || attribute?.name === 'schemas') continue;
    const whole = attribute ?? unknownExtension(name, attributeValue, context);
    const path = whole ? { attribute: whole.name } : readKey(name, context);
    const target = whole ? { attribute: whole, keys: [whole.name] } : path && context.type.resolve(path);
    if (!path || !target) {
      context.onTolerated?.('unknownAttribute', name);
      continue;
    }
    if (isReadOnly(target)) continue;
    result = applyAt(result, { op, path, target, value: attributeValue }, context);
  }
  return result;
}

/** The text of a key does not tell a URN from a path in it; that its value is an object does. */
function unknownExtension(name: string, value: Value, { type }: Context): Attribute | undefined {
  if (!type.open || !/^urn:/i.test(name) || !isObject(value)) return undefined;
  return { ...unknownAttribute(name), type: 'complex', subAttributes: [] };
}

function readKey(name: string, { onTolerated, type }: Context): PatchOperation['path'] {
  if (name === '__proto__') return undefined;
  try {
    const path = parsePath(name);
    if (!type.open) onTolerated?.('pathInValue', name);
    return path;
  } catch {
    return undefined;
  }
}

type Targeted = PatchOperation & Required<Pick<PatchOperation, 'path' | 'target'>>;

function applyAt(resource: Resource, { op, path, target, value }: Targeted, context: Context): Resource {
  const name = printPath(path);
  const { attribute, subAttribute, keys } = target;
  const inLists = attribute.multiValued && (path.valueFilter !== undefined || subAttribute !== undefined);
  if (!inLists) {
    const changed = subAttribute ?? attribute;
    return setAt(resource, keys, (before) => changeValue(changed, before, op, value, name, context), changed);
  }
  const listKeys = subAttribute ? keys.slice(0, -1) : keys;
  return setAt(
    resource,
    listKeys,
    (before) => changeElements(target, Array.isArray(before) ? before : [], { op, path, target, value }, name, context),
    attribute,
  );
}

/** A new object with the value under the keys changed; the same object where it stays as it is. */
function setAt(
  object: JsonObject,
  keys: readonly string[],
  change: (before: Value) => Value,
  target: Attribute,
): JsonObject {
  const [key, ...rest] = keys;
  if (key === undefined || key === '__proto__') return object;
  const before = Object.hasOwn(object, key) ? object[key] : undefined;
  let after: Value;
  if (rest.length === 0) {
    after = change(before);
    if (target.mutability === 'immutable' && before !== undefined && !isEqual(before, after)) {
      throw mutability(`${target.name} cannot change once it is set.`);
    }
  } else {
    const inner = typeof before === 'object' && before !== null && !Array.isArray(before) ? (before as JsonObject) : {};
    const changed = setAt(inner, rest, change, target);
    after =
      changed === inner && before !== undefined ? before : Object.keys(changed).length === 0 ? undefined : changed;
  }
  if (after === before || isEqual(after, before)) return object;
  const result: { [name: string]: Value } = { ...object };
  if (after === undefined) delete result[key];
  else result[key] = after;
  return result;
}

function changeValue(
  attribute: Attribute,
  before: Value,
  op: Op,
  value: unknown,
  name: string,
  context: Context,
): Value {
  const coerce = { onTolerated: context.onTolerated, open: context.type.open };
  if (op === 'remove') {
    if (attribute.multiValued && value !== undefined && value !== null && Array.isArray(before)) {
      context.onTolerated?.('removeByValue', name);
      const removed = coerceValue(attribute, value, name, coerce);
      const left = Array.isArray(removed) ? removeElements(before, removed) : before;
      return left.length === 0 ? undefined : left;
    }
    if (attribute.required) throw mutability(`${name} is required and cannot be removed.`);
    return undefined;
  }
  if (context.type.open && attribute.description === '' && attribute.subAttributes === undefined) {
    return value === null ? undefined : (value as JsonValue);
  }
  const after = coerceValue(attribute, value, name, coerce);
  if (attribute.multiValued) {
    if (op === 'replace') return after;
    return Array.isArray(after) ? addElements(Array.isArray(before) ? before : [], after) : before;
  }
  if (attribute.type === 'complex') return mergeComplex(attribute, before, value, after, op, context);
  return after;
}

/** Sub-attributes that the value does not name stay; those that it names as null or empty go (RFC 7644 section 3.5.2.3). */
function mergeComplex(
  attribute: Attribute,
  before: Value,
  sent: unknown,
  after: Value,
  op: Op,
  context: Context,
): Value {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return after;
  const result: { [name: string]: JsonValue } = {
    ...(isObject(before) ? (before as { [name: string]: JsonValue }) : {}),
  };
  for (const [name, value] of Object.entries(sent)) {
    const sub = attribute.subAttributes?.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (sub) {
      if (sub.mutability === 'readOnly') continue;
      const changed = changeValue(sub, result[sub.name], op, value, `${attribute.name}.${sub.name}`, context);
      if (changed === undefined) delete result[sub.name];
      else result[sub.name] = changed;
    } else if (context.type.open && name !== '__proto__' && isObject(after) && after[name] !== undefined) {
      result[name] = after[name] as JsonValue;
    }
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/** Changes those elements that the path selects: by its filter, or all where it names only a sub-attribute. */
function changeElements(
  { attribute, subAttribute }: ResolvedAttribute,
  list: readonly JsonValue[],
  { op, path, value }: Targeted,
  name: string,
  context: Context,
): Value {
  const { valueFilter } = path;
  const matches = valueFilter ? compileElementFilter(valueFilter, attribute, context.type.open) : () => true;
  const change = (element: JsonObject): JsonObject | undefined =>
    subAttribute
      ? setAt(
          element,
          [subAttribute.name],
          (before) => changeValue(subAttribute, before, op, value, name, context),
          subAttribute,
        )
      : changeElement(attribute, element, op, value, name, context, valueFilter);
  let found = false;
  let primary: JsonObject | undefined;
  const result: JsonValue[] = [];
  for (const element of list) {
    if (!isObject(element) || !matches(element)) {
      result.push(element);
      continue;
    }
    found = true;
    const changed = change(element);
    if (changed === undefined || Object.keys(changed).length === 0) continue;
    result.push(changed);
    if (changed.primary === true && element.primary !== true) primary = changed;
  }
  if (!found && op !== 'remove') {
    const made = change(elementFrom(valueFilter, attribute, name));
    context.onTolerated?.('elementForPath', name);
    if (made !== undefined && Object.keys(made).length > 0) {
      result.push(made);
      if (made.primary === true) primary = made;
    }
  }
  return result.length === 0 ? undefined : onePrimary(result, primary);
}

function changeElement(
  attribute: Attribute,
  element: JsonObject,
  op: Op,
  value: unknown,
  name: string,
  context: Context,
  filter: Filter | undefined,
): JsonObject | undefined {
  if (op === 'remove') return undefined;
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const coerced = coerceElement(attribute, single, name, { onTolerated: context.onTolerated, open: context.type.open });
  if (coerced === undefined) return undefined;
  if (!isObject(coerced)) throw new ScimError(400, `${name} must be an object.`, { scimType: 'invalidValue' });
  return op === 'add' ? { ...element, ...coerced } : { ...(filter ? equalities(filter) : {}), ...coerced };
}

/** The element that a filter of equalities describes: Entra ID means it to be made where there is none. */
function elementFrom(filter: Filter | undefined, attribute: Attribute, name: string): JsonObject {
  if (!filter) return {};
  const element = equalities(filter);
  if (!element) throw new ScimError(400, `${name} matches no element.`, { scimType: 'noTarget' });
  const coerced = coerceElement(attribute, element, name, { open: true });
  return isObject(coerced) ? coerced : {};
}

function equalities(filter: Filter): { [name: string]: JsonValue } | undefined {
  if (filter.kind === 'and') {
    const parts = filter.filters.map(equalities);
    return parts.every((part) => part !== undefined) ? Object.assign({}, ...parts) : undefined;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.path.attribute === '__proto__') return undefined;
  return { [filter.path.attribute]: filter.value };
}

function isReadOnly({ attribute, subAttribute }: ResolvedAttribute): boolean {
  return attribute.mutability === 'readOnly' || subAttribute?.mutability === 'readOnly';
}

function refuseReadOnly(target: ResolvedAttribute, op: Op, name: string): void {
  if (isReadOnly(target)) throw mutability(`${name} is read-only; ${op} is not possible.`);
}

function mutability(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'mutability' });
}

function isObject(value: Value): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
