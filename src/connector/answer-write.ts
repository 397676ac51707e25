import type { StoredRecord } from '../plugin/index.js';
import type { Projection, Resource } from '../scim/index.js';
import type { Collection } from './collection.js';
import { completeResource } from './complete.js';
import type { RequestCall } from './request-call.js';

/**
 * What a write is answered with: the resource as the application now holds it or, where the connector says
 * `"acceptUserUpdates": false`, as it was sent, under its id and meta; so too in a dry run, in which the application holds
 * nothing new.
 */
export async function answerWrite(
  collection: Collection,
  { sent, stored }: { readonly sent: Resource; readonly stored: StoredRecord },
  projection: Projection,
  call: RequestCall,
): Promise<Resource> {
  const now = collection.mapping.toResource(stored);
  const { id, meta } = now;
  const answer =
    collection.acceptUserUpdates && !call.dryRun
      ? now
      : { ...sent, ...(id !== undefined && { id }), ...(meta !== undefined && { meta }) };
  return completeResource(collection, answer, collection.needs(projection), call);
}
