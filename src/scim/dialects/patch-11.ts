import { PATCH_OP } from '../../../schemas/scim/urns.js';
import type { JsonObject, JsonValue } from '../resource.js';
import type { CompiledType } from '../schema/compile-type.js';

interface Operation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path?: string;
  readonly value?: JsonValue;
}

/**
 * A SCIM 1.1 PATCH (REST API section 3.3.2) as 2.0 operations: attributes named in `meta.attributes` are removed, then
 * those in the body are merged; an element with `"operation": "delete"` goes.
 * @param resource the body with its attributes under their 2.0 names
 */
export function toPatchOp(resource: JsonObject, type: CompiledType): JsonObject {
  const operations: Operation[] = removedAttributes(resource.meta).map((path) => ({ op: 'remove', path }));
  for (const [name, value] of Object.entries(resource)) {
    const attribute = type.attributeNamed(name);
    if (attribute?.mutability === 'readOnly' || attribute?.name === 'schemas' || value === undefined) continue;
    if (attribute?.multiValued) operations.push(...listOperations(attribute.name, value));
    else operations.push({ op: 'replace', value: { [name]: value } });
  }
  return { schemas: [PATCH_OP], Operations: operations as unknown as JsonValue };
}

function listOperations(path: string, value: JsonValue): readonly Operation[] {
  const elements: readonly JsonValue[] = Array.isArray(value) ? value : [value as JsonValue];
  const removed = elements.filter(isDeleted);
  const added = elements.filter((element) => !isDeleted(element));
  return [
    ...(removed.length > 0 ? [{ op: 'remove', path, value: removed.map(withoutOperation) } as const] : []),
    ...(added.length > 0 ? [{ op: 'add', path, value: added } as const] : []),
  ];
}

function isDeleted(element: JsonValue): boolean {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return false;
  const { operation } = element as JsonObject;
  return typeof operation === 'string' && operation.toLowerCase() === 'delete';
}

function withoutOperation(element: JsonValue): JsonValue {
  const { operation: _operation, ...rest } = element as JsonObject;
  return rest;
}

function removedAttributes(meta: JsonValue | undefined): readonly string[] {
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return [];
  const { attributes } = meta as JsonObject;
  return Array.isArray(attributes) ? attributes.filter((name): name is string => typeof name === 'string') : [];
}
