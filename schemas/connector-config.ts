import { adminSchema } from './admin.js';
import { authMethodSchema } from './auth.js';
import { mappingSchema } from './mapping.js';
import { resourceTypesSchema } from './resource-types.js';
import { safetySchema } from './safety.js';
import { tolerances } from './scim/tolerances.js';
import { serverSchema } from './server.js';

type ToleranceSwitches = { readonly [Name in keyof typeof tolerances]: { type: 'boolean'; description: string } };

const toleranceSwitches = Object.fromEntries(
  Object.entries(tolerances).map(([name, { description }]) => [name, { type: 'boolean', description }]),
) as ToleranceSwitches;

const connectorProperties = {
  scimVersion: {
    enum: ['1.1', '2.0'],
    default: '1.1',
    description: 'What the base URL without a version speaks; /v1 and /v2 in the URL always decide.',
  },
  auth: {
    description: 'How clients prove who they are: one way, or a list of which any one lets a client in.',
    if: { type: 'array' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { type: 'array', items: authMethodSchema, minItems: 1 },
    else: authMethodSchema,
  },
  uniqueUserField: {
    type: 'string',
    minLength: 1,
    default: 'userName',
    description:
      'The attribute by which clients look people up, and whose value no two people share: userName, id, email, name.givenName, or an attribute by its URN.',
  },
  uniqueGroupField: {
    type: 'string',
    minLength: 1,
    default: 'displayName',
    description: 'The attribute whose value no two groups share; "none": groups may share any value.',
  },
  acceptUserUpdates: {
    type: 'boolean',
    default: true,
    description:
      'true: a write is answered with the resource as the application now holds it; false: with what was sent. Set it as in Okta.',
  },
  timeout: {
    description: 'How long one call may take: a duration such as "25s" or "1m", or milliseconds.',
    default: '25s',
    type: ['string', 'integer'],
    pattern: '^\\d+(\\.\\d+)?(ms|s|m)$',
    minimum: 1,
  },
  onDelete: {
    enum: ['remove', 'deactivate'],
    default: 'remove',
    description: 'What a DELETE does to a person: the record goes, or it only becomes inactive.',
  },
  onRehire: {
    enum: ['conflict', 'reactivate'],
    default: 'conflict',
    description:
      'What a create does whose unique field or externalId is that of an inactive person: it is refused with 409, or the person comes back under the same id.',
  },
  unknownMembers: {
    enum: ['refuse', 'skip', 'accept'],
    default: 'refuse',
    description:
      'What becomes of a group change that names members who are not there: it is refused with 400, they are left out with a warning in the log, or nobody looks (the application does).',
  },
  strict: {
    type: 'boolean',
    default: false,
    description: 'true: attributes that no schema names are refused with 400; false: they are dropped.',
  },
  tolerate: {
    type: 'object',
    default: {},
    description:
      'Which habits of clients that the standards do not allow are accepted: all of them, but for those that are false here.',
    properties: toleranceSwitches,
    additionalProperties: false,
  },
  readOnly: {
    type: 'boolean',
    default: false,
    description: 'true: nothing can be changed through the connector.',
  },
  dryRun: {
    type: 'boolean',
    default: false,
    description: 'true: changes are checked and planned, shown in the log and in an answer header, and not made.',
  },
  protect: {
    type: 'array',
    default: [],
    items: { type: 'string', minLength: 1 },
    description: 'SCIM filters: resources that match one are never changed or deleted: ["userName eq \\"admin\\""].',
  },
  safety: safetySchema,
  plugin: {
    type: 'object',
    description: 'The application behind the connector.',
    properties: {
      use: {
        type: 'string',
        minLength: 1,
        description:
          'A built-in plugin (csv, memory, shell), a path (./plugins/badge.ts), a name in plugins/ beside this file, or an npm package.',
      },
      options: { type: 'object', default: {}, description: 'What the plugin needs to know; see its README.' },
      isolate: {
        type: 'boolean',
        default: false,
        description:
          'true: the plugin runs in a thread of its own, and takes nothing else down when it blocks or dies.',
      },
    },
    required: ['use'],
    additionalProperties: false,
  },
  resourceTypes: resourceTypesSchema,
  mapping: mappingSchema,
} as const;

/** One application behind the gateway. */
export const connectorSchema = {
  type: 'object',
  properties: connectorProperties,
  required: ['auth', 'plugin'],
  additionalProperties: false,
} as const;

const gatewayProperties = {
  $schema: { type: 'string', description: 'Where the schema of this file is, for editors.' },
  server: serverSchema,
  admin: adminSchema,
  tracing: {
    type: 'boolean',
    default: false,
    description: 'true: OpenTelemetry traces, by the SDK that the process is started with.',
  },
  audit: {
    type: 'object',
    description:
      'Write down every change: who, when, what, and how it ended. Where it cannot be written, nothing is changed.',
    properties: {
      file: { type: 'string', minLength: 1, description: 'A file of JSON Lines; no other program writes to it.' },
      maxSize: {
        type: ['string', 'integer'],
        pattern: '^\\d+(\\.\\d+)?(B|kB|KB|MB|GB)$',
        minimum: 1,
        default: '64MB',
        description: 'A larger file is put aside, and a new one begins.',
      },
      maxAge: {
        type: ['string', 'integer'],
        pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)$',
        minimum: 1,
        default: '30d',
        description: 'An older file is put aside, and a new one begins.',
      },
      keep: { type: 'integer', minimum: 1, description: 'How many files that were put aside are kept. Default: all.' },
    },
    required: ['file'],
    additionalProperties: false,
  },
  reload: {
    type: 'boolean',
    default: false,
    description: 'true: this file is taken up anew when it changes; else only when SIGHUP asks for it.',
  },
  state: {
    type: 'object',
    description: 'Where the gateway keeps what it must remember itself.',
    default: {},
    properties: {
      folder: { type: 'string', minLength: 1, default: '.scim-gateway', description: 'A folder of its own.' },
    },
    additionalProperties: false,
  },
  log: {
    type: 'object',
    description: 'What is written to standard error.',
    default: {},
    properties: {
      level: {
        enum: ['debug', 'info', 'warn', 'error', 'silent'],
        default: 'info',
        description: 'The least important lines that are written.',
      },
    },
    additionalProperties: false,
  },
} as const;

/** A config file with one connector at its top level. */
export const singleConnectorSchema = {
  type: 'object',
  properties: { ...gatewayProperties, ...connectorProperties },
  required: ['auth', 'plugin'],
  additionalProperties: false,
} as const;

/** A config file with several connectors, by name. */
export const severalConnectorsSchema = {
  type: 'object',
  properties: {
    ...gatewayProperties,
    connectors: {
      type: 'object',
      description: 'The connectors by name; "hr" answers under /hr/scim.',
      propertyNames: { pattern: '^[a-z0-9][a-z0-9-]*$', description: 'small letters, digits and "-"' },
      additionalProperties: connectorSchema,
      minProperties: 1,
    },
  },
  required: ['connectors'],
  additionalProperties: false,
} as const;

/** The config file as editors know it. */
export const connectorConfigSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'scim-gateway configuration',
  type: 'object',
  if: { required: ['connectors'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: severalConnectorsSchema,
  else: singleConnectorSchema,
} as const;
