import { TextDecoder } from 'node:util';
import { InvalidValue, type StoredRecord } from 'scim-gateway/plugin';
import { escapeText, unescapeText } from './escape-text.js';
import type { RecordReader } from './record-reader.js';
import type { Clear } from './reveal-secrets.js';

/**
 * `key=value` lines of JSON data: nested names with dots between them, a line for each element of a list; elements that are
 * objects are JSON. `\`, line feed and carriage return are written `\\`, `\n` and `\r`, which `printf %b` undoes.
 * @throws InvalidValue where a value holds what a line, or a shell's variable, cannot
 */
export function toPairs(data: { readonly [name: string]: Clear }): string {
  const lines: string[] = [];
  const add = (name: string, value: Clear): void => {
    if (value === null) return;
    if (Array.isArray(value)) {
      for (const element of value) lines.push(line(name, isObject(element) ? JSON.stringify(element) : element));
    } else if (isObject(value)) {
      for (const [inner, nested] of Object.entries(value)) add(name === '' ? inner : `${name}.${inner}`, nested);
    } else lines.push(line(name, value));
  };
  add('', data);
  return lines.join('');
}

function line(name: string, value: Clear): string {
  return `${escapeText(keepable(name)).replaceAll('=', '\\0075')}=${escapeText(keepable(String(value)))}\n`;
}

function keepable(text: string): string {
  if (text.includes('\0') || /\p{Surrogate}/u.test(text)) {
    throw new InvalidValue('A value holds a character that this application cannot keep.');
  }
  return text;
}

function isObject(value: Clear): value is { readonly [name: string]: Clear } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads `key=value` lines; an empty line ends a record, and a key that comes again makes a list. */
export class PairsReader implements RecordReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #rest = '';
  #lines = 0;
  #fields = new Map<string, string | string[]>();

  push(chunk: Buffer): StoredRecord[] {
    return this.#read(this.#decode(chunk));
  }

  end(): StoredRecord[] {
    return this.#read(`${this.#decode()}\n\n`);
  }

  #decode(chunk?: Buffer): string {
    try {
      return this.#decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new Error('what it printed is not UTF-8');
    }
  }

  #read(text: string): StoredRecord[] {
    if (!text.includes('\n')) {
      this.#rest += text;
      return [];
    }
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((read) => this.#line(read.endsWith('\r') ? read.slice(0, -1) : read));
  }

  #line(text: string): StoredRecord[] {
    this.#lines += 1;
    if (text === '') {
      if (this.#fields.size === 0) return [];
      const record = Object.fromEntries(this.#fields);
      this.#fields = new Map();
      return [record];
    }
    const equals = text.indexOf('=');
    if (equals < 1) throw new Error(`line ${this.#lines} of what it printed is neither JSON nor key=value`);
    const name = unescapeText(text.slice(0, equals).replaceAll('\\0075', '='));
    const value = unescapeText(text.slice(equals + 1));
    const before = this.#fields.get(name);
    if (before === undefined) this.#fields.set(name, value);
    else if (typeof before === 'string') this.#fields.set(name, [before, value]);
    else before.push(value);
    return [];
  }
}
