import type { FromSchema } from 'json-schema-to-ts';
import { durationSchema, sizeSchema } from 'scim-gateway/plugin';

const text = { type: 'string', minLength: 1 } as const;

const command = {
  type: 'array',
  description: 'A program and its arguments, never a shell line. {id} and {member} are filled in.',
  items: { type: 'string' },
  minItems: 1,
} as const;

const type = {
  type: 'object',
  description: 'The commands of one resource type; those that are left out are what the application cannot do.',
  properties: {
    find: command,
    get: command,
    insert: command,
    update: command,
    remove: command,
    addMember: command,
    removeMember: command,
    memberships: command,
    meta: {
      type: 'object',
      description:
        'The fields that say when a record was made and changed (ISO 8601, UTC), and at which version it is.',
      properties: { created: text, lastModified: text, version: text },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const;

/** Options of the shell plugin: commands for each resource type, or one worker that keeps running. */
export const shellOptions = {
  type: 'object',
  properties: {
    cwd: { ...text, description: 'Where the commands run, relative to the config file. Default: its folder.' },
    env: {
      type: 'object',
      description: 'The whole environment of the commands, besides SCIM_*. Default: empty.',
      additionalProperties: { type: 'string' },
      default: {},
    },
    uid: { type: 'integer', minimum: 0, description: 'The user that the commands run as; the gateway must be root.' },
    gid: { type: 'integer', minimum: 0, description: 'The group that the commands run as; the gateway must be root.' },
    concurrency: { type: 'integer', minimum: 1, default: 4, description: 'Commands that run at the same time.' },
    maxOutput: {
      ...sizeSchema,
      default: '64MB',
      description: 'The most that one command may print, or one line of a worker: "64MB", or bytes.',
    },
    grace: {
      ...durationSchema,
      default: '2s',
      description: 'How long processes that were told to end (SIGTERM) may take before they are killed.',
    },
    retryAfter: {
      ...durationSchema,
      default: '30s',
      description: 'When clients are told to try again after exit code 75.',
    },
    input: {
      enum: ['json', 'pairs'],
      default: 'json',
      description: 'What commands read: one JSON object, or key=value lines for those that have only sh.',
    },
    output: {
      enum: ['auto', 'json', 'pairs'],
      default: 'auto',
      description: 'What commands print; "auto" tells JSON from key=value lines by the first character.',
    },
    check: { ...command, description: 'Ends with 0 where the application can be reached.' },
    worker: {
      type: 'object',
      description: 'A program that keeps running and speaks JSON Lines (docs/shell-protocol.md), instead of commands.',
      properties: {
        command,
        processes: { type: 'integer', minimum: 1, maximum: 64, default: 1, description: 'How many of it run.' },
        startTimeout: { ...durationSchema, default: '10s', description: 'How long it may take to say hello.' },
      },
      required: ['command'],
      additionalProperties: false,
    },
  },
  patternProperties: { '^[A-Z][A-Za-z0-9]*$': type },
  additionalProperties: false,
} as const;

/** Options after validation. */
export type ShellOptions = FromSchema<typeof shellOptions>;
/** The commands of one resource type. */
export type TypeOptions = FromSchema<typeof type>;
export type WorkerOptions = NonNullable<ShellOptions['worker']>;
