import { createColors } from 'picocolors';
import type { ConfigError, ConfigSource, Fault, Place } from './config-error.js';
import { pointerParts } from './json-pointer.js';
import { secretRanges } from './secret-ranges.js';

type Paint = ReturnType<typeof createColors>;

/** Characters of a long line that are shown on either side of a fault. */
const FRAME_REACH = 70;

/** All faults of a config file, for a person at a terminal: each with its place, the line, and what to write instead. */
export function explain({ faults, source }: ConfigError, { color }: { readonly color: boolean }): string {
  const paint = createColors(color);
  const placed = faults.map((fault) => ({ fault, place: source && placeOf(fault, source) }));
  placed.sort((left, right) => (left.place?.start ?? 0) - (right.place?.start ?? 0));
  const secrets = source ? secretRanges(source, faults) : [];
  const blocks = placed.map(({ fault, place }) => {
    const lines = [`${paint.bold(where(fault, source, place))}${paint.red(fault.message)}`];
    if (source && place) lines.push(...frame(source.text, place, secrets, paint));
    lines.push(...advice(fault));
    return lines.join('\n');
  });
  return blocks.join('\n\n');
}

/** The value, its name where that is wrong or where the value is long; for what is missing, what it is missing from. */
function placeOf({ pointer, place, inName }: Fault, { text, locate }: ConfigSource): Place | undefined {
  if (place || text === '') return place;
  let located = locate(pointer);
  for (let up = pointer; !located && up !== ''; ) {
    up = up.slice(0, up.lastIndexOf('/'));
    located = locate(up);
  }
  if (!located) return undefined;
  const { key, value, scalar } = located;
  if (scalar && !inName) return value;
  return key ?? { start: value.start, end: value.start + 1 };
}

function where({ pointer }: Fault, source: ConfigSource | undefined, place: Place | undefined): string {
  if (!source) return '';
  if (place) {
    const { line, column } = position(source.text, place.start);
    return `${source.file}:${line}:${column}  `;
  }
  const path = pointerParts(pointer).join('.');
  return path === '' ? `${source.file}  ` : `${source.file} (${path})  `;
}

function frame(text: string, { start, end }: Place, secrets: readonly Place[], paint: Paint): readonly string[] {
  const { line, column } = position(text, start);
  const lineStart = start - column + 1;
  const newline = text.indexOf('\n', start);
  const lineEnd = newline < 0 ? text.length : newline;
  const shown = (from: number, to: number): string => withoutSecrets(text, { start: from, end: to }, secrets);
  const from = Math.max(lineStart, start - FRAME_REACH);
  const to = Math.min(lineEnd, Math.max(end, start) + FRAME_REACH);
  const before = `${from > lineStart ? '…' : ''}${shown(from, start)}`;
  const marked = shown(start, Math.min(end, to));
  const after = `${shown(Math.min(end, to), to)}${to < lineEnd ? '…' : ''}`;
  const gutter = String(line);
  return [
    paint.dim(`  ${gutter} | ${before}${marked}${after}`.trimEnd()),
    `${paint.dim(`  ${' '.repeat(gutter.length)} | `)}${' '.repeat(before.length)}${paint.red('^'.repeat(Math.max(1, marked.length)))}`,
  ];
}

/** A part of the text with secrets masked: one that crosses the part's start has been masked before it already. */
function withoutSecrets(text: string, { start, end }: Place, secrets: readonly Place[]): string {
  let shown = '';
  let at = start;
  for (const secret of secrets) {
    if (secret.end <= at || secret.start >= end) continue;
    shown += `${text.slice(at, Math.max(at, secret.start))}[secret]`;
    at = Math.min(end, secret.end);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
  return (shown + text.slice(at, end)).replace(/[\0-\x1f\x7f]/g, ' ');
}

function advice({ allowed, suggestion }: Fault): readonly string[] {
  const lines: string[] = [];
  if (suggestion !== undefined) lines.push(`  Did you mean "${suggestion}"?`);
  if (allowed && allowed.length > 0) lines.push(`  Possible: ${allowed.join(', ')}.`);
  return lines;
}

function position(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
