import { elementKey, type FieldValue } from '../plugin/index.js';
import type { JsonValue, Resource } from '../scim/index.js';
import type { Collection } from './collection.js';
import type { Rails, Removal } from './guards.js';
import type { PlannedChange, PlannedUpdate } from './planned-change.js';
import type { RequestCall } from './request-call.js';
import { readRecord } from './stored-record.js';

/** What a change takes away: a person's access, a resource, members of a group. */
export async function removalsOf(
  collection: Collection,
  planned: PlannedChange,
  rails: Rails,
  call: RequestCall,
): Promise<readonly Removal[]> {
  if (planned.operation === 'create') return [];
  if (planned.operation === 'delete') return [{ kind: 'deletion' }];
  const removals: Removal[] = [];
  if (losesAccess(planned)) removals.push({ kind: 'deactivation' });
  const removed = removedMembers(collection, planned);
  if (rails.countsMembers && removed > 0) {
    const members = await memberCount(collection, planned, call);
    removals.push({ kind: 'shrink', group: planned.id, members, removed: Math.min(removed, members) });
  }
  return removals;
}

/** Also who is left without an `active`: what an application makes of an empty field is not known. */
function losesAccess({ before, after }: PlannedUpdate): boolean {
  return before.active !== false && after.active !== true && before.active !== after.active;
}

/** How many members a change takes out of a group, as far as it says. */
function removedMembers({ membersField }: Collection, { before, after, change }: PlannedUpdate): number {
  if (membersField === undefined) return 0;
  const list = change.lists?.[membersField];
  if (list) {
    // A member with another display comes and goes in one change.
    const added = new Set((list.add ?? []).map(elementKey));
    return (list.remove ?? []).filter((member) => !added.has(elementKey(member))).length;
  }
  const whole = Object.hasOwn(change.set ?? {}, membersField) || change.unset?.includes(membersField);
  if (!whole) return 0;
  const kept = new Set(membersOf(after).map(keyOf));
  return membersOf(before).filter((member) => !kept.has(keyOf(member))).length;
}

async function memberCount(collection: Collection, { id, before }: PlannedUpdate, call: RequestCall): Promise<number> {
  const known = membersOf(before);
  if (known.length > 0 || collection.membersField === undefined) return known.length;
  const { mapping, membersField, keyFields } = collection;
  const record = await readRecord(collection, id, call, [...keyFields, membersField]);
  return membersOf(mapping.toResource(record)).length;
}

function membersOf({ members }: Resource): readonly JsonValue[] {
  return Array.isArray(members) ? members : [];
}

function keyOf(member: JsonValue): string {
  return elementKey(member as FieldValue);
}
