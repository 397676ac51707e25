import { readActivity } from './activity.js';
import { customRule } from './custom-attribute.js';
import type { FieldProfile } from './field-profile.js';
import { elementsOf, separatorOf, shareWithin } from './list-values.js';
import { type Match, matchTerms, nameMatch } from './match-terms.js';
import { confidenceOf, type LeftOut, type ProposedKey, type ProposedMapping, type ProposedRule } from './proposal.js';
import { type KeyContext, proposeKey } from './propose-key.js';
import { ENTERPRISE } from './urns.js';
import { isMostly } from './value-kinds.js';
import { activeTerms, managerTerms, userTerms } from './vocabulary.js';
import { whyLeftOut } from './why-left-out.js';

export interface UserContext {
  /** true: where no field will do for the key, a column can be added. */
  readonly canAddKey: boolean;
  /** What refers to people from elsewhere, such as the members of groups. */
  readonly references?: KeyContext['references'];
  /** The key, where it is known already. */
  readonly key?: ProposedKey;
  /** Fields that are spoken for, such as a column of groups. */
  readonly reserved?: readonly string[];
}

/** An attribute that a field would be, with how sure that is. */
interface Candidate extends Match {
  readonly rule: ProposedRule['rule'];
}

const lists = ['roles', 'entitlements'];
const WORK_EMAIL = 'emails[type eq "work"].value';
const emailAttributes = [WORK_EMAIL, 'emails[type eq "home"].value', 'emails[type eq "other"].value'];

/**
 * Proposes where each attribute of a person is kept, from the names and the values of the fields.
 * @throws Error where there is no field at all
 */
export function proposeUserMapping(all: readonly FieldProfile[], context: UserContext): ProposedMapping {
  const leftOut: LeftOut[] = [];
  const fields = all.filter((field) => {
    if (context.reserved?.includes(field.name)) return false;
    const reason = whyLeftOut(field);
    if (reason !== undefined) leftOut.push({ field: field.name, reason });
    return reason === undefined;
  });
  if (fields.length === 0) throw new Error('There is no field that a person could be read from.');
  const managers = fields.filter((field) => nameMatch(field.name, managerTerms));
  const known = fields.some(({ name }) => name === context.key?.field) ? context.key : undefined;
  const id =
    known ??
    proposeKey(fields, {
      canAdd: context.canAddKey,
      noun: 'people',
      references: [
        ...managers.map((field) => ({ elements: elementsOf(field, undefined), what: `"${field.name}"` })),
        ...(context.references ?? []),
      ],
    });
  const free = new Map(fields.filter(({ name }) => name !== id.field).map((field) => [field.name, field]));
  const rules = new Map<string, ProposedRule>();
  const take = ({ field, attribute, rule, reason, score }: Candidate): void => {
    rules.set(attribute, { attribute, rule, field: field.name, reason, confidence: confidenceOf(score) });
    free.delete(field.name);
  };
  const key = fields.find(({ name }) => name === id.field);
  const candidates = [...free.values()].flatMap((field) => candidatesOf(field, fields, key));
  for (const candidate of candidates.sort((left, right) => right.score - left.score)) {
    if (free.has(candidate.field.name) && !rules.has(candidate.attribute)) take(candidate);
  }
  for (const field of [...free.values()]) {
    const isNameless = matchTerms(field, userTerms).length === 0;
    const attribute =
      isNameless && !managers.includes(field) && isMostly(field, 'email')
        ? emailAttributes.find((path) => !rules.has(path))
        : undefined;
    if (attribute === undefined) continue;
    const reason = `The values of "${field.name}" look like e-mail addresses; which kind, its name does not say.`;
    take({ field, attribute, rule: field.name, reason, score: 0.6 });
  }
  const userName = rules.get('userName') ?? proposeUserName(rules, free, id, key);
  if (userName.field !== id.field) free.delete(userName.field);
  rules.delete('userName');
  const logins = fields.find(({ name }) => name === userName.field);
  const byLogin = logins && managers.flatMap((field) => managerByLogin(field, logins))[0];
  if (byLogin && !rules.has(byLogin.attribute)) {
    for (const [attribute, { field }] of rules) if (field === byLogin.field.name) rules.delete(attribute);
    take(byLogin);
  }
  const custom = customRules([...free.values()], leftOut);
  return {
    id,
    rules: [userName, ...inOrder(rules), ...made(rules, id), ...custom],
    leftOut: inFieldOrder(leftOut, all),
  };
}

function candidatesOf(
  field: FieldProfile,
  fields: readonly FieldProfile[],
  key: FieldProfile | undefined,
): readonly Candidate[] {
  const byTerm = matchTerms(field, userTerms)
    .filter(({ term: { beside } }) => beside === undefined || fields.some((other) => goesBy(other, beside)))
    .flatMap((match): readonly Candidate[] => {
      if (lists.includes(match.attribute)) return listCandidate(match);
      if (field.form === 'list') return [];
      if (match.attribute === 'userName') return [loginCandidate(match)];
      return [{ ...match, rule: match.attribute === 'password' ? field.name : plainRule(field) }];
    });
  return [...byTerm, ...activeCandidate(field), ...managerCandidate(field, key)];
}

function goesBy(field: FieldProfile, attribute: string): boolean {
  return matchTerms(field, userTerms).some((match) => match.attribute === attribute && match.term.beside === undefined);
}

function listCandidate(match: Match): readonly Candidate[] {
  const { field } = match;
  if (field.form === 'list') return [{ ...match, rule: field.name }];
  if (field.form !== 'text') return [];
  const separator = separatorOf(field, true);
  const score = separator === undefined ? match.score - 0.2 : match.score;
  const clause = separator === undefined ? ' None of its values is a list yet; ";" would separate them.' : '';
  return [
    { ...match, score, rule: { field: field.name, separator: separator ?? ';' }, reason: `${match.reason}${clause}` },
  ];
}

/** A login is unique, or it is none. */
function loginCandidate(match: Match): Candidate {
  const { field } = match;
  const rule = plainRule(field);
  if (field.records === 0) return { ...match, rule };
  if (field.unique) {
    const reason = `${match.reason.slice(0, -1)}, and no two of the ${field.records} people have the same.`;
    return { ...match, rule, score: match.score + 0.03, reason };
  }
  const problem = field.filled < field.records ? 'some people have none' : 'some people share one';
  return { ...match, rule, score: match.score - 0.35, reason: `${match.reason.slice(0, -1)}, but ${problem}.` };
}

function plainRule({ name, form, values }: FieldProfile): ProposedRule['rule'] {
  if (form !== 'number') return form === 'boolean' ? { field: name, type: 'boolean' } : name;
  const whole = [...values.keys()].every((text) => Number.isSafeInteger(Number(text)));
  return { field: name, type: whole ? 'integer' : 'decimal' };
}

function activeCandidate(field: FieldProfile): readonly Candidate[] {
  if (field.form === 'list') return [];
  const plain = nameMatch(field.name, activeTerms.plain);
  const inverted = plain ? undefined : nameMatch(field.name, activeTerms.inverted);
  const table = readActivity(field, inverted !== undefined);
  const named = plain ?? inverted;
  const base = { field, attribute: 'active' };
  if (!table) {
    if (!plain || field.values.size > 0 || field.form !== 'boolean') return [];
    const reason = `"${field.name}" says by its name whether somebody is active; there are no values to check it by.`;
    return [{ ...base, rule: field.name, score: 0.7, reason }];
  }
  if (!named && !table.plain) return [];
  const words = Object.entries(table.values).map(
    ([stored, means]) => `"${stored}" for ${means ? 'active' : 'inactive'}`,
  );
  const reason = [
    named
      ? `"${field.name}" is a usual name for it, and its values can be read: ${new Intl.ListFormat('en').format(words)}.`
      : `The values of "${field.name}" say so: ${new Intl.ListFormat('en').format(words)}.`,
    ...(table.guessed === undefined ? [] : [`"${table.guessed}" is not in the data; it is what usually goes with it.`]),
    ...(table.unknown.length === 0
      ? []
      : [`What ${quoted(table.unknown)} would mean is not known: such people show no "active".`]),
  ].join(' ');
  const score =
    (named?.score ?? 0.7) - (table.guessed === undefined ? 0 : 0.3) - (table.unknown.length === 0 ? 0 : 0.2);
  if (field.form === 'boolean' && plain) return [{ ...base, rule: field.name, score, reason }];
  const type =
    field.form === 'text' ? {} : { type: field.form === 'boolean' ? ('boolean' as const) : ('integer' as const) };
  return [{ ...base, rule: { field: field.name, values: { ...table.values }, ...type }, score, reason }];
}

function quoted(texts: readonly string[]): string {
  const few = texts.slice(0, 3).map((text) => `"${text.slice(0, 40)}"`);
  return new Intl.ListFormat('en').format(texts.length > 3 ? [...few, `${texts.length - 3} more`] : few);
}

function managerCandidate(field: FieldProfile, key: FieldProfile | undefined): readonly Candidate[] {
  const named = nameMatch(field.name, managerTerms);
  if (!named || field.form === 'list') return [];
  const base = { field, rule: plainRule(field) };
  const attribute = `${ENTERPRISE}:manager.value`;
  if (field.values.size === 0) {
    const reason = `"${field.name}" is a usual name for it, and there are no values to check it by.`;
    return [{ ...base, attribute, score: 0.66, reason }];
  }
  if (key && shareWithin(elementsOf(field, undefined), key) >= 0.8) {
    const reason = `"${field.name}" is a usual name for it, and its values are those of "${key.name}", the id.`;
    return [{ ...base, attribute, score: 0.95, reason }];
  }
  if (!isMostly(field, 'personName')) return [];
  const reason = `"${field.name}" holds names and not ids, so it can be shown, but not set by a client.`;
  return [{ ...base, attribute: `${ENTERPRISE}:manager.displayName`, score: 0.7, reason }];
}

/** A manager who is named by the login that people have: the field names them, and clients see their id. */
function managerByLogin(field: FieldProfile, logins: FieldProfile): readonly Candidate[] {
  if (field === logins || field.form !== 'text' || shareWithin(elementsOf(field, undefined), logins) < 0.8) return [];
  const reason = `"${field.name}" is a usual name for it, and its values are those of "${logins.name}", the login; clients see the id.`;
  const rule = { field: field.name, reference: 'User.userName' };
  return [{ field, attribute: `${ENTERPRISE}:manager.value`, rule, reason, score: 0.95 }];
}

/** Everybody needs a userName: where no field goes by such a name, the best of the others. */
function proposeUserName(
  rules: Map<string, ProposedRule>,
  free: ReadonlyMap<string, FieldProfile>,
  id: ProposedKey,
  key: FieldProfile | undefined,
): ProposedRule {
  const email = rules.get(WORK_EMAIL);
  if (email) {
    rules.set(WORK_EMAIL, {
      ...email,
      rule: { field: email.field, access: 'read' },
      reason: `${email.reason.slice(0, -1)}; it changes with the login, which is kept in the same field.`,
    });
    const reason = `No field goes by the name of a login, so people log in with "${email.field}".`;
    return { ...email, attribute: 'userName', reason, confidence: 'medium' };
  }
  const base = { attribute: 'userName', confidence: 'low' } as const;
  const single = [...free.values()].filter(({ form }) => form === 'text' || form === 'number');
  const unique = single.find((field) => field.records > 0 && field.unique);
  if (unique) {
    const reason = `Nothing looks like a login; no two people have the same "${unique.name}".`;
    return { ...base, rule: plainRule(unique), field: unique.name, reason };
  }
  if (key && !/[{}]/.test(key.name)) {
    const reason = `Nothing looks like a login, so the id is shown as one; it cannot be changed.`;
    return { ...base, rule: { template: `{${key.name}}` }, field: key.name, reason };
  }
  const [other] = single;
  const fallback = other ? plainRule(other) : id.field;
  const field = other?.name ?? id.field;
  for (const [attribute, rule] of rules) if (rule.field === field) rules.delete(attribute);
  return { ...base, rule: fallback, field, reason: 'Nothing looks like a login; name a better field if there is one.' };
}

/** Attributes put together from fields: what every client likes to show. */
function made(rules: ReadonlyMap<string, ProposedRule>, id: ProposedKey): readonly ProposedRule[] {
  const result: ProposedRule[] = [];
  const given = rules.get('name.givenName')?.field;
  const family = rules.get('name.familyName')?.field;
  if (given !== undefined && family !== undefined && !/[{}]/.test(given + family) && !rules.has('displayName')) {
    const template = `{${given}} {${family}}`;
    const reason = 'No field holds the whole name; it is put together, to be read only.';
    result.push({
      attribute: 'displayName',
      rule: { template },
      field: `${given}, ${family}`,
      reason,
      confidence: 'high',
    });
  }
  const number = `${ENTERPRISE}:employeeNumber`;
  const isNumber = userTerms.some(({ attribute, names }) => attribute === number && nameMatch(id.field, names));
  if (isNumber && !rules.has(number) && !/[{}]/.test(id.field)) {
    const reason = 'It is the id, which never changes; so it is shown here, to be read only.';
    result.push({
      attribute: number,
      rule: { template: `{${id.field}}` },
      field: id.field,
      reason,
      confidence: 'high',
    });
  }
  return result;
}

function customRules(fields: readonly FieldProfile[], leftOut: LeftOut[]): readonly ProposedRule[] {
  const taken = new Set<string>();
  return fields.flatMap((field) => {
    const rule = customRule(field, taken);
    if (!rule) leftOut.push({ field: field.name, reason: 'Its name cannot be turned into that of an attribute.' });
    return rule ? [rule] : [];
  });
}

/** As the vocabulary lists them, so that proposals of different applications read alike. */
function inOrder(rules: ReadonlyMap<string, ProposedRule>): readonly ProposedRule[] {
  const order = [...new Set(userTerms.map(({ attribute }) => attribute))];
  const rank = ({ attribute }: ProposedRule): number => {
    const at = order.indexOf(attribute);
    return at < 0 ? order.length : at;
  };
  return [...rules.values()].sort((left, right) => rank(left) - rank(right));
}

function inFieldOrder(leftOut: readonly LeftOut[], fields: readonly FieldProfile[]): readonly LeftOut[] {
  const rank = new Map(fields.map(({ name }, index) => [name, index]));
  return [...leftOut].sort((left, right) => (rank.get(left.field) ?? 0) - (rank.get(right.field) ?? 0));
}
