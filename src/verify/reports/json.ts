import type { Report } from '../report.js';

/** The report as it is; `schemas/verify-report.ts` describes it, and `--baseline` reads it. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
