import { stringify } from 'yaml';
import type { Report, ReportedCheck } from '../report.js';

/** TAP 14: one line a check, failures with a YAML block. A failure below MUST is a TODO, which fails no run. */
export function tapReport({ checks }: Report): string {
  const lines = checks.map((check, index) => testPoint(check, index + 1));
  return `TAP version 14\n1..${checks.length}\n${lines.join('')}`;
}

function testPoint({ id, title, level, clause, why, outcome, reason, failure }: ReportedCheck, number: number): string {
  const description = escapeTap(`${id}: ${title}`);
  if (outcome === 'passed') return `ok ${number} - ${description}\n`;
  if (outcome === 'skipped') return `ok ${number} - ${description} # SKIP ${escapeTap(reason ?? '')}\n`;
  const todo = level === 'MUST' ? '' : ` # TODO ${level}`;
  const block = stringify({ level, clause, why, ...failure }, { lineWidth: 0 }).trimEnd();
  return `not ok ${number} - ${description}${todo}\n  ---\n${block.replaceAll(/^/gm, '  ')}\n  ...\n`;
}

function escapeTap(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('#', '\\#').replaceAll(/\s+/g, ' ');
}
