import { ScimError } from '../errors.js';
import type { JsonObject, JsonValue } from '../resource.js';
import type { Attribute } from '../schema/attribute.js';
import { isEqual } from './equal.js';
import { isObject } from './is-object.js';

/**
 * A new object with the value under the keys changed, objects on the way made where they are missing and dropped where
 * they become empty; the same object where it stays as it is.
 * @throws ScimError 400 `mutability` where an immutable attribute has a value and would get another
 */
export function setAt(
  object: JsonObject,
  keys: readonly string[],
  target: Attribute,
  change: (before: JsonValue | undefined) => JsonValue | undefined,
): JsonObject {
  const [key, ...rest] = keys;
  if (key === undefined || key === '__proto__') return object;
  const before = Object.hasOwn(object, key) ? object[key] : undefined;
  const after = rest.length === 0 ? changeLast(before, target, change) : setWithin(before, rest, target, change);
  if (isEqual(after, before)) return object;
  const result: { [name: string]: JsonValue | undefined } = { ...object };
  if (after === undefined) delete result[key];
  else result[key] = after;
  return result;
}

function changeLast(
  before: JsonValue | undefined,
  target: Attribute,
  change: (before: JsonValue | undefined) => JsonValue | undefined,
): JsonValue | undefined {
  const after = change(before);
  if (target.mutability === 'immutable' && before !== undefined && !isEqual(before, after)) {
    throw new ScimError(400, `${target.name} cannot change once it is set.`, { scimType: 'mutability' });
  }
  return after;
}

function setWithin(
  before: JsonValue | undefined,
  keys: readonly string[],
  target: Attribute,
  change: (before: JsonValue | undefined) => JsonValue | undefined,
): JsonValue | undefined {
  const inner = isObject(before) ? before : {};
  const changed = setAt(inner, keys, target, change);
  if (changed === inner) return before;
  return Object.keys(changed).length === 0 ? undefined : changed;
}
