import { CORE_1_0, ENTERPRISE_1_0, ENTERPRISE_USER } from '../../../schemas/scim/urns.js';
import { ScimError } from '../errors.js';
import type { JsonObject, JsonValue, Resource } from '../resource.js';
import type { Attribute } from './attribute.js';
import { coerceValue } from './coerce.js';
import type { CompiledType } from './compile-type.js';
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
      if (coerced !== undefined) resource[attribute.name] = withoutReadOnly(attribute, coerced);
    } else if (type.open && value !== null && name !== '__proto__') {
      resource[name] = value;
    } else {
      options.onTolerated?.('unknownAttribute', name);
    }
  }
  requireAttributes(resource, type.attributes);
  return resource;
}

/** Read-only sub-attributes that came along, such as the manager's displayName, are the server's to say. */
function withoutReadOnly(attribute: Attribute, value: JsonValue): JsonValue {
  const names = attribute.subAttributes?.filter(({ mutability }) => mutability === 'readOnly').map(({ name }) => name);
  const nested = attribute.subAttributes?.some(({ subAttributes }) => subAttributes);
  if ((!names || names.length === 0) && !nested) return value;
  if (Array.isArray(value)) return value.map((element) => withoutReadOnly(attribute, element));
  if (typeof value !== 'object' || value === null) return value;
  const result: { [name: string]: JsonValue } = {};
  for (const [name, subValue] of Object.entries(value as JsonObject)) {
    if (subValue === undefined || names?.includes(name)) continue;
    const subAttribute = attribute.subAttributes?.find((candidate) => candidate.name === name);
    result[name] = subAttribute ? withoutReadOnly(subAttribute, subValue) : subValue;
  }
  return result;
}

/** @throws ScimError 400 `invalidValue` for the first that is missing */
export function requireAttributes(resource: Resource, attributes: readonly Attribute[]): void {
  for (const { name, required, mutability } of attributes) {
    if (!required || mutability === 'readOnly') continue;
    const value = resource[name];
    if (value === undefined || value === '') {
      throw new ScimError(400, `${name} is required.`, { scimType: 'invalidValue' });
    }
  }
}

function reportUnknownSchemas(value: unknown, type: CompiledType, onTolerated: OnTolerated | undefined): void {
  if (!onTolerated || !Array.isArray(value)) return;
  for (const urn of value) {
    const known =
      typeof urn === 'string' &&
      (urn === CORE_1_0 || urn === ENTERPRISE_1_0 || urn === type.schema.id || type.attributeNamed(urn) !== undefined);
    if (!known) onTolerated('unknownSchema', String(urn));
  }
}
