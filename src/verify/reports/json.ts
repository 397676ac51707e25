import type { Report } from '../report.js';

/** The report as it is; `schemas/verify.report.schema.json` describes it, and `--baseline` reads it. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
