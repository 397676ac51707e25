import type { FromSchema } from 'json-schema-to-ts';
import { durationSchema } from 'scim-gateway/plugin';

const format = {
  delimiter: { enum: [',', ';', '\t', '|'], description: 'What separates the cells. Default: found from the header.' },
  encoding: {
    enum: ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'],
    description: 'Default: found from the byte order mark, else UTF-8.',
  },
} as const;

const file = {
  type: 'string',
  minLength: 1,
  description: 'Path of the CSV file, relative to the config file.',
} as const;

const table = {
  type: 'object',
  properties: { file, ...format },
  required: ['file'],
  additionalProperties: false,
} as const;

/** Options of the CSV plugin: a file for each resource type. */
export const csvOptions = {
  type: 'object',
  properties: {
    User: table,
    Group: {
      type: 'object',
      description: 'Where groups and their members are kept: a members column of their own file, or as "members" says.',
      properties: {
        file,
        ...format,
        members: {
          anyOf: [
            {
              type: 'object',
              description:
                'Groups stand in a column of the users file; without a groups file they are its distinct values.',
              properties: {
                userColumn: { type: 'string', minLength: 1 },
                separator: { type: 'string', minLength: 1, default: ';' },
              },
              required: ['userColumn'],
              additionalProperties: false,
            },
            {
              type: 'object',
              description: 'A third file has one row for each group and member; "group" and "user" name its columns.',
              properties: {
                file,
                ...format,
                group: { type: 'string', minLength: 1 },
                user: { type: 'string', minLength: 1 },
              },
              required: ['file', 'group', 'user'],
              additionalProperties: false,
            },
          ],
        },
      },
      additionalProperties: false,
    },
    checkpoint: {
      ...durationSchema,
      default: '1s',
      description:
        'At most so long after a change the CSV file holds it too: a duration such as "1s", or milliseconds.',
    },
    password: {
      enum: ['scrypt', 'plain'],
      default: 'scrypt',
      description:
        'How the password column is written; "plain" keeps passwords readable for everyone who reads the file.',
    },
  },
  patternProperties: { '^(?!(User|Group)$)[A-Z][A-Za-z0-9]*$': table },
  additionalProperties: false,
} as const;

/** Options after validation. */
export type CsvOptions = FromSchema<typeof csvOptions>;
/** One file's options, whatever its resource type. */
export type TableOptions = FromSchema<typeof table>;
