import type { Change, StoredRecord } from '../plugin/index.js';
import type { Resource } from '../scim/index.js';
import type { Collection } from './collection.js';
import { exclusively } from './exclusively.js';
import type { RequestCall } from './request-call.js';
import { requireOperation } from './require-operation.js';
import { refuseTaken, uniqueLockKeys, uniqueValues } from './uniqueness.js';

/** A change of one resource that has been planned, not yet made. */
export interface PlannedUpdate {
  readonly id: string;
  readonly before: Resource;
  readonly after: Resource;
  /** undefined: nothing differs, and the store is not asked. */
  readonly change: Change | undefined;
}

/**
 * Makes the change, once no other resource has its unique values.
 * @returns the record as the application says that it now holds it; undefined where it does not say
 * @throws ScimError 409 `uniqueness`, and what the application answers
 */
export async function updateRecord(
  collection: Collection,
  { id, before, after, change }: PlannedUpdate,
  call: RequestCall,
): Promise<StoredRecord | undefined> {
  if (!change) return undefined;
  const update = requireOperation(collection, 'update');
  const unique = uniqueValues(collection, after, before);
  const { name } = collection.type.resourceType;
  const write = async () => {
    await refuseTaken(collection, unique, call, id);
    return call.step(`changing the ${name}`, () => update(id, change, call));
  };
  return unique.length === 0 ? write() : exclusively(collection.locks, uniqueLockKeys(unique), call, write);
}
