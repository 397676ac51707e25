import type { Report } from '../report.js';
import { htmlReport } from './html.js';
import { jsonReport } from './json.js';
import { junitReport } from './junit.js';
import { markdownReport } from './markdown.js';
import { tapReport } from './tap.js';

export type ReportFormat = 'html' | 'json' | 'junit' | 'tap' | 'md';

/** The forms of a report, by the ending of its file. */
export const formatOfEnding: { readonly [ending: string]: ReportFormat } = {
  '.html': 'html',
  '.htm': 'html',
  '.json': 'json',
  '.xml': 'junit',
  '.tap': 'tap',
  '.md': 'md',
};

const writers: { readonly [Format in ReportFormat]: (report: Report) => string } = {
  html: htmlReport,
  json: jsonReport,
  junit: junitReport,
  tap: tapReport,
  md: markdownReport,
};

export function writeReport(report: Report, format: ReportFormat): string {
  return writers[format](report);
}
