import type { CommandModule, InferredOptionTypes } from 'yargs';
import { configFileOption } from './config-options.js';

const fileOptions = {
  ...configFileOption,
  file: { type: 'string', requiresArg: true, describe: 'The audit file; else the one that the config names' },
} as const;

const showOptions = {
  ...fileOptions,
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

export type AuditFileArguments = InferredOptionTypes<typeof fileOptions>;
export type AuditShowArguments = InferredOptionTypes<typeof showOptions>;

/** `scim-gateway audit` */
export const auditCommand: CommandModule = {
  command: 'audit',
  describe: 'Verify the audit, or ask it who changed what',
  builder: (argv) =>
    argv
      .usage('$0 audit <verify|show> [options]')
      .command<AuditFileArguments>(
        'verify',
        'Recompute the chain of all lines: has one been changed, removed or put in?',
        (verify) => verify.options(fileOptions),
        async (args) => (await import('./run-audit.js')).verify(args),
      )
      .command<AuditShowArguments>(
        'show',
        'Print changes, the oldest first',
        (show) => show.options(showOptions),
        async (args) => (await import('./run-audit.js')).show(args),
      )
      .demandCommand(1, 'Say what to do: audit verify or audit show.')
      .example('$0 audit show --user ada@example.com --since 2d', 'What happened to Ada')
      .example('$0 audit show --operation delete --json', 'All deletions, for a program')
      .example('$0 audit verify', 'Exit code 1: the audit is not as it was written'),
  handler: () => undefined,
};
