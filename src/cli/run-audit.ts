import { resolve } from 'node:path';
import { type AuditQuery, auditFiles, readEntries, verifyAudit } from '../audit/index.js';
import { durationSchema, toMilliseconds } from '../plugin/index.js';
import type { AuditFileArguments, AuditShowArguments } from './audit-options.js';
import { entryText } from './audit-text.js';
import { loadFromArguments } from './load-arguments.js';
import { UsageError } from './usage-error.js';

/** Verifies the chain of the audit. Exit code 1 where it is not as it was written. */
export async function verify(args: AuditFileArguments): Promise<void> {
  const file = await auditFile(args);
  const { files, lines, firstSeq, lastSeq, lastHash, faults } = await verifyAudit(file);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  const range = lastSeq === undefined ? '' : `, numbers ${firstSeq} to ${lastSeq}`;
  process.stdout.write(
    `${lines} lines in ${files} ${files === 1 ? 'file' : 'files'}${range}: ${faults.length === 0 ? 'all as they were written' : 'NOT as they were written'}\n`,
  );
  if (lastHash !== undefined)
    process.stdout.write(`The last hash is ${lastHash}; kept elsewhere, it shows later whether lines were cut off.\n`);
}

/** Prints the changes that are asked for. */
export async function show(args: AuditShowArguments): Promise<void> {
  const file = await auditFile(args);
  const now = Date.now();
  const query: AuditQuery = {
    ...(args.user !== undefined && { subject: args.user }),
    ...(args.since !== undefined && { since: instant('since', args.since, now) }),
    ...(args.until !== undefined && { until: instant('until', args.until, now) }),
    ...(args.connector !== undefined && { connector: args.connector }),
    ...(args.type !== undefined && { resourceType: args.type }),
    ...(args.operation !== undefined && { operation: args.operation }),
    ...(args.outcome !== undefined && { outcome: args.outcome }),
  };
  for await (const entry of readEntries(file, query)) {
    process.stdout.write(args.json ? `${JSON.stringify(entry)}\n` : entryText(entry));
  }
}

async function auditFile(args: AuditFileArguments): Promise<string> {
  const file = args.file === undefined ? (await loadFromArguments(args)).audit?.file : resolve(args.file);
  if (file === undefined)
    throw new UsageError('The config names no audit file ("audit": { "file": … }); or name one with --file.');
  if ((await auditFiles(file)).length === 0) throw new UsageError(`There is no audit file ${file}.`);
  return file;
}

function instant(option: string, text: string, now: number): number {
  if (new RegExp(durationSchema.pattern).test(text)) return now - toMilliseconds(text);
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new UsageError(
    `--${option} takes a time ago ("2d", "12h") or a date ("2026-11-24", "2026-11-24T08:00:00Z"), not "${text}".`,
  );
}
