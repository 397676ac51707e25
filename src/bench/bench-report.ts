import { percentile, type Samples } from './samples.js';

/** What a run measured: the JSON report. Durations are milliseconds. */
export interface BenchReport {
  readonly tool: { readonly name: 'scim-gateway bench'; readonly version: string };
  readonly base: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly secondsEach: number;
  readonly connections: number;
  readonly readOnly: boolean;
  readonly stopped: boolean;
  readonly operations: readonly OperationReport[];
  /** What could not be measured, and why. */
  readonly left: readonly { readonly title: string; readonly reason: string }[];
  /** What could not be removed: paths below the base URL. */
  readonly leftovers: readonly string[];
}

export interface OperationReport {
  readonly name: string;
  readonly title: string;
  /** Answers that were right. */
  readonly requests: number;
  readonly errors: number;
  /** The first error, for the reader. */
  readonly firstError?: string;
  readonly perSecond: number;
  readonly p50?: number;
  readonly p90?: number;
  readonly p99?: number;
  readonly max?: number;
  /** The duration that each hundredth of the requests was not above, from 0 to 100. */
  readonly curve: readonly number[];
}

export interface Measured {
  readonly name: string;
  readonly title: string;
  readonly samples: Samples;
  readonly errors: number;
  readonly firstError: string | undefined;
  readonly elapsedMs: number;
}

export function reportOperation({ name, title, samples, errors, firstError, elapsedMs }: Measured): OperationReport {
  const sorted = samples.sorted();
  const at = (share: number): number | undefined => rounded(percentile(sorted, share));
  const figures = Object.entries({ p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) }).filter(
    (entry): entry is [string, number] => entry[1] !== undefined,
  );
  return {
    name,
    title,
    requests: samples.count,
    errors,
    ...(firstError !== undefined && { firstError }),
    perSecond: elapsedMs > 0 ? Math.round((samples.count / elapsedMs) * 10_000) / 10 : 0,
    ...Object.fromEntries(figures),
    curve: sorted.length === 0 ? [] : Array.from({ length: 101 }, (_, hundredth) => at(hundredth / 100) ?? 0),
  };
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 100) / 100;
}
