import type { JsonObject, JsonValue, Resource } from '../resource.js';

/** Attributes whose elements name resources, and the endpoint of each element's `type`. */
const endpoints: { readonly [attribute: string]: (type: JsonValue | undefined) => string } = {
  members: (type) => (type === 'Group' ? '/Groups' : '/Users'),
  groups: () => '/Groups',
};

/** The resource with a `$ref` in each element of `members` and `groups` (RFC 7643 sections 4.1.2 and 4.2). */
export function addReferences(resource: Resource, base: string): Resource {
  let result = resource;
  for (const attribute of Object.keys(endpoints)) {
    const elements = resource[attribute];
    const endpointOf = endpoints[attribute];
    if (!Array.isArray(elements) || !endpointOf) continue;
    result = { ...result, [attribute]: elements.map((element) => withReference(element, base, endpointOf)) };
  }
  return result;
}

function withReference(
  element: JsonValue,
  base: string,
  endpointOf: (type: JsonValue | undefined) => string,
): JsonValue {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return element;
  const { value, type } = element as JsonObject;
  if (typeof value !== 'string') return element;
  return { ...element, $ref: `${base}${endpointOf(type)}/${encodeURIComponent(value)}` };
}
