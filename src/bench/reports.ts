import type { BenchReport } from './bench-report.js';
import { figures } from './figures.js';
import { htmlReport } from './html-report.js';

export type BenchFormat = 'html' | 'json' | 'md';

export const benchFormats: { readonly [ending: string]: BenchFormat } = {
  '.html': 'html',
  '.json': 'json',
  '.md': 'md',
};

export function writeBenchReport(report: BenchReport, format: BenchFormat): string {
  if (format === 'html') return htmlReport(report);
  return format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : markdown(report);
}

function markdown({ base, startedAt, secondsEach, connections, operations, left, leftovers }: BenchReport): string {
  const rows = operations.map((each) => `| ${figures(each).join(' | ')} |`);
  return [
    `# ${base}`,
    '',
    `${startedAt}, ${connections} connections, ${secondsEach} s each. Milliseconds.`,
    '',
    '| | requests/s | p50 | p90 | p99 | max | requests | errors |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    ...left.map(({ title, reason }) => `\nNot measured: ${title}, ${reason}.`),
    ...(leftovers.length > 0 ? [`\nLeft over, remove by hand: ${leftovers.join(', ')}`] : []),
    '',
  ].join('\n');
}
