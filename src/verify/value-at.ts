import type { JsonObject, JsonValue } from '../scim/index.js';

export type Step = string | number;
/** `name.givenName`, `emails[0].value`; as steps where a name has dots of its own (URNs). */
export type Path = string | readonly Step[];

/** What lies at a path of an answer; undefined where there is nothing. */
export function valueAt(from: JsonValue | undefined, path: Path): JsonValue | undefined {
  let value = from;
  for (const step of typeof path === 'string' ? stepsOf(path) : path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Array.isArray(value) ? (value[Number(step)] as JsonValue | undefined) : memberOf(value, String(step));
  }
  return value;
}

/** The objects of the list at a path; what else is in the list, or no list, counts for nothing. */
export function objectsAt(from: JsonObject, path: Path): readonly JsonObject[] {
  const list = valueAt(from, path);
  return Array.isArray(list)
    ? list.filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
    : [];
}

/** RFC 7643 2.1: names of attributes are compared without regard to case. */
function memberOf(object: object, name: string): JsonValue | undefined {
  const members = object as { readonly [name: string]: JsonValue | undefined };
  if (Object.hasOwn(members, name)) return members[name];
  const found = Object.keys(members).find((key) => key.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : members[found];
}

function stepsOf(path: string): readonly Step[] {
  return path.split(/[.[\]]+/).filter((step) => step !== '');
}

/** For sentences. */
export function pathText(path: Path): string {
  return typeof path === 'string' ? path : path.join(' > ');
}
