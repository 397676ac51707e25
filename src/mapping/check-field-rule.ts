import { type Attribute, type ResolvedAttribute, ScimError } from '../scim/index.js';
import type { FieldRule } from './config.js';
import { isEpoch } from './date-codec.js';
import { formatProblem } from './date-format.js';
import { createFieldCodec } from './field-codec.js';
import { pointerKeys } from './json-field.js';
import { hasTextForm } from './text-form.js';
import { listedValues, tableValue } from './value-table.js';

/** What is wrong with the options of a field for this attribute, in sentences. */
export function checkFieldRule(rule: FieldRule, resolved: ResolvedAttribute, text: string): readonly string[] {
  const { attribute, subAttribute } = resolved;
  const leaf = subAttribute ?? attribute;
  const isWholeList = attribute.multiValued && !subAttribute;
  const ofPointer =
    rule.pointer !== undefined && pointerKeys(rule.pointer).includes('__proto__')
      ? ['A pointer cannot name "__proto__" here.']
      : [];
  if (isWholeList) return [...ofPointer, ...checkListRule(rule, text)];
  const problems = [...ofPointer, ...checkValueRule(rule, leaf, text), ...checkReference(rule, resolved, text)];
  if (rule.default === undefined || problems.length > 0) return problems;
  return checkDefault(rule, resolved, text);
}

function checkListRule(rule: FieldRule, text: string): readonly string[] {
  const { type, separator, pointer } = rule;
  const ofOneValue = (['values', 'format', 'case', 'trim', 'phone', 'default', 'reference'] as const).filter(
    (option) => rule[option] !== undefined,
  );
  const problems = ofOneValue.map((option) => `"${option}" is for one value, and "${text}" is a list.`);
  if (type !== undefined && type !== 'string' && separator === undefined) {
    problems.push(`A list is kept as such, by a "separator", or as JSON ("type": "string"), not as "${type}".`);
  }
  if (type === 'string' && separator !== undefined) {
    problems.push('"type": "string" keeps the list as JSON and "separator" as a joined text; choose one.');
  }
  if (pointer !== undefined && (separator !== undefined || type !== undefined)) {
    problems.push('At a "pointer" in JSON a list is kept as such; leave out "separator" and "type".');
  }
  return problems;
}

function checkValueRule(rule: FieldRule, leaf: Attribute, text: string): readonly string[] {
  const { values, type, separator } = rule;
  const problems: string[] = [];
  if (separator !== undefined) problems.push(`"separator" is for a list, and "${text}" is one value.`);
  const named = leaf.subAttributes?.find(({ name }) => name === 'value');
  const holder = named && type !== 'string' ? named : leaf;
  if (holder.type === 'complex') {
    const ofOneValue = (['values', 'format', 'case', 'trim', 'phone', 'default'] as const).filter(
      (option) => rule[option] !== undefined,
    );
    problems.push(
      ...ofOneValue.map((option) => `"${option}" is for one value, and "${text}" has parts; map one of them.`),
    );
    if (type !== undefined && type !== 'string')
      problems.push(`"${text}" has parts; map them one by one, or keep it as JSON ("type": "string").`);
    return problems;
  }
  problems.push(...checkValues(rule, holder, text), ...checkFormat(rule, holder, text));
  if (hasTextForm(rule) && (holder.type !== 'string' || values)) {
    problems.push('"case", "trim" and "phone" are for texts that a client chooses, without "values".');
  }
  if (type !== undefined && !values && rule.format === undefined && !fieldTypes[holder.type].includes(type)) {
    problems.push(`"${text}" is a ${holder.type} and cannot be kept as "${type}".`);
  }
  return problems;
}

function checkValues({ values }: FieldRule, holder: Attribute, text: string): readonly string[] {
  if (typeof values === 'string') {
    const [yes = '', no = ''] = values.split('/');
    if (holder.type !== 'boolean')
      return [`"values": "${values}" is for true and false, and "${text}" is a ${holder.type}.`];
    return yes.toLowerCase() === no.toLowerCase() ? ['The words for true and for false are the same.'] : [];
  }
  return Object.entries(values ?? {})
    .filter(([, value]) => tableValue(value, holder) === undefined)
    .map(([stored, value]) => `"${stored}" stands for ${JSON.stringify(value)}, but "${text}" is a ${holder.type}.`);
}

function checkFormat({ format, values, type }: FieldRule, holder: Attribute, text: string): readonly string[] {
  if (format === undefined) return [];
  if (holder.type !== 'dateTime') return [`"format" is for dates, and "${text}" is a ${holder.type}.`];
  if (values) return ['"format" and "values" both say what the field holds; choose one.'];
  if (type !== undefined && !(isEpoch(format) && (type === 'string' || type === 'integer'))) {
    return [`A date with the format "${format}" cannot be kept as "${type}".`];
  }
  const problem = isEpoch(format) ? undefined : formatProblem(format);
  return problem === undefined ? [] : [problem];
}

function checkReference(
  rule: FieldRule,
  { attribute, subAttribute }: ResolvedAttribute,
  text: string,
): readonly string[] {
  if (rule.reference === undefined) return [];
  const leaf = subAttribute ?? attribute;
  const holder = leaf.subAttributes?.find(({ name }) => name === 'value') ?? leaf;
  if (attribute.multiValued || holder.type !== 'string') {
    return [`"reference" is for one id of another resource, such as manager.value, and not for "${text}".`];
  }
  if (rule.access === 'write') return ['A reference is read too; leave out "access".'];
  const others = (['values', 'type', 'case', 'phone', 'default'] as const).filter((name) => rule[name] !== undefined);
  return others.map((name) => `"${name}" does nothing for a reference.`);
}

function checkDefault(
  rule: FieldRule,
  { attribute, subAttribute }: ResolvedAttribute,
  text: string,
): readonly string[] {
  const { default: value, values, ...rest } = rule;
  if (value === undefined) return [];
  if (attribute.multiValued)
    return [`"default" is for one value of the resource, and "${text}" is of a list's elements.`];
  if (rest.access !== undefined) return ['"default" is both read and written; leave out "access".'];
  const leaf = subAttribute ?? attribute;
  const holder = leaf.subAttributes?.find(({ name }) => name === 'value') ?? leaf;
  if (tableValue(value, holder) !== value) return [`The default ${JSON.stringify(value)} is no ${holder.type}.`];
  if (values && Object.hasOwn(listedValues(values), '')) return ['"values" says what an empty field means already.'];
  try {
    const { read, write } = createFieldCodec(holder, rule, text);
    const shown = read(write(value));
    if (shown === value) return [];
    return [
      shown === undefined
        ? `The default ${JSON.stringify(value)} cannot be kept in the field.`
        : `Write the default as ${JSON.stringify(shown)}: so it comes back from the field.`,
    ];
  } catch (error) {
    if (error instanceof ScimError) return [`The default cannot be written: ${error.detail}`];
    throw error;
  }
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
