import { type JsonValue, type Resource, ScimError, valuesAt } from '../scim/index.js';
import type { Collection } from './collection.js';
import { runQuery } from './query.js';
import type { RequestCall } from './request-call.js';

/** A value that no other resource of the type may have. */
export interface UniqueValue {
  readonly path: string;
  readonly value: string;
}

/** The values of the resource that must be unique, without those that `before` had already. */
export function uniqueValues(
  { unique, type }: Collection,
  resource: Resource,
  before?: Resource,
): readonly UniqueValue[] {
  return unique.flatMap((path) => {
    const old = new Set(before ? texts(valuesAt(before, path, type)) : []);
    return texts(valuesAt(resource, path, type))
      .filter((value) => !old.has(value))
      .map((value) => ({ path, value }));
  });
}

/** Keys for the locks that keep two creates of one value apart. */
export function uniqueLockKeys(values: readonly UniqueValue[]): readonly string[] {
  return values.map(({ path, value }) => `unique:${path}:${value.toLowerCase()}`);
}

/**
 * Refuses values that another resource has.
 * @param id the resource that may have them itself
 * @throws ScimError 409 `uniqueness`
 */
export async function refuseTaken(
  collection: Collection,
  values: readonly UniqueValue[],
  call: RequestCall,
  id?: string,
): Promise<void> {
  if (!collection.store.find) return;
  for (const { path, value } of values) {
    const filter = collection.prepareFilter(`${path} eq ${JSON.stringify(value)}`);
    const { resources } = await runQuery(collection, { filter, offset: 0, limit: 2 }, call);
    if (resources.some((resource) => resource.id !== id)) {
      throw new ScimError(409, `There is a ${collection.type.resourceType.name} with the ${path} "${value}" already.`, {
        scimType: 'uniqueness',
      });
    }
  }
}

function texts(values: readonly JsonValue[]): readonly string[] {
  return values.flatMap((value) => (typeof value === 'string' && value !== '' ? [value] : []));
}
