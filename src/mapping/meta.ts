import type { StoredRecord } from '../plugin/index.js';
import { type CompiledType, type JsonObject, type JsonValue, toEntityTag } from '../scim/index.js';
import type { StoreMeta } from './compiled-mapping.js';
import { createFieldReader } from './field-reader.js';

/** Reads `meta` from what the store says about a record; its version as an ETag (RFC 7644 section 3.14). */
export function createMetaReader(type: CompiledType, storeMeta: StoreMeta): (record: StoredRecord) => JsonObject {
  const resourceType = type.resourceType.name;
  const readers = Object.entries(storeMeta).map(([name, field]) => [name, createFieldReader(field)] as const);
  return (record) => {
    const meta: { [name: string]: JsonValue } = { resourceType };
    for (const [name, read] of readers) {
      const value = read(record);
      if (typeof value === 'string' && value !== '') meta[name] = name === 'version' ? toEntityTag(value) : value;
    }
    return meta;
  };
}

/**
 * The field of an attribute that every resource has: its id, and what its store says about it; not that of its version,
 * which no field holds in the form that clients know.
 */
export function ownField(keys: readonly string[], key: string, storeMeta: StoreMeta): string | undefined {
  const [first, second] = keys;
  if (first === 'id') return key;
  if (first !== 'meta' || second === undefined || second === 'version') return undefined;
  if (!Object.hasOwn(storeMeta, second)) return undefined;
  return storeMeta[second as keyof StoreMeta];
}
