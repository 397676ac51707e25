import { randomUUID } from 'node:crypto';
import type { StoredRecord } from '../plugin/index.js';
import { type Projection, type Resource, validateResource } from '../scim/index.js';
import { answerWrite } from './answer-write.js';
import type { Collection } from './collection.js';
import { exclusively } from './exclusively.js';
import { withKnownMembers } from './known-members.js';
import { makeChange } from './make-change.js';
import { withStoredReferences } from './references.js';
import { rehire } from './rehire.js';
import type { RequestCall } from './request-call.js';
import { requireOperation } from './require-operation.js';
import { refuseTaken, uniqueLockKeys, uniqueValues } from './uniqueness.js';

/**
 * Creates a resource (RFC 7644 section 3.3).
 * @param body the resource in its 2.0 form, as the client sent it
 * @throws ScimError 400 where the body is no such resource, 409 `uniqueness`, 501
 */
export async function createResource(
  collection: Collection,
  body: unknown,
  projection: Projection,
  call: RequestCall,
): Promise<Resource> {
  const insert = requireOperation(collection, 'insert');
  const { type, mapping, locks } = collection;
  const { onTolerated } = collection;
  const valid = validateResource(body, type, { onTolerated });
  const back = await rehire(collection, { body, sent: valid }, projection, call);
  if (back) return back;
  const known = await withKnownMembers(collection, undefined, valid, call);
  const sent = await withStoredReferences(collection, known, call);
  const unique = uniqueValues(collection, sent);
  return exclusively(locks, uniqueLockKeys(unique), call, async () => {
    await refuseTaken(collection, unique, call);
    const record = mapping.toRecord(sent);
    const stored = await makeChange(collection, { operation: 'create', after: sent, record }, call, () =>
      call.step(`creating the ${type.resourceType.name}`, () => insert(record, call)),
    );
    return answerWrite(collection, { sent, stored: stored ?? withKey(record, mapping.key) }, projection, call);
  });
}

/** What a store would have answered, where it was not asked. */
function withKey(record: StoredRecord, key: string): StoredRecord {
  return { ...record, [key]: record[key] ?? randomUUID() };
}
