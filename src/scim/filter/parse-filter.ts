import { ScimError } from '../errors.js';
import type { OnTolerated } from '../schema/tolerances.js';
import type { AttributePath, ComparisonOperator, Filter } from './ast.js';
import { invalidPath, isNameCharacter, shorten, splitName } from './parse-path.js';

export interface ParseOptions {
  /** Characters; default 10,000. */
  readonly maxLength?: number;
  /** Parentheses, brackets and `not` within each other; default 40. */
  readonly maxDepth?: number;
  readonly onTolerated?: OnTolerated | undefined;
}

const operators: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);

const SPACE = 0x20;
const TAB = 0x09;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x28;
const CLOSE = 0x29;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Reads a filter (RFC 7644 section 3.4.2.2) in time linear in its length. Operators may be in any case of letters.
 * @throws ScimError 400 `invalidFilter` with the position, from 1, and what was expected there
 */
export function parseFilter(text: string, options: ParseOptions = {}): Filter {
  const parser = new Parser(text, options);
  const filter = parser.disjunction();
  parser.end();
  return filter;
}

/**
 * Reads a PATCH path (RFC 7644 section 3.5.2): an attribute, perhaps with a filter in brackets and a sub-attribute.
 * @throws ScimError 400 `invalidPath`
 */
export function parsePath(text: string, options: ParseOptions = {}): AttributePath {
  const simple = isPlainName(text) ? splitName(text) : undefined;
  if (simple) return simple;
  try {
    return new Parser(text, options).path();
  } catch (error) {
    if (error instanceof ScimError && error.scimType === 'invalidFilter') throw invalidPath(text, error.detail);
    throw error;
  }
}

function isPlainName(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (!isNameCharacter(text.charCodeAt(index))) return false;
  return text !== '';
}

class Parser {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #onTolerated: OnTolerated | undefined;
  #at = 0;
  #depth = 0;

  constructor(text: string, { maxLength = 10_000, maxDepth = 40, onTolerated }: ParseOptions) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#onTolerated = onTolerated;
    if (text.length > maxLength) {
      throw new ScimError(400, `The text is longer than ${maxLength} characters.`, { scimType: 'invalidFilter' });
    }
  }

  disjunction(): Filter {
    return this.#sequence('or', () => this.#sequence('and', () => this.#term()));
  }

  end(): void {
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#expected('"and", "or" or the end');
  }

  path(): AttributePath {
    this.#skipBlanks();
    const path = this.#name();
    if (this.#code() !== OPEN_BRACKET) {
      this.end();
      return path;
    }
    const valueFilter = this.#brackets();
    const subAttribute = this.#subAttribute();
    this.end();
    return { ...path, valueFilter, ...(subAttribute !== undefined && { subAttribute }) };
  }

  #sequence(word: 'and' | 'or', next: () => Filter): Filter {
    const first = next();
    if (!this.#word(word)) return first;
    const filters = [first];
    do filters.push(next());
    while (this.#word(word));
    return { kind: word, filters };
  }

  #term(): Filter {
    this.#skipBlanks();
    if (this.#code() === OPEN) return this.#nested(CLOSE, '")"');
    if (this.#isNot()) {
      this.#at += 3;
      this.#skipBlanks();
      if (this.#code() !== OPEN) throw this.#expected('"(" after "not"');
      return { kind: 'not', filter: this.#nested(CLOSE, '")"') };
    }
    return this.#expression();
  }

  #expression(): Filter {
    const path = this.#name();
    if (this.#code() !== OPEN_BRACKET) return this.#comparison(path);
    const filter = this.#brackets();
    // `emails[type eq "work"].value eq "x"` (Entra ID): some element matches the brackets and the comparison.
    const subAttribute = this.#subAttribute();
    if (subAttribute === undefined) return { kind: 'valuePath', path, filter };
    const compared = this.#comparison({ attribute: subAttribute });
    return { kind: 'valuePath', path, filter: { kind: 'and', filters: [filter, compared] } };
  }

  #comparison(path: AttributePath): Filter {
    this.#skipBlanks();
    const start = this.#at;
    const operator = this.#letters().toLowerCase();
    if (operator === 'pr') return { kind: 'present', path };
    if (!operators.has(operator)) {
      this.#at = start;
      throw this.#expected('an operator (eq, ne, co, sw, ew, pr, gt, ge, lt, le)');
    }
    this.#skipBlanks();
    return { kind: 'compare', path, operator: operator as ComparisonOperator, value: this.#value() };
  }

  #value(): string | number | boolean | null {
    if (this.#code() === QUOTE) return this.#string();
    const start = this.#at;
    while (this.#at < this.#text.length && !isDelimiter(this.#code())) this.#at += 1;
    const word = this.#text.slice(start, this.#at);
    switch (word.toLowerCase()) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default:
    }
    if (/^-?(0|[1-9]\d{0,30})(\.\d{1,30})?([eE][+-]?\d{1,3})?$/.test(word)) return Number(word);
    // Entra ID leaves the quotes out at times, around a GUID or an externalId.
    if (/^[\w@.+-]{2,256}$/.test(word) && !isWordOfTheGrammar(word)) {
      this.#onTolerated?.('unquotedText', word);
      return word;
    }
    this.#at = start;
    throw this.#expected('a value: a text in double quotes, a number, true, false or null');
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    let escaped = false;
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#code();
      if (code === QUOTE) {
        this.#at += 1;
        const text = this.#text.slice(start, this.#at);
        return escaped ? this.#unescape(text, start) : text.slice(1, -1);
      }
      if (code === BACKSLASH) {
        escaped = true;
        this.#at += 1;
      }
    }
    this.#at = start;
    throw this.#expected('a closing quote for the text that begins here');
  }

  #unescape(text: string, start: number): string {
    try {
      return JSON.parse(text) as string;
    } catch {
      this.#at = start;
      throw this.#expected('a text with JSON escapes');
    }
  }

  #brackets(): Filter {
    return this.#nested(CLOSE_BRACKET, '"]"');
  }

  #nested(close: number, name: string): Filter {
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > this.#maxDepth) throw this.#expected(`no more than ${this.#maxDepth} levels of nesting`);
    const filter = this.disjunction();
    this.#skipBlanks();
    if (this.#code() !== close) throw this.#expected(name);
    this.#at += 1;
    this.#depth -= 1;
    return filter;
  }

  #subAttribute(): string | undefined {
    if (this.#text[this.#at] !== '.') return undefined;
    this.#at += 1;
    const start = this.#at;
    while (isNameCharacter(this.#code())) this.#at += 1;
    const name = this.#text.slice(start, this.#at);
    if (name === '' || /[.:/]/.test(name)) {
      this.#at = start;
      throw this.#expected('the name of a sub-attribute');
    }
    return name;
  }

  #name(): AttributePath {
    const start = this.#at;
    while (isNameCharacter(this.#code())) this.#at += 1;
    const path = splitName(this.#text.slice(start, this.#at));
    if (path) return path;
    this.#at = start;
    throw this.#expected('the name of an attribute');
  }

  /** Takes the word if it comes next, with a blank or a parenthesis after it. */
  #word(word: string): boolean {
    const start = this.#at;
    this.#skipBlanks();
    const end = this.#at + word.length;
    if (
      this.#at > 0 &&
      this.#text.slice(this.#at, end).toLowerCase() === word &&
      isDelimiter(this.#text.charCodeAt(end))
    ) {
      this.#at = end;
      return true;
    }
    this.#at = start;
    return false;
  }

  #isNot(): boolean {
    if (this.#text.slice(this.#at, this.#at + 3).toLowerCase() !== 'not') return false;
    let index = this.#at + 3;
    while (isBlank(this.#text.charCodeAt(index))) index += 1;
    return this.#text.charCodeAt(index) === OPEN;
  }

  #letters(): string {
    const start = this.#at;
    while (isNameCharacter(this.#code())) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  #skipBlanks(): void {
    while (isBlank(this.#code())) this.#at += 1;
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #expected(what: string): ScimError {
    const rest = this.#text.slice(this.#at, this.#at + 20);
    const found = rest === '' ? 'the filter ends' : `"${rest}" stands`;
    return new ScimError(
      400,
      `The filter "${shorten(this.#text)}" cannot be read: at position ${this.#at + 1}, where ${found}, ${what} was expected.`,
      { scimType: 'invalidFilter' },
    );
  }
}

function isWordOfTheGrammar(word: string): boolean {
  const lower = word.toLowerCase();
  return operators.has(lower) || ['and', 'or', 'not', 'pr'].includes(lower);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** NaN is the end of the text. */
function isDelimiter(code: number): boolean {
  return isBlank(code) || code === OPEN || code === CLOSE || code === CLOSE_BRACKET || Number.isNaN(code);
}
