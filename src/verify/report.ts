import type { Level } from './check.js';
import type { Leftover } from './clean-up.js';
import { curlLine } from './curl.js';
import type { CheckResult, Failure, Outcome } from './result.js';
import type { ScimVersion } from './wire.js';

const MAX_ANSWER_CHARS = 4_000;
const MAX_EXPECTED_CHARS = 1_000;

/** Headers of answers that open doors. */
const secretHeaders = ['set-cookie', 'authorization', 'authentication-info'];

/** What a run found out: the JSON report, and what the other forms are written from. `schemas/verify-report.ts` describes it. */
export interface Report {
  readonly tool: { readonly name: 'scim-gateway verify'; readonly version: string };
  readonly server: {
    readonly base: string;
    readonly scimVersion: ScimVersion;
    /** What it announces: `patch`, `bulk` …; null where it does not say. */
    readonly features: { readonly [name: string]: boolean | null };
    readonly resourceTypes: readonly string[];
  };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly readOnly: boolean;
  /** Whether the run was ended before its last check. */
  readonly stopped: boolean;
  readonly summary: Summary;
  readonly checks: readonly ReportedCheck[];
  /** What could not be removed. */
  readonly leftovers: readonly Leftover[];
  /** Against a baseline: ids of the checks that got worse. */
  readonly worse?: readonly string[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Summary extends Counts {
  readonly failedByLevel: { readonly [Name in Level]: number };
  readonly suites: readonly (Counts & { readonly name: string; readonly title: string })[];
}

export interface ReportedCheck {
  readonly id: string;
  readonly suite: string;
  readonly title: string;
  readonly level: Level;
  readonly clause: string;
  readonly why: string;
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly failure?: ReportedFailure;
  readonly durationMs: number;
}

export interface ReportedFailure {
  readonly expected: string;
  readonly curl?: string;
  readonly answer?: {
    readonly status: number;
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
  };
}

/** @param redact takes out what nobody should read @see createRedact */
export function reportCheck({ failure, ...result }: CheckResult, redact: (text: string) => string): ReportedCheck {
  if (failure === undefined) return result;
  const { expected, request, answer } = failure;
  return {
    ...result,
    failure: {
      expected: bounded(redact(expected), MAX_EXPECTED_CHARS),
      ...(request && { curl: redact(curlLine(request)) }),
      ...(answer && { answer: reportAnswer(answer, redact) }),
    },
  };
}

function reportAnswer(
  { status, headers, text }: NonNullable<Failure['answer']>,
  redact: (text: string) => string,
): NonNullable<ReportedFailure['answer']> {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    secretHeaders.includes(name) ? '(not shown)' : redact(value),
  ]);
  return { status, headers: Object.fromEntries(shown), body: bounded(redact(text), MAX_ANSWER_CHARS) };
}

function bounded(text: string, most: number): string {
  const more = text.length - most;
  return more > 0 ? `${text.slice(0, most)}… (${more} characters more)` : text;
}

export function summarise(
  checks: readonly Pick<ReportedCheck, 'suite' | 'outcome' | 'level'>[],
  suites: readonly { readonly name: string; readonly title: string }[],
): Summary {
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  const failures = (level: Level): number => failed.filter((check) => check.level === level).length;
  return {
    ...count(checks),
    failedByLevel: { MUST: failures('MUST'), SHOULD: failures('SHOULD'), habit: failures('habit') },
    suites: suites.map(({ name, title }) => ({ name, title, ...count(checks.filter(({ suite }) => suite === name)) })),
  };
}

function count(checks: readonly { readonly outcome: Outcome }[]): Counts {
  const of = (outcome: Outcome): number => checks.filter((check) => check.outcome === outcome).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}
