import { escapeHtml } from '../verify/reports/html.js';
import { pageStyle } from '../verify/reports/html-parts.js';
import type { BenchReport } from './bench-report.js';
import { figures } from './figures.js';
import { percentilePlot } from './plot.js';

/** Six colours that can be told apart by most people, on light and on dark. */
const light = '--s1:#0b62c4;--s2:#b45309;--s3:#047857;--s4:#a21caf;--s5:#be123c;--s6:#475569';
const dark = '--s1:#6cb6ff;--s2:#f0b354;--s3:#4fd1a1;--s4:#e48bf0;--s5:#ff8096;--s6:#a9b4c4';
const kinds = [1, 2, 3, 4, 5, 6];

const style = `
:root{${light}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}
:root[data-theme=dark]{${dark}}
figure{margin:1rem 0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem}
figure>div{overflow-x:auto}
svg{width:100%;min-width:36rem;height:auto;display:block}
svg text{fill:var(--soft);font-size:13px;font-family:inherit}
.grid{stroke:var(--line)}.grid.fine{stroke-dasharray:2 4}
.series{fill:none;stroke-width:2.5;stroke-linejoin:round}
${kinds.map((n) => `.series.s${n}{stroke:var(--s${n})}.key.s${n}{background:var(--s${n})}`).join('')}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.4rem .7rem;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left}
thead th{color:var(--soft);font-weight:600}
.key{display:inline-block;width:1.1rem;height:.25rem;border-radius:.2rem;margin-right:.6rem;vertical-align:middle}
.errors{color:var(--bad);font-weight:700}
`;

const script = `
document.getElementById('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});
`;

/** One page that holds everything: nothing is loaded from anywhere. */
export function htmlReport(report: BenchReport): string {
  const { tool, base, startedAt, secondsEach, connections, readOnly, stopped, operations, left, leftovers } = report;
  const errors = operations.reduce((sum, each) => sum + each.errors, 0);
  const facts = [
    startedAt.replace('T', ' ').slice(0, 16),
    `${connections} connections`,
    `${secondsEach} s for each kind of request`,
    ...(readOnly ? ['read-only'] : []),
    ...(stopped ? ['stopped before its end'] : []),
  ];
  const headline = errors === 0 ? 'Every answer was right' : `${errors} answers were not right`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>How fast ${escapeHtml(base)} is</title>
<style>${pageStyle}${style}</style>
</head>
<body>
<header>
<p class="tool">${escapeHtml(`${tool.name} ${tool.version}`)}<button id="theme" type="button">Light or dark</button></p>
<h1>${escapeHtml(base)}</h1>
<p class="facts">${facts.map((fact) => `<span>${escapeHtml(fact)}</span>`).join('')}</p>
<p class="headline ${errors === 0 ? 'good' : 'bad'}">${headline}</p>
</header>
<main>
<div class="scroll"><table>
<thead><tr><th>Milliseconds</th><th>requests/s</th><th>p50</th><th>p90</th><th>p99</th><th>max</th><th>requests</th><th>errors</th></tr></thead>
<tbody>${operations.map(row).join('')}</tbody>
</table></div>
<figure><div>${percentilePlot(operations)}</div></figure>
${operations.map(firstError).join('')}
${left.map(({ title, reason }) => `<p>Not measured: ${escapeHtml(`${title}, ${reason}`)}.</p>`).join('')}
${leftovers.length > 0 ? `<h2>Left over</h2><p>These could not be removed; remove them by hand.</p><ul>${leftovers.map((path) => `<li><code>${escapeHtml(path)}</code></li>`).join('')}</ul>` : ''}
</main>
<script>${script}</script>
</body>
</html>
`;
}

function row(operation: BenchReport['operations'][number], index: number): string {
  const [title = '', ...cells] = figures(operation);
  const last = cells.length - 1;
  const texts = cells.map((cell, at) => `<td${at === last && cell !== '0' ? ' class="errors"' : ''}>${cell}</td>`);
  return `<tr><td><i class="key s${index + 1}"></i>${escapeHtml(title)}</td>${texts.join('')}</tr>`;
}

function firstError({ title, firstError: text }: BenchReport['operations'][number]): string {
  return text === undefined ? '' : `<p class="meta">${escapeHtml(`${title}, the first error: ${text}`)}</p>`;
}
