import { ENTERPRISE_USER } from '../../../schemas/scim/urns.js';
import type { JsonObject, JsonValue } from '../resource.js';
import { resourceUrl } from '../resource-url.js';

type EndpointOf = (type: JsonValue | undefined) => string;

/** Attributes whose elements name resources, and the endpoint of each element's `type`. */
const endpoints: { readonly [attribute: string]: EndpointOf } = {
  members: (type) => (type === 'Group' ? '/Groups' : '/Users'),
  groups: () => '/Groups',
};

/**
 * The value of an attribute with `$ref`s where it names resources: `members`, `groups` and the manager (RFC 7643 sections
 * 4.1.2, 4.2 and 4.3).
 */
export function withReferences(attribute: string, value: JsonValue, base: string): JsonValue {
  if (attribute === ENTERPRISE_USER) return withManagerReference(value as JsonObject, base);
  const endpointOf = Object.hasOwn(endpoints, attribute) ? endpoints[attribute] : undefined;
  if (!endpointOf || !Array.isArray(value)) return value;
  return value.map((element) => withReference(element, base, endpointOf));
}

function withManagerReference(enterprise: JsonObject, base: string): JsonObject {
  if (enterprise.manager === undefined) return enterprise;
  return { ...enterprise, manager: withReference(enterprise.manager, base, () => '/Users') };
}

function withReference(element: JsonValue, base: string, endpointOf: EndpointOf): JsonValue {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return element;
  const { value, type } = element as JsonObject;
  if (typeof value !== 'string') return element;
  return { ...element, $ref: resourceUrl(base, endpointOf(type), value) };
}
