import { existsSync, writeFileSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import {
  type BenchEvent,
  type BenchReport,
  bench,
  benchFormats,
  CannotBench,
  figures,
  writeBenchReport,
} from '../bench/index.js';
import { packageVersion } from '../package-version.js';
import { abortOnSignal } from './abort-on-signal.js';
import type { BenchArguments } from './bench-options.js';
import { checkedUrl, credentialsOf, readCa, timeoutOf } from './client-arguments.js';
import { printable } from './printable.js';
import { reportFailure } from './report-failure.js';
import { UsageError } from './usage-error.js';

const MAX_CONNECTIONS = 1_000;

/** Measures a server, says what came out, and sets the exit code: 0 well, 1 wrong answers, 2 it could not run or was stopped. */
export async function runBench(args: BenchArguments): Promise<void> {
  try {
    const files = (args.report ?? []).map((file) => ({ file, format: formatOf(file) }));
    const report = await run(args);
    for (const { file, format } of files) writeFileSync(file, writeBenchReport(report, format));
    process.stdout.write(printable(closingText(report)));
    const isWrong = report.leftovers.length > 0 || report.operations.some(({ errors }) => errors > 0);
    process.exitCode = report.stopped ? 2 : isWrong ? 1 : 0;
  } catch (error) {
    if (error instanceof CannotBench) process.stderr.write(printable(`${error.message}\n`));
    else await reportFailure(error);
    process.exitCode = 2;
  }
}

async function run(args: BenchArguments): Promise<BenchReport> {
  const ca = readCa(args.ca);
  const options = {
    base: checkedUrl(args.base),
    credentials: credentialsOf(args),
    secondsEach: numberOf(args.seconds, '--seconds', 3_600),
    connections: Math.ceil(numberOf(args.connections, '--connections', MAX_CONNECTIONS)),
    readOnly: args['read-only'] === true,
    insecure: args.insecure === true,
    timeoutMs: timeoutOf(args.timeout),
    toolVersion: packageVersion(),
    ...(ca !== undefined && { ca }),
  };
  process.stdout.write(
    `${options.base}: ${options.connections} connections, ${options.secondsEach} s each\n${line(['', 'requests/s', 'p50', 'p90', 'p99', 'max', 'requests', 'errors'])}`,
  );
  const stop = abortOnSignal('what was made is removed first. Once more ends at once, and leaves it.');
  try {
    return await bench({ ...options, signal: stop.signal, on: show });
  } finally {
    stop.done();
  }
}

function show(event: BenchEvent): void {
  if (event.type === 'measured') process.stdout.write(line(figures(event.operation)));
  else process.stdout.write('Removing what was made\n');
}

function line([title = '', ...cells]: readonly string[]): string {
  return `  ${title.padEnd(30)}${cells.map((cell) => cell.padStart(11)).join('')}\n`;
}

function closingText({ operations, left, leftovers }: BenchReport): string {
  return [
    ...operations.flatMap(({ title, firstError }) => (firstError === undefined ? [] : [`${title}: ${firstError}\n`])),
    ...left.map(({ title, reason }) => `Not measured: ${title}, ${reason}.\n`),
    ...(leftovers.length > 0 ? [`These could not be removed; remove them by hand:\n${leftovers.join('\n')}\n`] : []),
  ].join('');
}

function formatOf(file: string) {
  const found = benchFormats[extname(file).toLowerCase()];
  if (found === undefined)
    throw new UsageError(`The form of the report ${file} is not known: end it in .html, .json or .md.`);
  if (!existsSync(dirname(resolve(file)))) throw new UsageError(`There is no folder for the report ${file}.`);
  return found;
}

function numberOf(text: string, option: string, most: number): number {
  const value = Number(text);
  if (!(value > 0 && value <= most)) throw new UsageError(`${option} is a number above 0, at most ${most}.`);
  return value;
}
