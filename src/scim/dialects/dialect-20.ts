import {
  BULK_RESPONSE,
  ERROR,
  LIST_RESPONSE,
  OKTA_PROVIDER_CONFIG,
  RESOURCE_TYPE,
  SCHEMA,
  SERVICE_PROVIDER_CONFIG,
} from '../../../schemas/scim/urns.js';
import type { JsonObject, JsonValue, Resource } from '../resource.js';
import type { Attribute } from '../schema/attribute.js';
import type { CompiledType } from '../schema/compile-type.js';
import type { Dialect } from './dialect.js';
import { withReferences } from './references.js';

/** SCIM 2.0 (RFC 7643, RFC 7644): the model's own form. */
export const dialect20: Dialect = {
  version: '2.0',
  mediaType: 'application/scim+json',
  readResource: (body) => body,
  readPatch: (body) => body,

  writeResource(resource, type, { location, base }) {
    const written: { [name: string]: JsonValue } = { schemas: schemasOf(resource, type) };
    for (const name of Object.keys(resource)) {
      const value = resource[name];
      if (value === undefined || name === 'schemas' || name === 'meta') continue;
      written[name] = withReferences(name, value, base);
    }
    const { meta } = resource;
    if (meta !== undefined) {
      written.meta = { resourceType: type.resourceType.name, ...(meta as JsonObject), location };
    }
    return written;
  },

  writeList: ({ resources, totalResults, startIndex, itemsPerPage, nextCursor }) => ({
    schemas: [LIST_RESPONSE],
    totalResults,
    ...(startIndex !== undefined && { startIndex }),
    itemsPerPage,
    ...(nextCursor !== undefined && { nextCursor }),
    Resources: resources,
  }),

  writeError: ({ status, scimType, detail }) => ({
    schemas: [ERROR],
    status: String(status),
    ...(scimType !== undefined && { scimType }),
    detail,
  }),

  writeBulk: (results) => ({
    schemas: [BULK_RESPONSE],
    Operations: results.map(({ error, status, ...facts }) => ({
      ...facts,
      status: String(status),
      ...(error && { response: dialect20.writeError(error) }),
    })),
  }),

  writeServiceProviderConfig: (facts, location) => ({
    schemas: [SERVICE_PROVIDER_CONFIG, OKTA_PROVIDER_CONFIG],
    ...(facts.documentationUri !== undefined && { documentationUri: facts.documentationUri }),
    patch: { supported: facts.patch },
    bulk: { supported: true, ...facts.bulk },
    filter: { supported: true, maxResults: facts.maxResults },
    changePassword: { supported: facts.changePassword },
    sort: { supported: facts.sort },
    etag: { supported: facts.etag },
    pagination: { ...facts.pagination },
    authenticationSchemes: facts.authenticationSchemes as unknown as JsonValue,
    [OKTA_PROVIDER_CONFIG]: { userManagementCapabilities: facts.capabilities },
    meta: { resourceType: 'ServiceProviderConfig', location },
  }),

  writeSchema: ({ id, name, description, attributes }, location) => ({
    schemas: [SCHEMA],
    id,
    name,
    description,
    attributes: attributes.map(writeAttribute),
    meta: { resourceType: 'Schema', location },
  }),

  writeResourceType: ({ name, endpoint, description, schema, schemaExtensions }, location) => ({
    schemas: [RESOURCE_TYPE],
    id: name,
    name,
    endpoint,
    description,
    schema,
    schemaExtensions: schemaExtensions.map(({ schema, required }) => ({ schema, required })),
    meta: { resourceType: 'ResourceType', location },
  }),
};

/** The type's schema and those extensions of which the resource holds something (RFC 7643 section 3). */
export function schemasOf(resource: Resource, type: CompiledType): readonly string[] {
  const schemas = [type.schema.id];
  for (const { id } of type.extensions) if (resource[id] !== undefined) schemas.push(id);
  if (type.open) {
    for (const name of Object.keys(resource)) {
      if (/^urn:/i.test(name) && !schemas.includes(name)) schemas.push(name);
    }
  }
  return schemas;
}

function writeAttribute(attribute: Attribute): JsonObject {
  const { subAttributes, canonicalValues, referenceTypes, caseExact, uniqueness, ...rest } = attribute;
  const complex = attribute.type === 'complex';
  return {
    ...rest,
    ...(!complex && { caseExact, uniqueness }),
    ...(canonicalValues && { canonicalValues }),
    ...(referenceTypes && { referenceTypes }),
    ...(subAttributes && { subAttributes: subAttributes.map(writeAttribute) }),
  };
}
