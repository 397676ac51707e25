import type { FieldValue } from '../plugin/index.js';
import type { CompiledType, JsonObject, JsonValue, Resource } from '../scim/index.js';
import type { Rule } from './compile-rules.js';
import { type Draft, isObject, setAt } from './json-paths.js';
import { madeAttributes, secretPaths } from './made-attributes.js';

/** Which attributes have a place of their own: whole, or some of what is in them. */
type Covered = Map<string, true | Covered>;

/** Keeps what of a resource no rule does, as JSON in one field. */
export interface ExtraField {
  /**
   * The text to keep; null where nothing is left.
   * @param homeless what of lists found no field, by the keys of their list
   */
  write(resource: Resource, homeless: ReadonlyMap<readonly string[], readonly JsonValue[]>): FieldValue;
  /** Adds what is kept to the resource, but for attributes that have a field of their own. */
  addTo(resource: Draft, kept: JsonObject): void;
}

export function createExtraField(rules: readonly Rule[], type: CompiledType): ExtraField {
  const covered: Covered = new Map();
  for (const name of [...madeAttributes(type), 'password', '__proto__']) covered.set(name, true);
  for (const path of secretPaths(type)) cover(covered, path);
  for (const rule of rules) cover(covered, rule.kind === 'slot' ? rule.listKeys : rule.keys);
  return {
    write(resource, homeless) {
      const rest = uncovered(resource, covered);
      for (const [keys, elements] of homeless) if (elements.length > 0) setAt(rest, keys, elements);
      return Object.keys(rest).length === 0 ? null : JSON.stringify(rest);
    },
    addTo(resource, kept) {
      merge(resource, uncovered(kept, covered));
    },
  };
}

/** What the field keeps; nothing where it holds anything else. */
export function parseExtra(stored: FieldValue | undefined): JsonObject {
  if (isObject(stored)) return stored;
  if (typeof stored !== 'string' || stored === '') return {};
  try {
    const kept: unknown = JSON.parse(stored);
    return isObject(kept) ? kept : {};
  } catch {
    return {};
  }
}

function cover(covered: Covered, [key, ...rest]: readonly string[]): void {
  if (key === undefined) return;
  const inner = covered.get(key);
  if (rest.length === 0 || inner === true) {
    covered.set(key, true);
    return;
  }
  const next: Covered = inner ?? new Map();
  covered.set(key, next);
  cover(next, rest);
}

function uncovered(object: JsonObject, covered: Covered): Draft {
  const rest: Draft = {};
  for (const [name, value] of Object.entries(object)) {
    const inner = covered.get(name);
    if (inner === true || value === undefined || value === null) continue;
    if (inner === undefined) {
      if (name !== '__proto__') rest[name] = value;
    } else if (isObject(value)) {
      const innerRest = uncovered(value, inner);
      if (Object.keys(innerRest).length > 0) rest[name] = innerRest;
    }
  }
  return rest;
}

function merge(target: Draft, rest: Draft): void {
  for (const [name, value] of Object.entries(rest)) {
    const present = Object.hasOwn(target, name) ? target[name] : undefined;
    if (present === undefined) target[name] = value;
    else if (isObject(present) && isObject(value)) merge(present as Draft, value as Draft);
  }
}
