import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { closest, distance } from 'fastest-levenshtein';
import type { Fault } from './config-error.js';
import { escapePointer } from './interpolate.js';

export interface Validated {
  /** The data with defaults filled in. */
  readonly value: unknown;
  readonly faults: readonly Fault[];
}

/**
 * Checks data against a JSON Schema and fills in its defaults.
 * @param pointer where the data is in the config file
 */
export function validate(schema: object, data: unknown, pointer = ''): Validated {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, discriminator: true, strict: false, verbose: true });
  const check: ValidateFunction = ajv.compile(schema);
  const value = structuredClone(data);
  if (check(value)) return { value, faults: [] };
  const faults = new Map<string, Fault>();
  for (const error of relevantErrors(check.errors ?? [])) {
    const fault = toFault(error, pointer);
    if (fault) faults.set(`${fault.pointer} ${fault.message}`, fault);
  }
  return { value, faults: [...faults.values()] };
}

/** Of the branches of an `anyOf`, only those that the value was meant for. */
function relevantErrors(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const dropped = new Set<ErrorObject>();
  for (const anyOf of errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')) {
    const branches = new Map<string, ErrorObject[]>();
    for (const error of errors) {
      if (!error.schemaPath.startsWith(`${anyOf.schemaPath}/`)) continue;
      const branch = error.schemaPath.slice(anyOf.schemaPath.length + 1).split('/', 1)[0] as string;
      branches.set(branch, [...(branches.get(branch) ?? []), error]);
    }
    const meant = [...branches.values()].filter(
      (branch) =>
        !branch.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === anyOf.instancePath),
    );
    const best = meant.sort((left, right) => misfits(left) - misfits(right))[0];
    if (best) dropped.add(anyOf);
    for (const branch of branches.values()) if (branch !== best) for (const error of branch) dropped.add(error);
  }
  return errors.filter((error) => !dropped.has(error) && error.keyword !== 'if');
}

/** A property that a branch does not know says more against it than one that it misses. */
function misfits(branch: readonly ErrorObject[]): number {
  return branch.reduce((sum, { keyword }) => sum + (keyword === 'additionalProperties' ? 2 : 1), 0);
}

function toFault(error: ErrorObject, prefix: string): Fault | undefined {
  const pointer = `${prefix}${error.instancePath}`;
  const name = nameOf(pointer);
  const schema = error.parentSchema as { readonly [keyword: string]: unknown } | undefined;
  switch (error.keyword) {
    case 'additionalProperties': {
      const property = String(error.params.additionalProperty);
      const allowed = Object.keys((schema?.properties as object | undefined) ?? {}).filter((key) => key !== '$schema');
      return {
        pointer: `${pointer}/${escapePointer(property)}`,
        message: `"${property}" is not a setting${pointer === '' ? '' : ` of ${name}`}.`,
        ...withNearest(property, allowed),
      };
    }
    case 'required':
      return {
        pointer,
        message: `${name === '' ? 'The file' : name} needs "${String(error.params.missingProperty)}".`,
      };
    case 'enum':
    case 'const': {
      const allowed = ((schema?.enum as readonly unknown[] | undefined) ?? [schema?.const]).map(String);
      return {
        pointer,
        message: `${name} cannot be ${show(error.data)}.`,
        ...withNearest(String(error.data), allowed),
      };
    }
    case 'discriminator': {
      const tag = String(error.params.tag);
      const branches = (schema?.oneOf as readonly { properties?: { [key: string]: { const?: unknown } } }[]) ?? [];
      const allowed = branches.map(({ properties }) => String(properties?.[tag]?.const));
      const found = error.params.tagValue as unknown;
      const message =
        found === undefined ? `${name} needs "${tag}".` : `The ${tag} of ${name} cannot be ${show(found)}.`;
      return { pointer, message, ...withNearest(String(found), allowed) };
    }
    case 'type':
      return {
        pointer,
        message: `${name === '' ? 'The file' : name} must be ${kindsOf(schema?.type)}, not ${kindOf(error.data)}.`,
      };
    case 'anyOf':
    case 'oneOf':
      return { pointer, message: `${name} cannot be ${kindOf(error.data)}.` };
    case 'propertyNames':
      return {
        pointer,
        message: `The name "${String(error.params.propertyName)}" must be small letters, digits and "-".`,
      };
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return { pointer, message: `${name} is empty.` };
    case 'minimum':
    case 'maximum':
      return {
        pointer,
        message: `${name} must be ${error.keyword === 'minimum' ? 'at least' : 'at most'} ${String(error.params.limit)}.`,
      };
    case 'pattern':
      if (error.propertyName !== undefined) return undefined;
      return { pointer, message: `${name} cannot be ${show(error.data)}${descriptionOf(schema)}` };
    default:
      return { pointer, message: `${name} ${error.message ?? 'is wrong'}.` };
  }
}

function withNearest(found: string, allowed: readonly string[]): Pick<Fault, 'allowed' | 'suggestion'> {
  const near = allowed.length > 0 ? closest(found, [...allowed]) : undefined;
  const isNear =
    near !== undefined && distance(found.toLowerCase(), near.toLowerCase()) <= Math.max(2, found.length / 3);
  return { allowed, ...(isNear && { suggestion: near }) };
}

function nameOf(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
}

/** Short values only: a long one could be a secret in the wrong place. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 30 ? text : kindOf(value);
}

const kinds: { readonly [type: string]: string } = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  return kinds[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
}

function kindsOf(type: unknown): string {
  return (Array.isArray(type) ? type : [type]).map((kind) => kinds[String(kind)] ?? String(kind)).join(' or ');
}

function descriptionOf(schema: { readonly [keyword: string]: unknown } | undefined): string {
  return typeof schema?.description === 'string' ? `. It is: ${schema.description}` : '.';
}
