import type { FieldValue } from '../plugin/index.js';
import type { JsonValue, Resource } from '../scim/index.js';
import type { Rule } from './compile-rules.js';
import { type Draft, getAt, isObject, removeAt, setAt } from './json-paths.js';

/** Attributes that the server makes, or that are nobody's to keep. */
const neverKept = ['id', 'schemas', 'meta', 'groups', 'password'];

/**
 * What of a resource no rule keeps, as JSON; null where nothing is left.
 * @param homeless the elements of lists that found no field, by the keys of their list
 */
export function writeExtra(
  resource: Resource,
  rules: readonly Rule[],
  homeless: ReadonlyMap<readonly string[], readonly JsonValue[]>,
): FieldValue {
  const rest = structuredClone(resource) as Draft;
  for (const name of neverKept) delete rest[name];
  for (const rule of rules) {
    if (rule.kind === 'password') continue;
    removeAt(rest, rule.kind === 'slot' ? rule.listKeys : rule.keys);
  }
  for (const [keys, elements] of homeless) if (elements.length > 0) setAt(rest, keys, elements);
  return Object.keys(rest).length === 0 ? null : JSON.stringify(rest);
}

/** Puts what the field keeps into the resource; what the rules have read stands. A text that is no JSON is left alone. */
export function readExtra(stored: FieldValue | undefined, resource: Draft): void {
  if (typeof stored !== 'string' || stored === '') return;
  let kept: unknown;
  try {
    kept = JSON.parse(stored);
  } catch {
    return;
  }
  if (isObject(kept)) merge(resource, kept as Draft);
}

function merge(target: Draft, kept: Draft): void {
  for (const [name, value] of Object.entries(kept)) {
    if (name === '__proto__') continue;
    const present = getAt(target, [name]);
    if (present === undefined) target[name] = value;
    else if (Array.isArray(present) && Array.isArray(value)) target[name] = [...present, ...value];
    else if (isObject(present) && isObject(value)) merge(present as Draft, value as Draft);
  }
}
