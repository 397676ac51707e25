import type { Change } from '../plugin/index.js';
import {
  applyPatch,
  memberChanges,
  type Preconditions,
  type Projection,
  parsePatch,
  type Resource,
} from '../scim/index.js';
import { answerWrite } from './answer-write.js';
import type { Collection } from './collection.js';
import { exclusively } from './exclusively.js';
import { knownMembers, withKnownMembers } from './known-members.js';
import { asSeen, withStoredReferences } from './references.js';
import type { RequestCall } from './request-call.js';
import { requireOperation } from './require-operation.js';
import { readRecord } from './stored-record.js';
import { updateRecord } from './update.js';
import { fieldsForVersion, requireVersion } from './versions.js';

/**
 * Changes parts of a resource, all of the operations or none (RFC 7644 section 3.5.2). Operations that only add and
 * remove members go down to the store as such: no member is loaded for them.
 * @param body a 2.0 PatchOp message
 * @param projection what to answer; undefined where the client gets a 204 and nothing needs to be read for it
 * @throws ScimError 400, 404, 409 `uniqueness`, 412, 501
 */
export async function patchResource(
  collection: Collection,
  id: string,
  body: unknown,
  projection: Projection | undefined,
  call: RequestCall,
  preconditions: Preconditions = {},
): Promise<Resource | undefined> {
  requireOperation(collection, 'update');
  const { type, mapping, locks } = collection;
  const options = { onTolerated: collection.onTolerated };
  const operations = parsePatch(body, type, options);
  const named = collection.membersField === undefined ? undefined : memberChanges(operations, type, options);
  const members = named && { ...named, add: await knownMembers(collection, named.add, call) };
  const fields = fieldsForVersion(collection, members ? collection.fieldsWithoutMembers : undefined, preconditions);
  return exclusively(locks, [`id:${id}`], call, async () => {
    const record = await readRecord(collection, id, call, fields);
    const before = mapping.toResource(record);
    const expected = requireVersion(collection, { record, resource: before }, preconditions);
    const seen = await asSeen(collection, before, call);
    const patched = applyPatch(seen, members ? members.rest : operations, type, options);
    const sent = patched === seen ? seen : await withKnownMembers(collection, seen, patched, call);
    const after = sent === seen ? before : await withStoredReferences(collection, sent, call, { before, seen });
    const change = combine(
      after === before ? undefined : mapping.toChange(before, after, record),
      members && mapping.listChange('members', members),
    );
    const updated = await updateRecord(
      collection,
      { id, before, after, change: change && { ...change, ...expected } },
      call,
    );
    if (!projection) return undefined;
    const stored =
      updated ??
      (change || fields ? await readRecord(collection, id, call, collection.needs(projection).fields) : record);
    return answerWrite(collection, { sent: after, stored }, projection, call);
  });
}

function combine(first: Change | undefined, second: Change | undefined): Change | undefined {
  if (!first || !second) return first ?? second;
  return { ...first, ...second, lists: { ...first.lists, ...second.lists } };
}
