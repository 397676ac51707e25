import { readFileSync } from 'node:fs';
import { type Profile, ProfileUnusable, play, readProfile } from '../replay/index.js';
import { createTransport } from '../verify/transport.js';
import { abortOnSignal } from './abort-on-signal.js';
import { checkedUrl, credentialsOf, readCa, timeoutOf } from './client-arguments.js';
import { printable } from './printable.js';
import type { ReplayArguments } from './replay-options.js';
import { countsText, stepText } from './replay-text.js';
import { reportFailure } from './report-failure.js';
import { UsageError } from './usage-error.js';

/** Plays files one after the other, and sets the exit code: 0 all well, 1 not, 2 where it could not run or was stopped. */
export async function runReplay(args: ReplayArguments): Promise<void> {
  try {
    process.exitCode = await replay(args);
  } catch (error) {
    if (error instanceof ProfileUnusable) process.stderr.write(printable(`${error.message}\n`));
    else await reportFailure(error);
    process.exitCode = 2;
  }
}

async function replay(args: ReplayArguments): Promise<number> {
  const given = variablesOf(args.var ?? []);
  const profiles = (args.files ?? []).map((file) => readProfile(read(file), file, Object.keys(given)));
  const base = checkedUrl(args.base);
  const credentials = credentialsOf(args);
  const ca = readCa(args.ca);
  const timeoutMs = timeoutOf(args.timeout);
  const transport = createTransport({ timeoutMs, insecure: args.insecure === true, ...(ca !== undefined && { ca }) });
  const stop = abortOnSignal('after this request. Once more ends at once.');
  const options = { base, transport, credentials, given, onlyRequired: args['only-required'] === true };
  const totals = { passed: 0, failed: 0, tolerated: 0, skipped: 0 };
  try {
    for (const profile of profiles) {
      const counts = await playOne(profile, { ...options, signal: stop.signal });
      for (const name of ['passed', 'failed', 'tolerated', 'skipped'] as const) totals[name] += counts[name];
      if (counts.unreachable !== undefined) {
        process.stderr.write(`${base} does not answer: ${counts.unreachable}.\n`);
        return 2;
      }
    }
    process.stdout.write(`\n${countsText(totals)}\n`);
    return stop.signal.aborted ? 2 : totals.failed > 0 ? 1 : 0;
  } finally {
    stop.done();
    await transport.close();
  }
}

async function playOne(profile: Profile, options: Parameters<typeof play>[1]) {
  const counts = { passed: 0, failed: 0, tolerated: 0, skipped: 0, unreachable: undefined as string | undefined };
  const texts: string[] = [];
  let answers = 0;
  for await (const result of play(profile, options)) {
    if (result.answer) answers++;
    // Where nothing answers the first request, the rest would only wait.
    if (answers === 0 && result.request && !result.answer) return { ...counts, unreachable: result.differences[0] };
    if (result.outcome !== 'failed') counts[result.outcome]++;
    else counts[result.step.optional ? 'tolerated' : 'failed']++;
    if (result.outcome === 'failed' || result.step.skip !== undefined) texts.push(stepText(result));
  }
  process.stdout.write(printable(`${profile.name}: ${countsText(counts)}\n${texts.join('')}`));
  return counts;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ProfileUnusable(file, error instanceof Error ? error.message : String(error));
  }
}

function variablesOf(given: readonly string[]): { readonly [name: string]: string } {
  return Object.fromEntries(
    given.map((each) => {
      const [, name, value] = /^([\w-]+)=(.*)$/s.exec(each) ?? [];
      if (name === undefined || value === undefined) throw new UsageError('--var is a name, "=" and a value.');
      return [name, value];
    }),
  );
}
