import type { AttributePath } from '../filter/ast.js';
import { splitName } from '../filter/parse-path.js';
import type { JsonObject, JsonValue, Resource } from '../resource.js';
import type { Attribute } from '../schema/attribute.js';
import { type CompiledType, subAttributeNamed } from '../schema/compile-type.js';

/** What of a resource an answer shows (RFC 7644 section 3.9, RFC 7643 "returned"). */
export interface Projection {
  project(resource: Resource): Resource;
  /** Whether anything of the attribute is shown. */
  needs(path: AttributePath): boolean;
}

/** Which names are chosen: the whole attribute, or some of what is in it. */
type Choice = true | Map<string, Choice>;

/**
 * @param names the query's `attributes` or `excludedAttributes`, separated by commas; `attributes` wins. Names that the
 * type does not have are ignored
 */
export function compileProjection(
  names: { readonly attributes?: string; readonly excludedAttributes?: string },
  type: CompiledType,
): Projection {
  const included = choose(names.attributes, type);
  const excluded = included ? undefined : choose(names.excludedAttributes, type);
  const shows = (attribute: Attribute, include: Choice | undefined, exclude: Choice | undefined): boolean => {
    if (attribute.returned === 'never') return false;
    if (attribute.returned === 'always') return true;
    if (included) return include !== undefined;
    return attribute.returned === 'default' && exclude !== true;
  };
  const showsUnknown = (include: Choice | undefined, exclude: Choice | undefined): boolean =>
    included ? include !== undefined : exclude !== true;
  const projectObject = (
    object: JsonObject,
    find: (name: string) => Attribute | undefined,
    include: Choice | undefined,
    exclude: Choice | undefined,
  ): JsonObject => {
    const result: { [name: string]: JsonValue } = {};
    for (const name of Object.keys(object)) {
      const value = object[name];
      if (value === undefined) continue;
      const attribute = find(name);
      const inner = include instanceof Map ? include.get(name) : include;
      const outer = exclude instanceof Map ? exclude.get(name) : undefined;
      if (attribute ? !shows(attribute, inner, outer) : !showsUnknown(inner, outer)) continue;
      const shown = attribute && !attribute.subAttributes ? value : projectValue(attribute, value, inner, outer);
      if (shown !== undefined) result[name] = shown;
    }
    return result;
  };
  const projectValue = (
    attribute: Attribute | undefined,
    value: JsonValue,
    include: Choice | undefined,
    exclude: Choice | undefined,
  ): JsonValue | undefined => {
    const plain = (include === true || (include === undefined && !included)) && exclude === undefined;
    if (plain && !(attribute && hidesAny(attribute))) return value;
    const find = (name: string): Attribute | undefined => attribute && subAttributeNamed(attribute, name);
    const projectOne = (element: JsonValue): JsonValue =>
      typeof element === 'object' && element !== null && !Array.isArray(element)
        ? projectObject(element as JsonObject, find, include ?? true, exclude)
        : element;
    const shown = Array.isArray(value) ? value.map(projectOne) : projectOne(value);
    return isEmptyObject(shown) ? undefined : shown;
  };
  const everything = !included && !excluded;
  const hidden = type.attributes.filter(hidesAny).map(({ name }) => name);
  return {
    project(resource) {
      if (everything && hidden.every((name) => resource[name] === undefined)) return resource;
      return projectObject(resource, type.attributeNamed, included, excluded);
    },
    needs(path) {
      const resolved = type.resolve(path);
      if (!resolved) return !included;
      let include: Choice | undefined = included;
      let exclude: Choice | undefined = excluded;
      let attribute: Attribute | undefined;
      for (const key of resolved.keys) {
        attribute = attribute ? subAttributeNamed(attribute, key) : type.attributeNamed(key);
        include = include instanceof Map ? include.get(key) : include;
        exclude = exclude instanceof Map ? exclude.get(key) : undefined;
        if (attribute ? !shows(attribute, include, exclude) : !showsUnknown(include, exclude)) return false;
      }
      return true;
    },
  };
}

function choose(names: string | undefined, type: CompiledType): Map<string, Choice> | undefined {
  if (names === undefined || names.trim() === '') return undefined;
  const chosen = new Map<string, Choice>();
  for (const text of names.split(',')) {
    const name = text.trim();
    const path = splitName(name);
    const resolved = path && type.resolve(path);
    if (!resolved) continue;
    add(chosen, resolved.keys);
    // The text does not tell the URN of an unknown extension from an attribute in it.
    if (resolved.unknown && resolved.schema !== undefined) add(chosen, [name]);
  }
  return chosen;
}

function add(chosen: Map<string, Choice>, keys: readonly string[]): void {
  let level = chosen;
  for (const [index, key] of keys.entries()) {
    const known = level.get(key);
    if (known === true) return;
    if (index === keys.length - 1) {
      level.set(key, true);
      return;
    }
    const next: Map<string, Choice> = known ?? new Map();
    level.set(key, next);
    level = next;
  }
}

function hidesAny(attribute: Attribute): boolean {
  return (
    attribute.returned === 'never' ||
    attribute.returned === 'request' ||
    (attribute.subAttributes?.some(hidesAny) ?? false)
  );
}

function isEmptyObject(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
