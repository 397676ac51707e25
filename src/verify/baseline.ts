import { CannotVerify } from './mismatch.js';
import type { Report, ReportedCheck } from './report.js';
import type { Outcome } from './result.js';

/** The outcomes of an earlier run by check. */
export type Baseline = ReadonlyMap<string, Outcome>;

/** @param text a JSON report @throws CannotVerify where it is none */
export function readBaseline(text: string, file: string): Baseline {
  try {
    const { tool, checks } = JSON.parse(text) as Partial<Report>;
    if (tool?.name !== 'scim-gateway verify' || !Array.isArray(checks)) throw new Error('it is no report');
    return new Map(checks.map(({ id, outcome }) => [id, outcome]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CannotVerify(`${file} cannot be read as a JSON report of verify: ${reason}.`);
  }
}

/** Checks that fail now and passed then; and those of level MUST that fail now and did not fail then. */
export function worseThan(baseline: Baseline, checks: readonly ReportedCheck[]): readonly string[] {
  return checks
    .filter(({ outcome }) => outcome === 'failed')
    .filter(({ id, level }) => baseline.get(id) === 'passed' || (level === 'MUST' && baseline.get(id) !== 'failed'))
    .map(({ id }) => id);
}
