import { dateFormatOf } from './date-format-of.js';
import type { FieldProfile } from './field-profile.js';
import { attributeNameOf } from './field-words.js';
import { separatorOf } from './list-values.js';
import type { ProposedRule } from './proposal.js';
import { CUSTOM } from './urns.js';
import { kindWords, shareOf } from './value-kinds.js';

/** What every resource has, or keeps secret, in whatever schema it stands. */
const ownNames = ['id', 'meta', 'schemas', 'groups', 'password'];

/**
 * An attribute of one's own for a field that SCIM has no name for; undefined where its name gives none.
 * @param taken names that are given already, in small letters; the new one is added
 */
export function customRule(field: FieldProfile, taken: Set<string>): ProposedRule | undefined {
  const wanted = attributeNameOf(field.name);
  if (wanted === undefined) return undefined;
  const name = freeName(wanted in Object.prototype || ownNames.includes(wanted) ? `${wanted}Field` : wanted, taken);
  const { rule, what } = typed(field);
  return {
    attribute: `${CUSTOM}:${name}`,
    rule,
    field: field.name,
    reason: `SCIM has no name for "${field.name}"${what}; it becomes an attribute of your own. Leave it out if no client needs it.`,
    confidence: 'medium',
  };
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${wanted}${number}`;
  taken.add(name.toLowerCase());
  return name;
}

function typed(field: FieldProfile): { readonly rule: ProposedRule['rule']; readonly what: string } {
  const { name, form, values } = field;
  if (form === 'list')
    return { rule: { field: name, type: 'string' }, what: ', a list, which is kept as one text of JSON' };
  if (form === 'boolean') return { rule: { field: name, type: 'boolean' }, what: ', which is true or false' };
  if (form === 'number') {
    const whole = [...values.keys()].every((text) => Number.isSafeInteger(Number(text)));
    return { rule: { field: name, type: whole ? 'integer' : 'decimal' }, what: ', a number' };
  }
  const separator = separatorOf(field, false);
  if (separator !== undefined) {
    return {
      rule: { field: name, separator },
      what: `, a list with ${JSON.stringify(separator)} between its elements`,
    };
  }
  if (shareOf(field, 'dateTime') === 1)
    return { rule: { field: name, type: 'dateTime' }, what: ', a date with a time' };
  const format = dateFormatOf(field);
  if (format !== undefined) return { rule: { field: name, format }, what: `, dates like ${format}` };
  if (shareOf(field, 'date') === 1)
    return { rule: name, what: `, ${kindWords.date}, which are kept as they are written` };
  return { rule: name, what: '' };
}
