import type { Preconditions } from '../scim/index.js';
import type { Collection } from './collection.js';
import { exclusively } from './exclusively.js';
import type { RequestCall } from './request-call.js';
import { requireOperation } from './require-operation.js';
import { readRecord } from './stored-record.js';
import { requireVersion } from './versions.js';

/**
 * Removes a resource, or only deactivates it where the connector says `"onDelete": "deactivate"` and the type has an
 * `active` attribute (RFC 7644 section 3.6).
 * @throws ScimError 404, 412, 501, and what the application answers
 */
export async function deleteResource(
  collection: Collection,
  id: string,
  call: RequestCall,
  preconditions: Preconditions = {},
): Promise<void> {
  const deactivate = collection.onDelete === 'deactivate' && collection.mapping.has('active', 'write');
  await exclusively(collection.locks, [`id:${id}`], call, () =>
    deactivate
      ? deactivateResource(collection, id, call, preconditions)
      : removeRecord(collection, id, call, preconditions),
  );
}

async function removeRecord(
  collection: Collection,
  id: string,
  call: RequestCall,
  preconditions: Preconditions,
): Promise<void> {
  const remove = requireOperation(collection, 'remove');
  if (preconditions.ifMatch !== undefined || preconditions.ifNoneMatch !== undefined) {
    const record = await readRecord(collection, id, call, collection.wholeFields);
    requireVersion(collection, { record, resource: collection.mapping.toResource(record) }, preconditions);
  }
  await call.step(`deleting the ${collection.type.resourceType.name}`, () => remove(id, call));
}

async function deactivateResource(
  collection: Collection,
  id: string,
  call: RequestCall,
  preconditions: Preconditions,
): Promise<void> {
  const update = requireOperation(collection, 'update');
  const { mapping, type } = collection;
  const record = await readRecord(collection, id, call);
  const before = mapping.toResource(record);
  const expected = requireVersion(collection, { record, resource: before }, preconditions);
  const change = mapping.toChange(before, { ...before, active: false }, record);
  if (!change) return;
  await call.step(`deactivating the ${type.resourceType.name}`, () => update(id, { ...change, ...expected }, call));
}
