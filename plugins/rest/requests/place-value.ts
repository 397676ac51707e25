import { InvalidValue, Secret } from 'scim-gateway/plugin';

/** The text of a plain value; undefined where there is none. Secrets are revealed: this is where they are sent. */
export function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Secret) return value.reveal();
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
}

/**
 * A value as one segment of a path, or a part of one (RFC 6570 section 3.2.2): whatever it holds, it begins no other
 * segment and ends no path.
 * @throws InvalidValue where there is no value, or where a server that decodes twice could read it as a way up
 */
export function inPath(value: string | undefined, quote: Quote = ''): string {
  if (value === undefined || value === '') throw new InvalidValue('A value that the path needs is missing.');
  if (hasControlCharacter(value) || climbs(value)) {
    throw new InvalidValue('A value cannot stand in the path of a request to the application.');
  }
  return percentEncode(inQuotes(value, quote));
}

/** A value within the value of a query parameter. */
export function inQuery(value: string | undefined): string {
  return percentEncode(value ?? '');
}

/** Everything but the unreserved characters of RFC 3986 as percent-encoded UTF-8. */
export function percentEncode(text: string): string {
  try {
    return encodeURIComponent(text).replaceAll(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  } catch (cause) {
    throw new InvalidValue('A value is no well-formed text.', { cause });
  }
}

/** A value between quotes of another language in a text (OData, SQL, SCIM filters, GraphQL): it cannot end them. */
export function inQuotes(value: string, quote: Quote): string {
  if (quote === "'") return value.replaceAll("'", "''");
  return quote === '"' ? JSON.stringify(value).slice(1, -1) : value;
}

/** The quotes around a placeholder; '' where there are none. */
export type Quote = '' | "'" | '"';

/** @throws InvalidValue for what no header can hold: a line break would begin another one (RFC 9110 section 5.5) */
export function inHeader(value: string): string {
  if (!/^[\x20-\x7e]*$/.test(value)) throw new InvalidValue('A value cannot stand in a header to the application.');
  return value;
}

function hasControlCharacter(value: string): boolean {
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** How often a chain of servers could decode a path. */
const DECODINGS = 3;

/** Whether the value is, or decodes to, a path with a `.` or `..` segment. */
function climbs(value: string): boolean {
  let text = value;
  for (let round = 0; round <= DECODINGS; round++) {
    if (text.split(/[/\\]/).some((segment) => /^\.{1,2}(?:;.*)?$/.test(segment))) return true;
    const decoded = text.replaceAll(/%(2e|2f|5c|25|3b)/gi, (code) => decodeURIComponent(code));
    if (decoded === text) return false;
    text = decoded;
  }
  return true;
}
