import { type FieldValue, Secret } from 'scim-gateway/plugin';
import type { ShellRequest } from './request.js';

/** JSON data in the clear: for a script's stdin and for nothing else. */
export type Clear = string | number | boolean | null | readonly Clear[] | { readonly [name: string]: Clear };

export interface ClearRequest {
  readonly data: { readonly [name: string]: Clear };
  /** What was a secret: to be masked wherever a script repeats it. */
  readonly secrets: readonly string[];
}

/** The one place where passwords are unwrapped: a request as a script may read it. */
export function revealSecrets(request: ShellRequest): ClearRequest {
  const secrets: string[] = [];
  const clear = (value: FieldValue): Clear => {
    if (value instanceof Secret) {
      const text = value.reveal();
      secrets.push(text);
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

/** Replaces every secret in a text that a script wrote. */
export function maskSecrets(text: string, secrets: Iterable<string>): string {
  let masked = text;
  for (const secret of secrets) if (secret !== '') masked = masked.replaceAll(secret, '[secret]');
  return masked;
}
