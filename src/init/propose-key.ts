import type { FieldProfile } from './field-profile.js';
import { namesOf, wordsOf } from './field-words.js';
import { shareWithin } from './list-values.js';
import { nameMatch } from './match-terms.js';
import { confidenceOf, type ProposedKey } from './proposal.js';
import { isMostly } from './value-kinds.js';
import { groupTerms, keyTerms, userTerms } from './vocabulary.js';

export interface KeyContext {
  /** What else refers to records: managers, members of groups; each with its elements and what it is for people. */
  readonly references: readonly { readonly elements: ReadonlySet<string>; readonly what: string }[];
  /** true: where no field will do, a column can be added (CSV). */
  readonly canAdd: boolean;
  /** What else would do, before a column is added or any field is taken. */
  readonly fallback?: ProposedKey;
  /** What a record is, for people. */
  readonly noun: 'people' | 'groups';
}

const keyWords = new Set('id no nr num number key code uuid guid'.split(' '));
/** Fields whose values people change, or that belong to another system. */
const unstable = ['userName', 'displayName', 'externalId', 'nickName'];
const LEAST = 0.6;
const FEW = 3;

/** The field whose values are unique and do not change: it becomes the SCIM id. */
export function proposeKey(fields: readonly FieldProfile[], context: KeyContext): ProposedKey {
  const rated = fields.flatMap((field) => rate(field, context)).sort((left, right) => right.score - left.score);
  const best = rated[0];
  if (best && best.score >= LEAST) {
    const { field, score, reasons } = best;
    const counts = context.canAdd && field.records > 0 && isMostly(field, 'integer') && allIntegers(field);
    const made = counts ? ' New ones are numbered on.' : '';
    return {
      field: field.name,
      ...(counts && { generate: 'sequence' }),
      reason: `${sentence(reasons)}${made}`,
      confidence: confidenceOf(score),
    };
  }
  if (context.fallback) return context.fallback;
  return context.canAdd ? addedKey(fields, context) : leastBadKey(fields, context);
}

function rate(
  field: FieldProfile,
  { references, noun }: KeyContext,
): readonly { readonly field: FieldProfile; readonly score: number; readonly reasons: readonly string[] }[] {
  if (field.form !== 'text' && field.form !== 'number') return [];
  if (field.records > 0 && !field.unique) return [];
  if (isMostly(field, 'email') || (noun === 'people' && isMostly(field, 'personName'))) return [];
  const isCode = isMostly(field, 'code') || isMostly(field, 'integer') || isMostly(field, 'uuid');
  const named = nameScore(field.name, isCode);
  if (named === undefined) return [];
  const reasons = [
    ...(field.records > 0 ? [`no two of the ${field.records} ${noun} have the same "${field.name}"`] : []),
  ];
  let { score } = named;
  reasons.push(named.reason);
  if (isCode) score += 0.1;
  for (const { elements, what } of references) {
    if (shareWithin(elements, field) < 0.8) continue;
    score += 0.3;
    reasons.push(`${what} refers to it`);
  }
  if (field.records === 0) {
    score -= 0.2;
    reasons.push('there are no values to check it by');
  } else if (field.records < FEW) {
    score -= 0.15;
    reasons.push('so few of them say little');
  }
  return [{ field, score, reasons }];
}

function nameScore(name: string, isCode: boolean): { readonly score: number; readonly reason: string } | undefined {
  const names = namesOf(name).map((one) => one.name);
  const term = [...userTerms, ...groupTerms].find(({ names: known }) => nameMatch(name, known));
  if (names.some((one) => keyTerms.includes(one))) {
    if (term?.attribute === 'userName' && !isCode) return undefined;
    return { score: 0.8, reason: 'its name is that of a key' };
  }
  if (term && unstable.includes(term.attribute)) return undefined;
  if (term?.attribute.endsWith(':employeeNumber'))
    return { score: 0.82, reason: 'such a number is given once and kept' };
  if (term) return undefined;
  if (keyWords.has(wordsOf(name).at(-1) ?? '')) return { score: 0.52, reason: 'its name ends like that of a key' };
  return isCode
    ? { score: 0.3, reason: 'its values are codes' }
    : { score: 0.1, reason: 'nothing else is known of it' };
}

function allIntegers({ values }: FieldProfile): boolean {
  for (const text of values.keys()) if (!/^[1-9]\d{0,14}$/.test(text)) return false;
  return true;
}

function addedKey(fields: readonly FieldProfile[], { noun }: KeyContext): ProposedKey {
  const taken = new Set(fields.map(({ name }) => name.toLowerCase()));
  const names = ['id', 'scim_id', ...fields.map((_, index) => `scim_id_${index + 2}`)];
  const field = names.find((name) => !taken.has(name)) ?? 'scim_id';
  return {
    field,
    reason: `No column is both unique and sure to stay the same, so ${noun} get UUIDs in a column "${field}"; where the file has none, the first change adds it.`,
    confidence: 'medium',
  };
}

/** Where nothing can be added, something has to serve. */
function leastBadKey(fields: readonly FieldProfile[], { noun }: KeyContext): ProposedKey {
  const single = fields.filter(({ form }) => form === 'text' || form === 'number');
  const field = single.find(({ unique, records }) => records > 0 && unique) ?? single[0];
  const name = field?.name ?? 'id';
  return {
    field: name,
    reason: field?.unique
      ? `No two ${noun} have the same "${name}", but it may change, and an id must not: name a better field if there is one.`
      : `Nothing shows that "${name}" is a key; it is taken because there must be one.`,
    confidence: 'low',
  };
}

function sentence(reasons: readonly string[]): string {
  const text = new Intl.ListFormat('en').format(reasons);
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
}
