import type { FieldProfile } from './field-profile.js';
import { namesOf, wordsOf } from './field-words.js';
import { nameMatch } from './match-terms.js';
import { privateTerms, secretWords, userTerms } from './vocabulary.js';

/** Why nobody should see the field through SCIM, unless a person decides so; undefined where nothing speaks against it. */
export function whyLeftOut({ name, records, filled, form }: FieldProfile): string | undefined {
  if (name === '' || name === '__proto__') return 'It has no name that a mapping could use.';
  if (form === 'objects') return 'It holds objects, which need a rule written by hand.';
  if (records > 0 && filled === 0) return `It is empty in all ${records} records.`;
  if (namesOf(name).some((one) => privateTerms.includes(one.name))) {
    return 'It looks like personal data that provisioning does not need.';
  }
  if (isSecret(name)) return 'It looks like a secret, which nobody should read.';
  return undefined;
}

/** A password has an attribute of its own, which is never read; its hash, a PIN or a token has none. */
function isSecret(name: string): boolean {
  const isPassword = userTerms.some(({ attribute, names }) => attribute === 'password' && nameMatch(name, names));
  return !isPassword && wordsOf(name).some((word) => secretWords.includes(word));
}
