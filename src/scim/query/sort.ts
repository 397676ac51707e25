import { ScimError } from '../errors.js';
import type { AttributePath } from '../filter/ast.js';
import { valueAt } from '../filter/compile-filter.js';
import { parsePath } from '../filter/parse-filter.js';
import type { JsonObject, JsonValue, Resource } from '../resource.js';
import type { Attribute } from '../schema/attribute.js';
import { type CompiledType, subAttributeNamed } from '../schema/compile-type.js';
import { instantOf } from '../schema/date-time.js';

/** An order of resources (RFC 7644 section 3.4.2.3). */
export interface CompiledSort {
  readonly path: AttributePath;
  /** The text of `path`. */
  readonly by: string;
  readonly order: 'ascending' | 'descending';
  /** Negative where `left` comes first. Resources without a value come last when ascending, first when descending. */
  readonly compare: (left: Resource, right: Resource) => number;
}

/**
 * @param by the query's `sortBy`
 * @param order the query's `sortOrder`; ascending where it is anything but `descending`
 * @throws ScimError 400 `invalidPath`, `invalidValue`
 */
export function compileSort(by: string, order: string | undefined, type: CompiledType): CompiledSort {
  const path = parsePath(by);
  const resolved = type.resolve(path);
  if (!resolved) {
    throw new ScimError(400, `sortBy: ${type.resourceType.name} has no attribute "${by}".`, {
      scimType: 'invalidPath',
    });
  }
  const direction = order?.toLowerCase() === 'descending' ? -1 : 1;
  const named = resolved.subAttribute ?? resolved.attribute;
  const inElement = named.type === 'complex' ? subAttributeNamed(named, 'value') : undefined;
  const key = sortKey(inElement ?? named);
  const keys = inElement ? [...resolved.keys, inElement.name] : resolved.keys;
  const listKeys = resolved.attribute.multiValued ? keys.slice(0, resolved.schema === undefined ? 1 : 2) : undefined;
  const read = (resource: Resource): string | number | undefined =>
    key(listKeys ? ofPrimary(valueAt(resource, listKeys), keys.slice(listKeys.length)) : valueAt(resource, keys));
  return {
    path,
    by,
    order: direction === 1 ? 'ascending' : 'descending',
    compare: (left, right) => direction * compareKeys(read(left), read(right)),
  };
}

/** A multi-valued attribute sorts by its primary element, or else by its first. */
function ofPrimary(list: JsonValue | undefined, keys: readonly string[]): JsonValue | undefined {
  if (!Array.isArray(list)) return undefined;
  const element = list.find((candidate) => isObject(candidate) && candidate.primary === true) ?? list[0];
  return isObject(element) ? valueAt(element, keys) : element;
}

function sortKey({ type, caseExact }: Attribute): (value: JsonValue | undefined) => string | number | undefined {
  return (value) => {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return Number(value);
    if (typeof value !== 'string') return undefined;
    if (type === 'dateTime') return instantOf(value);
    return caseExact ? value : value.toLowerCase();
  };
}

function compareKeys(left: string | number | undefined, right: string | number | undefined): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
  return left < right ? -1 : left > right ? 1 : 0;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
