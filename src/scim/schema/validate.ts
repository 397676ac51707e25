import { CORE_1_0, ENTERPRISE_1_0, ENTERPRISE_USER } from '../../../schemas/scim/urns.js';
import { ScimError } from '../errors.js';
import type { JsonObject, JsonValue, Resource } from '../resource.js';
import type { Attribute } from './attribute.js';
import { coerceValue } from './coerce.js';
import type { CompiledType } from './compile-type.js';
import { keepUnknown } from './keep-unknown.js';
import type { OnTolerated } from './tolerances.js';

export interface ValidateOptions {
  readonly onTolerated?: OnTolerated;
}

/**
 * The resource that a client sent, in the form of its schemas; what only the server sets (`id`, `meta`, read-only
 * attributes) is left out, as RFC 7644 sections 3.3 and 3.5.1 say.
 * @throws ScimError 400 `invalidSyntax` or `invalidValue`, with the path
 */
export function validateResource(body: unknown, type: CompiledType, options: ValidateOptions = {}): Resource {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ScimError(400, `The body must be a ${type.resourceType.name} as a JSON object.`, {
      scimType: 'invalidSyntax',
    });
  }
  const coerceOptions = { onTolerated: options.onTolerated, open: type.open };
  const resource: { [name: string]: JsonValue } = {};
  for (const [name, value] of Object.entries(body)) {
    const attribute = type.attributeNamed(name === ENTERPRISE_1_0 ? ENTERPRISE_USER : name);
    if (attribute) {
      if (attribute.mutability === 'readOnly') continue;
      if (attribute.name === 'schemas') {
        reportUnknownSchemas(value, type, options.onTolerated);
        continue;
      }
      const coerced = coerceValue(attribute, value, attribute.name, coerceOptions);
      const writable = coerced === undefined ? undefined : withoutReadOnly(attribute, coerced);
      if (writable !== undefined) resource[attribute.name] = writable;
    } else if (type.open && name !== '__proto__') {
      const kept = keepUnknown(value, name);
      if (kept !== undefined) resource[name] = kept;
    } else {
      options.onTolerated?.('unknownAttribute', name);
    }
  }
  requireAttributes(resource, type.attributes);
  return resource;
}

/**
 * Read-only sub-attributes that came along, such as the manager's displayName, are the server's to say; undefined where
 * nothing else is left.
 */
function withoutReadOnly(attribute: Attribute, value: JsonValue): JsonValue | undefined {
  const names = attribute.subAttributes?.filter(({ mutability }) => mutability === 'readOnly').map(({ name }) => name);
  const nested = attribute.subAttributes?.some(({ subAttributes }) => subAttributes);
  if ((!names || names.length === 0) && !nested) return value;
  if (Array.isArray(value)) {
    const elements = value.flatMap((element) => withoutReadOnly(attribute, element) ?? []);
    return elements.length > 0 ? elements : undefined;
  }
  if (typeof value !== 'object' || value === null) return value;
  const result: { [name: string]: JsonValue } = {};
  for (const [name, subValue] of Object.entries(value as JsonObject)) {
    if (subValue === undefined || names?.includes(name)) continue;
    const subAttribute = attribute.subAttributes?.find((candidate) => candidate.name === name);
    const writable = subAttribute ? withoutReadOnly(subAttribute, subValue) : subValue;
    if (writable !== undefined) result[name] = writable;
  }
  return Object.keys(result).length > 0 ? result : undefined;
}

/**
 * Sees that what is required is there, within complex values and lists as well.
 * @throws ScimError 400 `invalidValue` for the first that is missing
 */
export function requireAttributes(object: JsonObject, attributes: readonly Attribute[], prefix = ''): void {
  for (const { name, required, mutability, subAttributes } of attributes) {
    if (mutability === 'readOnly') continue;
    const value = object[name];
    if (value === undefined || value === '') {
      if (required) throw new ScimError(400, `${prefix}${name} is required.`, { scimType: 'invalidValue' });
    } else if (subAttributes?.some(requiresAny)) {
      for (const element of Array.isArray(value) ? value : [value]) {
        if (typeof element === 'object') requireAttributes(element, subAttributes, `${prefix}${name}.`);
      }
    }
  }
}

function requiresAny({ required, subAttributes }: Attribute): boolean {
  return required || (subAttributes?.some(requiresAny) ?? false);
}

function reportUnknownSchemas(value: unknown, type: CompiledType, onTolerated: OnTolerated | undefined): void {
  if (!onTolerated || !Array.isArray(value)) return;
  for (const urn of value) {
    const known =
      typeof urn === 'string' &&
      (urn === CORE_1_0 || urn === ENTERPRISE_1_0 || urn === type.schema.id || type.attributeNamed(urn) !== undefined);
    if (!known) onTolerated('unknownSchema', typeof urn === 'string' ? urn : 'schemas');
  }
}
