import { ScimError } from '../errors.js';
import type { JsonObject, JsonValue } from '../resource.js';

const MAX_DEPTH = 20;

/**
 * JSON data that no schema describes, in the form of the model: without what is null or empty (RFC 7643 section 2.5), and
 * without a property that would set a prototype. The same object where there is none of these.
 * @throws ScimError 400 `invalidValue` where it is nested beyond all use
 */
export function keepUnknown(value: unknown, path: string): JsonValue | undefined {
  return keep(value as JsonValue | undefined, path, 0);
}

function keep(value: JsonValue | undefined, path: string, depth: number): JsonValue | undefined {
  if (value === null || typeof value !== 'object') return value ?? undefined;
  if (depth === MAX_DEPTH) {
    throw new ScimError(400, `${path} is nested more than ${MAX_DEPTH} levels deep.`, { scimType: 'invalidValue' });
  }
  return Array.isArray(value) ? keepList(value, path, depth) : keepObject(value as JsonObject, path, depth);
}

function keepList(values: readonly JsonValue[], path: string, depth: number): JsonValue | undefined {
  const kept = values.flatMap((element) => {
    const inner = keep(element, path, depth + 1);
    return inner === undefined ? [] : [inner];
  });
  if (kept.length === 0) return undefined;
  return kept.length === values.length && kept.every((element, index) => element === values[index]) ? values : kept;
}

function keepObject(object: JsonObject, path: string, depth: number): JsonObject | undefined {
  const kept: { [name: string]: JsonValue } = {};
  let same = true;
  for (const [name, before] of Object.entries(object)) {
    const after = name === '__proto__' ? undefined : keep(before, path, depth + 1);
    if (after !== undefined) kept[name] = after;
    if (after !== before) same = false;
  }
  if (Object.keys(kept).length === 0) return undefined;
  return same ? object : kept;
}
