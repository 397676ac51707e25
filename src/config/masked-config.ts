import { escapePointer, pointerParts } from './json-pointer.js';

const MASK = '[secret]';

/** What is secret in a way of authentication. */
const authSecrets: ReadonlySet<string> = new Set(['password', 'value', 'token', 'secret']);

/** Names under which a text in a plugin's options is a secret though it stands in the file. */
const secretName =
  /pass(?:word|phrase|wd)?$|pwd|secret|token(?!url)|(?:api|private)[-_]?key|credential|authorization|cookie/i;

/** What a value of a config means for people who read it. */
export type Secrecy = 'secret' | 'option' | 'open';

/**
 * Whether the value at a pointer is a secret: those of `auth`, and in the options of plugins, which the gateway does not
 * know, all that is named like one. Other options are open where they stand in the file, and secret where they come
 * from outside.
 */
export function secrecyOf(pointer: string): Secrecy {
  const parts = pointerParts(pointer);
  const own = parts[0] === 'connectors' ? parts.slice(2) : parts;
  if (own[0] === 'auth') return authSecrets.has(own.at(-1) ?? '') ? 'secret' : 'open';
  if (own[0] !== 'plugin' || own[1] !== 'options') return 'open';
  // Plugins name their ways of authentication as the gateway names its own.
  if (own[2] === 'auth' && authSecrets.has(own.at(-1) ?? '')) return 'secret';
  return own.slice(2).some((name) => secretName.test(name)) ? 'secret' : 'option';
}

/**
 * A config for people to read, defaults filled in. A secret from outside is shown as the reference that names it, without
 * its default; one that stands in the file is masked.
 * @param references the text as it was written, by the pointer of each value that came from outside
 */
export function maskConfig(data: unknown, references: ReadonlyMap<string, string>): unknown {
  const walk = (value: unknown, pointer: string): unknown => {
    if (Array.isArray(value)) return value.map((element, index) => walk(element, `${pointer}/${index}`));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, walk(inner, `${pointer}/${escapePointer(key)}`)]),
      );
    }
    const secrecy = secrecyOf(pointer);
    const reference = references.get(pointer);
    if (secrecy === 'secret' && value !== null) return reference === undefined ? MASK : onlyReferences(reference);
    if (secrecy === 'option') return reference === undefined ? withoutPassword(value) : onlyReferences(reference);
    return value;
  };
  return walk(data, '');
}

/** `Bearer ${env:TOKEN:-abc}` as `[secret]${env:TOKEN:-[secret]}`. */
function onlyReferences(text: string): string {
  const references = text.match(/\$\{[^}]*\}/g) ?? [];
  const shown = references.map((reference) => reference.replace(/:-.+\}$/s, `:-${MASK}}`));
  return references.join('') === text ? shown.join('') : `${MASK}${shown.join('')}`;
}

/** A URL may hold a password: `ldap://reader:secret@example.com`. */
function withoutPassword(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/(:\/\/[^\s:/@]*:)\S*@/g, `$1${MASK}@`) : value;
}
