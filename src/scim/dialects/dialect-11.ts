import { CORE_1_0, ENTERPRISE_1_0, ENTERPRISE_USER, OKTA_PROVIDER_CONFIG } from '../../../schemas/scim/urns.js';
import type { JsonObject, JsonValue } from '../resource.js';
import type { Attribute } from '../schema/attribute.js';
import type { CompiledType } from '../schema/compile-type.js';
import type { Dialect } from './dialect.js';
import { dialect20, schemasOf } from './dialect-20.js';
import { internalCode } from './error-codes-11.js';
import { toPatchOp } from './patch-11.js';
import { withReferences } from './references.js';

/** SCIM 1.1 (core schema and REST API of July 2012), with what Okta's on-premises agent reads. */
export const dialect11: Dialect = {
  version: '1.1',
  mediaType: 'application/json',

  readResource(body, type) {
    if (!isObject(body)) return body;
    const { schemas, ...rest } = body;
    return {
      ...readAttributes(rest),
      ...(Array.isArray(schemas) && { schemas: schemas.map((urn) => toUrn20(urn, type)) }),
    };
  },

  /** A 2.0 message sent to a 1.1 URL is understood as well. */
  readPatch(body, type) {
    if (!isObject(body) || 'Operations' in body) return body;
    return toPatchOp(readAttributes(body), type);
  },

  writeResource(resource, type, { location, base }) {
    const written: { [name: string]: JsonValue } = { schemas: schemasOf(resource, type).map(toUrn11) };
    for (const name of Object.keys(resource)) {
      const value = resource[name];
      if (value === undefined || name === 'schemas' || name === 'meta') continue;
      const complete = withReferences(name, value, base);
      if (name === ENTERPRISE_USER) written[ENTERPRISE_1_0] = writeEnterprise(complete);
      else written[name] = complete;
    }
    const { meta } = resource;
    if (isObject(meta)) written.meta = { ...withoutResourceType(meta), location };
    return written;
  },

  writeList: ({ resources, totalResults, startIndex = 1, itemsPerPage }) => ({
    schemas: [CORE_1_0],
    totalResults,
    startIndex,
    itemsPerPage,
    Resources: resources,
  }),

  /** `Errors` is SCIM 1.1, `errors` what Okta's agent reads, `detail` what its test suite shows. */
  writeError: (error) => ({
    Errors: [{ description: error.detail, code: String(error.status) }],
    errors: [
      { statusCode: error.status, internalCode: internalCode(error), description: error.detail, help_url: null },
    ],
    detail: error.detail,
  }),

  /** REST API section 3.6: the status is an object, with what went wrong. */
  writeBulk: (results) => ({
    schemas: [CORE_1_0],
    Operations: results.map(({ error, status, ...facts }) => ({
      ...facts,
      status: { code: String(status), ...(error && { description: error.detail }) },
    })),
  }),

  writeServiceProviderConfig: (facts) => ({
    schemas: [CORE_1_0, OKTA_PROVIDER_CONFIG],
    ...(facts.documentationUri !== undefined && { documentationUrl: facts.documentationUri }),
    patch: { supported: facts.patch },
    bulk: { supported: true, ...facts.bulk },
    filter: { supported: true, maxResults: facts.maxResults },
    changePassword: { supported: facts.changePassword },
    sort: { supported: facts.sort },
    etag: { supported: facts.etag },
    xmlDataFormat: { supported: false },
    authenticationSchemes: facts.authenticationSchemes as unknown as JsonValue,
    [OKTA_PROVIDER_CONFIG]: { userManagementCapabilities: facts.capabilities },
  }),

  /** 1.1 describes an extension as attributes of the resource that it extends. */
  writeSchema: ({ id, name, description, attributes }, _location, endpoint) => ({
    schemas: [CORE_1_0],
    id: toUrn11(id) === CORE_1_0 ? `${CORE_1_0}:${name}` : toUrn11(id),
    name,
    description,
    schema: toUrn11(id),
    endpoint,
    attributes: attributes.map((attribute) => writeAttribute(attribute, toUrn11(id))),
  }),

  /** 1.1 has no resource types; who asks gets those of 2.0. */
  writeResourceType: dialect20.writeResourceType,
};

function readAttributes(body: JsonObject): JsonObject {
  const name = Object.keys(body).find((key) => key.toLowerCase() === ENTERPRISE_1_0);
  if (name === undefined) return body;
  const { [name]: enterprise, ...rest } = body;
  return enterprise === undefined ? rest : { ...rest, [ENTERPRISE_USER]: readEnterprise(enterprise) };
}

/** 1.1 calls the id of a manager `managerId`. */
function readEnterprise(enterprise: JsonValue): JsonValue {
  if (!isObject(enterprise) || !isObject(enterprise.manager)) return enterprise;
  const { managerId, ...rest } = enterprise.manager;
  return managerId === undefined ? enterprise : { ...enterprise, manager: { ...rest, value: managerId } };
}

function writeEnterprise(enterprise: JsonValue): JsonValue {
  if (!isObject(enterprise) || !isObject(enterprise.manager)) return enterprise;
  const { value, ...rest } = enterprise.manager;
  return { ...enterprise, manager: { ...rest, ...(value !== undefined && { managerId: value }) } };
}

function writeAttribute(attribute: Attribute, schema: string): JsonObject {
  const { name, type, multiValued, description, required, caseExact, mutability } = attribute;
  const { canonicalValues, subAttributes } = attribute;
  const isManager = schema === ENTERPRISE_1_0 && name === 'manager';
  return {
    name,
    type: type === 'reference' ? 'string' : type,
    multiValued,
    description,
    schema,
    readOnly: mutability === 'readOnly',
    required,
    caseExact,
    ...(canonicalValues && { canonicalValues }),
    ...(subAttributes && {
      subAttributes: subAttributes.map((sub) =>
        writeAttribute(isManager && sub.name === 'value' ? { ...sub, name: 'managerId' } : sub, schema),
      ),
    }),
  };
}

function toUrn20(urn: JsonValue, { schema }: CompiledType): JsonValue {
  if (urn === CORE_1_0) return schema.id;
  return urn === ENTERPRISE_1_0 ? ENTERPRISE_USER : urn;
}

function toUrn11(urn: string): string {
  if (urn === ENTERPRISE_USER) return ENTERPRISE_1_0;
  return urn.startsWith('urn:ietf:params:scim:schemas:core:2.0:') ? CORE_1_0 : urn;
}

function withoutResourceType({ resourceType: _resourceType, ...rest }: JsonObject): JsonObject {
  return rest;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
