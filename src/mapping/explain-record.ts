import { ExpressionError } from '../expression/index.js';
import { type FieldValue, getField, type StoredRecord } from '../plugin/index.js';
import type { CompiledType, JsonValue, Resource } from '../scim/index.js';
import { fieldsRead, isReadable, type Rule } from './compile-rules.js';
import type { CompiledMapping, StoreMeta } from './compiled-mapping.js';
import type { ResourceMappingConfig } from './config.js';
import { nameRules, storedFor } from './explain-rules.js';
import type { AttributeStory, RecordStory } from './explanation.js';
import { getAt } from './json-paths.js';
import { readList } from './list-codec.js';

/** Says, attribute by attribute, how a record makes a resource. */
export function explainRecord(
  mapping: CompiledMapping,
  config: ResourceMappingConfig | undefined,
  type: CompiledType,
  record: StoredRecord,
  storeMeta: StoreMeta = {},
): RecordStory {
  const resource = mapping.toResource(record);
  if (!config) return { resource, attributes: sameNames(resource, record), unread: [] };
  const rules = nameRules(config, type);
  const known = new Set([mapping.key, config.extra, ...Object.values(storeMeta)]);
  for (const { rule } of rules) for (const field of fieldsRead(rule)) known.add(field);
  const isKnown = (field: string) => known.has(field) || [...known].some((name) => name?.startsWith(`${field}.`));
  return {
    resource,
    attributes: [
      { attribute: 'id', rule: mapping.key, stored: pick(record, mapping.key), value: resource.id as JsonValue },
      ...rules.map(({ rule, name }) => attributeStory(rule, name, record, resource)),
    ],
    unread: Object.keys(record).filter((field) => !isKnown(field)),
  };
}

function pick(record: StoredRecord, field: string): StoredRecord {
  const value = getField(record, field);
  return value === undefined ? {} : { [field]: value };
}

function attributeStory(rule: Rule, name: string, record: StoredRecord, resource: Resource): AttributeStory {
  const stored = storedFor(rule, record);
  const base = { attribute: rule.text, rule: name, stored };
  if (!isReadable(rule)) return { ...base, why: 'it is written and never shown' };
  const { value, problem } = valueIn(rule, record, resource);
  if (value !== undefined) return { ...base, value };
  const why = problem ?? (Object.keys(stored).length > 0 ? reason(rule) : undefined);
  return { ...base, ...(why !== undefined && { why }) };
}

function valueIn(
  rule: Rule,
  record: StoredRecord,
  resource: Resource,
): { readonly value?: JsonValue | undefined; readonly problem?: string } {
  switch (rule.kind) {
    case 'slot':
      return { value: rule.codec.read(rule.get(record)) };
    case 'list': {
      const elements = readList(rule, rule.get(record));
      return { value: elements.length > 0 ? elements : undefined };
    }
    case 'expression':
      try {
        return { value: rule.codec.read(rule.expression.read(record) as FieldValue) };
      } catch (error) {
        if (error instanceof ExpressionError)
          return { problem: `the expression fails: ${error.message.split('\n', 1)[0]}` };
        throw error;
      }
    default:
      return { value: getAt(resource, rule.keys) };
  }
}

/** Why what a field holds is no value. */
function reason(rule: Rule): string {
  if (!('codec' in rule) || rule.kind === 'expression') return 'it makes no value';
  if (rule.codec.table) return 'the rule lists no such value';
  if (rule.pointer !== undefined) return 'there is no such value at its place in the JSON';
  const { type } = rule.kind === 'list' ? rule.attribute : rule.leaf;
  return rule.codec.shapes ? 'it is nothing in the form of the rule' : `it is no ${type} in the form of the rule`;
}

/** Without a mapping the record is the resource. */
function sameNames(
  { schemas: _schemas, meta: _meta, ...resource }: Resource,
  record: StoredRecord,
): readonly AttributeStory[] {
  return Object.entries(resource).map(([name, value]) => ({
    attribute: name,
    rule: 'the same name',
    stored: pick(record, name),
    ...(value !== undefined && { value }),
  }));
}
