import { ConfigError, type Fault, type Located, type Place } from './config-error.js';
import { escapePointer } from './json-pointer.js';

/** The data of a config file, and where each value stands in its text, by JSON pointer. */
export interface ParsedText {
  readonly data: unknown;
  readonly locate: (pointer: string) => Located | undefined;
}

/** Deeper than any config; what is nested further is refused before it exhausts the stack. */
const MAX_DEPTH = 100;

const whitespace = /(?:[ \t\r\n\uFEFF]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const stringToken = /"(?:[^"\\\r\n]|\\[^\r\n])*"/y;
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const wordToken = /(?:true|false|null)(?!\w)/y;

/**
 * Reads JSON (RFC 8259) with comments and commas at ends.
 * @throws ConfigError with the place of the first syntax error, or of every name that stands twice in one object
 */
export function parseJson(text: string): ParsedText {
  const reader = new JsonReader(text);
  const data = reader.read();
  if (reader.duplicates.length > 0) throw new ConfigError(reader.duplicates);
  return { data, locate: (pointer) => reader.places.get(pointer) };
}

class JsonReader {
  readonly places = new Map<string, Located>();
  readonly duplicates: Fault[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    if (this.#peek() === undefined) return undefined;
    const data = this.#value('', undefined, 0);
    if (this.#peek() !== undefined) this.#fail(`The config ends before this; found ${this.#found()}.`);
    return data;
  }

  #value(pointer: string, key: Place | undefined, depth: number): unknown {
    const first = this.#peek();
    const start = this.#at;
    if (depth > MAX_DEPTH) this.#fail(`Values are nested more than ${MAX_DEPTH} deep.`);
    const scalar = first !== '{' && first !== '[';
    const data = scalar
      ? this.#scalar(first)
      : first === '{'
        ? this.#object(pointer, depth)
        : this.#list(pointer, depth);
    this.places.set(pointer, { value: { start, end: this.#at }, scalar, ...(key && { key }) });
    return data;
  }

  #object(pointer: string, depth: number): unknown {
    const entries = new Map<string, unknown>();
    const open = this.#at++;
    while (this.#peek() !== '}') {
      this.#refuseEnd(open, '}');
      if (this.#peek() !== '"') this.#fail(`A name in double quotes is expected, found ${this.#found()}.`);
      const start = this.#at;
      const name = this.#string();
      const key = { start, end: this.#at };
      if (this.#peek() !== ':') this.#fail(`":" is expected after ${JSON.stringify(name)}, found ${this.#found()}.`);
      this.#at++;
      const inner = `${pointer}/${escapePointer(name)}`;
      if (entries.has(name)) {
        this.duplicates.push({ pointer: inner, message: `"${name}" stands twice in one object.`, place: key });
      }
      entries.set(name, this.#value(inner, key, depth + 1));
      this.#separator(open, '}');
    }
    this.#at++;
    return Object.fromEntries(entries);
  }

  #list(pointer: string, depth: number): unknown {
    const elements: unknown[] = [];
    const open = this.#at++;
    while (this.#peek() !== ']') {
      this.#refuseEnd(open, ']');
      elements.push(this.#value(`${pointer}/${elements.length}`, undefined, depth + 1));
      this.#separator(open, ']');
    }
    this.#at++;
    return elements;
  }

  #separator(open: number, close: string): void {
    const next = this.#peek();
    if (next === ',') this.#at++;
    else if (next !== close) {
      this.#refuseEnd(open, close);
      if (next !== undefined && /["[{\w-]/.test(next)) this.#fail('"," is missing before this.');
      this.#fail(`"," or "${close}" is expected, found ${this.#found()}.`);
    }
  }

  #scalar(first: string | undefined): unknown {
    if (first === '"') return this.#string();
    const token = this.#take(numberToken) ?? this.#take(wordToken);
    if (token !== undefined) return JSON.parse(token) as unknown;
    if (first === undefined) return this.#fail('A value is expected, found the end of the file.');
    return this.#fail(
      /[\w'$+.-]/.test(first)
        ? 'This is no value: a text stands in double quotes.'
        : `A value is expected, found ${this.#found()}.`,
    );
  }

  #string(): string {
    const start = this.#at;
    const token = this.#take(stringToken);
    if (token === undefined) {
      const end = /[\r\n]|$/.exec(this.#text.slice(start))?.index ?? 0;
      return this.#fail('This text has no closing double quote on its line.', { start, end: start + end });
    }
    const badEscape = /^(?:[^\\]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/.exec(token)?.[0].length ?? 0;
    if (badEscape < token.length) {
      const place = { start: start + badEscape, end: start + badEscape + 2 };
      return this.#fail('A backslash in a text is written twice: "C:\\\\data".', place);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: strict JSON escapes a tab, here it may stand as it is
    return JSON.parse(token.replace(/[\0-\x1f]/g, (character) => JSON.stringify(character).slice(1, -1))) as string;
  }

  #take(token: RegExp): string | undefined {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** The next character that says something; undefined at the end. */
  #peek(): string | undefined {
    this.#take(whitespace);
    return this.#text[this.#at];
  }

  #refuseEnd(open: number, close: string): void {
    if (this.#at < this.#text.length) return;
    this.#fail(`This is never closed: "${close}" is missing.`, { start: open, end: open + 1 });
  }

  #found(): string {
    const character = this.#text[this.#at];
    return character === undefined ? 'the end of the file' : `"${character}"`;
  }

  #fail(message: string, place: Place = { start: this.#at, end: this.#at + 1 }): never {
    throw new ConfigError([{ pointer: '', message: `This is not JSON. ${message}`, place }]);
  }
}
