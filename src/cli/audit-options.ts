import type { InferredOptionTypes } from 'yargs';
import { configFileOption } from './config-options.js';

/** Options by which `audit` finds its file. */
export const auditFileOptions = {
  ...configFileOption,
  file: { type: 'string', requiresArg: true, describe: 'The audit file; else the one that the config names' },
} as const;

/** Options of `audit show`. */
export const auditShowOptions = {
  ...auditFileOptions,
  user: { type: 'string', requiresArg: true, describe: 'About whom or what: an id, a userName or a displayName' },
  since: { type: 'string', requiresArg: true, describe: 'Not older than "2d", "12h", or a date' },
  until: { type: 'string', requiresArg: true, describe: 'Older than "2d", "12h", or a date' },
  connector: { type: 'string', requiresArg: true, describe: 'Through this connector' },
  type: { type: 'string', requiresArg: true, describe: 'Of this resource type: User' },
  operation: { choices: ['create', 'update', 'delete'], describe: 'Only these' },
  outcome: {
    choices: ['done', 'failed', 'unknown'],
    describe: 'Only these; unknown: the gateway died before it could say',
  },
  json: { type: 'boolean', describe: 'JSON Lines for programs' },
} as const;

export type AuditFileArguments = InferredOptionTypes<typeof auditFileOptions>;
export type AuditShowArguments = InferredOptionTypes<typeof auditShowOptions>;
