import type { FromSchema } from 'json-schema-to-ts';
import { networkProperties } from './network/options.js';

const expression = {
  type: 'object',
  description: 'A CEL expression, where a pointer or a template is not enough.',
  properties: { cel: { type: 'string', minLength: 1 } },
  required: ['cel'],
  additionalProperties: false,
} as const;

const pointer = {
  type: 'string',
  pattern: '^(/.*)?$',
  description: 'A JSON Pointer into the body of the answer: "/data"; "" is the whole body.',
} as const;

const selector = { anyOf: [pointer, expression] } as const;

const status = { type: 'integer', minimum: 100, maximum: 599 } as const;

const condition = {
  description: 'A status, a list of them, or an expression over status, headers and body.',
  anyOf: [status, { type: 'array', items: status, minItems: 1 }, expression],
} as const;

/** What answers mean; for one operation, or for all. */
const answerProperties = {
  success: { ...condition, description: 'Which answers say that it went well. Default: 200 to 299.' },
  exists: { ...condition, description: 'Which answers say that there is such a record already. Default: 409.' },
  notFound: { ...condition, description: 'Which answers say that there is no such record. Default: 404 and 410.' },
  invalid: { ...condition, description: 'Which answers refuse a value. Default: 400 and 422.' },
  error: {
    ...selector,
    description:
      "Where the API's own message stands, which clients are then shown when a value is refused. Default: they are not.",
  },
} as const;

const format = {
  enum: ['json', 'form', 'xml'],
  description: 'How bodies of requests are written. Default: json.',
} as const;

const request = {
  type: 'string',
  pattern: '^(GET|POST|PUT|PATCH|DELETE) /\\S*',
  description: 'Method and path under baseUrl, with values encoded where they stand: "GET /employees/{id}".',
} as const;

const operationProperties = {
  request,
  body: {
    description:
      'What is sent: JSON, in which "{record}", "{changes}" or "{FIELD}" alone is that value with its type, and { "cel": "…" } what an expression gives.',
  },
  format,
  headers: {
    type: 'object',
    propertyNames: { pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$" },
    additionalProperties: { type: 'string', pattern: '^[\\x20-\\x7e]*$' },
    description: 'Headers of this request; a value may be "{version}", say.',
  },
  repeatable: {
    type: 'boolean',
    description: 'true: sending it twice does no harm, so it may be tried again. Default: GET, PUT and DELETE.',
  },
  ...answerProperties,
} as const;

const record = {
  ...selector,
  description:
    'Where the record stands in the answer. Default: the whole body, of update: the answer is not looked at.',
} as const;

const omit = {
  type: 'array',
  items: { type: 'string', minLength: 1 },
  description: 'Fields that are never sent, because the API makes them itself.',
} as const;

const operation = {
  type: 'object',
  properties: operationProperties,
  required: ['request'],
  additionalProperties: false,
} as const;

const recordOperation = {
  type: 'object',
  properties: { ...operationProperties, record },
  required: ['request'],
  additionalProperties: false,
} as const;

const writeOperation = {
  type: 'object',
  properties: { ...operationProperties, record, omit },
  required: ['request'],
  additionalProperties: false,
} as const;

const parameter = (description: string) => ({ type: 'string', minLength: 1, description }) as const;
const max = {
  type: 'integer',
  minimum: 1,
  maximum: 100_000,
  description: 'How many records a page has at the most.',
} as const;
const first = { type: 'integer', minimum: 0, maximum: 1 } as const;
const limit = parameter('The query parameter that says how many records a page is to have.');

const page = {
  type: 'object',
  description: 'How the API gives out a long list.',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: [
    {
      properties: { type: { const: 'none', description: 'All at once.' } },
      required: ['type'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'offset', description: 'By the number of the first record.' },
        offset: parameter('The query parameter. Default: "offset".'),
        limit: parameter('The query parameter. Default: "limit".'),
        max,
        first: { ...first, description: 'The number of the first record of all. Default: 0.' },
      },
      required: ['type'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'page', description: 'By the number of the page.' },
        page: parameter('The query parameter. Default: "page".'),
        limit,
        max,
        first: { ...first, description: 'The number of the first page. Default: 1.' },
      },
      required: ['type'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'cursor', description: 'By a text that the page before gave.' },
        cursor: parameter('The query parameter, where the request does not name {cursor} itself.'),
        limit,
        max,
        next: {
          description: 'Where the next cursor stands; there is none on the last page.',
          anyOf: [
            pointer,
            expression,
            {
              type: 'object',
              properties: { header: { type: 'string', minLength: 1 } },
              required: ['header'],
              additionalProperties: false,
            },
          ],
        },
      },
      required: ['type', 'next'],
      additionalProperties: false,
    },
    {
      properties: {
        type: { const: 'link', description: 'By the URL of the next page.' },
        limit,
        max,
        next: { ...selector, description: 'Where the URL stands. Default: the Link header (RFC 8288), rel="next".' },
      },
      required: ['type'],
      additionalProperties: false,
    },
  ],
} as const;

const query = {
  description: 'Query parameters: "login={value}", or an object of them, whose values may be expressions.',
  anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: { anyOf: [{ type: 'string' }, expression] } }],
} as const;

const filter = {
  anyOf: [
    { type: 'string', description: 'Query parameters: "login={value}".' },
    {
      type: 'object',
      properties: {
        query,
        body: { description: 'What is laid over the body of the request.' },
        request: { ...request, description: 'A request of its own: "GET /employees/by-login/{value}".' },
        records: { ...selector, description: 'Where its records stand. Default: as in find.' },
        record: { ...selector, description: 'Where its record stands, if it answers with one.' },
        exact: {
          type: 'boolean',
          default: false,
          description: 'true: the API gives nothing that the filter does not select, so nobody looks at it again.',
        },
        caseExact: {
          enum: [true, false, 'lower'],
          default: false,
          description:
            'Whether the API tells capitals from small letters; "lower": it does, but keeps small letters only.',
        },
      },
      additionalProperties: false,
    },
  ],
} as const;

const sort = {
  anyOf: [
    { type: 'string', description: 'Query parameters: "sort=login&dir={order}".' },
    {
      type: 'object',
      properties: {
        query,
        body: { description: 'What is laid over the body of the request.' },
        ascending: { type: 'string', description: 'What {order} is then. Default: "asc".' },
        descending: { type: 'string', description: 'What {order} is then. Default: "desc".' },
      },
      additionalProperties: false,
    },
  ],
} as const;

const listProperties = {
  ...operationProperties,
  records: { ...selector, description: 'Where the list stands in the answer. Default: the body is the list.' },
  total: { ...selector, description: 'Where the number of all records that match stands.' },
  page,
} as const;

const resource = {
  type: 'object',
  description: 'The operations that the API has for this resource type. What is missing cannot be done.',
  properties: {
    find: {
      type: 'object',
      properties: {
        ...listProperties,
        filters: {
          type: 'object',
          additionalProperties: filter,
          description: 'What the API can be asked: { "login eq": "login={value}" }. The gateway does the rest.',
        },
        sort: { type: 'object', additionalProperties: sort, description: 'The fields that the API can sort by.' },
        detail: {
          type: 'boolean',
          default: false,
          description: 'true: the list says too little of a record, so each is read by "get" too.',
        },
      },
      required: ['request'],
      additionalProperties: false,
    },
    get: recordOperation,
    insert: writeOperation,
    update: writeOperation,
    remove: operation,
    password: { ...operation, description: 'Sets a password: {password}.' },
    activate: { ...operation, description: 'Lets somebody in again.' },
    deactivate: { ...operation, description: 'Keeps somebody out.' },
    addMember: { ...operation, description: 'Adds {member} to a group, or {members}: up to 100 at once.' },
    removeMember: { ...operation, description: 'Takes {member} out of a group, or {members}: up to 100 at once.' },
    members: {
      type: 'object',
      description: 'Reads the members of a group, where its record does not hold them.',
      properties: {
        ...listProperties,
        value: { ...pointer, description: 'Where a member\'s id stands in an element. Default: "/id".' },
      },
      required: ['request'],
      additionalProperties: false,
    },
    memberships: {
      type: 'object',
      description: 'Reads the groups of {member}. Without it, all groups are read.',
      properties: listProperties,
      required: ['request'],
      additionalProperties: false,
    },
    meta: {
      type: 'object',
      description: 'The fields of a record that say when it was made and last changed, and at which version it is.',
      properties: {
        created: { type: 'string', minLength: 1 },
        lastModified: { type: 'string', minLength: 1 },
        version: { type: 'string', minLength: 1 },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const;

/** Options of the rest plugin: how the API is reached, and what it offers for each resource type. */
export const restOptions = {
  type: 'object',
  properties: {
    ...networkProperties,
    ...answerProperties,
    format,
    check: {
      ...operation,
      description: 'A request that shows that the API is there. Default: one record is asked for.',
    },
  },
  // Not also under the names of User and Group: each place where a schema stands is compiled by itself, at every start.
  patternProperties: { '^[A-Z][A-Za-z0-9]*$': resource },
  required: ['baseUrl'],
  additionalProperties: false,
} as const;

/** Options after validation. */
export type RestOptions = FromSchema<typeof restOptions>;
/** What the API offers for one resource type. */
export type ResourceOptions = FromSchema<typeof resource>;
/** Operations without a record in their answers. */
export type OperationOption = FromSchema<typeof operation>;
