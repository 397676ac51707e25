import { createColors } from 'picocolors';
import type { ConfigError, ConfigSource, Fault } from './config-error.js';

/** All faults of a config file, for a person at a terminal: each with its place, the line, and what to write instead. */
export function explain({ faults, source }: ConfigError, { color }: { readonly color: boolean }): string {
  const paint = createColors(color);
  const placed = faults.map((fault) => ({ fault, place: source?.locate(fault.pointer) }));
  placed.sort((left, right) => (left.place?.start ?? 0) - (right.place?.start ?? 0));
  const blocks = placed.map(({ fault, place }) => {
    const lines = [`${paint.bold(where(source, place?.start))}${paint.red(fault.message)}`];
    if (source && place) lines.push(...frame(source.text, place, mayShowSecret(fault.pointer), paint));
    lines.push(...advice(fault));
    return lines.join('\n');
  });
  return blocks.join('\n\n');
}

function where(source: ConfigSource | undefined, offset: number | undefined): string {
  if (!source) return '';
  if (offset === undefined) return `${source.file}  `;
  const { line, column } = position(source.text, offset);
  return `${source.file}:${line}:${column}  `;
}

function frame(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  secret: boolean,
  paint: ReturnType<typeof createColors>,
): readonly string[] {
  const { line, column } = position(text, start);
  const written = (text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  const content = secret || secretLine.test(written) ? hideValues(written) : written;
  const gutter = String(line);
  const length = Math.max(1, Math.min(end - start, content.length - column + 1));
  return [
    paint.dim(`  ${gutter} | ${content}`),
    paint.dim(`  ${' '.repeat(gutter.length)} | `) + ' '.repeat(column - 1) + paint.red('^'.repeat(length)),
  ];
}

const secretLine = /password|secret|token|passphrase|key|credential/i;

/** Credentials and what plugins are told may stand under a misspelt name too. */
function mayShowSecret(pointer: string): boolean {
  return /\/(auth|options)(\/|$)/.test(pointer);
}

/** The line with every value after a colon blotted out, each thing in its place; references to the outside stay. */
function hideValues(line: string): string {
  return line.replace(/(:\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"'{[,][^,}\]]*)/g, (all, colon: string, value: string) =>
    value.includes('${') ? all : `${colon}${value.replace(/[^"']/g, '•')}`,
  );
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
