import { type FieldValue, Secret } from 'scim-gateway/plugin';
import { escapeText } from './escape-text.js';
import type { ShellRequest } from './request.js';

/** JSON data in the clear: for a script's stdin and for nothing else. */
export type Clear = string | number | boolean | null | readonly Clear[] | { readonly [name: string]: Clear };

export interface ClearRequest {
  readonly data: { readonly [name: string]: Clear };
  /** What was a secret, in each form in which a script reads it: to be masked wherever it repeats it. */
  readonly secrets: readonly string[];
}

/** The one place where passwords are unwrapped: a request as a script may read it. */
export function revealSecrets(request: ShellRequest): ClearRequest {
  const secrets: string[] = [];
  const clear = (value: FieldValue): Clear => {
    if (value instanceof Secret) {
      const text = value.reveal();
      secrets.push(...new Set([text, JSON.stringify(text).slice(1, -1), escapeText(text)]));
      return text;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(clear);
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, inner]) => (inner === undefined ? [] : [[name, clear(inner)]])),
    );
  };
  return { data: clear(request as unknown as FieldValue) as ClearRequest['data'], secrets };
}
