const characteristics = {
  name: { type: 'string', pattern: '^\\$?[A-Za-z][A-Za-z0-9_-]*$', description: 'Letters, digits, "_" and "-".' },
  multiValued: { type: 'boolean', description: 'true: a list. Default: false.' },
  description: { type: 'string', minLength: 1, description: 'A sentence for people.' },
  required: { type: 'boolean', description: 'true: nothing is created without it. Default: false.' },
  canonicalValues: {
    type: 'array',
    items: { type: 'string' },
    minItems: 1,
    description: 'Values that are usual; others are taken too.',
  },
  caseExact: { type: 'boolean', description: 'true: "a" and "A" are two values. Default: false.' },
  mutability: {
    enum: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
    description: 'Who may set it, and when. Default: readWrite.',
  },
  returned: {
    enum: ['always', 'never', 'default', 'request'],
    description: 'When answers hold it. Default: default; for what is writeOnly, never.',
  },
  uniqueness: {
    enum: ['none', 'server', 'global'],
    description:
      'server, global: no two resources of the type share a value, which the gateway sees to. Default: none.',
  },
  referenceTypes: {
    type: 'array',
    items: { type: 'string', minLength: 1 },
    minItems: 1,
    description: 'What a reference leads to: names of resource types, "external" or "uri".',
  },
} as const;

const valueTypes = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'] as const;

const subAttribute = {
  type: 'object',
  properties: {
    ...characteristics,
    type: { enum: valueTypes, description: 'Default: string.' },
  },
  required: ['name'],
  additionalProperties: false,
} as const;

/** An attribute as RFC 7643 section 7 describes it; what is not said has the default of section 2.2. */
export const attributeSourceSchema = {
  type: 'object',
  properties: {
    ...characteristics,
    type: {
      enum: [...valueTypes, 'complex'],
      description: 'Default: string; complex where there are sub-attributes.',
    },
    subAttributes: {
      type: 'array',
      items: subAttribute,
      minItems: 1,
      description: 'The parts of a complex value.',
    },
  },
  required: ['name'],
  additionalProperties: false,
} as const;

const urn = '^[Uu][Rr][Nn]:[A-Za-z0-9][A-Za-z0-9-]*:[A-Za-z0-9._:-]*[A-Za-z0-9_-]$';

const schemaUrn = {
  type: 'string',
  pattern: urn,
  description: 'The URN of a schema, such as "urn:okta:scim:schemas:core:1.0:Entitlement".',
} as const;

const inlineSchema = {
  type: 'object',
  properties: {
    id: { ...schemaUrn, description: 'The URN of the schema, such as "urn:example:scim:schemas:core:1.0:License".' },
    name: { type: 'string', minLength: 1, description: 'Its name for people. Default: the last part of the URN.' },
    description: { type: 'string', minLength: 1, description: 'A sentence for people.' },
    attributes: {
      type: 'array',
      items: attributeSourceSchema,
      minItems: 1,
      description: 'Its attributes, as in RFC 7643 section 7; only what differs from the defaults needs to be said.',
    },
  },
  required: ['id', 'attributes'],
  additionalProperties: false,
} as const;

const schemaOrUrn = {
  description: 'A schema, or the URN of one that is known or described elsewhere in "resourceTypes".',
  anyOf: [schemaUrn, inlineSchema],
} as const;

/** A resource type of a connector's own, or what a standard one has besides. */
export const resourceTypeSchema = {
  type: 'object',
  properties: {
    endpoint: {
      type: 'string',
      pattern: '^/[A-Za-z][A-Za-z0-9_-]*$',
      description: 'Its path after the base URL. Default: the name in the plural, "/Licenses".',
    },
    description: { type: 'string', minLength: 1, description: 'A sentence for people.' },
    schema: schemaOrUrn,
    extensions: {
      type: 'array',
      description: 'Schemas whose attributes the resources have besides.',
      items: {
        type: 'object',
        properties: {
          schema: schemaOrUrn,
          required: { type: 'boolean', default: false, description: 'true: nothing is created without it.' },
        },
        required: ['schema'],
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
} as const;

/** The resource types of a connector by name, besides User and Group. */
export const resourceTypesSchema = {
  type: 'object',
  description:
    'Resource types besides User and Group, by name: { "Entitlement": {}, "License": { "schema": … } }. User and Group may be named to give them extensions.',
  propertyNames: {
    pattern: '^[A-Z][A-Za-z0-9]*$',
    description: 'letters and digits, the first one a capital, such as "License"',
  },
  additionalProperties: resourceTypeSchema,
} as const;
