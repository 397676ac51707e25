import type { JsonObject, JsonValue, Resource } from '../resource.js';
import type { CompiledType } from '../schema/compile-type.js';
import { compileElementFilter, valueAt } from './compile-filter.js';
import { parsePath } from './parse-filter.js';

/** The plain values of a resource at an attribute path; empty where it has none. A complex attribute counts by its `value`. */
export function valuesAt(resource: Resource, pathText: string, type: CompiledType): readonly JsonValue[] {
  const path = parsePath(pathText);
  const resolved = type.resolve(path);
  if (!resolved) return [];
  const { valueFilter } = path;
  if (!valueFilter) return plainValues(valueAt(resource, resolved.keys));
  const subKeys = resolved.subAttribute ? [resolved.subAttribute.name] : [];
  const elements = valueAt(resource, resolved.subAttribute ? resolved.keys.slice(0, -1) : resolved.keys);
  const matches = compileElementFilter(valueFilter, resolved.attribute, type.open);
  return (Array.isArray(elements) ? elements : []).flatMap((element) =>
    typeof element === 'object' && element !== null && matches(element as JsonObject)
      ? plainValues(valueAt(element as JsonObject, subKeys))
      : [],
  );
}

function plainValues(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(plainValues);
  return typeof value === 'object' ? plainValues((value as JsonObject).value) : [value];
}
