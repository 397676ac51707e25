import { ExpressionError } from '../expression/index.js';
import { type FieldValue, type ListChange, Secret, type StoredRecord } from '../plugin/index.js';
import {
  type CompiledType,
  type JsonObject,
  type JsonValue,
  parsePath,
  type Resource,
  ScimError,
} from '../scim/index.js';
import {
  compileRules,
  fieldsRead,
  isReadable,
  isWritable,
  type ListRule,
  type Rule,
  rulePath,
} from './compile-rules.js';
import type { CompiledMapping, OnExpressionFault, StoreMeta } from './compiled-mapping.js';
import type { ResourceMappingConfig } from './config.js';
import { createElementSlots, type ElementSlots } from './element-slots.js';
import { createExtraField, parseExtra } from './extra-field.js';
import { createPlaceJoiner, type Places, placeOf } from './field-places.js';
import { createFieldReader } from './field-reader.js';
import { createFilterMapper } from './filter-mapper.js';
import { type Draft, getAt, isWithin, setAt } from './json-paths.js';
import { createKeeper } from './kept-values.js';
import { listDifference, readList, toListChange, writeList } from './list-codec.js';
import { writeFields } from './many-fields.js';
import { createMetaReader } from './meta.js';
import { compileOpenMapping } from './open-mapping.js';
import { changedFields, toChange, withoutEmpty } from './record-change.js';
import { slotLists } from './slot-lists.js';
import { unmappedAttributes } from './unmapped.js';
import { writerFor } from './write-value.js';

/**
 * Compiles the mapping of one resource type.
 * @param config undefined: the record is the resource
 * @param storeMeta the store's own fields about a record
 * @param onFault told of each record that an expression cannot read
 */
export function compileMapping(
  config: ResourceMappingConfig | undefined,
  type: CompiledType,
  storeMeta: StoreMeta = {},
  onFault: OnExpressionFault = () => undefined,
): CompiledMapping {
  if (!config) return compileOpenMapping(type, storeMeta);
  const key = typeof config.id === 'string' ? config.id : config.id.field;
  const rules = compileRules(config, type);
  const lists = rules.filter((rule) => rule.kind === 'list');
  const slots = slotLists(rules).map(createElementSlots);
  const readKey = createFieldReader(key);
  const readMeta = createMetaReader(type, storeMeta);
  const readers = [
    ...rules.filter(isReadable).flatMap((rule) => valueReader(rule, onFault)),
    ...lists.filter(isReadable).map(listReader),
  ];
  const writtenLists = lists.filter(isWritable);
  const joinPlaces = createPlaceJoiner(rules);
  const extra = config.extra === undefined ? undefined : { ...createExtraField(rules, type), field: config.extra };
  const readExtra = createFieldReader(extra?.field ?? '');

  /** @param known what equals a value in here may be what its field cannot hold: it is there already */
  const toFields = (resource: Resource, known?: Resource): Places => {
    const record: Places = {};
    const homeless = new Map<readonly string[], readonly JsonValue[]>();
    for (const rule of rules) {
      if (!isWritable(rule)) continue;
      if (rule.kind === 'single') {
        const value = getAt(resource, rule.keys);
        const write = writerFor(value, known && getAt(known, rule.keys));
        record[placeOf(rule)] = write(rule.codec, value);
      } else if (rule.kind === 'template' || rule.kind === 'expression') {
        Object.assign(record, writeFields(rule, resource, known));
      } else if (rule.kind === 'password') {
        const password = getAt(resource, rule.keys);
        if (typeof password === 'string' && password !== '') record[rule.field] = new Secret(password);
      }
    }
    for (const list of slots) {
      const elements = getAt(resource, list.listKeys);
      const write = writerFor(elements, known && getAt(known, list.listKeys));
      homeless.set(list.listKeys, list.write(Array.isArray(elements) ? elements : [], record, write));
    }
    if (extra) record[extra.field] = extra.write(resource, homeless);
    return record;
  };

  return {
    key,
    toResource(record) {
      const resource: Draft = { id: String(readKey(record) ?? '') };
      for (const read of readers) read(record, resource);
      const kept = extra && parseExtra(readExtra(record));
      for (const list of slots) readSlots(list, record, resource, kept);
      if (kept) extra.addTo(resource, kept);
      resource.meta = readMeta(record);
      return resource;
    },
    toRecord(resource) {
      const places = toFields(resource);
      const record: Places = joinPlaces ? { ...joinPlaces(withoutEmpty(places), {}) } : places;
      for (const rule of writtenLists) record[rule.field] = writeList(rule, listAt(resource, rule));
      return withoutEmpty(record);
    },
    toChange(before, after, record) {
      const places = changedFields(toFields(before, before), toFields(after, before));
      const fields: { [field: string]: FieldValue } = { ...(joinPlaces ? joinPlaces(places, record) : places) };
      if (Object.hasOwn(fields, key)) throw keyChange();
      const changedLists: { [field: string]: ListChange } = {};
      for (const rule of writtenLists) {
        const difference = listDifference(rule, listAt(before, rule), listAt(after, rule));
        if (!difference) continue;
        if ('whole' in difference) fields[rule.field] = difference.whole;
        else changedLists[rule.field] = difference.change;
      }
      return toChange(fields, changedLists);
    },
    listChange(attribute, { add, remove }) {
      const rule = writtenLists.find((candidate) => candidate.attribute.name === attribute);
      const change = rule && toListChange(rule, add, remove);
      return change && { lists: { [rule.field]: change } };
    },
    references: rules.flatMap((rule) =>
      rule.kind === 'single' && rule.reference && isReadable(rule)
        ? [{ ...rule.reference, text: rule.text, keys: rule.keys }]
        : [],
    ),
    asKept: createKeeper(rules, type),
    ...createFilterMapper({ key, rules, type, storeMeta, hasExtra: extra !== undefined }),
    fieldsFor(needs) {
      const fields = new Set([key, ...Object.values(storeMeta), ...(extra ? [extra.field] : [])]);
      for (const rule of rules) {
        if (!isRead(rule) || !needs({ attribute: rule.attribute.name, ...schemaOf(rule) })) continue;
        for (const field of fieldsRead(rule)) fields.add(field);
      }
      return [...fields];
    },
    has(path, access) {
      const keys = type.resolve(parsePath(path))?.keys;
      if (keys === undefined) return false;
      if (keys[0] === 'id') return access === 'read';
      const covered = rules.some((rule) => {
        if (!(access === 'write' ? isWritable(rule) : isReadable(rule))) return false;
        return isWithin(keys, rulePath(rule)) || isWithin(rulePath(rule), keys);
      });
      return covered || (extra !== undefined && keys[0] !== 'password');
    },
    unmapped: extra ? [] : unmappedAttributes(rules, type),
  };
}

type Reader = (record: StoredRecord, resource: Draft) => void;

function valueReader(rule: Rule, onFault: OnExpressionFault): readonly Reader[] {
  if (rule.kind === 'expression') {
    const { expression, codec, keys, text } = rule;
    return [
      (record, resource) => {
        try {
          put(resource, keys, codec.read(expression.read(record) as FieldValue));
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          onFault({ attribute: text, message: error.message });
        }
      },
    ];
  }
  if (rule.kind === 'template') {
    const { template, keys } = rule;
    return [(record, resource) => put(resource, keys, template.render(record))];
  }
  if (rule.kind !== 'single') return [];
  const { get, codec, keys } = rule;
  const [first] = keys;
  if (keys.length > 1 || first === undefined)
    return [(record, resource) => put(resource, keys, codec.read(get(record)))];
  return [
    (record, resource) => {
      const value = codec.read(get(record));
      if (value !== undefined) resource[first] = value;
    },
  ];
}

function listReader(rule: ListRule): Reader {
  return (record, resource) => {
    const elements = readList(rule, rule.get(record));
    if (elements.length > 0) put(resource, rule.keys, elements);
  };
}

function readSlots(list: ElementSlots, record: StoredRecord, resource: Draft, kept: JsonObject | undefined): void {
  const ofList = kept && getAt(kept, list.listKeys);
  const elements = list.read(record, Array.isArray(ofList) ? ofList : undefined);
  if (elements.length > 0) put(resource, list.listKeys, elements);
}

function put(resource: Draft, keys: readonly string[], value: JsonValue | undefined): void {
  if (value !== undefined) setAt(resource, keys, value);
}

function listAt(resource: Resource, rule: ListRule): readonly JsonValue[] {
  const value = getAt(resource, rule.keys);
  return Array.isArray(value) ? value : [];
}

function keyChange(): ScimError {
  return new ScimError(400, 'This attribute is the id of the resource in this application, and an id never changes.', {
    scimType: 'mutability',
  });
}

/** Of a field that holds JSON the rest is read too, so that it can stay. */
function isRead(rule: Rule): boolean {
  return isReadable(rule) || ('pointer' in rule && rule.pointer !== undefined);
}

function schemaOf({ path }: Rule): { readonly schema?: string } {
  return path.schema === undefined ? {} : { schema: path.schema };
}
