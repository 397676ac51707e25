import { type Change, type FieldValue, type ListChange, Secret, type StoredRecord } from '../plugin/index.js';
import { type CompiledType, type JsonValue, parsePath, type Resource, ScimError } from '../scim/index.js';
import { compileRules, type ListRule, type Rule, rulePath, type SlotRule } from './compile-rules.js';
import type { CompiledMapping, StoreMeta } from './compiled-mapping.js';
import type { ResourceMappingConfig } from './config.js';
import { createElementSlots, type ElementSlots } from './element-slots.js';
import { readExtra, writeExtra } from './extra-field.js';
import { createFilterMapper } from './field-filters.js';
import { type Draft, getAt, setAt } from './json-paths.js';
import { listDifference, readList, toListChange, writeElements, writeList } from './list-codec.js';
import { createMetaReader } from './meta.js';
import { compileOpenMapping } from './open-mapping.js';
import { unmappedAttributes } from './unmapped.js';

/**
 * Compiles the mapping of one resource type.
 * @param config undefined: the record is the resource
 * @param storeMeta the store's own fields about a record
 */
export function compileMapping(
  config: ResourceMappingConfig | undefined,
  type: CompiledType,
  storeMeta: StoreMeta = {},
): CompiledMapping {
  if (!config) return compileOpenMapping(type, storeMeta);
  const key = typeof config.id === 'string' ? config.id : config.id.field;
  const rules = compileRules(config, type);
  const lists = rules.filter((rule) => rule.kind === 'list');
  const slots = slotsByList(rules);
  const readMeta = createMetaReader(type, storeMeta);
  const readers = [...valueReaders(rules), ...slotReaders(slots), ...lists.map(listReader)];
  const { extra } = config;

  const toFields = (resource: Resource): { [field: string]: FieldValue } => {
    const record: { [field: string]: FieldValue } = {};
    const homeless = new Map<readonly string[], readonly JsonValue[]>();
    for (const rule of rules) {
      if (rule.kind === 'single') {
        const value = getAt(resource, rule.keys);
        record[rule.field] = value === undefined || value === null ? null : rule.codec.write(value);
      } else if (rule.kind === 'password') {
        const { password } = resource;
        if (typeof password === 'string' && password !== '') record[rule.field] = new Secret(password);
      }
    }
    for (const list of slots) {
      const elements = getAt(resource, list.listKeys);
      homeless.set(list.listKeys, list.write(Array.isArray(elements) ? elements : [], record));
    }
    if (extra !== undefined) record[extra] = writeExtra(resource, rules, homeless);
    return record;
  };

  return {
    key,
    toResource(record) {
      const resource: Draft = { id: String(record[key] ?? '') };
      for (const read of readers) read(record, resource);
      if (extra !== undefined) readExtra(record[extra], resource);
      resource.meta = readMeta(record);
      return resource;
    },
    toRecord(resource) {
      const record = toFields(resource);
      for (const rule of lists) record[rule.field] = writeList(rule, listAt(resource, rule));
      return withoutEmpty(record);
    },
    toChange(before, after) {
      const change = fieldChange(toFields(before), toFields(after));
      refuseKeyChange(key, change);
      const changedLists: { [field: string]: ListChange } = {};
      for (const rule of lists) {
        const difference = listDifference(rule, listAt(before, rule), listAt(after, rule));
        if (difference) changedLists[rule.field] = difference;
      }
      return toChange(change, changedLists);
    },
    listChange(attribute, { add, remove }) {
      const rule = lists.find((candidate) => candidate.attribute.name === attribute);
      const change = rule && toListChange(rule, writeElements(rule, add), remove);
      return change && { lists: { [rule.field]: change } };
    },
    ...createFilterMapper({ key, rules, type, storeMeta, hasExtra: extra !== undefined }),
    fieldsFor(needs) {
      const fields = new Set([key, ...Object.values(storeMeta), ...(extra === undefined ? [] : [extra])]);
      for (const rule of rules) {
        if (rule.kind === 'password' || !needs({ attribute: rule.attribute.name, ...schemaOf(rule) })) continue;
        for (const field of fieldsOf(rule)) fields.add(field);
      }
      return [...fields];
    },
    has(path, access) {
      const keys = keysOf(path, type);
      if (keys === undefined) return false;
      if (keys[0] === 'id') return access === 'read';
      const covered = rules.some((rule) => {
        if (access === 'write' && rule.kind === 'template') return false;
        return startsWith(rulePath(rule), keys) || startsWith(keys, rulePath(rule));
      });
      return covered || (extra !== undefined && keys[0] !== 'password');
    },
    unmapped: extra === undefined ? unmappedAttributes(rules, type) : [],
  };
}

type Reader = (record: StoredRecord, resource: Draft) => void;

function valueReaders(rules: readonly Rule[]): readonly Reader[] {
  return rules.flatMap((rule): readonly Reader[] => {
    if (rule.kind === 'template') {
      return [
        (record, resource) => {
          const value = rule.template.render(record);
          if (value !== undefined) setAt(resource, rule.keys, value);
        },
      ];
    }
    if (rule.kind !== 'single') return [];
    const { field, codec, keys } = rule;
    const [first] = keys;
    const plain = keys.length === 1 && first !== undefined;
    return [
      (record, resource) => {
        const value = codec.read(Object.hasOwn(record, field) ? record[field] : undefined);
        if (value === undefined) return;
        if (plain) resource[first] = value;
        else setAt(resource, keys, value);
      },
    ];
  });
}

function slotReaders(slots: readonly ElementSlots[]): readonly Reader[] {
  return slots.map((list) => (record, resource) => {
    const elements = list.read(record);
    if (elements.length > 0) setAt(resource, list.listKeys, elements);
  });
}

function listReader(rule: ListRule): Reader {
  return (record, resource) => {
    const elements = readList(rule, Object.hasOwn(record, rule.field) ? record[rule.field] : undefined);
    if (elements.length > 0) setAt(resource, rule.keys, elements);
  };
}

function slotsByList(rules: readonly Rule[]): readonly ElementSlots[] {
  const byList = new Map<string, SlotRule[]>();
  for (const rule of rules) {
    if (rule.kind !== 'slot') continue;
    const name = rule.listKeys.join('\n');
    const known = byList.get(name);
    if (known) known.push(rule);
    else byList.set(name, [rule]);
  }
  return [...byList.values()].map(createElementSlots);
}

function listAt(resource: Resource, rule: ListRule): readonly JsonValue[] {
  const value = getAt(resource, rule.keys);
  return Array.isArray(value) ? value : [];
}

function withoutEmpty(record: StoredRecord): StoredRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}

/** The fields that differ; null where the value goes. */
function fieldChange(before: StoredRecord, after: StoredRecord): StoredRecord {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => value instanceof Secret || !isSame(before[field] ?? null, value)),
  );
}

function isSame(before: FieldValue, after: FieldValue): boolean {
  return before === after || (typeof before === 'object' && JSON.stringify(before) === JSON.stringify(after));
}

function toChange(fields: StoredRecord, lists: { readonly [field: string]: ListChange }): Change | undefined {
  const set = withoutEmpty(fields);
  const unset = Object.keys(fields).filter((field) => fields[field] === null);
  const change = {
    ...(Object.keys(set).length > 0 && { set }),
    ...(unset.length > 0 && { unset }),
    ...(Object.keys(lists).length > 0 && { lists }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

function refuseKeyChange(key: string, change: StoredRecord): void {
  if (!Object.hasOwn(change, key)) return;
  throw new ScimError(400, 'This attribute is the id of the resource in this application, and an id never changes.', {
    scimType: 'mutability',
  });
}

function fieldsOf(rule: Rule): readonly string[] {
  return rule.kind === 'template' ? rule.template.fields : [rule.field];
}

function schemaOf({ path }: Rule): { readonly schema?: string } {
  return path.schema === undefined ? {} : { schema: path.schema };
}

function keysOf(path: string, type: CompiledType): readonly string[] | undefined {
  return type.resolve(parsePath(path))?.keys;
}

function startsWith(keys: readonly string[], start: readonly string[]): boolean {
  return start.length <= keys.length && start.every((key, index) => keys[index] === key);
}
