import { type FieldValue, getField, type ListChange, Secret } from '../plugin/index.js';
import { type CompiledType, coerceValue, type JsonValue, parsePath, type Resource } from '../scim/index.js';
import type { ListRule } from './compile-rules.js';
import type { CompiledMapping, StoreMeta } from './compiled-mapping.js';
import { createOpenFilterMapper } from './field-filters.js';
import { type Draft, setAt } from './json-paths.js';
import { listDifference, toListChange, writeElements } from './list-codec.js';
import { createMetaReader } from './meta.js';

const KEY = 'id';

/** Attributes that the record of a resource does not hold under their own name. */
const notFields: ReadonlySet<string> = new Set(['id', 'meta', 'schemas', 'groups', 'password']);

/**
 * The mapping where the config has none: the record is the resource, nested values as they are; a field whose name is the
 * path of an attribute (`name.givenName`) is that attribute.
 */
export function compileOpenMapping(type: CompiledType, storeMeta: StoreMeta): CompiledMapping {
  const readMeta = createMetaReader(type, storeMeta);
  const members = type.attributeNamed('members');
  const membersRule: ListRule | undefined = members && {
    kind: 'list',
    text: 'members',
    path: { attribute: 'members' },
    attribute: members,
    keys: ['members'],
    field: 'members',
  };
  const toFields = (resource: Resource): { [field: string]: FieldValue } => {
    const record: { [field: string]: FieldValue } = {};
    for (const [name, value] of Object.entries(resource)) {
      if (value !== undefined && !notFields.has(name)) record[name] = value as FieldValue;
    }
    if (typeof resource.password === 'string') record.password = new Secret(resource.password);
    return record;
  };
  return {
    key: KEY,
    toResource(record) {
      const resource: Draft = { id: String(getField(record, KEY) ?? '') };
      for (const name of Object.keys(record)) {
        const value = record[name];
        if (value === undefined || value === null || value === '' || value instanceof Secret) continue;
        readField(name, value, type, resource);
      }
      resource.meta = readMeta(record);
      return resource;
    },
    toRecord: toFields,
    toChange(before, after) {
      const old = toFields(before);
      const now = toFields(after);
      const lists: { [field: string]: ListChange } = {};
      const set: { [field: string]: FieldValue } = {};
      for (const [field, value] of Object.entries(now)) {
        if (field === membersRule?.field) continue;
        if (value instanceof Secret || JSON.stringify(old[field]) !== JSON.stringify(value)) set[field] = value;
      }
      const unset = Object.keys(old).filter((field) => !Object.hasOwn(now, field) && field !== membersRule?.field);
      const difference = membersRule && listDifference(membersRule, listOf(before), listOf(after));
      if (difference) lists.members = difference;
      const change = {
        ...(Object.keys(set).length > 0 && { set }),
        ...(unset.length > 0 && { unset }),
        ...(difference && { lists }),
      };
      return Object.keys(change).length > 0 ? change : undefined;
    },
    listChange(attribute, { add, remove }) {
      if (!membersRule || attribute !== 'members') return undefined;
      const change = toListChange(membersRule, writeElements(membersRule, add), remove);
      return change && { lists: { members: change } };
    },
    ...createOpenFilterMapper(KEY, type, storeMeta),
    fieldsFor: () => undefined,
    has: (path, access) => {
      const resolved = type.resolve(parsePath(path));
      return resolved !== undefined && (access === 'read' || resolved.attribute.mutability !== 'readOnly');
    },
    unmapped: [],
  };
}

function listOf({ members }: Resource): readonly JsonValue[] {
  return Array.isArray(members) ? members : [];
}

function readField(name: string, value: FieldValue, type: CompiledType, resource: Draft): void {
  const attribute = type.attributeNamed(name);
  if (attribute) {
    if (notFields.has(attribute.name)) return;
    const coerced = tryCoerce(attribute, value);
    if (coerced !== undefined) resource[attribute.name] = coerced;
    return;
  }
  if (name === '__proto__') return;
  if (/^urn:/i.test(name) && typeof value === 'object') {
    resource[name] = value as JsonValue;
    return;
  }
  const resolved = name.includes('.') || name.includes(':') ? resolve(name, type) : undefined;
  if (!resolved || resolved.keys.includes('__proto__')) {
    resource[name] = value as JsonValue;
    return;
  }
  if (notFields.has(resolved.keys[0] as string)) return;
  const coerced = tryCoerce(resolved.subAttribute ?? resolved.attribute, value);
  if (coerced !== undefined) setAt(resource, resolved.keys, coerced);
}

function resolve(name: string, type: CompiledType): ReturnType<CompiledType['resolve']> {
  try {
    return type.resolve(parsePath(name));
  } catch {
    return undefined;
  }
}

/** A record is the application's own: what is not of the attribute's type is left out of the resource. */
function tryCoerce(attribute: Parameters<typeof coerceValue>[0], value: FieldValue): JsonValue | undefined {
  try {
    return coerceValue(attribute, value, attribute.name, { open: true });
  } catch {
    return undefined;
  }
}
