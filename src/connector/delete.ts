import type { Preconditions, Resource } from '../scim/index.js';
import type { Collection } from './collection.js';
import { exclusively } from './exclusively.js';
import { makeChange } from './make-change.js';
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
  const { guards, type, mapping, wholeFields } = collection;
  const { name } = type.resourceType;
  const isConditional = preconditions.ifMatch !== undefined || preconditions.ifNoneMatch !== undefined;
  let before: Resource | undefined;
  if (isConditional || guards.protect[name] || guards.audit || call.dryRun) {
    const record = await readRecord(collection, id, call, wholeFields);
    before = mapping.toResource(record);
    requireVersion(collection, { record, resource: before }, preconditions);
  }
  await makeChange(collection, { operation: 'delete', id, before }, call, async () => {
    await call.step(`deleting the ${name}`, () => remove(id, call));
    return undefined;
  });
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
  const after = { ...before, active: false };
  const change = mapping.toChange(before, after, record);
  if (!change) return;
  const planned = { operation: 'update', id, before, after, change: { ...change, ...expected } } as const;
  await makeChange(collection, planned, call, () =>
    call.step(`deactivating the ${type.resourceType.name}`, () => update(id, planned.change, call)),
  );
}
