import { getField } from '../plugin/index.js';
import { type JsonObject, type JsonValue, type Resource, ScimError } from '../scim/index.js';
import { Breather } from './breather.js';
import type { Collection } from './collection.js';
import type { RequestCall } from './request-call.js';

/** Questions to a store that are on their way at the same time. */
const AT_ONCE = 16;
/** The ids that one question names at most. */
const IDS_A_QUESTION = 100;

/**
 * The members that are there, of those that a change adds: what becomes of the others is the connector's `unknownMembers`.
 * @throws ScimError 400 `invalidValue`, where it says `refuse`
 */
export async function knownMembers<Member extends JsonValue>(
  collection: Collection,
  added: readonly Member[],
  call: RequestCall,
): Promise<readonly Member[]> {
  const { unknownMembers, type } = collection;
  if (unknownMembers === 'accept' || added.length === 0) return added;
  const known = await whoIsThere(collection, added, call);
  const missing = added.filter((member) => !known(member));
  if (missing.length === 0) return added;
  const ids = missing.map(idOf);
  if (unknownMembers === 'refuse') {
    const more = ids.length > 1 ? `, nor of ${ids.length - 1} others that the change names` : '';
    throw new ScimError(400, `members: there is nobody with the id "${ids[0] ?? ''}"${more}.`, {
      scimType: 'invalidValue',
    });
  }
  call.log.warn({ resourceType: type.resourceType.name, members: ids.length }, 'unknown members left out');
  return added.filter(known);
}

/** The resource without those members that it gains and that are not there. */
export async function withKnownMembers(
  collection: Collection,
  before: Resource | undefined,
  after: Resource,
  call: RequestCall,
): Promise<Resource> {
  const { members } = after;
  if (collection.membersField === undefined || !Array.isArray(members) || members === before?.members) return after;
  const old = new Set(Array.isArray(before?.members) ? before.members.map(idOf) : []);
  const added = members.filter((member) => !old.has(idOf(member)));
  const known = await knownMembers(collection, added, call);
  if (known.length === added.length) return after;
  const kept = new Set(known);
  return { ...after, members: members.filter((member) => old.has(idOf(member)) || kept.has(member)) };
}

async function whoIsThere(
  { memberTypes }: Collection,
  members: readonly JsonValue[],
  call: RequestCall,
): Promise<(member: JsonValue) => boolean> {
  const found = new Map<string, ReadonlySet<string>>();
  let open = members;
  for (const candidates of memberTypes()) {
    const { name } = candidates.type.resourceType;
    const { store } = candidates;
    // Who cannot be asked about is taken as it comes.
    if (!store.get && !store.find) return () => true;
    const asked = open.filter((member) => isOfType(member, name)).map(idOf);
    const there = asked.length > 0 ? await existing(candidates, [...new Set(asked)], call) : new Set<string>();
    found.set(name, there);
    open = open.filter((member) => !(isOfType(member, name) && there.has(idOf(member))));
  }
  return (member) => [...found].some(([name, ids]) => isOfType(member, name) && ids.has(idOf(member)));
}

async function existing(
  { store, mapping, type, keyFields }: Collection,
  ids: readonly string[],
  call: RequestCall,
): Promise<ReadonlySet<string>> {
  const { key } = mapping;
  const there = new Set<string>();
  const step = `looking up members among the ${type.resourceType.endpoint.slice(1)}`;
  const size = store.get ? AT_ONCE : IDS_A_QUESTION;
  const breather = new Breather(call.signal);
  for (let start = 0; start < ids.length; start += size) {
    if (breather.due) await breather.pause();
    const some = ids.slice(start, start + size);
    if (store.get) {
      const answers = some.map((id) => call.step(step, () => store.get?.(id, call, keyFields)));
      for (const [index, record] of (await Promise.all(answers)).entries()) if (record) there.add(some[index] ?? '');
    } else if (store.find) {
      const filters = some.map((value) => ({ op: 'eq', field: key, value, type: 'string', caseExact: true }) as const);
      const found = await call.step(step, () =>
        store.find?.({ filter: { op: 'or', filters }, fields: keyFields }, call),
      );
      for await (const record of found?.records ?? []) there.add(String(getField(record, key)));
    }
  }
  return there;
}

/** A member that does not say its type may be of any (RFC 7643 section 4.2). */
function isOfType(member: JsonValue, name: string): boolean {
  const type = isObject(member) ? member.type : undefined;
  return typeof type !== 'string' || type.toLowerCase() === name.toLowerCase();
}

function idOf(member: JsonValue): string {
  return String(isObject(member) ? member.value : member);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
