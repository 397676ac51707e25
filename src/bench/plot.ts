import type { OperationReport } from './bench-report.js';

const WIDTH = 900;
const HEIGHT = 400;
const EDGE = { left: 70, right: 20, top: 16, bottom: 46 };
const RIGHT = WIDTH - EDGE.right;
const BOTTOM = HEIGHT - EDGE.bottom;
const marks = [0, 50, 75, 90, 95, 99];

/**
 * The share of requests (across, stretched towards the slow ones) that took no longer than so many milliseconds (up,
 * each step ten times as much), a line for each kind.
 */
export function percentilePlot(operations: readonly OperationReport[]): string {
  const shown = operations.filter(({ curve }) => curve.length > 0);
  const values = shown.flatMap(({ curve }) => curve.slice(0, 100));
  if (values.length === 0) return '';
  const low = Math.floor(Math.log10(Math.max(0.01, Math.min(...values))));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const y = (ms: number): number =>
    BOTTOM - ((Math.log10(Math.max(ms, 10 ** low)) - low) / (high - low)) * (BOTTOM - EDGE.top);
  const decades = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const between = decades.slice(0, -1).flatMap((each) => [2 * each, 5 * each]);
  const rows = [...decades, ...between].map((ms) => {
    const isDecade = decades.includes(ms);
    const label = `<text x="${EDGE.left - 8}" y="${fixed(y(ms) + 4)}" text-anchor="end">${Number(ms.toPrecision(1))} ms</text>`;
    const line = `<line class="${isDecade ? 'grid' : 'grid fine'}" x1="${EDGE.left}" x2="${RIGHT}" y1="${fixed(y(ms))}" y2="${fixed(y(ms))}"/>`;
    return line + (isDecade || high - low <= 2 ? label : '');
  });
  const columns = marks.map(
    (mark) =>
      `<line class="grid" x1="${fixed(x(mark))}" x2="${fixed(x(mark))}" y1="${EDGE.top}" y2="${BOTTOM}"/><text x="${fixed(x(mark))}" y="${BOTTOM + 18}" text-anchor="middle">${mark}%</text>`,
  );
  const lines = shown.map((operation) => {
    const points = operation.curve.slice(0, 100).map((ms, percent) => `${fixed(x(percent))},${fixed(y(ms))}`);
    return `<polyline class="series s${operations.indexOf(operation) + 1}" points="${points.join(' ')}"/>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="How many requests took no longer than how many milliseconds; the figures are in the table">
${rows.join('')}${columns.join('')}
<text x="${(EDGE.left + RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">so many of the requests took no longer</text>
${lines.join('\n')}
</svg>`;
}

/** Each step of the slow end gets as much room as all before it: 90 %, 99 %. */
function x(percent: number): number {
  return EDGE.left + (-Math.log10(1 - percent / 100) / 2) * (RIGHT - EDGE.left);
}

function fixed(value: number): string {
  return value.toFixed(1);
}
