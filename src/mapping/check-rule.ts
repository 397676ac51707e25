import type { Attribute, ResolvedAttribute } from '../scim/index.js';
import type { AttributeRule, FieldRule } from './config.js';
import { parseTemplate } from './template.js';
import { tableValue } from './value-table.js';

/** What is wrong with a rule for this attribute, in sentences. */
export function checkRule(rule: AttributeRule, resolved: ResolvedAttribute, text: string): readonly string[] {
  if (typeof rule === 'string') return [];
  const { attribute, subAttribute } = resolved;
  const isPassword = attribute.returned === 'never';
  const leaf = subAttribute ?? attribute;
  const isList = attribute.multiValued && !subAttribute;
  if ('constant' in rule) {
    if (isPassword) return ['A password is written to a field and never read; a constant cannot do that.'];
    if (!isList && !attribute.multiValued && leaf.type === 'string') return [];
    return [`"${text}" takes no constant: a constant is one text.`];
  }
  if ('template' in rule) {
    if (isPassword) return ['A password is written to a field and never read; a template cannot do that.'];
    if (isList || leaf.type === 'complex' || attribute.multiValued)
      return [`"${text}" takes no template: a template is one text.`];
    if (parseTemplate(rule.template).fields.length > 0) return [];
    return ['The template names no field; write it like "{first_name} {last_name}".'];
  }
  if (isPassword) return optionsOf(rule).map((option) => `"${option}" does nothing for a password.`);
  return isList ? checkListRule(rule, text) : checkValueRule(rule, leaf, text);
}

function optionsOf({ field: _field, ...options }: FieldRule): readonly string[] {
  return Object.keys(options);
}

function checkListRule({ values, type, separator }: FieldRule, text: string): readonly string[] {
  const problems: string[] = [];
  if (values) problems.push(`"values" is for one value, and "${text}" is a list.`);
  if (type !== undefined && type !== 'string' && separator === undefined) {
    problems.push(`A list is kept as such, by a "separator", or as JSON ("type": "string"), not as "${type}".`);
  }
  if (type === 'string' && separator !== undefined) {
    problems.push('"type": "string" keeps the list as JSON and "separator" as a joined text; choose one.');
  }
  return problems;
}

function checkValueRule({ values, type, separator }: FieldRule, leaf: Attribute, text: string): readonly string[] {
  const problems: string[] = [];
  if (separator !== undefined) problems.push(`"separator" is for a list, and "${text}" is one value.`);
  const named = leaf.subAttributes?.find(({ name }) => name === 'value');
  const holder = named && type !== 'string' ? named : leaf;
  if (holder.type === 'complex') {
    if (values) problems.push(`"values" is for one value, and "${text}" has parts; map one of them.`);
    if (type !== undefined && type !== 'string')
      problems.push(`"${text}" has parts; map them one by one, or keep it as JSON ("type": "string").`);
    return problems;
  }
  for (const [stored, value] of Object.entries(values ?? {})) {
    if (tableValue(value, holder) !== undefined) continue;
    problems.push(`"${stored}" stands for ${JSON.stringify(value)}, but "${text}" is a ${holder.type}.`);
  }
  if (type !== undefined && !values && !fieldTypes[holder.type].includes(type)) {
    problems.push(`"${text}" is a ${holder.type} and cannot be kept as "${type}".`);
  }
  return problems;
}

type FieldType = NonNullable<FieldRule['type']>;

const anyType: readonly FieldType[] = ['string', 'boolean', 'integer', 'decimal', 'dateTime'];

/** What a field may hold for an attribute of each type. */
const fieldTypes: { readonly [Type in Attribute['type']]: readonly FieldType[] } = {
  string: anyType,
  reference: anyType,
  binary: ['string'],
  boolean: ['boolean', 'string', 'integer'],
  integer: ['integer', 'decimal', 'string'],
  decimal: ['decimal', 'integer', 'string'],
  dateTime: ['dateTime', 'string'],
  complex: ['string'],
};
