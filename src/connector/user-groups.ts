import type { FieldFilter, StoredRecord } from '../plugin/index.js';
import type { JsonValue, Resource } from '../scim/index.js';
import type { Collection, GroupsOfMembers } from './collection.js';
import type { RequestCall } from './request-call.js';

/** The members that one fallback question to a store names at most. */
const MEMBERS_A_QUESTION = 100;
/** Where more questions would be needed, all groups are read once; with a store in another process, sooner. */
const MAX_QUESTIONS = { here: 10, remote: 1 } as const;

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
  const entryOf = groupEntries(groups.collection);
  for (const [member, record] of pairs) {
    const entry = entryOf(record);
    const entries = byMember.get(member);
    if (entries) entries.push(entry);
    else byMember.set(member, [entry]);
  }
  return resources.map((resource) => {
    const entries = byMember.get(String(resource.id));
    return entries ? { ...resource, groups: entries } : resource;
  });
}

/** Whether the groups of very many cost little more than those of a page: then they are asked for once. */
export function asksAtOnce({ groups }: Collection): boolean {
  return groups?.collection.store.remote === true && !groups.collection.store.memberships;
}

type Pairs = Iterable<readonly [member: string, group: StoredRecord]>;

function memberships(
  { collection, fields }: GroupsOfMembers,
  ids: readonly string[],
  call: RequestCall,
): Pairs | Promise<Pairs> {
  const { store } = collection;
  return store.memberships ? store.memberships(ids, call, fields) : membershipsByFind(collection, ids, call);
}

async function membershipsByFind(groups: Collection, ids: readonly string[], call: RequestCall): Promise<Pairs> {
  const { store, mapping } = groups;
  if (!store.find) return [];
  const wanted = new Set(ids);
  const pairs: (readonly [string, StoredRecord])[] = [];
  const asksAll = ids.length > MEMBERS_A_QUESTION * MAX_QUESTIONS[store.remote ? 'remote' : 'here'];
  for (let start = 0; start < ids.length; start += MEMBERS_A_QUESTION) {
    const filter = asksAll ? undefined : memberFilter(groups, ids.slice(start, start + MEMBERS_A_QUESTION));
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

/** A group as its members have it; the same record makes the same entry. */
function groupEntries({ mapping, membersField }: Collection): (record: StoredRecord) => JsonValue {
  const known = new Map<StoredRecord, JsonValue>();
  return (record) => {
    let entry = known.get(record);
    if (!entry) {
      const hasMembers = membersField !== undefined && Object.hasOwn(record, membersField);
      const { id, displayName } = mapping.toResource(hasMembers ? { ...record, [membersField]: null } : record);
      entry = { value: String(id), ...(displayName !== undefined && { display: displayName }), type: 'direct' };
      known.set(record, entry);
    }
    return entry;
  };
}
