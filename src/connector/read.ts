import type { Projection, Resource } from '../scim/index.js';
import type { Collection } from './collection.js';
import { completeResource } from './complete.js';
import type { RequestCall } from './request-call.js';
import { readRecord } from './stored-record.js';

/**
 * One resource by its id (RFC 7644 section 3.4.1).
 * @throws ScimError 404
 */
export async function readResource(
  collection: Collection,
  id: string,
  projection: Projection,
  call: RequestCall,
): Promise<Resource> {
  const needs = collection.needs(projection);
  const record = await readRecord(collection, id, call, needs.fields);
  return completeResource(collection, collection.mapping.toResource(record), needs, call);
}
