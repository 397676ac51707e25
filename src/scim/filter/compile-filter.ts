import { ScimError } from '../errors.js';
import type { JsonObject, JsonValue, Resource } from '../resource.js';
import type { Attribute } from '../schema/attribute.js';
import { type CompiledType, subAttributeNamed, unknownAttribute } from '../schema/compile-type.js';
import type { AttributePath, ComparisonOperator, Filter } from './ast.js';
import { compileComparison, isPresent } from './comparison.js';
import { printPath } from './print-filter.js';

type Predicate = (object: JsonObject) => boolean;

/** Where a path of the filter leads, from a resource or from an element of a list. */
interface Target {
  /** What is compared: the sub-attribute where the path names one. */
  readonly attribute: Attribute;
  /** Property names, outermost first. */
  readonly keys: readonly string[];
}

/** What the paths of a filter are relative to. */
interface Scope {
  /** true: names that no schema has are allowed. */
  readonly open: boolean;
  resolve(path: AttributePath): Target;
}

/**
 * Compiles a filter for resources of one type (RFC 7644 section 3.4.2.2). A list matches where any of its elements does;
 * `ne` where none is equal; a complex attribute by its `value`.
 * @throws ScimError 400 `invalidFilter`: an attribute that does not exist, a comparison that its type does not have
 */
export function compileFilter(filter: Filter, type: CompiledType): (resource: Resource) => boolean {
  return compile(filter, {
    open: type.open,
    resolve(path) {
      const resolved = type.resolve(path);
      if (!resolved) throw noAttribute(path, type.resourceType.name);
      const { attribute, subAttribute, keys } = resolved;
      return { attribute: subAttribute ?? attribute, keys };
    },
  });
}

/**
 * Compiles a filter for the elements of a multi-valued attribute, such as the one in brackets of a path. An element that is
 * no object is given as `{ value }` (RFC 7643 section 2.4).
 */
export function compileElementFilter(filter: Filter, attribute: Attribute, open: boolean): Predicate {
  return compile(filter, {
    open,
    resolve(path) {
      const plain = path.schema === undefined && path.subAttribute === undefined;
      const sub = plain ? subOf(attribute, path.attribute, open) : undefined;
      if (!sub) throw noAttribute(path, attribute.name);
      return { attribute: sub, keys: [sub.name] };
    },
  });
}

function subOf(attribute: Attribute, name: string, open: boolean): Attribute | undefined {
  if (attribute.type !== 'complex' && name.toLowerCase() === 'value') {
    return { ...attribute, name: 'value', multiValued: false };
  }
  return subAttributeNamed(attribute, name) ?? (open ? unknownAttribute(name) : undefined);
}

function compile(filter: Filter, scope: Scope): Predicate {
  switch (filter.kind) {
    case 'and': {
      const all = filter.filters.map((part) => compile(part, scope));
      return (object) => all.every((matches) => matches(object));
    }
    case 'or': {
      const any = filter.filters.map((part) => compile(part, scope));
      return (object) => any.some((matches) => matches(object));
    }
    case 'not': {
      const matches = compile(filter.filter, scope);
      return (object) => !matches(object);
    }
    case 'present': {
      const { keys } = scope.resolve(filter.path);
      return (object) => isPresent(valueAt(object, keys));
    }
    case 'valuePath':
      return compileValuePath(filter.path, filter.filter, scope);
    case 'compare':
      return compileCompare(filter.path, filter.operator, filter.value, scope);
  }
}

function compileValuePath(path: AttributePath, inner: Filter, scope: Scope): Predicate {
  const { attribute, keys } = scope.resolve(path);
  const matches = compileElementFilter(inner, attribute, scope.open);
  const test = (value: JsonValue): boolean =>
    value !== null && matches(typeof value === 'object' ? (value as JsonObject) : { value });
  return (object) => {
    const value = valueAt(object, keys);
    return Array.isArray(value) ? value.some(test) : value !== undefined && test(value);
  };
}

function compileCompare(
  path: AttributePath,
  operator: ComparisonOperator,
  value: string | number | boolean | null,
  scope: Scope,
): Predicate {
  const target = scope.resolve(path);
  if (value === null) {
    if (operator !== 'eq' && operator !== 'ne') {
      throw invalidFilter(`${printPath(path)} can be compared with null by eq and ne only.`);
    }
    const wanted = operator === 'ne';
    return (object) => isPresent(valueAt(object, target.keys)) === wanted;
  }
  const { attribute, keys } = comparable(target, path);
  const matches = compileComparison(attribute, operator, value, printPath(path));
  const [key, ...more] = keys;
  if (more.length === 0 && key !== undefined && !attribute.multiValued) return (object) => matches(object[key]);
  return (object) => matches(valueAt(object, keys));
}

/** A complex attribute is compared by its `value`. */
function comparable({ attribute, keys }: Target, path: AttributePath): Target {
  if (attribute.type !== 'complex') return { attribute, keys };
  const value = subAttributeNamed(attribute, 'value');
  if (!value) throw invalidFilter(`${printPath(path)} has no value to compare; name one of its sub-attributes.`);
  return { attribute: value, keys: [...keys, value.name] };
}

/** The value under the keys; where a list is on the way, the list of its elements' values. */
export function valueAt(object: JsonObject, keys: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (let index = 0; index < keys.length; index++) {
    if (Array.isArray(value)) return elementValues(value, keys.slice(index));
    if (typeof value !== 'object' || value === null) return undefined;
    const key = keys[index] as string;
    value = Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
  }
  return value;
}

function elementValues(elements: readonly JsonValue[], keys: readonly string[]): JsonValue[] {
  return elements.flatMap((element) => {
    const value = typeof element === 'object' && element !== null ? valueAt(element as JsonObject, keys) : undefined;
    return value === undefined ? [] : value;
  });
}

function noAttribute(path: AttributePath, owner: string): ScimError {
  return invalidFilter(`${owner} has no attribute "${printPath(path)}".`);
}

function invalidFilter(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}
