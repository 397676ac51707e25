/** Replaces personal data: the same value, and the same word in any value, is always replaced by the same. */
export interface Pseudonyms {
  text(value: string): string;
  number(value: number): number;
}

const consonants = 'bdfgklmnprstvz';
const vowels = 'aeiou';
const syllables = [...consonants].flatMap((first) => [...vowels].map((second) => first + second));
/** Words of three syllables; spread by a step that has no factor in common with their number. */
const SPACE = syllables.length ** 3;
const STEP = 104_729;

const uuid = /^\{?[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?$/i;
const phone = /^(tel:)?\+?\(?\d[\d\s().+/-]{5,}$/i;
const dateTime = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/i;
const url = /^[a-z][a-z0-9+.-]*:\/\//i;
/** Everything but blanks and ASCII punctuation; braces count, so that no variable can come out of a text. */
const word = /[^\s!-/:-@[-`|~]+/gu;

/**
 * Keeps the form that servers look at (addresses, numbers, dates, UUIDs, URLs, capitals) and says nothing of what was there.
 * Texts that were parts of others stay so, word by word.
 */
export function createPseudonyms(): Pseudonyms {
  const counters = new Map<string, Map<string, number>>();
  const originals = new Set<string>();

  /** The how-manieth of its kind a value is, from 1. */
  const count = (kind: string, value: string): number => {
    const known = counters.get(kind) ?? new Map<string, number>();
    counters.set(kind, known);
    const found = known.get(value) ?? known.size + 1;
    known.set(value, found);
    return found;
  };

  const words = (text: string): string => {
    const found = text.normalize().match(word) ?? [];
    for (const each of found) originals.add(each.toLowerCase());
    return text
      .normalize()
      .replaceAll(word, (each) => (/^\d+$/.test(each) ? digits(each) : likeCase(each, letters(each))));
  };

  const made = new Map<string, string>();
  let next = 0;
  const letters = (original: string): string => {
    const key = original.toLowerCase();
    const known = made.get(key);
    if (known !== undefined) return known;
    let fresh = nthWord(next++);
    while (originals.has(fresh)) fresh = nthWord(next++);
    made.set(key, fresh);
    return fresh;
  };

  /** A number that begins with 9 and is no shorter. */
  const digits = (text: string): string =>
    `9${String(count('number', text)).padStart(Math.max(5, text.length - 1), '0')}`;

  const domain = (text: string): string => `domain${count('domain', text.toLowerCase())}.example`;

  const address = (text: string): string => {
    const at = text.lastIndexOf('@');
    const local = words(text.slice(0, at)).replaceAll('@', '.');
    return `${local}${local === '' ? '' : '.{{run}}'}@${domain(text.slice(at + 1))}`;
  };

  const text = (value: string): string => {
    if (uuid.test(value)) {
      const hex = count('uuid', value.toLowerCase().replaceAll(/[{}-]/g, '')).toString(16).padStart(12, '0');
      return `00000000-0000-4000-8000-${hex}`;
    }
    if (dateTime.test(value)) {
      const day = new Date(Date.UTC(2001, 0, count('date', value.toUpperCase()))).toISOString();
      return value.length === 10 ? day.slice(0, 10) : day;
    }
    if (phone.test(value)) return `+1 555 ${String(1_000_000 + count('phone', value.replaceAll(/\D/g, '')))}`;
    if (url.test(value)) return `https://domain${count('url', value)}.example/`;
    if (/^[^\s@]*@[^\s@]+$/.test(value)) return address(value);
    return words(value);
  };

  return {
    text,
    number: (value) => {
      const whole = Number(digits(String(value).replaceAll(/\D/g, '').slice(0, 8)));
      return Number.isInteger(value) ? whole : whole + 0.5;
    },
  };
}

function nthWord(n: number): string {
  const rest = Math.floor(n / SPACE);
  const at = (n * STEP + 7_919) % SPACE;
  const size = syllables.length;
  const spread = [Math.floor(at / size / size), Math.floor(at / size) % size, at % size];
  return spread.map((each) => syllables[each]).join('') + (rest === 0 ? '' : (syllables[(rest - 1) % size] ?? ''));
}

function likeCase(original: string, replacement: string): string {
  if (original === original.toLowerCase()) return replacement;
  if (original === original.toUpperCase() && original.length > 1) return replacement.toUpperCase();
  return `${replacement.charAt(0).toUpperCase()}${replacement.slice(1)}`;
}
