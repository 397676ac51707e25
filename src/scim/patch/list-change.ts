import type { JsonObject, JsonValue } from '../resource.js';
import { onePrimary } from '../schema/coerce.js';
import { isEqual } from './equal.js';

type List = readonly JsonValue[];

/**
 * The list with the elements added (RFC 7644 section 3.5.2.1): one that is there already, by its `value` and `type`, is
 * brought up to date instead, and a new primary element takes the place of the old one.
 */
export function addElements(list: List, added: List): List {
  const result = [...list];
  const places = new Map<string, number>();
  for (const [index, element] of list.entries()) places.set(identity(element), index);
  let primary: JsonValue | undefined;
  for (const element of added) {
    const key = identity(element);
    const place = places.get(key);
    const merged = place === undefined ? element : merge(result[place], element);
    if (place === undefined) places.set(key, result.push(element) - 1);
    else result[place] = merged;
    if (isObject(element) && element.primary === true) primary = merged;
  }
  return onePrimary(result, primary);
}

/** The list without the elements that `removed` names: by their `value` (and `type` where it is given), else as a whole. */
export function removeElements(list: List, removed: List): List {
  const keys = new Set<string>();
  const wholes: JsonValue[] = [];
  for (const element of removed) {
    if (!isObject(element)) keys.add(valueKey(element));
    else if (element.value === undefined) wholes.push(element);
    else keys.add(valueKey(element.value, element.type));
  }
  return list.filter((element) => {
    if (!isObject(element)) return !keys.has(valueKey(element));
    if (keys.has(valueKey(element.value)) || keys.has(valueKey(element.value, element.type))) return false;
    return !wholes.some((whole) => isEqual(whole, element));
  });
}

/** What tells elements apart: `value` and `type`, else all that they hold. */
function identity(element: JsonValue): string {
  return isObject(element) && element.value !== undefined
    ? valueKey(element.value, element.type)
    : JSON.stringify(element);
}

function valueKey(value: JsonValue | undefined, type?: JsonValue | undefined): string {
  return type === undefined ? `v:${String(value)}` : `t:${String(type)}:${String(value)}`;
}

function merge(before: JsonValue | undefined, after: JsonValue): JsonValue {
  return isObject(before) && isObject(after) ? { ...before, ...after } : after;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
