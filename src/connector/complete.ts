import type { Resource } from '../scim/index.js';
import type { AnswerNeeds } from './answer-needs.js';
import type { Collection } from './collection.js';
import type { RequestCall } from './request-call.js';
import { attachGroups } from './user-groups.js';
import { withContentVersion } from './versions.js';

/** The resources with what their records do not say: a version, where the whole was read, and the groups of users. */
export async function completeResources(
  collection: Collection,
  resources: readonly Resource[],
  needs: AnswerNeeds,
  call: RequestCall,
): Promise<readonly Resource[]> {
  const versioned = needs.whole && !collection.keepsVersions ? resources.map(withContentVersion) : resources;
  return collection.groups && needs.groups ? attachGroups(collection, versioned, call) : versioned;
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
