import type { Projection, Resource } from '../scim/index.js';
import type { Collection } from './collection.js';
import type { RequestCall } from './request-call.js';
import { readRecord } from './stored-record.js';
import { attachGroups } from './user-groups.js';

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
  const record = await readRecord(collection, id, call, collection.needs(projection).fields);
  return withGroups(collection, collection.mapping.toResource(record), projection, call);
}

/** The resource with `groups`, where the projection shows them. */
export async function withGroups(
  collection: Collection,
  resource: Resource,
  projection: Projection,
  call: RequestCall,
): Promise<Resource> {
  if (!collection.groups || !collection.needs(projection).groups) return resource;
  const [complete = resource] = await attachGroups(collection, [resource], call);
  return complete;
}
