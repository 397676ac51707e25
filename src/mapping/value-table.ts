import type { FieldValue } from '../plugin/index.js';
import { type Attribute, type JsonValue, ScimError } from '../scim/index.js';
import type { FieldRule } from './config.js';

type Plain = string | number | boolean;
type Listed = { readonly [stored: string]: Plain };

/** What the values of a rule list; two words stand for true and false, written as they are and read in any case. */
export function listedValues(values: NonNullable<FieldRule['values']>): Listed {
  if (typeof values !== 'string') return values;
  const [yes = '', no = ''] = values.split('/');
  return Object.fromEntries([...spellings(yes, true), ...spellings(no, false)]);
}

function spellings(word: string, value: boolean): readonly (readonly [stored: string, value: boolean])[] {
  const lower = word.toLowerCase();
  const texts = [word, lower, word.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)];
  return texts.map((text) => [text, value]);
}

/** What a field holds for each value of an attribute, both ways. */
export interface ValueTable {
  /** undefined for what the table does not list. */
  read(stored: FieldValue | undefined): JsonValue | undefined;
  /** @throws ScimError 400 `invalidValue` for what the table does not list */
  write(value: JsonValue): FieldValue;
  /** All texts that stand for the value, as a filter compares it. '' stands for an empty field. */
  storedFor(value: Plain): readonly string[];
  /** All texts of the table. */
  readonly stored: readonly string[];
}

/**
 * @param leaf the attribute that holds the value
 * @param path for messages
 */
export function createValueTable(values: Listed, type: FieldRule['type'], leaf: Attribute, path: string): ValueTable {
  const read = new Map<string, Plain>();
  const texts = new Map<string, string[]>();
  for (const [stored, listed] of Object.entries(values)) {
    const value = tableValue(listed, leaf);
    if (value === undefined) continue;
    read.set(stored, value);
    const name = comparable(value, leaf);
    texts.set(name, [...(texts.get(name) ?? []), stored]);
  }
  const storedFor = (value: Plain): readonly string[] => texts.get(comparable(value, leaf)) ?? [];
  return {
    read: (stored) => read.get(stored === undefined || stored === null ? '' : String(stored)),
    write(value) {
      const candidates = typeof value === 'object' ? [] : storedFor(value);
      const stored = candidates.find((candidate) => read.get(candidate) === value) ?? candidates[0];
      if (stored === undefined) throw notListed(path, value, [...read.values()]);
      return stored === '' ? null : typed(stored, type);
    },
    storedFor,
    stored: [...read.keys()],
  };
}

/** A value of a table in the attribute's own type; undefined where it is none. */
export function tableValue(value: Plain, { type }: Attribute): Plain | undefined {
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      return value === 'true' ? true : value === 'false' ? false : undefined;
    case 'integer':
    case 'decimal': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
      return type === 'integer' && !Number.isInteger(number) ? undefined : number;
    }
    case 'dateTime':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined;
    case 'complex':
      return undefined;
    default:
      return String(value);
  }
}

/** Two values have the same name where a filter's `eq` finds them equal. */
function comparable(value: Plain, { type, caseExact }: Attribute): string {
  if (type === 'integer' || type === 'decimal') return String(Number(value));
  if (type === 'dateTime') return String(Date.parse(String(value)));
  return caseExact && type !== 'boolean' ? String(value) : String(value).toLowerCase();
}

function typed(stored: string, type: FieldRule['type']): FieldValue {
  if (type === 'integer' || type === 'decimal') return Number(stored);
  return type === 'boolean' ? stored.toLowerCase() === 'true' : stored;
}

function notListed(path: string, value: JsonValue, listed: readonly Plain[]): ScimError {
  const allowed = [...new Set(listed)].map((one) => JSON.stringify(one)).join(', ');
  return new ScimError(400, `${path} cannot be ${short(value)} in this application; it can be ${allowed}.`, {
    scimType: 'invalidValue',
  });
}

function short(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
