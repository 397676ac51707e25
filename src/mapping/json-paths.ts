import type { JsonObject, JsonValue } from '../scim/index.js';

/** An object under construction. */
export type Draft = { [name: string]: JsonValue };

/** Sets the value under the keys, making the objects in between. */
export function setAt(draft: Draft, keys: readonly string[], value: JsonValue): void {
  let target = draft;
  for (const key of keys.slice(0, -1)) {
    const inner = target[key];
    if (isObject(inner)) target = inner as Draft;
    else {
      const made: Draft = {};
      target[key] = made;
      target = made;
    }
  }
  target[keys[keys.length - 1] as string] = value;
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

/** Takes away what is under the keys, and the objects that are empty for it. */
export function removeAt(draft: Draft, keys: readonly string[]): void {
  const [key, ...rest] = keys;
  if (key === undefined || !Object.hasOwn(draft, key)) return;
  if (rest.length === 0) {
    delete draft[key];
    return;
  }
  const inner = draft[key];
  if (!isObject(inner)) return;
  removeAt(inner as Draft, rest);
  if (Object.keys(inner).length === 0) delete draft[key];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
