import type { MappedReference } from '../mapping/index.js';
import {
  type Filter,
  type JsonObject,
  type JsonValue,
  parsePath,
  type Resource,
  ScimError,
  valuesAt,
} from '../scim/index.js';
import type { Collection } from './collection.js';
import type { RequestCall } from './request-call.js';
import { readRecord } from './stored-record.js';

/** The values that one question names at most. */
const VALUES_A_QUESTION = 100;

/**
 * Where a field names another resource by a login, say: the resources with its id instead. One question to its store for
 * all of them. What names nobody, or several, is no value.
 */
export async function withIds(
  collection: Collection,
  resources: readonly Resource[],
  call: RequestCall,
): Promise<readonly Resource[]> {
  let result = resources;
  for (const reference of collection.mapping.references) {
    const values = new Set(result.flatMap((resource) => textAt(resource, reference.keys) ?? []));
    if (values.size === 0) continue;
    const idOf = await findIds(collection, reference, [...values], call);
    result = result.map((resource) => {
      const value = textAt(resource, reference.keys);
      return value === undefined ? resource : withValue(resource, reference.keys, idOf(value));
    });
  }
  return result;
}

/** {@link withIds} for one. */
export async function asSeen(collection: Collection, resource: Resource, call: RequestCall): Promise<Resource> {
  if (collection.mapping.references.length === 0) return resource;
  const [seen = resource] = await withIds(collection, [resource], call);
  return seen;
}

/**
 * The resource as its record is to hold it: the ids of others that it gains become what the field names them by.
 * @param held as the record holds it now, and as a client sees that
 * @throws ScimError 400 `invalidValue` for an id that nobody has
 */
export async function withStoredReferences(
  collection: Collection,
  after: Resource,
  call: RequestCall,
  held?: { readonly before: Resource; readonly seen: Resource },
): Promise<Resource> {
  let result = after;
  for (const reference of collection.mapping.references) {
    const { keys } = reference;
    const id = textAt(after, keys);
    const stays = held && id === textAt(held.seen, keys);
    if (stays) result = withValue(result, keys, textAt(held.before, keys));
    else if (id !== undefined) {
      const name = await nameOf(collection, reference, id, call);
      if (name === undefined) {
        throw new ScimError(400, `${reference.text}: there is no ${reference.resourceType} with the id "${id}".`, {
          scimType: 'invalidValue',
        });
      }
      result = withValue(result, keys, name);
    }
  }
  return result;
}

async function findIds(
  { collectionOf }: Collection,
  { resourceType, attribute }: MappedReference,
  values: readonly string[],
  call: RequestCall,
): Promise<(value: string) => string | undefined> {
  const target = collectionOf(resourceType);
  if (!target?.store.find) return () => undefined;
  const { type, mapping, store } = target;
  const path = parsePath(attribute);
  const resolved = type.resolve(path);
  const caseExact = (resolved?.subAttribute ?? resolved?.attribute)?.caseExact === true;
  const named = (value: string): string => (caseExact ? value : value.toLowerCase());
  const wanted = new Set(values.map(named));
  const ids = new Map<string, Set<string>>();
  const fields = mapping.fieldsFor((other) => other.attribute.toLowerCase() === path.attribute.toLowerCase());
  for (let start = 0; start < values.length; start += VALUES_A_QUESTION) {
    const filters = values
      .slice(start, start + VALUES_A_QUESTION)
      .map((value): Filter => ({ kind: 'compare', path, operator: 'eq', value }));
    const { filter } = mapping.toFieldFilter({ kind: 'or', filters });
    const step = `looking up who ${type.resourceType.endpoint.slice(1)} refer to`;
    const query = { ...(filter && { filter }), ...(fields && { fields }) };
    const found = await call.step(step, () => store.find?.(query, call));
    for await (const record of found?.records ?? []) {
      const resource = mapping.toResource(record);
      for (const value of valuesAt(resource, attribute, type)) {
        if (typeof value !== 'string' || !wanted.has(named(value))) continue;
        const known = ids.get(named(value)) ?? new Set<string>();
        ids.set(named(value), known.add(String(resource.id)));
      }
    }
    if (!filter) break;
  }
  return (value) => {
    const [id, another] = ids.get(named(value)) ?? [];
    return another === undefined ? id : undefined;
  };
}

/** What the field names a resource by; undefined where there is none with the id. */
export async function nameOf(
  { collectionOf }: Collection,
  { resourceType, attribute }: MappedReference,
  id: string,
  call: RequestCall,
): Promise<string | undefined> {
  const target = collectionOf(resourceType);
  if (!target) return undefined;
  try {
    const resource = target.mapping.toResource(await readRecord(target, id, call));
    const name = valuesAt(resource, attribute, target.type).find((value) => typeof value === 'string');
    return typeof name === 'string' ? name : undefined;
  } catch (error) {
    if (error instanceof ScimError && error.status === 404) return undefined;
    throw error;
  }
}

function textAt(resource: Resource, keys: readonly string[]): string | undefined {
  let value: JsonValue | undefined = resource as JsonObject;
  for (const key of keys) {
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A copy with another value at the keys; undefined takes it away, and the objects that are empty then. */
function withValue<Holder extends JsonObject>(
  holder: Holder,
  keys: readonly string[],
  value: string | undefined,
): Holder {
  const [key, ...rest] = keys;
  if (key === undefined) return holder;
  const inner = holder[key];
  const changed = rest.length === 0 ? value : withValue(isObject(inner) ? inner : {}, rest, value);
  const { [key]: _old, ...others } = holder;
  const isNone = changed === undefined || (isObject(changed) && Object.keys(changed).length === 0);
  return (isNone ? others : { ...holder, [key]: changed }) as Holder;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
