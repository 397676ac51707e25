import type { Report, ReportedCheck } from '../report.js';

/** JUnit's XML, as CI servers read it: a suite an area, failures of every level. */
export function junitReport({ checks, summary, server, startedAt, durationMs }: Report): string {
  const { passed, failed, skipped } = summary;
  const totals = `tests="${passed + failed + skipped}" failures="${failed}" skipped="${skipped}" time="${durationMs / 1000}"`;
  const suites = summary.suites.map(({ name, title, ...counts }) => {
    const own = checks.filter(({ suite }) => suite === name);
    const time = own.reduce((sum, check) => sum + check.durationMs, 0) / 1000;
    const attributes = [
      `name="${escapeXml(title)}"`,
      `tests="${own.length}"`,
      `failures="${counts.failed}"`,
      'errors="0"',
      `skipped="${counts.skipped}"`,
      `time="${time}"`,
      `timestamp="${startedAt.slice(0, 19)}"`,
      `hostname="${escapeXml(new URL(server.base).hostname)}"`,
    ];
    return `  <testsuite ${attributes.join(' ')}>\n${own.map(testCase).join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="scim-gateway verify" ${totals}>\n${suites.join('')}</testsuites>\n`;
}

function testCase({
  id,
  suite,
  title,
  level,
  clause,
  why,
  outcome,
  reason,
  failure,
  durationMs,
}: ReportedCheck): string {
  const open = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(`${id}: ${title}`)}" time="${durationMs / 1000}"`;
  if (outcome === 'passed') return `${open}/>\n`;
  if (outcome === 'skipped') return `${open}><skipped message="${escapeXml(reason ?? '')}"/></testcase>\n`;
  const { expected = '', curl, answer } = failure ?? {};
  const text = [
    `Clause: ${clause}`,
    `Why it matters: ${why}`,
    ...(curl === undefined ? [] : [`Request: ${curl}`]),
    ...(answer ? [`Answer: ${answer.status} ${answer.body}`] : []),
  ].join('\n');
  return `${open}><failure type="${level}" message="${escapeXml(`expected ${expected}`)}">${escapeXml(text)}</failure></testcase>\n`;
}

/** Control characters have no place in XML 1.0, not even escaped. */
export function escapeXml(text: string): string {
  return (
    Buffer.from(text)
      .toString()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
