import type { FieldValue, StoredRecord } from '../plugin/index.js';
import {
  type Attribute,
  type AttributePath,
  type CompiledType,
  type Filter,
  type JsonValue,
  parsePath,
} from '../scim/index.js';
import type { FieldCodec } from './codec.js';
import type { AttributeRule, ResourceMappingConfig } from './config.js';
import { type ExpressionPair, tryCompileExpressionRule } from './expression-rule.js';
import { createFieldCodec } from './field-codec.js';
import { createFieldReader } from './field-reader.js';
import { createJsonReaders } from './json-field.js';
import { type Reference, readReference } from './reference.js';
import { constantTemplate, parseTemplate, type Template } from './template.js';

/** Where a rule finds its value in a record. */
export interface FieldPlace {
  readonly field: string;
  /** Where the field holds JSON: a JSON pointer (RFC 6901) to the value. */
  readonly pointer?: string;
  readonly get: (record: StoredRecord) => FieldValue | undefined;
  /** Absent: both. */
  readonly access?: 'read' | 'write';
}

interface RuleBase {
  /** As the config has it. */
  readonly text: string;
  readonly path: AttributePath;
  /** The attribute at the top, or in its extension. */
  readonly attribute: Attribute;
}

/**
 * One value of the resource: `userName`, `name.givenName`, `urn:…:User:department`; also an object or a whole list that is
 * kept as such.
 */
export interface SingleRule extends RuleBase, FieldPlace {
  readonly kind: 'single';
  readonly keys: readonly string[];
  /** The attribute that holds the value itself. */
  readonly leaf: Attribute;
  readonly codec: FieldCodec;
  /** Where the value is the id of another resource: what the field names it by. */
  readonly reference?: Reference;
}

/** A value that is put together from fields, or from none. */
export interface TemplateRule extends RuleBase {
  readonly kind: 'template';
  readonly keys: readonly string[];
  readonly template: Template;
  /** true: what is written is taken apart into the fields. */
  readonly parses: boolean;
}

/** A value that an expression makes of the record, and perhaps others the other way round. */
export interface ExpressionRule extends RuleBase {
  readonly kind: 'expression';
  readonly keys: readonly string[];
  readonly expression: ExpressionPair;
  /** Brings what the expression gives into the form of the attribute. */
  readonly codec: FieldCodec;
}

/** A sub-attribute of one element of a list: `emails[type eq "work"].value`. */
export interface SlotRule extends RuleBase, FieldPlace {
  readonly kind: 'slot';
  readonly listKeys: readonly string[];
  /** What the path says about the element: `{ type: 'work' }`. */
  readonly fixed: { readonly [sub: string]: JsonValue };
  readonly sub: string;
  readonly leaf: Attribute;
  readonly codec: FieldCodec;
}

/** A whole list: `members`. */
export interface ListRule extends RuleBase, FieldPlace {
  readonly kind: 'list';
  readonly keys: readonly string[];
  readonly separator?: string;
  /** Reads an element that is a plain value. */
  readonly codec: FieldCodec;
}

/** `password`, and what else is never returned: goes into its field as a Secret and never comes back. */
export interface PasswordRule extends RuleBase {
  readonly kind: 'password';
  readonly keys: readonly string[];
  readonly field: string;
}

export type Rule = SingleRule | TemplateRule | ExpressionRule | SlotRule | ListRule | PasswordRule;

/** The rules of a mapping that is known to be right (see `checkMapping`); what does not resolve is left out. */
export function compileRules(config: ResourceMappingConfig, type: CompiledType): readonly Rule[] {
  const jsonReader = createJsonReaders();
  return Object.entries(config.attributes).flatMap(([text, rule]) => compileRule(text, rule, type, jsonReader) ?? []);
}

/** Whether a client can see the value. */
export function isReadable(rule: Rule): boolean {
  return rule.kind !== 'password' && !('access' in rule && rule.access === 'write');
}

/** Whether a client can change the value. */
export function isWritable(rule: Rule): boolean {
  if (rule.kind === 'template') return rule.parses;
  if (rule.kind === 'expression') return rule.expression.writes.length > 0;
  return rule.kind === 'password' || rule.access !== 'read';
}

function compileRule(
  text: string,
  rule: AttributeRule,
  type: CompiledType,
  jsonReader: ReturnType<typeof createJsonReaders>,
): Rule | undefined {
  const path = parsePath(text);
  const resolved = type.resolve(path);
  if (!resolved) return undefined;
  const { attribute, subAttribute, keys } = resolved;
  const base = { text, path, attribute };
  const fieldRule = typeof rule === 'string' ? { field: rule } : rule;
  if (attribute.returned === 'never') {
    return 'field' in fieldRule ? { ...base, kind: 'password', keys, field: fieldRule.field } : undefined;
  }
  if ('constant' in fieldRule) {
    return { ...base, kind: 'template', keys, template: constantTemplate(fieldRule.constant), parses: false };
  }
  if ('template' in fieldRule) {
    const template = parseTemplate(fieldRule.template);
    return { ...base, kind: 'template', keys, template, parses: fieldRule.parse === true };
  }
  const leaf = subAttribute ?? attribute;
  if ('read' in fieldRule) {
    const value = leaf.multiValued ? undefined : subAttributeNamed(leaf, 'value');
    const ownKeys = value ? [...keys, value.name] : keys;
    const expression = tryCompileExpressionRule(fieldRule, ownKeys, type);
    const codec = createFieldCodec(value ?? leaf, { field: text }, text);
    return expression && { ...base, kind: 'expression', keys: ownKeys, expression, codec };
  }
  const { field, separator, pointer, access } = fieldRule;
  const place = {
    field,
    get: pointer === undefined ? createFieldReader(field) : jsonReader(field, pointer),
    ...(pointer !== undefined && { pointer }),
    ...(access && { access }),
  };
  if (attribute.multiValued && subAttribute) {
    return {
      ...base,
      ...place,
      kind: 'slot',
      listKeys: keys.slice(0, -1),
      fixed: path.valueFilter ? fixedValues(path.valueFilter, attribute) : {},
      sub: subAttribute.name,
      leaf,
      codec: createFieldCodec(leaf, fieldRule, text),
    };
  }
  if (attribute.multiValued && fieldRule.type !== 'string' && pointer === undefined) {
    const codec = createFieldCodec({ ...attribute, multiValued: false }, { field }, text);
    return { ...base, ...place, kind: 'list', keys, codec, ...(separator !== undefined && { separator }) };
  }
  const isWhole = fieldRule.type === 'string' || leaf.multiValued;
  const value = isWhole ? undefined : subAttributeNamed(leaf, 'value');
  const holder = value ?? leaf;
  return {
    ...base,
    ...place,
    kind: 'single',
    keys: value ? [...keys, value.name] : keys,
    leaf: holder,
    ...(fieldRule.reference !== undefined && { reference: readReference(fieldRule.reference) }),
    codec: createFieldCodec(holder, fieldRule, text),
  };
}

/**
 * What a filter of equalities says an element is; nothing where it is another filter.
 * @param attribute the list, for the spelling of its sub-attributes
 */
export function fixedValues(filter: Filter, attribute: Attribute): { readonly [sub: string]: JsonValue } {
  return Object.fromEntries(
    (equalities(filter) ?? []).flatMap(([name, value]) => {
      const sub = subAttributeNamed(attribute, name);
      return sub ? [[sub.name, value]] : [];
    }),
  );
}

/** The equalities that all must hold; undefined where the filter is anything else. */
export function equalities(filter: Filter): readonly (readonly [name: string, value: JsonValue])[] | undefined {
  if (filter.kind === 'compare') {
    return filter.operator === 'eq' && filter.value !== null ? [[filter.path.attribute, filter.value]] : undefined;
  }
  if (filter.kind !== 'and') return undefined;
  const parts = filter.filters.map(equalities);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** The fields that a rule reads. */
export function fieldsRead(rule: Rule): readonly string[] {
  if (rule.kind === 'template') return rule.template.fields;
  return rule.kind === 'expression' ? rule.expression.reads : [rule.field];
}

/** The fields that a rule writes. */
export function fieldsWritten(rule: Rule): readonly string[] {
  if (!isWritable(rule)) return [];
  return rule.kind === 'expression' ? rule.expression.writes : fieldsRead(rule);
}

/** The property names that a rule covers, in the resource. */
export function rulePath(rule: Rule): readonly string[] {
  return rule.kind === 'slot' ? [...rule.listKeys, rule.sub] : rule.keys;
}

export function subAttributeNamed({ subAttributes }: Attribute, name: string): Attribute | undefined {
  const wanted = name.toLowerCase();
  return subAttributes?.find((candidate) => candidate.name.toLowerCase() === wanted);
}
