import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { packageVersion } from '../package-version.js';
import {
  type Baseline,
  CannotVerify,
  formatOfEnding,
  type Report,
  type ReportFormat,
  readBaseline,
  suites,
  verify,
  worseThan,
  writeReport,
} from '../verify/index.js';
import { abortOnSignal } from './abort-on-signal.js';
import { timeoutOf } from './client-arguments.js';
import { printable } from './printable.js';
import { reportFailure } from './report-failure.js';
import { UsageError } from './usage-error.js';
import type { VerifyArguments } from './verify-options.js';
import { openTarget } from './verify-target.js';
import { closingText, liveView, plainView } from './verify-view.js';

/** Verifies a server, says what it found, and sets the exit code: 0 well, 1 not, 2 where it could not run. */
export async function runVerify(args: VerifyArguments): Promise<void> {
  if (args.list) {
    process.stdout.write(listText());
    return;
  }
  try {
    const plan = readPlan(args);
    const report = await runAgainstTarget(args, plan);
    for (const { file, format } of plan.reports) writeFileSync(file, writeReport(report, format));
    process.stdout.write(closingText(report));
    process.exitCode = report.stopped ? 2 : (report.worse?.length ?? report.summary.failedByLevel.MUST) > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof CannotVerify) process.stderr.write(`${printable(error.message)}\n`);
    else await reportFailure(error);
    process.exitCode = 2;
  }
}

interface Plan {
  readonly reports: readonly { readonly file: string; readonly format: ReportFormat }[];
  readonly baseline: Baseline | undefined;
  readonly timeoutMs: number;
}

/** Everything that can be wrong before the first request. */
function readPlan({ report = [], format, baseline, timeout }: VerifyArguments): Plan {
  for (const file of report) checkFolder(file);
  return {
    reports: report.map((file) => ({ file, format: formatOf(file, format as ReportFormat | undefined) })),
    baseline: baseline === undefined ? undefined : readBaseline(read(baseline), baseline),
    timeoutMs: timeoutOf(timeout),
  };
}

/** A report that cannot be written is better known before the run than after it. */
function checkFolder(file: string): void {
  try {
    accessSync(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--report: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function formatOf(file: string, format: ReportFormat | undefined): ReportFormat {
  const found = formatOfEnding[extname(file).toLowerCase()] ?? format;
  if (found === undefined) {
    throw new UsageError(
      `The form of the report ${file} is not known: end it in .html, .json, .xml, .tap or .md, or say --format.`,
    );
  }
  return found;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CannotVerify(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function runAgainstTarget(args: VerifyArguments, { baseline, timeoutMs }: Plan): Promise<Report> {
  const target = await openTarget(args);
  const stop = abortOnSignal('what was made is removed first. Once more ends at once, and leaves it.');
  const write = (text: string): void => void process.stdout.write(text);
  const view = canDraw(process.stdout) ? await liveView(write) : plainView(write);
  try {
    const report = await verify({
      base: target.base,
      credentials: target.credentials,
      ...(target.version !== undefined && { version: target.version }),
      ...(target.ca !== undefined && { ca: target.ca }),
      ...(args.rate !== undefined && { rate: args.rate }),
      insecure: args.insecure === true,
      readOnly: args['read-only'] === true,
      selection: { suites: args.suite ?? [], only: args.only ?? [], skip: args.skip ?? [] },
      timeoutMs,
      toolVersion: packageVersion(),
      signal: stop.signal,
      on: (event) => view.on(event),
    });
    return baseline === undefined ? report : { ...report, worse: worseThan(baseline, report.checks) };
  } finally {
    await view.end();
    stop.done();
    await target.close();
  }
}

/** A terminal that says how wide it is, and that somebody looks at. */
function canDraw({ isTTY, columns }: NodeJS.WriteStream): boolean {
  return isTTY === true && columns > 0 && !process.env.CI;
}

function listText(): string {
  return suites
    .map(({ name, title, checks }) => {
      const lines = checks.map((check) => {
        const clauses = Object.values(check.clause).join('; ');
        return `  ${check.id.padEnd(40)} ${check.level.padEnd(6)} ${check.title} (${clauses})\n`;
      });
      return `${name}: ${title}\n${lines.join('')}\n`;
    })
    .join('');
}
