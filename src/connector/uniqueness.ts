import {
  type Attribute,
  type CompiledType,
  type JsonValue,
  type Resource,
  ScimError,
  standardSchemas,
  valuesAt,
} from '../scim/index.js';
import type { Collection } from './collection.js';
import { runQuery } from './query.js';
import type { RequestCall } from './request-call.js';

/** A value that no other resource of the type may have. */
export interface UniqueValue {
  readonly path: string;
  readonly value: string | number;
}

/**
 * Paths of the attributes whose own schema says that no two resources share a value (RFC 7643 section 2.2). The standard
 * schemas are left out: what is unique of people and groups is the config's to say.
 */
export function declaredUnique({ schema, extensions }: CompiledType): readonly string[] {
  return [schema, ...extensions]
    .filter(({ id }) => !standardSchemas.some((standard) => standard.id === id))
    .flatMap(({ id, attributes }) => {
      const prefix = id === schema.id ? '' : `${id}:`;
      return attributes.flatMap((attribute) => uniqueWithin(attribute, `${prefix}${attribute.name}`));
    });
}

function uniqueWithin({ uniqueness, subAttributes, type, returned }: Attribute, path: string): readonly string[] {
  if (type === 'complex') return (subAttributes ?? []).flatMap((sub) => uniqueWithin(sub, `${path}.${sub.name}`));
  return uniqueness === 'none' || type === 'boolean' || returned === 'never' ? [] : [path];
}

/** The values of the resource that must be unique, as they will be stored, without those that `before` had already. */
export function uniqueValues(
  { unique, type, mapping }: Collection,
  resource: Resource,
  before?: Resource,
): readonly UniqueValue[] {
  return unique.flatMap((path) => {
    const old = new Set(before ? scalars(valuesAt(before, path, type)) : []);
    return scalars(valuesAt(resource, path, type))
      .map((value) => mapping.asKept(path, value))
      .filter((value) => !old.has(value))
      .map((value) => ({ path, value }));
  });
}

/** Keys for the locks that keep two creates of one value apart. */
export function uniqueLockKeys(values: readonly UniqueValue[]): readonly string[] {
  return values.map(({ path, value }) => `unique:${path}:${String(value).toLowerCase()}`);
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
      throw new ScimError(
        409,
        `There is a ${collection.type.resourceType.name} with the ${path} "${String(value)}" already.`,
        {
          scimType: 'uniqueness',
        },
      );
    }
  }
}

function scalars(values: readonly JsonValue[]): readonly (string | number)[] {
  return values.flatMap((value) =>
    (typeof value === 'string' && value !== '') || typeof value === 'number' ? [value] : [],
  );
}
