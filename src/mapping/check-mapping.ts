import { compileExpression, ExpressionError } from '../expression/index.js';
import { type AttributePath, type CompiledType, parsePath, type ResolvedAttribute, ScimError } from '../scim/index.js';
import { checkExpressionRule } from './check-expression-rule.js';
import { nearestOf } from './check-names.js';
import { checkRule } from './check-rule.js';
import { equalities } from './compile-rules.js';
import type { AttributeRule, MappingFault, ResourceMappingConfig } from './config.js';
import { pointerKeys } from './json-field.js';
import { isWithin } from './json-paths.js';
import { parseTemplate } from './template.js';

/** A path of the mapping that leads to an attribute. */
interface Mapped {
  readonly text: string;
  readonly pointer: string;
  readonly rule: AttributeRule;
  readonly path: AttributePath;
  readonly resolved: ResolvedAttribute;
}

type Problem = Omit<MappingFault, 'pointer'>;

/** Everything that is wrong with the mapping of a resource type; what its JSON Schema can say has been checked before. */
export function checkMapping(config: ResourceMappingConfig, type: CompiledType): readonly MappingFault[] {
  const faults: MappingFault[] = [];
  const mapped: Mapped[] = [];
  for (const [text, rule] of Object.entries(config.attributes)) {
    const pointer = `/attributes/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const found = findAttribute(text, type);
    if ('message' in found) {
      faults.push({ pointer, ...found });
      continue;
    }
    if (typeof rule === 'object' && 'read' in rule) {
      const problems = checkExpressionRule(rule, found.resolved, text, type);
      faults.push(...problems.map((fault) => ({ ...fault, pointer: pointer + fault.pointer })));
    } else faults.push(...checkRule(rule, found.resolved, text).map((message) => ({ pointer, message })));
    mapped.push({ text, pointer, rule, ...found });
  }
  const secrets = mapped.flatMap(({ rule, resolved }) =>
    resolved.attribute.returned === 'never' && (typeof rule === 'string' || 'field' in rule) ? fieldsOf(rule) : [],
  );
  return [...faults, ...checkFields(config, secrets), ...checkOverlaps(mapped), ...checkRequired(mapped, type)];
}

function findAttribute(
  text: string,
  type: CompiledType,
): Problem | { readonly path: AttributePath; readonly resolved: ResolvedAttribute } {
  let path: AttributePath;
  try {
    path = parsePath(text);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { message: error.detail };
  }
  const resolved = type.resolve(path);
  if (!resolved || !isDescribed(resolved) || resolved.keys.includes('__proto__')) {
    const suggestion = nearest(text, type);
    return {
      message: `${type.resourceType.name} has no attribute "${text}".`,
      ...(suggestion !== undefined && { suggestion }),
    };
  }
  const { attribute, subAttribute } = resolved;
  if (attribute.name === 'id') return { message: '"id" is mapped by "id" beside "attributes"; it takes no rule.' };
  if (attribute.mutability === 'readOnly' || attribute.name === 'schemas') {
    return { message: `"${text}" is made by the gateway; it takes no rule.` };
  }
  const { valueFilter } = path;
  if (valueFilter && (!attribute.multiValued || !subAttribute || !saysOneElement(valueFilter, resolved))) {
    return {
      message: `"${text}" must say by eq which element of a list it means, and name another of its sub-attributes, as in emails[type eq "work"].value.`,
    };
  }
  return { path, resolved };
}

/** Where a type takes anything, it resolves names that no schema has. */
function isDescribed({ attribute, subAttribute }: ResolvedAttribute): boolean {
  return attribute.description !== '' && subAttribute?.description !== '';
}

function saysOneElement(
  filter: NonNullable<AttributePath['valueFilter']>,
  { attribute, subAttribute }: ResolvedAttribute,
): boolean {
  const known = new Set(attribute.subAttributes?.map(({ name }) => name.toLowerCase()));
  known.delete(subAttribute?.name.toLowerCase() ?? '');
  return equalities(filter)?.every(([name]) => known.has(name.toLowerCase())) === true;
}

/** @param secrets fields of what is never returned */
function checkFields(
  { attributes, extra, id }: ResourceMappingConfig,
  secrets: readonly string[],
): readonly MappingFault[] {
  const faults: MappingFault[] = [];
  const writers: Writer[] = [];
  const key = typeof id === 'string' ? id : id.field;
  if (key === '__proto__') faults.push({ pointer: '/id', message: unusable });
  if (extra === '__proto__') faults.push({ pointer: '/extra', message: unusable });
  if (extra === key) faults.push({ pointer: '/extra', message: `The field "${key}" holds the id already.` });
  for (const [text, rule] of Object.entries(attributes)) {
    const pointer = `/attributes/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    for (const field of fieldsOf(rule)) {
      if (field === extra) faults.push({ pointer, message: `The field "${field}" is the one that "extra" names.` });
      if (field === '__proto__') faults.push({ pointer, message: unusable });
    }
    for (const writer of writersOf(text, rule)) {
      const other = writers.find((candidate) => isSameField(candidate, writer));
      writers.push(writer);
      if (other) {
        faults.push({ pointer, message: `Two attributes are written to ${named(writer)}: ${other.text} and ${text}.` });
      }
      if (writer.keys && writer.field === key) {
        faults.push({ pointer, message: `The field "${key}" holds the id, and no JSON.` });
      }
    }
  }
  for (const [text, rule] of Object.entries(attributes)) {
    if (typeof rule === 'string' || 'field' in rule) continue;
    const field = fieldsOf(rule).find((name) => secrets.includes(name));
    if (field !== undefined) {
      const pointer = `/attributes/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      faults.push({ pointer, message: `The field "${field}" holds a secret, which is never shown.` });
    }
  }
  return faults;
}

/** Where a rule writes. */
interface Writer {
  readonly text: string;
  readonly field: string;
  /** Where the field holds JSON: the place in it. */
  readonly keys?: readonly string[];
}

function writersOf(text: string, rule: AttributeRule): readonly Writer[] {
  if (typeof rule === 'string') return [{ text, field: rule }];
  if ('template' in rule) return rule.parse ? fieldsOf(rule).map((field) => ({ text, field })) : [];
  if ('read' in rule) return Object.keys(rule.write ?? {}).map((field) => ({ text, field }));
  if (!('field' in rule) || rule.access === 'read') return [];
  return [{ text, field: rule.field, ...(rule.pointer !== undefined && { keys: pointerKeys(rule.pointer) }) }];
}

/** Of two places in one JSON, neither may be inside the other. */
function isSameField(left: Writer, right: Writer): boolean {
  if (left.field !== right.field) return false;
  return !left.keys || !right.keys || isWithin(left.keys, right.keys) || isWithin(right.keys, left.keys);
}

function named({ field, keys }: Writer): string {
  return `the field "${field}"${keys && keys.length > 0 ? ` at /${keys.join('/')}` : ''}`;
}

/** The fields that a rule names. */
function fieldsOf(rule: AttributeRule): readonly string[] {
  if (typeof rule === 'string') return [rule];
  if ('field' in rule) return [rule.field];
  if ('template' in rule) return [...new Set(parseTemplate(rule.template).fields)];
  return 'read' in rule ? [...fieldsOfExpression(rule.read), ...Object.keys(rule.write ?? {})] : [];
}

/** None where the expression is wrong. */
function fieldsOfExpression(text: string): readonly string[] {
  try {
    return compileExpression(text, ['record']).reads.flatMap(({ property }) => property ?? []);
  } catch (error) {
    if (error instanceof ExpressionError) return [];
    throw error;
  }
}

const unusable = 'A field cannot be named "__proto__" here.';

/** One value may have one rule: not two for an attribute, nor one for the whole of it and one for a part. */
function checkOverlaps(mapped: readonly Mapped[]): readonly MappingFault[] {
  return mapped.flatMap((later, index) => {
    const earlier = mapped.slice(0, index).find((candidate) => overlaps(candidate, later));
    return earlier
      ? [{ pointer: later.pointer, message: `"${later.text}" is mapped by "${earlier.text}" already.` }]
      : [];
  });
}

function overlaps(left: Mapped, right: Mapped): boolean {
  const a = left.resolved.keys;
  const b = right.resolved.keys;
  if (!isWithin(a, b) && !isWithin(b, a)) return false;
  return a.length !== b.length || elementOf(left) === elementOf(right);
}

function elementOf({ path }: Mapped): string {
  const parts = path.valueFilter ? (equalities(path.valueFilter) ?? []) : [];
  return JSON.stringify(parts.map(([name, value]) => `${name}=${String(value)}`.toLowerCase()).sort());
}

function checkRequired(mapped: readonly Mapped[], type: CompiledType): readonly MappingFault[] {
  const names = new Set(mapped.map(({ resolved }) => resolved.keys[0]));
  return type.attributes
    .filter(
      ({ name, required, mutability }) =>
        required && mutability !== 'readOnly' && name !== 'schemas' && !names.has(name),
    )
    .map(({ name }) => ({
      pointer: '/attributes',
      message: `${name} is required of every ${type.resourceType.name}, and no field holds it.`,
    }));
}

function nearest(text: string, type: CompiledType): string | undefined {
  const names = type.attributes.flatMap(({ name, subAttributes }) => [
    name,
    ...(subAttributes ?? []).map((sub) => `${name}${name.startsWith('urn:') ? ':' : '.'}${sub.name}`),
  ]);
  return nearestOf(text, names);
}
