import { escapePointer } from './interpolate.js';

const MASK = '[secret]';

/** Names under which a literal value is a secret, wherever it stands. */
const secretNames = /secret|token|passphrase|api-?key|credential/i;

/** The same, within a way of authentication. */
const authSecrets: ReadonlySet<string> = new Set(['password', 'value', 'token']);

/**
 * A config for people to read: what came from outside is shown as the reference that names it, and secrets that stand in
 * the file are masked.
 */
export function maskConfig(data: unknown, references: ReadonlyMap<string, string>): unknown {
  const walk = (value: unknown, pointer: string, name: string, inAuth: boolean): unknown => {
    const reference = references.get(pointer);
    if (reference !== undefined) return reference;
    if (typeof value === 'string') return (inAuth && authSecrets.has(name)) || secretNames.test(name) ? MASK : value;
    if (Array.isArray(value)) return value.map((element, index) => walk(element, `${pointer}/${index}`, name, inAuth));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        walk(inner, `${pointer}/${escapePointer(key)}`, key, inAuth || key === 'auth'),
      ]),
    );
  };
  return walk(data, '', '', false);
}
