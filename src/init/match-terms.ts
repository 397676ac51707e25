import type { FieldProfile } from './field-profile.js';
import { namesOf } from './field-words.js';
import { isMostly, kindWords, shareOf } from './value-kinds.js';
import type { Term } from './vocabulary.js';

/** A term that a field goes by. */
export interface Match {
  readonly field: FieldProfile;
  readonly attribute: string;
  /** From 0 to 1. */
  readonly score: number;
  readonly reason: string;
}

type Names = { readonly [language: string]: string | undefined };

const languages: { readonly [code: string]: string } = { en: 'English', de: 'German', fr: 'French', es: 'Spanish' };

/** Whether a field goes by one of the names; how sure its name makes it, and in which language. */
export function nameMatch(
  field: string,
  names: Names,
): { readonly score: number; readonly language: string } | undefined {
  for (const { name, whole } of namesOf(field)) {
    for (const [code, words] of Object.entries(names)) {
      if (words?.split(' ').includes(name)) return { score: whole ? 0.92 : 0.86, language: languages[code] ?? code };
    }
  }
  return undefined;
}

/** What a field may be by its name, as far as its values agree. */
export function matchTerms(field: FieldProfile, terms: readonly Term[]): readonly (Match & { readonly term: Term })[] {
  return terms.flatMap((term) => {
    const named = nameMatch(field.name, term.names);
    if (!named) return [];
    if (term.unless && isMostly(field, term.unless)) return [];
    if (term.only && !isMostly(field, term.only)) return [];
    const byName = `"${field.name}" is ${named.language === 'English' ? 'a usual name' : `a ${named.language} name`} for it`;
    const { score, clause } = byValues(field, term);
    if (score === undefined) return [];
    return [{ field, attribute: term.attribute, term, score: named.score + score, reason: `${byName}${clause}.` }];
  });
}

/** What the values add to the name, or take from it; no score where they speak against it. */
function byValues(
  field: FieldProfile,
  { kind }: Term,
): { readonly score: number | undefined; readonly clause: string } {
  if (field.values.size === 0) return { score: -0.2, clause: ', and there are no values to check it by' };
  if (kind === undefined) return { score: 0, clause: '' };
  const share = shareOf(field, kind) ?? 0;
  if (share < 0.5) return { score: undefined, clause: '' };
  if (share < 0.9)
    return { score: -0.2, clause: `, but only ${percent(share)} of its values look like ${kindWords[kind]}` };
  const where = field.records === 0 ? 'in the document its values look' : 'its values look';
  return { score: field.records === 0 ? -0.1 : 0.06, clause: `, and ${where} like ${kindWords[kind]}` };
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
