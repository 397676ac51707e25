import { type Preconditions, type Projection, type Resource, validateResource } from '../scim/index.js';
import { answerWrite } from './answer-write.js';
import type { Collection } from './collection.js';
import { exclusively } from './exclusively.js';
import { withKnownMembers } from './known-members.js';
import { asSeen, withStoredReferences } from './references.js';
import type { RequestCall } from './request-call.js';
import { requireOperation } from './require-operation.js';
import { readRecord } from './stored-record.js';
import { updateRecord } from './update.js';
import { fieldsForVersion, requireVersion } from './versions.js';

/** Attributes that stay as they are unless the body names them: leaving them out must not lock people out or empty a group. */
const keptUnlessNamed = ['active', 'password', 'members'] as const;

/**
 * Replaces a resource (RFC 7644 section 3.5.1): attributes that the body leaves out are cleared, but for `active`,
 * `password` and `members`; what only the server may change stays.
 * @param body the resource in its 2.0 form, as the client sent it
 * @throws ScimError 400, 404, 409 `uniqueness`, 412, 501
 */
export async function replaceResource(
  collection: Collection,
  id: string,
  body: unknown,
  projection: Projection,
  call: RequestCall,
  preconditions: Preconditions = {},
): Promise<Resource> {
  requireOperation(collection, 'update');
  const { type, mapping, locks } = collection;
  const sent = validateResource(body, type, { onTolerated: collection.onTolerated });
  const named = namedAttributes(body);
  return exclusively(locks, [`id:${id}`], call, async () => {
    const kept = named.has('members') ? undefined : collection.fieldsWithoutMembers;
    const fields = fieldsForVersion(collection, kept, preconditions);
    const record = await readRecord(collection, id, call, fields);
    const before = mapping.toResource(record);
    const expected = requireVersion(collection, { record, resource: before }, preconditions);
    const seen = await asSeen(collection, before, call);
    const known = await withKnownMembers(collection, seen, replacement(seen, sent, named), call);
    const after = await withStoredReferences(collection, known, call, { before, seen });
    const change = mapping.toChange(before, after, record);
    const updated = await updateRecord(
      collection,
      { id, before, after, change: change && { ...change, ...expected } },
      call,
    );
    const stored =
      updated ??
      (change || fields ? await readRecord(collection, id, call, collection.needs(projection).fields) : record);
    return answerWrite(collection, { sent: after, stored }, projection, call);
  });
}

/**
 * What a PUT makes of a resource.
 * @param sent the validated body
 * @param named see {@link namedAttributes}
 */
export function replacement(before: Resource, sent: Resource, named: ReadonlySet<string>): Resource {
  const kept: { [attribute: string]: Resource[string] } = {};
  for (const attribute of keptUnlessNamed) {
    if (!named.has(attribute) && before[attribute] !== undefined) kept[attribute] = before[attribute];
  }
  const { id, meta } = before;
  return { ...sent, ...kept, ...(id !== undefined && { id }), ...(meta !== undefined && { meta }) };
}

/** The attributes that the body names, a `null` among them, in lower case. */
export function namedAttributes(body: unknown): ReadonlySet<string> {
  return new Set(typeof body === 'object' && body !== null ? Object.keys(body).map((name) => name.toLowerCase()) : []);
}
