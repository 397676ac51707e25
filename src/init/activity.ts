import type { FieldProfile } from './field-profile.js';

/** Words for "may come in" and "may not", as pairs that go together; the first pair that has all values is meant. */
const pairs: readonly (readonly [yes: string, no: string])[] = [
  ['active', 'inactive'],
  ['true', 'false'],
  ['yes', 'no'],
  ['y', 'n'],
  ['1', '0'],
  ['a', 'd'],
  ['a', 'i'],
  ['a', 't'],
  ['a', 'l'],
  ['a', 'n'],
  ['t', 'f'],
  ['enabled', 'disabled'],
  ['e', 'd'],
  ['on', 'off'],
  ['aktiv', 'inaktiv'],
  ['ja', 'nein'],
  ['j', 'n'],
  ['actif', 'inactif'],
  ['oui', 'non'],
  ['o', 'n'],
  ['vrai', 'faux'],
  ['activo', 'inactivo'],
  ['alta', 'baja'],
  ['si', 'no'],
  ['s', 'n'],
  ['a', 'b'],
];

/** Words that mean one thing in whatever company they are. */
const plainWords: { readonly [word: string]: boolean } = Object.fromEntries([
  ...'active enabled true yes aktiv ja actif oui vrai activo alta si employed current working hired beschaftigt angestellt enservice present vigente activa active+ onboard unlocked open'
    .split(' ')
    .map((word) => [word, true]),
  ...'inactive disabled false no inaktiv nein inactif non faux inactivo baja terminated left leaver resigned retired deactivated suspended locked blocked closed deleted archived ausgetreten gekundigt gesperrt deaktiviert sorti parti desactive inactiva separated dismissed'
    .split(' ')
    .map((word) => [word, false]),
]);

function wordOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}

/** Whether the value can stand for being active or not, at least in the company of another. */
export function isActivityWord(text: string): boolean {
  const word = wordOf(text);
  return Object.hasOwn(plainWords, word) || pairs.some((pair) => pair.includes(word));
}

/** What the values of a field mean for `active`. */
export interface ActivityTable {
  /** What is stored, and what it means; for each meaning the most frequent value first. */
  readonly values: { readonly [stored: string]: boolean };
  /** Values whose meaning is not known. */
  readonly unknown: readonly string[];
  /** One side of the table is not in the data; it is the usual counterpart of what is. */
  readonly guessed: string | undefined;
  /** The words leave no doubt, whatever the field is called. */
  readonly plain: boolean;
}

/** undefined where the values say nothing of the kind. */
export function readActivity({ values }: FieldProfile, inverted: boolean): ActivityTable | undefined {
  if (values.size === 0 || values.size > 20) return undefined;
  const texts = [...values].sort((left, right) => right[1] - left[1]).map(([text]) => text);
  const words = new Set(texts.map(wordOf));
  const pair = pairs.find((candidate) => [...words].every((word) => candidate.includes(word)));
  const meaning = (word: string): boolean | undefined => {
    if (pair) return word === pair[0];
    return Object.hasOwn(plainWords, word) ? plainWords[word] : undefined;
  };
  const known = texts.flatMap((text): readonly (readonly [string, boolean])[] => {
    const means = meaning(wordOf(text));
    return means === undefined ? [] : [[text, inverted ? !means : means]];
  });
  if (known.length === 0 || known.length * 2 < texts.length) return undefined;
  const first = known[0];
  const missing = first !== undefined && known.every(([, means]) => means === first[1]) ? first : undefined;
  const guessed = missing && counterpart(missing[0], texts);
  if (missing && guessed === undefined) return undefined;
  return {
    values: Object.fromEntries([...known, ...(missing && guessed !== undefined ? [[guessed, !missing[1]]] : [])]),
    unknown: texts.filter((text) => meaning(wordOf(text)) === undefined),
    guessed,
    plain: texts.length > 1 && texts.every((text) => Object.hasOwn(plainWords, wordOf(text))),
  };
}

/** The usual opposite, written in capitals where the value is. */
function counterpart(text: string, taken: readonly string[]): string | undefined {
  const word = wordOf(text);
  const pair = pairs.find((candidate) => candidate.includes(word));
  const other = pair?.find((candidate) => candidate !== word);
  if (other === undefined) return undefined;
  const first = text[0] ?? '';
  const written =
    text === text.toUpperCase()
      ? other.toUpperCase()
      : first === first.toUpperCase()
        ? `${other[0]?.toUpperCase() ?? ''}${other.slice(1)}`
        : other;
  return taken.includes(written) ? undefined : written;
}
