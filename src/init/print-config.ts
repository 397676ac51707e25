import { stringify } from 'yaml';

export type Format = 'json' | 'yaml';

const WIDTH = 120;

/** The text of a config file. */
export function printConfig(config: object, format: Format): string {
  return format === 'yaml' ? stringify(config, { lineWidth: 0 }) : `${printJson(config, WIDTH)}\n`;
}

/** JSON for people: an object or list that fits stands on one line; the outermost never does. */
export function printJson(value: unknown, width: number): string {
  return print(value, 0, '', width);
}

/** @param name what stands before it on its line */
function print(value: unknown, depth: number, name: string, width: number): string {
  const short = inOneLine(value);
  const isInner = typeof value !== 'object' || value === null;
  if (isInner || (depth > 0 && 2 * depth + name.length + short.length < width)) return name + short;
  const indent = '  '.repeat(depth + 1);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const lines = Array.isArray(value)
    ? value.map((element) => print(element, depth + 1, '', width))
    : Object.entries(value).map(([key, inner]) => print(inner, depth + 1, `${JSON.stringify(key)}: `, width));
  return `${name}${open}\n${lines.map((line) => indent + line).join(',\n')}\n${'  '.repeat(depth)}${close}`;
}

function inOneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(inOneLine).join(', ')}]`;
  const parts = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}: ${inOneLine(inner)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}
