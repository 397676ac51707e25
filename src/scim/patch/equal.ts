import type { JsonObject, JsonValue } from '../resource.js';

/** Deep equality of JSON data; a property that is undefined counts as absent. */
export function isEqual(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left === undefined || right === undefined || Array.isArray(left) !== Array.isArray(right)) return false;
  if (Array.isArray(left)) {
    const other = right as readonly JsonValue[];
    return left.length === other.length && left.every((element, index) => isEqual(element, other[index]));
  }
  const a = left as JsonObject;
  const b = right as JsonObject;
  const keys = definedKeys(a);
  return keys.length === definedKeys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

function definedKeys(object: JsonObject): string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined);
}
