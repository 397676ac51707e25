import type { JsonObject, JsonValue } from '../scim/index.js';
import { isEqual } from '../verify/expect.js';

type Found = JsonValue | undefined;

const isObject = (value: Found): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How a matcher looks at a value. */
const matchers: { readonly [name: string]: (found: Found, wanted: JsonValue) => boolean } = {
  $exists: (found, wanted) => (found !== undefined && found !== null && found !== '') === wanted,
  $type: (found, wanted) =>
    (Array.isArray(found) ? 'array' : typeof found) === wanted && (wanted !== 'string' || found !== ''),
  $contains: (found, wanted) =>
    typeof found === 'string'
      ? typeof wanted === 'string' && found.toLowerCase().includes(wanted.toLowerCase())
      : Array.isArray(found) && found.some((each: JsonValue) => isEqual(each, wanted)),
  $notContains: (found, wanted) => !Array.isArray(found) || !found.some((each: JsonValue) => isEqual(each, wanted)),
  $len: (found, wanted) => Array.isArray(found) && found.length === wanted,
  $minLen: (found, wanted) => Array.isArray(found) && typeof wanted === 'number' && found.length >= wanted,
  $gte: (found, wanted) => typeof found === 'number' && typeof wanted === 'number' && found >= wanted,
  $ci: (found, wanted) =>
    typeof found === 'string' && typeof wanted === 'string' && found.toLowerCase() === wanted.toLowerCase(),
  $oneOf: (found, wanted) => Array.isArray(wanted) && wanted.some((each: JsonValue) => matches(found, each)),
};

/** Whether a value is what is wanted: an object whose one member is a matcher, or the value itself. */
export function matches(found: Found, wanted: JsonValue): boolean {
  const name = matcherOf(wanted);
  if (name === undefined || !isObject(wanted)) return isEqual(found, wanted);
  return matchers[name]?.(found, wanted[name] as JsonValue) ?? false;
}

/** The name of the matcher that a value is; undefined for values. @throws Error for a matcher that there is not */
export function matcherOf(wanted: JsonValue): string | undefined {
  if (!isObject(wanted)) return undefined;
  const [name = '', ...more] = Object.keys(wanted);
  if (!name.startsWith('$') || name === '$ref' || more.length > 0) return undefined;
  if (!Object.hasOwn(matchers, name)) {
    throw new Error(`there is no matcher ${name}; there are ${Object.keys(matchers).join(', ')}`);
  }
  return name;
}
