import type { JsonObject, JsonValue } from '../scim/index.js';

/** An object under construction. */
export type Draft = { [name: string]: JsonValue };

/** Sets the value under the keys, making the objects in between. */
export function setAt(draft: Draft, keys: readonly string[], value: JsonValue): void {
  let target = draft;
  const last = keys.length - 1;
  for (let index = 0; index < last; index++) {
    const key = keys[index] as string;
    const inner = target[key];
    if (isObject(inner)) target = inner as Draft;
    else {
      const made: Draft = {};
      target[key] = made;
      target = made;
    }
  }
  target[keys[last] as string] = value;
}

/** The value under the keys; lists are not entered. */
export function getAt(object: JsonObject, keys: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const key of keys) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the path begins with `start`; a path is within itself. */
export function isWithin(path: readonly string[], start: readonly string[]): boolean {
  return start.length <= path.length && start.every((key, index) => path[index] === key);
}

export function isSamePath(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && isWithin(left, right);
}
