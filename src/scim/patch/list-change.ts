import type { JsonValue } from '../resource.js';
import { onePrimary } from '../schema/coerce.js';
import { isEqual } from './equal.js';
import { isObject } from './is-object.js';

type List = readonly JsonValue[];
type Value = JsonValue | undefined;

/**
 * The list with the elements added (RFC 7644 section 3.5.2.1): one that is there already, by its `value` and, where both
 * have one, its `type`, is brought up to date instead. A new primary element takes the place of the old one.
 */
export function addElements(list: List, added: List): List {
  const result = [...list];
  const places = placesOf(list, added);
  let primary: Value;
  for (const element of added) {
    const key = identity(element);
    const known = places.get(key) ?? [];
    const place = known.find((index) => isSameType(typeOf(result[index]), typeOf(element)));
    if (place === undefined) {
      remember(places, key, result.push(element) - 1);
      if (isPrimary(element)) primary = element;
    } else {
      const merged = merge(result[place], element);
      result[place] = merged;
      if (isPrimary(element)) primary = merged;
    }
  }
  return onePrimary(result, primary);
}

/** The list without the elements that `removed` names: by their `value` (and `type` where both have one), else as a whole. */
export function removeElements(list: List, removed: List): List {
  const named = new Map<Value, Value[]>();
  for (const element of removed) {
    const key = identity(element);
    const types = named.get(key);
    if (types) types.push(typeOf(element));
    else named.set(key, [typeOf(element)]);
  }
  const left = list.filter((element) => {
    const types = named.get(identity(element));
    return !types?.some((type) => isSameType(type, typeOf(element)));
  });
  return left.length === list.length ? list : left;
}

/** Where in the list there is something with the identity of an added element. */
function placesOf(list: List, added: List): Map<Value, number[]> {
  const wanted = new Set(added.map(identity));
  const places = new Map<Value, number[]>();
  for (let index = 0; index < list.length; index++) {
    const key = identity(list[index] as JsonValue);
    if (wanted.has(key)) remember(places, key, index);
  }
  return places;
}

function remember(places: Map<Value, number[]>, key: Value, index: number): void {
  const known = places.get(key);
  if (known) known.push(index);
  else places.set(key, [index]);
}

/** What tells elements apart before their type does: `value`, else all that they hold. */
function identity(element: JsonValue): Value {
  if (typeof element !== 'object') return element;
  if (!isObject(element)) return JSON.stringify(element);
  const { value } = element;
  if (value !== undefined && typeof value !== 'object') return value;
  return JSON.stringify(Object.entries(element).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function isSameType(left: Value, right: Value): boolean {
  return left === undefined || right === undefined || left === right;
}

function typeOf(element: Value): Value {
  return isObject(element) ? element.type : undefined;
}

function merge(before: Value, after: JsonValue): JsonValue {
  if (!isObject(before) || !isObject(after)) return after;
  const merged = { ...before, ...after };
  return isEqual(merged, before) ? before : merged;
}

function isPrimary(element: JsonValue): boolean {
  return isObject(element) && element.primary === true;
}
