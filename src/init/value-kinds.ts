import { isActivityWord } from './activity.js';
import type { FieldProfile } from './field-profile.js';
import { wordsOf } from './field-words.js';

const salutations = new Set(
  'mr mrs ms miss mx dr prof professor sir herr frau dipling m mme mlle sr sra srta don dona ing lic drprof profdr drmed'.split(
    ' ',
  ),
);

/** What values may look like, and how to tell. */
const tests = {
  email: (text) => /^[^\s@,;<>]{1,100}@[^\s@,;<>]{1,200}\.[^\s@,;<>.]{2,60}$/.test(text),
  phone: (text) => /^(?:tel:)?[+(]?\d[\d\s()./x-]{3,28}$/i.test(text) && /\d.*\d.*\d.*\d/.test(text),
  url: (text) => /^https?:\/\/\S+$/i.test(text),
  date: (text) =>
    /^(?:\d{4}-\d\d-\d\d(?:[T ]\S*)?|\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})|\d{4}\/\d\d?\/\d\d?)$/.test(text),
  dateTime: (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text),
  integer: (text) => /^(?:0|-?[1-9]\d{0,14})$/.test(text),
  uuid: (text) => /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(text),
  /** A short code with a digit in it, as machines and personnel departments give out: E0010001, 004711, AB-12. */
  code: (text) => /^(?=.*\d)[A-Za-z\d._/-]{1,24}$/.test(text) && !/^\d{4}-\d\d-\d\d$/.test(text),
  personName: (text) => /^\p{L}[\p{L}'’.-]*,? +\p{L}[\p{L}'’. -]*$/u.test(text) && text.length <= 60,
  salutation: (text) => salutations.has(wordsOf(text).join('')),
  activity: isActivityWord,
} satisfies { readonly [name: string]: (text: string) => boolean };

export type ValueKind = keyof typeof tests;

export const kindWords: { readonly [Kind in ValueKind]: string } = {
  email: 'e-mail addresses',
  phone: 'phone numbers',
  url: 'web addresses',
  date: 'dates',
  dateTime: 'dates with a time',
  integer: 'whole numbers',
  uuid: 'UUIDs',
  code: 'codes with digits',
  personName: 'names of people',
  salutation: 'forms of address such as Mr or Dr',
  activity: 'words for being active or not',
};

const MOST_TESTED = 1_000;

/** The share of the distinct values that look like it, from 0 to 1; undefined where there is no value. */
export function shareOf({ values }: FieldProfile, kind: ValueKind): number | undefined {
  if (values.size === 0) return undefined;
  let alike = 0;
  let tested = 0;
  for (const text of values.keys()) {
    if (tested === MOST_TESTED) break;
    tested += 1;
    if (tests[kind](text.trim())) alike += 1;
  }
  return alike / tested;
}

/** Whether (nearly) all values look like it; not where there is none. */
export function isMostly(profile: FieldProfile, kind: ValueKind): boolean {
  return (shareOf(profile, kind) ?? 0) >= 0.9;
}
