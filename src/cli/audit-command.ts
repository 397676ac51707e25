import type { CommandModule } from 'yargs';
import {
  type AuditFileArguments,
  type AuditShowArguments,
  auditFileOptions,
  auditShowOptions,
} from './audit-options.js';

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
        (verify) => verify.options(auditFileOptions),
        async (args) => (await import('./run-audit.js')).verify(args),
      )
      .command<AuditShowArguments>(
        'show',
        'Print changes, the oldest first',
        (show) => show.options(auditShowOptions),
        async (args) => (await import('./run-audit.js')).show(args),
      )
      .demandCommand(1, 'Say what to do: audit verify or audit show.')
      .example('$0 audit show --user ada@example.com --since 2d', 'What happened to Ada')
      .example('$0 audit show --operation delete --json', 'All deletions, for a program')
      .example('$0 audit verify', 'Exit code 1: the audit is not as it was written'),
  handler: () => undefined,
};
