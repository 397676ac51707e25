import type { FieldProfile } from './field-profile.js';
import { elementsOf, separatorOf, shareWithin } from './list-values.js';
import { matchTerms, nameMatch } from './match-terms.js';
import { confidenceOf, type LeftOut, type ProposedMapping, type ProposedRule } from './proposal.js';
import { type KeyContext, proposeKey } from './propose-key.js';
import { groupListTerms, groupTerms } from './vocabulary.js';
import { whyLeftOut } from './why-left-out.js';

/** A field of people that names the groups they are in. */
export interface GroupColumn {
  readonly field: string;
  readonly separator: string;
  readonly reason: string;
}

/** The field of people that holds groups; undefined where there is none. */
export function findGroupColumn(fields: readonly FieldProfile[]): GroupColumn | undefined {
  const named = fields.filter(
    ({ name, form, filled }) => form === 'text' && filled > 0 && nameMatch(name, groupListTerms),
  );
  for (const field of named) {
    const separator = separatorOf(field, true);
    if (separator === undefined) continue;
    const reason = `The values of "${field.name}" are lists, with ${JSON.stringify(separator)} between the groups.`;
    return { field: field.name, separator, reason };
  }
  const [first] = named;
  return first && { field: first.name, separator: ';', reason: `"${first.name}" names the group that somebody is in.` };
}

/** The mapping of groups that exist as names in a field of people only. */
export function derivedGroupMapping({ field, reason }: GroupColumn): ProposedMapping {
  const base = { field, confidence: 'high' } as const;
  return {
    id: { field: 'name', reason: `A group is known by its name in "${field}".`, confidence: 'high' },
    rules: [
      { ...base, attribute: 'displayName', rule: 'name', reason },
      {
        ...base,
        attribute: 'members',
        rule: 'members',
        reason: `Its members are the people with its name in "${field}".`,
      },
    ],
    leftOut: [],
  };
}

/** All members that groups name, whatever they are called by; where no field looks like one of members, none. */
export function memberReferences(fields: readonly FieldProfile[]): KeyContext['references'] {
  const field = membersField(fields);
  if (!field) return [];
  const separator = field.form === 'list' ? undefined : (separatorOf(field, true) ?? ';');
  return [{ elements: elementsOf(field, separator), what: `"${field.name}" of the groups` }];
}

function membersField(fields: readonly FieldProfile[]): FieldProfile | undefined {
  const term = groupTerms.find(({ attribute }) => attribute === 'members');
  return fields.find(({ name, form }) => form !== 'objects' && term && nameMatch(name, term.names));
}

/**
 * Proposes the mapping of groups with records of their own.
 * @param peopleKey the field of people that members should name
 * @throws Error where there is no field at all
 */
export function proposeGroupMapping(
  all: readonly FieldProfile[],
  peopleKey: FieldProfile | undefined,
): ProposedMapping {
  const leftOut: LeftOut[] = [];
  const members = membersField(all);
  const fields = all.filter((field) => {
    const reason = field === members ? undefined : whyLeftOut(field);
    if (reason !== undefined) leftOut.push({ field: field.name, reason });
    return reason === undefined;
  });
  if (fields.length === 0) throw new Error('There is no field that a group could be read from.');
  const name = displayNameOf(fields);
  const others = fields.filter((field) => field !== members);
  const id = proposeKey(
    others.filter((field) => field.name !== name.field),
    {
      references: [],
      canAdd: false,
      noun: 'groups',
      // A name is what groups are known by: better a key that may be renamed than a column that nobody asked for.
      fallback: {
        field: name.field,
        reason: 'No other field is a key, so groups are known by their names; a name cannot be changed then.',
        confidence: 'low',
      },
    },
  );
  const rules: ProposedRule[] = [{ ...name, rule: name.field }, ...memberRule(members, peopleKey)];
  const used = new Set([id.field, ...rules.map(({ field }) => field)]);
  for (const field of fields) {
    if (used.has(field.name)) continue;
    const match = matchTerms(field, groupTerms).find(
      ({ attribute }) => !rules.some((rule) => rule.attribute === attribute),
    );
    if (match && field.form !== 'list') {
      const { attribute, reason, score } = match;
      rules.push({ attribute, rule: field.name, field: field.name, reason, confidence: confidenceOf(score) });
    } else {
      leftOut.push({ field: field.name, reason: 'No client asks for it of a group.' });
    }
  }
  return { id, rules, leftOut };
}

function displayNameOf(fields: readonly FieldProfile[]): Omit<ProposedRule, 'rule'> {
  const single = fields.filter(({ form }) => form === 'text' || form === 'number');
  const named = single
    .flatMap((field) => matchTerms(field, groupTerms))
    .filter(({ attribute }) => attribute === 'displayName')
    .sort((left, right) => right.score - left.score)[0];
  const attribute = 'displayName';
  if (named) {
    const { field, reason, score } = named;
    return { attribute, field: field.name, reason, confidence: confidenceOf(score) };
  }
  const field = (single.find(({ unique, records }) => unique && records > 0) ?? single[0] ?? fields[0])?.name ?? 'name';
  return {
    attribute,
    field,
    reason: 'Nothing goes by the name of a name; name a better field if there is one.',
    confidence: 'low',
  };
}

function memberRule(members: FieldProfile | undefined, peopleKey: FieldProfile | undefined): readonly ProposedRule[] {
  if (!members) return [];
  const separator = members.form === 'list' ? undefined : (separatorOf(members, true) ?? ';');
  const share = peopleKey ? shareWithin(elementsOf(members, separator), peopleKey) : 0;
  const known = members.values.size > 0 && peopleKey !== undefined;
  const reason = !known
    ? `"${members.name}" is a usual name for it, and there are no values to check it by.`
    : share >= 0.8
      ? `"${members.name}" is a usual name for it, and its elements are those of "${peopleKey.name}", the id of people.`
      : `"${members.name}" is a usual name for it, but only ${Math.floor(share * 100)} % of its elements are ids of people: members that nobody has as id are not found.`;
  return [
    {
      attribute: 'members',
      rule: separator === undefined ? members.name : { field: members.name, separator },
      field: members.name,
      reason,
      confidence: !known ? 'medium' : share >= 0.8 ? 'high' : 'low',
    },
  ];
}
