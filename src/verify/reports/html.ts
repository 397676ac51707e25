import type { Report, ReportedCheck } from '../report.js';
import { pageScript, pageStyle } from './html-parts.js';
import { headline, orderedFailures, percent } from './words.js';

/**
 * One page that holds everything: nothing is loaded from anywhere. Without scripts it can be read whole; the script only
 * filters and switches between light and dark.
 */
export function htmlReport(report: Report): string {
  const { server, summary, checks, startedAt, durationMs, tool, readOnly } = report;
  const failures = orderedFailures(checks);
  const features = Object.entries(server.features).map(
    ([name, value]) => `${name} ${{ true: 'yes', false: 'no' }[String(value)] ?? 'not said'}`,
  );
  const facts = [
    `SCIM ${server.scimVersion}`,
    startedAt.replace('T', ' ').slice(0, 16),
    `${(durationMs / 1000).toFixed(1)} s`,
    ...(readOnly ? ['read-only'] : []),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>SCIM ${escapeHtml(server.scimVersion)} at ${escapeHtml(server.base)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<p class="tool">${escapeHtml(`${tool.name} ${tool.version}`)}<button id="theme" type="button">Light or dark</button></p>
<h1>${escapeHtml(server.base)}</h1>
<p class="facts">${facts.map((fact) => `<span>${escapeHtml(fact)}</span>`).join('')}</p>
<p class="headline ${summary.failedByLevel.MUST > 0 ? 'bad' : 'good'}">${escapeHtml(headline(report))}</p>
</header>
<main>
<section aria-label="Score by area" class="areas">${summary.suites.map(area).join('')}</section>
<p class="facts">Announced: ${features.map((feature) => `<span>${escapeHtml(feature)}</span>`).join('')}</p>
<form class="filter" role="search">
<input id="text" type="search" placeholder="Filter by words, id or clause" aria-label="Filter by words, id or clause">
<select id="level" aria-label="Level"><option value="">All levels</option><option>MUST</option><option>SHOULD</option><option>habit</option></select>
<select id="outcome" aria-label="Outcome"><option value="">All outcomes</option><option>failed</option><option>passed</option><option>skipped</option></select>
<output id="shown"></output>
</form>
${failures.length > 0 ? `<h2>Failures</h2>\n${failures.map(failed).join('')}` : ''}
${leftovers(report)}
${summary.suites
  .map(({ name, title }) =>
    others(
      title,
      checks.filter((check) => check.suite === name),
    ),
  )
  .join('')}
</main>
<script>${pageScript}</script>
</body>
</html>
`;
}

function area({ name, title, passed, failed, skipped }: Report['summary']['suites'][number]): string {
  const all = Math.max(1, passed + failed + skipped);
  const part = (count: number, kind: string): string =>
    count === 0 ? '' : `<i class="${kind}" style="width:${(count / all) * 100}%"></i>`;
  const words = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return `<a class="area" href="#area-${escapeHtml(name)}" data-area="${escapeHtml(name)}"><b>${escapeHtml(title)}</b><strong>${percent({ passed, failed })}</strong><span class="bar">${part(passed, 'passed')}${part(failed, 'failed')}${part(skipped, 'skipped')}</span><small>${words.join(', ')}</small></a>`;
}

function failed(check: ReportedCheck): string {
  const { expected = '', curl, answer } = check.failure ?? {};
  const shown = answer ? `${answer.status}\n${headerLines(answer.headers)}\n\n${pretty(answer.body)}` : 'No answer.';
  return `<details ${attributes(check)} open>
<summary>${badge(check.level)}${escapeHtml(check.title)}</summary>
<p class="meta"><code>${escapeHtml(check.id)}</code> ${escapeHtml(check.clause)}</p>
<p>${escapeHtml(check.why)}</p>
<dl><dt>Expected</dt><dd>${escapeHtml(expected)}</dd>${curl === undefined ? '' : `<dt>Request</dt><dd><pre>${escapeHtml(curl)}</pre></dd>`}<dt>Answer</dt><dd><pre>${escapeHtml(shown)}</pre></dd></dl>
</details>
`;
}

function others(title: string, checks: readonly ReportedCheck[]): string {
  const suite = checks[0]?.suite ?? '';
  const rows = checks.map(
    (check) =>
      `<details ${check.outcome === 'failed' ? attributes(check).replace('data-check', 'data-again') : attributes(check)}><summary><em class="${check.outcome}">${check.outcome}</em>${badge(check.level)}${escapeHtml(check.title)}</summary><p class="meta"><code>${escapeHtml(check.id)}</code> ${escapeHtml(check.clause)}</p><p>${escapeHtml(check.reason === undefined ? check.why : `Skipped: ${check.reason}.`)}</p></details>\n`,
  );
  return `<h2 id="area-${escapeHtml(suite)}">${escapeHtml(title)}</h2>\n<div class="list">${rows.join('')}</div>`;
}

function leftovers({ leftovers: left }: Report): string {
  if (left.length === 0) return '';
  const rows = left.map(
    ({ endpoint, id, name, reason }) =>
      `<li><code>${escapeHtml(`${endpoint}/${id ?? name ?? ''}`)}</code> ${escapeHtml(reason)}</li>`,
  );
  return `<h2>Left over</h2><p>These could not be removed; remove them by hand.</p><ul>${rows.join('')}</ul>`;
}

/** What the filter looks at. */
function attributes({ id, level, outcome, title, clause }: ReportedCheck): string {
  const words = `${id} ${title} ${clause}`.toLowerCase();
  return `class="check ${outcome}" data-check="${escapeHtml(id)}" data-level="${level}" data-outcome="${outcome}" data-words="${escapeHtml(words)}"`;
}

function badge(level: string): string {
  return `<span class="level ${level.toLowerCase()}">${level}</span>`;
}

function headerLines(headers: { readonly [name: string]: string }): string {
  return Object.entries(headers)
    .filter(([name]) => ['content-type', 'location', 'etag', 'www-authenticate', 'retry-after', 'allow'].includes(name))
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
