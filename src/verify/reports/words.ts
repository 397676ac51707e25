import type { Level } from '../check.js';
import type { Report, ReportedCheck } from '../report.js';

const rank: { readonly [Name in Level]: number } = { MUST: 0, SHOULD: 1, habit: 2 };

/** Failures, what matters most first. */
export function orderedFailures(checks: readonly ReportedCheck[]): readonly ReportedCheck[] {
  return checks
    .filter(({ outcome }) => outcome === 'failed')
    .sort((left, right) => rank[left.level] - rank[right.level]);
}

/** Of what was checked; "–" where nothing was. */
export function percent({ passed, failed }: { readonly passed: number; readonly failed: number }): string {
  const checked = passed + failed;
  // Never rounded up to a perfect score.
  return checked === 0 ? '–' : `${Math.floor((passed / checked) * 100)} %`;
}

/** The whole run in a sentence. */
export function headline({ summary, stopped }: Pick<Report, 'summary' | 'stopped'>): string {
  const { passed, failed, skipped, failedByLevel } = summary;
  const levels = (Object.keys(rank) as Level[]).filter((level) => failedByLevel[level] > 0);
  const which = failed === 0 ? '' : ` (${levels.map((level) => `${failedByLevel[level]} ${level}`).join(', ')})`;
  return `${stopped ? 'Stopped before its end: ' : ''}${passed} passed, ${failed} failed${which}, ${skipped} skipped`;
}
