import type { Report, ReportedCheck } from '../report.js';
import { headline, orderedFailures, percent } from './words.js';

/** For a pull request or a wiki. */
export function markdownReport(report: Report): string {
  const { server, summary, checks, leftovers, startedAt } = report;
  const rows = summary.suites.map(
    ({ title, passed, failed, skipped }) =>
      `| ${title} | ${percent({ passed, failed })} | ${passed} | ${failed} | ${skipped} |\n`,
  );
  const failures = orderedFailures(checks);
  const skips = checks.filter(({ outcome }) => outcome === 'skipped');
  return [
    `# SCIM ${server.scimVersion} at ${line(server.base)}\n\n${headline(report)} (${startedAt.slice(0, 10)})\n\n`,
    `| area | score | passed | failed | skipped |\n| --- | --- | --- | --- | --- |\n${rows.join('')}\n`,
    ...(failures.length > 0 ? [`## Failures\n\n${failures.map(failureText).join('\n')}\n`] : []),
    ...(skips.length > 0
      ? [`## Skipped\n\n${skips.map(({ id, reason }) => `- \`${id}\`: ${line(reason ?? '')}\n`).join('')}\n`]
      : []),
    ...(leftovers.length > 0
      ? [
          `## Left over\n\n${leftovers.map(({ endpoint, id, name, reason }) => `- ${line(`${endpoint}/${id ?? name ?? ''}`)}: ${line(reason)}\n`).join('')}\n`,
        ]
      : []),
  ].join('');
}

function failureText({ id, title, level, clause, why, failure }: ReportedCheck): string {
  const { expected = '', curl, answer } = failure ?? {};
  const code = [
    ...(curl === undefined ? [] : [curl, '']),
    ...(answer ? [`${answer.status} ${answer.headers['content-type'] ?? ''}`, answer.body] : []),
  ];
  const block = fence(code.join('\n'));
  return `### ${level}: ${title}\n\n\`${id}\`, ${clause}. ${why}\n\nExpected ${line(expected)}.\n\n${block}`;
}

/** A fence that is longer than any inside. */
function fence(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}\n${text}\n${ticks}\n`;
}

/** Text as text: what Markdown reads as more is escaped, what HTML reads as more too. */
function line(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\<>&|*_~`[\]]/g, '\\$&');
}
