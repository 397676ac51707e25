import type { JsonObject, JsonValue } from '../resource.js';
import { coerceValue } from '../schema/coerce.js';
import type { CompiledType } from '../schema/compile-type.js';
import type { PatchOperation } from './operation.js';

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
export function memberChanges(operations: readonly PatchOperation[], type: CompiledType): MemberChanges | undefined {
  const add = new Map<string, JsonObject>();
  const remove = new Set<string>();
  const rest: PatchOperation[] = [];
  for (const operation of operations) {
    if (operation.target?.keys[0] !== 'members') {
      if (!operation.path && Object.keys(operation.value as JsonObject).some((name) => /^members\b/i.test(name))) {
        return undefined;
      }
      rest.push(operation);
      continue;
    }
    const members = namedMembers(operation, type);
    if (!members) return undefined;
    for (const member of members) {
      const id = String(member.value);
      add.delete(id);
      remove.delete(id);
      if (operation.op === 'add') add.set(id, member);
      else remove.add(id);
    }
  }
  return add.size + remove.size === 0 ? undefined : { add: [...add.values()], remove: [...remove], rest };
}

function namedMembers(
  { op, path, target, value }: PatchOperation,
  type: CompiledType,
): readonly JsonObject[] | undefined {
  if (op === 'replace' || !target || target.subAttribute) return undefined;
  const filter = path?.valueFilter;
  if (filter) {
    const byValue =
      op === 'remove' &&
      filter.kind === 'compare' &&
      filter.operator === 'eq' &&
      filter.path.attribute.toLowerCase() === 'value' &&
      typeof filter.value === 'string';
    return byValue ? [{ value: filter.value }] : undefined;
  }
  if (value === undefined || value === null) return undefined;
  const members = coerceValue(target.attribute, value, 'members', { open: type.open });
  if (members === undefined) return [];
  return Array.isArray(members) && members.every(hasValue) ? members : undefined;
}

function hasValue(member: JsonValue): member is JsonObject {
  return typeof member === 'object' && member !== null && typeof (member as JsonObject).value === 'string';
}
