import { type Projection, type Resource, ScimError, valuesAt } from '../scim/index.js';
import type { Collection } from './collection.js';
import { exclusively } from './exclusively.js';
import { runQuery } from './query.js';
import { replaceResource } from './replace.js';
import type { RequestCall } from './request-call.js';
import { type UniqueValue, uniqueLockKeys, uniqueValues } from './uniqueness.js';

/**
 * Where a connector says `"onRehire": "reactivate"`: brings the inactive person back whose unique field or externalId a
 * create names, under the same id and with what was sent.
 * @param sent the validated body
 * @returns undefined where there is no such person, and so a new one is to be made
 */
export async function rehire(
  collection: Collection,
  { body, sent }: { readonly body: unknown; readonly sent: Resource },
  projection: Projection,
  call: RequestCall,
): Promise<Resource | undefined> {
  const { onRehire, mapping, store, type, locks } = collection;
  if (onRehire !== 'reactivate' || !store.find || !store.update || !mapping.has('active', 'write')) return undefined;
  const values = [...uniqueValues(collection, sent), ...externalId(collection, sent)];
  // Locks of their own: bringing back takes those of the person and of the values that change.
  const keys = uniqueLockKeys(values).map((key) => `rehire:${key}`);
  return exclusively(locks, keys, call, async () => {
    const id = await findInactive(collection, values, call);
    if (id === undefined) return undefined;
    const active = sent.active === undefined ? { active: true } : {};
    try {
      const resource = await replaceResource(collection, id, { ...(body as object), ...active }, projection, call);
      call.log.info({ resourceType: type.resourceType.name, id }, 'an inactive person was brought back');
      return resource;
    } catch (error) {
      // Gone since it was found: then there is nobody to bring back.
      if (error instanceof ScimError && error.status === 404) return undefined;
      throw error;
    }
  });
}

function externalId({ mapping, type }: Collection, sent: Resource): readonly UniqueValue[] {
  if (!mapping.has('externalId', 'write')) return [];
  return valuesAt(sent, 'externalId', type).flatMap((value) =>
    typeof value === 'string' && value !== ''
      ? [{ path: 'externalId', value: mapping.asKept('externalId', value) }]
      : [],
  );
}

/** The first that is found counts: unique fields come before the externalId. */
async function findInactive(
  collection: Collection,
  values: readonly UniqueValue[],
  call: RequestCall,
): Promise<string | undefined> {
  for (const { path, value } of values) {
    const filter = collection.prepareFilter(`${path} eq ${JSON.stringify(value)}`);
    const { resources } = await runQuery(collection, { filter, offset: 0, limit: 2 }, call);
    const [found] = resources;
    if (found) return resources.length === 1 && found.active === false ? String(found.id) : undefined;
  }
  return undefined;
}
