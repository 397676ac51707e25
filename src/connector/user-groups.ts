import type { FieldFilter, StoredRecord } from '../plugin/index.js';
import type { JsonValue, Resource } from '../scim/index.js';
import type { Collection } from './collection.js';
import type { RequestCall } from './request-call.js';

/** The members that one fallback question to a store names at most. */
const MEMBERS_A_QUESTION = 100;

/**
 * The resources with `groups` (RFC 7643 section 4.1.2, read-only): the store of the groups is asked once for all of them.
 */
export async function attachGroups(
  { groups }: Collection,
  resources: readonly Resource[],
  call: RequestCall,
): Promise<readonly Resource[]> {
  if (!groups || resources.length === 0) return resources;
  const ids = resources.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const pairs = await call.step('reading the groups of the users', () => memberships(groups, ids, call));
  const byMember = new Map<string, JsonValue[]>();
  for (const [member, record] of pairs) {
    const entry = groupEntry(groups, record);
    const entries = byMember.get(member);
    if (entries) entries.push(entry);
    else byMember.set(member, [entry]);
  }
  return resources.map((resource) => {
    const entries = byMember.get(String(resource.id));
    return entries ? { ...resource, groups: entries } : resource;
  });
}

type Pairs = Iterable<readonly [member: string, group: StoredRecord]>;

function memberships(groups: Collection, ids: readonly string[], call: RequestCall): Pairs | Promise<Pairs> {
  return groups.store.memberships ? groups.store.memberships(ids, call) : membershipsByFind(groups, ids, call);
}

async function membershipsByFind(groups: Collection, ids: readonly string[], call: RequestCall): Promise<Pairs> {
  const { store, mapping } = groups;
  if (!store.find) return [];
  const wanted = new Set(ids);
  const pairs: (readonly [string, StoredRecord])[] = [];
  for (let start = 0; start < ids.length; start += MEMBERS_A_QUESTION) {
    const filter = memberFilter(groups, ids.slice(start, start + MEMBERS_A_QUESTION));
    const { records } = await store.find(filter ? { filter } : {}, call);
    for await (const record of records) {
      for (const member of memberIds(mapping.toResource(record))) {
        if (wanted.has(member)) pairs.push([member, record]);
      }
    }
    if (!filter) break;
  }
  return pairs;
}

function memberFilter({ mapping }: Collection, ids: readonly string[]): FieldFilter | undefined {
  const filters = ids.map((value) => ({
    kind: 'compare' as const,
    path: { attribute: 'members', subAttribute: 'value' },
    operator: 'eq' as const,
    value,
  }));
  return mapping.toFieldFilter({ kind: 'or', filters }).filter;
}

function memberIds({ members }: Resource): readonly string[] {
  if (!Array.isArray(members)) return [];
  return members.flatMap((member) =>
    typeof member === 'object' && member !== null && typeof member.value === 'string' ? [member.value] : [],
  );
}

function groupEntry({ mapping, membersField }: Collection, record: StoredRecord): JsonValue {
  const { id, displayName } = mapping.toResource(
    membersField === undefined ? record : { ...record, [membersField]: null },
  );
  return { value: String(id), ...(displayName !== undefined && { display: displayName }), type: 'direct' };
}
