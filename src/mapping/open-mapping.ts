import { type FieldValue, type ListChange, Secret } from '../plugin/index.js';
import { type CompiledType, type JsonValue, parsePath, type Resource, ScimError } from '../scim/index.js';
import { coerceStored } from './coerce-stored.js';
import type { ListRule } from './compile-rules.js';
import type { CompiledMapping, StoreMeta } from './compiled-mapping.js';
import { createFieldCodec } from './field-codec.js';
import { createFieldReader } from './field-reader.js';
import { type Draft, setAt } from './json-paths.js';
import { listDifference, toListChange } from './list-codec.js';
import { madeAttributes } from './made-attributes.js';
import { createMetaReader } from './meta.js';
import { createOpenFilterMapper } from './open-questions.js';
import { changedFields, toChange } from './record-change.js';

const KEY = 'id';

/**
 * The mapping where the config has none: the record is the resource, nested values as they are; a field whose name is the
 * path of an attribute (`name.givenName`) is that attribute. Names are those of the schemas, in their spelling.
 */
export function compileOpenMapping(type: CompiledType, storeMeta: StoreMeta): CompiledMapping {
  const readMeta = createMetaReader(type, storeMeta);
  const readKey = createFieldReader(KEY);
  const members = membersRule(type);
  const notFields: ReadonlySet<string> = new Set([...madeAttributes(type), 'password']);
  const readFields = createFieldsReader(type, notFields);
  const toFields = (resource: Resource): { [field: string]: FieldValue } => {
    const record: { [field: string]: FieldValue } = {};
    for (const [name, value] of Object.entries(resource)) {
      if (value !== undefined && !notFields.has(name) && name !== '__proto__') record[name] = value as FieldValue;
    }
    const { password } = resource;
    if (typeof password === 'string' && password !== '') record.password = new Secret(password);
    return record;
  };
  return {
    key: KEY,
    toResource(record) {
      const key = readKey(record);
      if (key === undefined || key === null || key === '') {
        throw new Error(`The application gives a record without "${KEY}"; a mapping says which field is its key.`);
      }
      const resource: Draft = { id: String(key) };
      readFields(record, resource);
      resource.meta = readMeta(record);
      return resource;
    },
    toRecord: toFields,
    toChange(before, after) {
      const old = toFields(before);
      const now = toFields(after);
      if (members) {
        delete old.members;
        delete now.members;
      }
      const gone = Object.fromEntries(Object.keys(old).map((field) => [field, null]));
      const fields: { [field: string]: FieldValue } = { ...changedFields(old, { ...gone, ...now }) };
      const lists: { [field: string]: ListChange } = {};
      const difference = members && listDifference(members, listOf(before), listOf(after));
      if (difference && 'whole' in difference) fields.members = difference.whole;
      else if (difference) lists.members = difference.change;
      return toChange(fields, lists);
    },
    listChange(attribute, { add, remove }) {
      const change = members && attribute === 'members' ? toListChange(members, add, remove) : undefined;
      return change && { lists: { members: change } };
    },
    references: [],
    asKept: (_path, value) => value,
    ...createOpenFilterMapper(KEY, type, storeMeta, (attribute) => !notFields.has(attribute)),
    fieldsFor: () => undefined,
    has(path, access) {
      const resolved = type.resolve(parsePath(path));
      return resolved !== undefined && (access === 'read' || resolved.attribute.mutability !== 'readOnly');
    },
    unmapped: [],
  };
}

function membersRule(type: CompiledType): ListRule | undefined {
  const attribute = type.attributeNamed('members');
  return (
    attribute && {
      kind: 'list',
      text: 'members',
      path: { attribute: 'members' },
      attribute,
      keys: ['members'],
      field: 'members',
      get: createFieldReader('members'),
      codec: createFieldCodec({ ...attribute, multiValued: false }, { field: 'members' }, 'members'),
    }
  );
}

function listOf({ members }: Resource): readonly JsonValue[] {
  return Array.isArray(members) ? members : [];
}

/** Reads the fields of a record by their names, flat ones after nested ones: they stand (see `getField`). */
function createFieldsReader(
  type: CompiledType,
  notFields: ReadonlySet<string>,
): (record: { readonly [field: string]: FieldValue }, resource: Draft) => void {
  const readFlat = createFlatReader(type, notFields);
  const attributes = new Map(type.attributes.map((attribute) => [attribute.name, attribute]));
  return (record, resource) => {
    let flat: [string, FieldValue][] | undefined;
    for (const name of Object.keys(record)) {
      const value = record[name];
      if (value === undefined || value === null || value === '' || value instanceof Secret) continue;
      if (notFields.has(name) || name === '__proto__') continue;
      const attribute = attributes.get(name);
      if (attribute) {
        const coerced = typeof value === 'string' && isText(attribute) ? value : coerceStored(attribute, value);
        if (coerced !== undefined) resource[name] = coerced;
      } else if (isPath(name) && !(/^urn:/i.test(name) && typeof value === 'object')) {
        flat ??= [];
        flat.push([name, value]);
      } else resource[name] = value as JsonValue;
    }
    for (const [name, value] of flat ?? []) readFlat(name, value, resource);
  };
}

function isText({ type, multiValued }: { readonly type: string; readonly multiValued: boolean }): boolean {
  return type === 'string' && !multiValued;
}

function isPath(name: string): boolean {
  return name.includes('.') || name.includes(':') || name.includes('[');
}

/** How many names of fields are kept resolved; records of one application have the same few. */
const KEPT_NAMES = 1000;

function createFlatReader(
  type: CompiledType,
  notFields: ReadonlySet<string>,
): (name: string, value: FieldValue, resource: Draft) => void {
  const known = new Map<string, ReturnType<CompiledType['resolve']>>();
  const resolved = (name: string): ReturnType<CompiledType['resolve']> => {
    if (known.has(name)) return known.get(name);
    const found = resolve(name, type);
    if (known.size < KEPT_NAMES) known.set(name, found);
    return found;
  };
  return (name, value, resource) => {
    const found = resolved(name);
    if (!found || found.keys.includes('__proto__')) {
      if (!name.includes('[')) resource[name] = value as JsonValue;
      return;
    }
    // The elements of a list are not to be had one by one: that takes a mapping.
    if (found.attribute.multiValued && found.subAttribute) return;
    if (notFields.has(found.keys[0] as string)) return;
    const coerced = coerceStored(found.subAttribute ?? found.attribute, value);
    if (coerced !== undefined) setAt(resource, found.keys, coerced);
  };
}

function resolve(name: string, type: CompiledType): ReturnType<CompiledType['resolve']> {
  try {
    return type.resolve(parsePath(name));
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}
