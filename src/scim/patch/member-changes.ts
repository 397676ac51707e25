import type { JsonObject, JsonValue } from '../resource.js';
import { coerceValue } from '../schema/coerce.js';
import type { CompiledType } from '../schema/compile-type.js';
import { isObject } from './is-object.js';
import type { PatchOperation, PatchOptions } from './operation.js';

/** What operations do to `members`, without knowing who the members are. */
export interface MemberChanges {
  readonly add: readonly JsonObject[];
  /** Ids. */
  readonly remove: readonly string[];
  /** The operations on other attributes, in their order. */
  readonly rest: readonly PatchOperation[];
}

/**
 * Operations that only add members and remove named ones, as one change; where one member is named more than once, the
 * last counts. undefined where some operation does anything else to `members`, or none touches it.
 */
export function memberChanges(
  operations: readonly PatchOperation[],
  type: CompiledType,
  options: PatchOptions = {},
): MemberChanges | undefined {
  const add = new Map<string, JsonObject>();
  const remove = new Set<string>();
  const rest: PatchOperation[] = [];
  for (const operation of operations) {
    if (operation.target.keys[0] !== 'members') {
      rest.push(operation);
      continue;
    }
    const members = namedMembers(operation, type, options);
    if (!members) return undefined;
    for (const member of members) {
      const id = member.value;
      add.delete(id);
      remove.delete(id);
      if (operation.op === 'add') add.set(id, member);
      else remove.add(id);
    }
  }
  return add.size + remove.size === 0 ? undefined : { add: [...add.values()], remove: [...remove], rest };
}

type Member = JsonObject & { readonly value: string };

function namedMembers(
  { op, path, target, value }: PatchOperation,
  type: CompiledType,
  { onTolerated }: PatchOptions,
): readonly Member[] | undefined {
  if (op === 'replace' || target.subAttribute) return undefined;
  const filter = path.valueFilter;
  if (filter) {
    const byValue =
      op === 'remove' &&
      filter.kind === 'compare' &&
      filter.operator === 'eq' &&
      filter.path.attribute.toLowerCase() === 'value' &&
      filter.path.subAttribute === undefined &&
      typeof filter.value === 'string';
    return byValue ? [{ value: filter.value as string }] : undefined;
  }
  if (value === undefined || value === null) return undefined;
  const members = coerceValue(target.attribute, value, 'members', { onTolerated, open: type.open });
  if (members === undefined) return op === 'add' ? [] : undefined;
  if (!Array.isArray(members) || !members.every(isMember)) return undefined;
  if (op === 'remove') onTolerated?.('removeByValue', 'members');
  return members;
}

function isMember(member: JsonValue): member is Member {
  return isObject(member) && typeof member.value === 'string';
}
