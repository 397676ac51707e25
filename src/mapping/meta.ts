import { getField, type StoredRecord } from '../plugin/index.js';
import type { CompiledType, JsonObject, JsonValue } from '../scim/index.js';
import type { StoreMeta } from './compiled-mapping.js';

/** Reads `meta` from what the store says about a record; the dates in the form of RFC 7643 section 2.3.5. */
export function createMetaReader(type: CompiledType, storeMeta: StoreMeta): (record: StoredRecord) => JsonObject {
  const resourceType = type.resourceType.name;
  const fields = Object.entries(storeMeta);
  return (record) => {
    const meta: { [name: string]: JsonValue } = { resourceType };
    for (const [name, field] of fields) {
      const value = getField(record, field);
      if (typeof value === 'string' && value !== '') meta[name] = value;
    }
    return meta;
  };
}
