import type { Change, StoredRecord } from '../plugin/index.js';
import type { Collection } from './collection.js';
import { exclusively } from './exclusively.js';
import { makeChange } from './make-change.js';
import type { PlannedUpdate } from './planned-change.js';
import type { RequestCall } from './request-call.js';
import { requireOperation } from './require-operation.js';
import { refuseTaken, uniqueLockKeys, uniqueValues } from './uniqueness.js';

/**
 * Makes the change, once no other resource has its unique values.
 * @param planned its change undefined: nothing differs, and the store is not asked
 * @returns the record as the application says that it now holds it; undefined where it does not say
 * @throws ScimError 409 `uniqueness`, and what the application answers
 */
export async function updateRecord(
  collection: Collection,
  { id, before, after, change }: Omit<PlannedUpdate, 'operation' | 'change'> & { readonly change: Change | undefined },
  call: RequestCall,
): Promise<StoredRecord | undefined> {
  if (!change) return undefined;
  const update = requireOperation(collection, 'update');
  const unique = uniqueValues(collection, after, before);
  const { name } = collection.type.resourceType;
  const write = async () => {
    await refuseTaken(collection, unique, call, id);
    return makeChange(collection, { operation: 'update', id, before, after, change }, call, () =>
      call.step(`changing the ${name}`, () => update(id, change, call)),
    );
  };
  return unique.length === 0 ? write() : exclusively(collection.locks, uniqueLockKeys(unique), call, write);
}
