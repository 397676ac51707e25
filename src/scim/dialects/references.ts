import { ENTERPRISE_USER } from '../../../schemas/scim/urns.js';
import type { JsonObject, JsonValue, Resource } from '../resource.js';
import { resourceUrl } from '../resource-url.js';

type EndpointOf = (type: JsonValue | undefined) => string;

/** Attributes whose elements name resources, and the endpoint of each element's `type`. */
const endpoints: { readonly [attribute: string]: EndpointOf } = {
  members: (type) => (type === 'Group' ? '/Groups' : '/Users'),
  groups: () => '/Groups',
};

/** The resource with a `$ref` in `members`, `groups` and the manager (RFC 7643 sections 4.1.2, 4.2 and 4.3). */
export function addReferences(resource: Resource, base: string): Resource {
  let result = resource;
  for (const attribute of Object.keys(endpoints)) {
    const elements = resource[attribute];
    const endpointOf = endpoints[attribute];
    if (!Array.isArray(elements) || !endpointOf) continue;
    result = { ...result, [attribute]: elements.map((element) => withReference(element, base, endpointOf)) };
  }
  const enterprise = resource[ENTERPRISE_USER] as JsonObject | undefined;
  if (enterprise?.manager === undefined) return result;
  const manager = withReference(enterprise.manager, base, () => '/Users');
  return { ...result, [ENTERPRISE_USER]: { ...enterprise, manager } };
}

function withReference(element: JsonValue, base: string, endpointOf: EndpointOf): JsonValue {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return element;
  const { value, type } = element as JsonObject;
  if (typeof value !== 'string') return element;
  return { ...element, $ref: resourceUrl(base, endpointOf(type), value) };
}
