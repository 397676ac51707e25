import { getField, type StoredRecord } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import type { Collection } from './collection.js';
import type { RequestCall } from './request-call.js';
import { requireOperation } from './require-operation.js';

/**
 * The record with this id; where the store cannot `get`, by its `find`.
 * @param fields the fields that will be read; all where absent
 * @throws ScimError 404
 */
export async function readRecord(
  collection: Collection,
  id: string,
  call: RequestCall,
  fields?: readonly string[],
): Promise<StoredRecord> {
  const { store, type } = collection;
  const record = store.get
    ? await call.step(stepName(collection), () => store.get?.(id, call, fields))
    : await call.step(stepName(collection), () => findByKey(collection, id, call, fields));
  if (record === undefined || record === null) {
    throw new ScimError(404, `There is no ${type.resourceType.name} with the id "${id}".`);
  }
  return record;
}

async function findByKey(
  collection: Collection,
  id: string,
  call: RequestCall,
  fields: readonly string[] | undefined,
): Promise<StoredRecord | undefined> {
  const { key } = collection.mapping;
  const find = requireOperation(collection, 'find');
  const filter = { op: 'eq', field: key, value: id, type: 'string', caseExact: true } as const;
  const { records } = await find({ filter, ...(fields && { fields }) }, call);
  for await (const record of records) if (String(getField(record, key)) === id) return record;
  return undefined;
}

function stepName({ type }: Collection): string {
  return `reading the ${type.resourceType.name}`;
}
