import type { Resource } from '../scim/index.js';
import type { AnswerNeeds } from './answer-needs.js';
import type { Collection } from './collection.js';
import { withIds } from './references.js';
import type { RequestCall } from './request-call.js';
import { attachGroups } from './user-groups.js';
import { withContentVersion } from './versions.js';

/**
 * The resources with what their records do not say: a version, where the whole was read, the ids of others that they name
 * otherwise, and the groups of users.
 * @param resources as the mapping makes them
 */
export async function completeResources(
  collection: Collection,
  resources: readonly Resource[],
  needs: AnswerNeeds,
  call: RequestCall,
): Promise<readonly Resource[]> {
  const versioned = needs.whole && !collection.keepsVersions ? resources.map(withContentVersion) : resources;
  const named = needs.references ? await withIds(collection, versioned, call) : versioned;
  return collection.groups && needs.groups ? attachGroups(collection, named, call) : named;
}

/** {@link completeResources} for one. */
export async function completeResource(
  collection: Collection,
  resource: Resource,
  needs: AnswerNeeds,
  call: RequestCall,
): Promise<Resource> {
  const [complete = resource] = await completeResources(collection, [resource], needs, call);
  return complete;
}
