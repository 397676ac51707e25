import {
  type Change,
  elementKey,
  type FieldValue,
  type RecordUse,
  Secret,
  type StoredRecord,
} from 'scim-gateway/plugin';
import { elementsOf } from './documents.js';

/** Which fields the API changes in operations of their own. */
export interface OwnOperations {
  readonly password: string | undefined;
  readonly active: RecordUse['active'];
  readonly members: { readonly field: string; readonly separator: string | undefined } | undefined;
}

/** A change, each part for the operation that it belongs to. */
export interface SplitChange {
  /** What is left for `update`; undefined: nothing. */
  readonly change: Change | undefined;
  readonly password: Secret | undefined;
  readonly active: boolean | undefined;
  readonly members:
    | { readonly add: readonly string[]; readonly remove: readonly string[] }
    | { readonly whole: readonly string[] }
    | undefined;
}

export function splitChange(change: Change, own: OwnOperations): SplitChange {
  const { set = {}, unset = [], lists = {}, version } = change;
  const split = splitFields(set, own);
  const { members } = own;
  const list = members && lists[members.field];
  const otherLists = Object.fromEntries(Object.entries(lists).filter(([field]) => field !== members?.field));
  const otherUnset = unset.filter((field) => !isOwn(field, own));
  const emptied = members !== undefined && unset.includes(members.field);
  const rest: Change = {
    ...(Object.keys(split.fields).length > 0 && { set: split.fields }),
    ...(otherUnset.length > 0 && { unset: otherUnset }),
    ...(Object.keys(otherLists).length > 0 && { lists: otherLists }),
  };
  return {
    change: Object.keys(rest).length > 0 ? { ...rest, ...(version !== undefined && { version }) } : undefined,
    password: split.password,
    active: split.active,
    members: list
      ? { add: (list.add ?? []).map(elementKey), remove: (list.remove ?? []).map(elementKey) }
      : emptied
        ? { whole: [] }
        : split.members && { whole: split.members },
  };
}

/** The fields of a record or a change without those that have operations of their own, and those. */
export function splitFields(
  fields: StoredRecord,
  { password, active, members }: OwnOperations,
): {
  readonly fields: StoredRecord;
  readonly password: Secret | undefined;
  readonly active: boolean | undefined;
  readonly members: readonly string[] | undefined;
} {
  const rest: { [field: string]: FieldValue } = { ...fields };
  const take = (field: string | undefined): FieldValue | undefined => {
    if (field === undefined || !Object.hasOwn(rest, field)) return undefined;
    const value = rest[field];
    delete rest[field];
    return value;
  };
  const secret = take(password);
  const state = take(active?.field);
  const list = take(members?.field);
  return {
    fields: rest,
    password: secret instanceof Secret ? secret : undefined,
    active: active === undefined || state === undefined ? undefined : state === active.yes,
    members: list === undefined ? undefined : elementsOf(list, members?.separator).map(elementKey),
  };
}

function isOwn(field: string, { password, active, members }: OwnOperations): boolean {
  return field === password || field === active?.field || field === members?.field;
}
