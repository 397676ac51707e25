import { type JsonObject, type JsonValue, parseFilter, parsePath } from '../scim/index.js';
import { isCounter, isKept, isReference, isSecret, isUrlOfResource, type Place, placeOf } from './attribute-rules.js';
import type { KnownValues } from './known-values.js';
import type { Pseudonyms } from './pseudonyms.js';

/** Passes the rules for passwords of most servers, and has been nobody's. */
const SECRET = 'Repl4ced-{{run}}';
/** What could not be read is replaced by what cannot be read either. */
export const UNREADABLE = 'replaced';

export interface Anonymiser {
  /** A value at a place: secrets, personal data and ids are replaced in it. */
  value(value: JsonValue, place?: Place): JsonValue;
  text(value: string, place: Place): string;
  filter(text: string): string;
  path(text: string): string;
}

export function createAnonymiser(pseudonyms: Pseudonyms, known: KnownValues): Anonymiser {
  const reference = (value: string): string => {
    const found = known.reference(value);
    if (found !== undefined) return found;
    const [, bulkId] = /^bulkId:(.*)$/s.exec(value) ?? [];
    if (bulkId !== undefined) return `bulkId:${pseudonyms.text(bulkId)}`;
    return known.invent(value, pseudonyms.text(value));
  };

  /** `https://host/scim/v2/Users/ID`, `../Users/ID`, `/Users/bulkId:x`. */
  const resourceUrl = (value: string): string => {
    const parts = (value.split(/[?#]/)[0] ?? '').split('/').filter((part) => part !== '');
    const [id = '', endpoint = ''] = parts.reverse();
    const decoded = decode(id);
    const target =
      known.reference(decoded) ?? (decoded.startsWith('bulkId:') ? reference(decoded) : pseudonyms.text(decoded));
    return `/${/^[A-Z][A-Za-z]{2,30}$/.test(endpoint) ? endpoint : 'Resources'}/${target}`;
  };

  const text = (value: string, place: Place): string => {
    if (isSecret(place)) return value === '' ? '' : SECRET;
    if (isKept(place, value)) return value;
    if (isReference(place)) return reference(value);
    if (isUrlOfResource(place)) return resourceUrl(value);
    const inside = value.startsWith('{') ? parseObject(value) : undefined;
    if (inside !== undefined) return JSON.stringify(anonymise(inside, place));
    return known.reference(value) ?? pseudonyms.text(value);
  };

  const anonymise = (value: JsonValue, place: Place): JsonValue => {
    if (typeof value === 'string') return text(value, place);
    if (typeof value === 'number') return number(value, place);
    if (Array.isArray(value)) return value.map((each: JsonValue) => anonymise(each, place));
    if (typeof value !== 'object' || value === null) return value;
    return object(value as JsonObject, place);
  };

  const number = (value: number, place: Place): number => {
    if (isSecret(place)) return 0;
    return isCounter(place) ? value : pseudonyms.number(value);
  };

  const object = (value: JsonObject, place: Place): JsonObject => {
    const isOperation = typeof value.op === 'string';
    const target = isOperation && typeof value.path === 'string' ? placeOf(value.path) : [];
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        const member = each as JsonValue;
        if (isOperation && name === 'value') return [name, anonymise(member, target)];
        if (name === 'path' && typeof member === 'string') {
          return [name, isOperation ? path(member) : member.startsWith('/') ? bulkPath(member) : UNREADABLE];
        }
        if (name === 'filter' && typeof member === 'string') return [name, filter(member)];
        return [path(name, name), anonymise(member, isOperation ? [name.toLowerCase()] : [...place, ...placeOf(name)])];
      }),
    );
  };

  const bulkPath = (value: string): string =>
    value.split('/').filter((part) => part !== '').length === 1 && /^\/[A-Za-z]{1,40}\/?$/.test(value)
      ? value
      : resourceUrl(value);

  /** Numbers, and texts that a client has forgotten to quote. */
  const bare = (literal: string, place: Place): string => {
    if (/^(true|false|null)$/i.test(literal)) return literal;
    const number = Number(literal);
    const replaced = String(anonymise(Number.isFinite(number) && String(number) === literal ? number : literal, place));
    return /^[^\s"()[\]]+$/.test(replaced) ? replaced : JSON.stringify(replaced);
  };

  /** Literals are replaced where they stand; the rest stays as the client wrote it. */
  const literals = (source: string, around: Place): string =>
    source.replaceAll(comparison, (_, name: string, between: string, literal: string, offset: number) => {
      const opened = source.lastIndexOf('[', offset);
      const isInside = opened > source.lastIndexOf(']', offset);
      const outer = isInside ? placeOf(/([\w$:.-]+)$/.exec(source.slice(0, opened))?.[1] ?? '') : around;
      const place = [...outer, ...placeOf(name)];
      return `${name}${between}${literal.startsWith('"') ? JSON.stringify(anonymise(JSON.parse(literal), place)) : bare(literal, place)}`;
    });

  const filter = (source: string): string => {
    try {
      parseFilter(source);
    } catch {
      return UNREADABLE;
    }
    return literals(source, []);
  };

  /** @param otherwise what stands for a path that cannot be read */
  const path = (source: string, otherwise = UNREADABLE): string => {
    if (/^[\w$:.-]*$/.test(source)) return source;
    try {
      parsePath(source);
    } catch {
      return otherwise === source ? pseudonyms.text(source) : otherwise;
    }
    return literals(source, []);
  };

  return { value: (value, place = []) => anonymise(value, place), text, filter, path };
}

const comparison = /([\w$:.-]+)(\s+[a-z]{2}\s+)("(?:[^"\\]|\\.)*"|[^\s"()[\]]+)/gi;

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
