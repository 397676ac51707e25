import { ScimError } from '../errors.js';
import type { AttributePath } from './ast.js';

/**
 * Splits the name part of a path: `urn:…:User:name.givenName` into schema, attribute and sub-attribute. The schema is what
 * stands before the last colon. Returns undefined where the text is no such name.
 */
export function splitName(text: string): AttributePath | undefined {
  const colon = text.lastIndexOf(':');
  const name = text.slice(colon + 1);
  const dot = name.indexOf('.');
  const attribute = dot < 0 ? name : name.slice(0, dot);
  const subAttribute = dot < 0 ? undefined : name.slice(dot + 1);
  if (attribute === '' || subAttribute === '' || subAttribute?.includes('.') || colon === 0) return undefined;
  if (colon < 0) return subAttribute === undefined ? { attribute } : { attribute, subAttribute };
  const schema = text.slice(0, colon);
  return subAttribute === undefined ? { schema, attribute } : { schema, attribute, subAttribute };
}

/** Characters of attribute names and of URNs in front of them. */
export function isNameCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2d && code <= 0x3a) ||
    code === 0x5f ||
    code === 0x24
  );
}

export function invalidPath(text: string, problem: string): ScimError {
  return new ScimError(400, `The path "${shorten(text)}" cannot be read: ${problem}.`, { scimType: 'invalidPath' });
}

export function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
