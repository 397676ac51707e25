import type { ErrorObject } from 'ajv';
import type { Fault } from './config-error.js';
import { escapePointer, pointerParts } from './json-pointer.js';
import { withNearest } from './nearest.js';

const HIDDEN = 'what stands here';

interface Schema {
  readonly [keyword: string]: unknown;
}

export interface FaultContext {
  /** Where the data is in the config file. */
  readonly prefix: string;
  /** The whole schema: a setting that is unknown in one place may belong into another. */
  readonly schema: object | boolean;
  /** Whether a fault may quote the value at a pointer: it is no secret. */
  readonly mayQuote: (pointer: string) => boolean;
}

/** A validator's error as a sentence for a person; undefined where another error says the same. */
export function toFault(error: ErrorObject, context: FaultContext): Fault | undefined {
  const pointer = `${context.prefix}${error.instancePath}`;
  const name = pointer === '' ? 'The file' : pointerParts(pointer).join('.');
  const schema = error.parentSchema as Schema | undefined;
  const found = context.mayQuote(pointer) ? show(error.data) : HIDDEN;
  const params = error.params as { readonly [name: string]: unknown };
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownSetting(String(params.additionalProperty), pointer, name, schema, context);
    case 'required': {
      const missing = String(params.missingProperty);
      return { pointer, message: `${name} needs "${missing}".${explanation(propertiesOf(schema)[missing])}`, missing };
    }
    case 'enum':
    case 'const': {
      const allowed = (Array.isArray(schema?.enum) ? (schema.enum as readonly unknown[]) : [schema?.const]).map(quote);
      return { pointer, message: `${name} cannot be ${found}.`, ...withNearest(String(error.data), allowed) };
    }
    case 'discriminator':
      return wrongTag(String(params.tag), params.tagValue, pointer, name, schema, context);
    case 'type':
      return {
        pointer,
        message:
          error.data === undefined
            ? `${name} is empty.`
            : `${name} must be ${kindsOf(schema?.type)}, not ${kindOf(error.data)}.`,
      };
    case 'anyOf':
    case 'oneOf':
      return { pointer, message: `${name} cannot be ${kindOf(error.data)}.${explanation(schema)}` };
    case 'false schema':
      return { pointer, message: `${name} has no settings.` };
    case 'propertyNames':
      return {
        pointer: `${pointer}/${escapePointer(String(params.propertyName))}`,
        message: `The name "${String(params.propertyName)}" must be ${namesOf(schema)}.`,
        inName: true,
      };
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      if (params.limit !== 1) break;
      return { pointer, message: `${name} is empty.` };
    case 'minimum':
    case 'maximum':
      return {
        pointer,
        message: `${name} must be ${error.keyword === 'minimum' ? 'at least' : 'at most'} ${String(params.limit)}.`,
      };
    case 'pattern':
      if (error.propertyName !== undefined) return undefined;
      return { pointer, message: `${name} cannot be ${found}.${explanation(schema)}` };
  }
  return { pointer, message: `${name} ${error.message ?? 'is wrong'}.${explanation(schema)}` };
}

function unknownSetting(
  setting: string,
  pointer: string,
  name: string,
  schema: Schema | undefined,
  context: FaultContext,
): Fault {
  const allowed = Object.keys(propertiesOf(schema)).filter((key) => key !== '$schema');
  const nearest = withNearest(setting, allowed);
  const home = nearest.suggestion === undefined ? homeOf(setting, context.schema) : undefined;
  const subject = pointer === '' ? `"${setting}" is not a setting` : `"${setting}" is not a setting of ${name}`;
  return {
    pointer: `${pointer}/${escapePointer(setting)}`,
    message: `${subject}${home === undefined ? '' : `; it belongs into ${home}`}.`,
    inName: true,
    ...nearest,
  };
}

/** Where else a setting of this name exists: at the top, in an object there, or in each object of a list by name. */
function homeOf(setting: string, root: object | boolean): string | undefined {
  const top = propertiesOf(root);
  if (Object.hasOwn(top, setting)) return 'the top of the file';
  for (const [name, inner] of Object.entries(top)) {
    if (Object.hasOwn(propertiesOf(inner), setting)) return `"${name}"`;
    const each = (inner as Schema | undefined)?.additionalProperties;
    if (Object.hasOwn(propertiesOf(each), setting)) return `each of "${name}"`;
  }
  return undefined;
}

function wrongTag(
  tag: string,
  found: unknown,
  pointer: string,
  name: string,
  schema: Schema | undefined,
  { mayQuote }: FaultContext,
): Fault {
  const branches = Array.isArray(schema?.oneOf) ? (schema.oneOf as readonly Schema[]) : [];
  const allowed = branches.map((branch) => quote(propertiesOf(branch)[tag]?.const));
  if (found === undefined) return { pointer, message: `${name} needs "${tag}".`, missing: tag, allowed };
  const at = `${pointer}/${tag}`;
  const message = `The ${tag} of ${name} cannot be ${mayQuote(at) ? show(found) : HIDDEN}.`;
  return { pointer: at, message, ...withNearest(String(found), allowed) };
}

function propertiesOf(schema: unknown): { readonly [name: string]: Schema | undefined } {
  const properties = (schema as Schema | boolean | undefined | null) || {};
  return (properties as { properties?: { readonly [name: string]: Schema } }).properties ?? {};
}

/** As it is written in the file: texts that stand for themselves go without quotes. */
function quote(value: unknown): string {
  return typeof value === 'string' && /^[\w.-]+$/.test(value) ? value : JSON.stringify(value);
}

/** What the names of a list by name may be made of. */
function namesOf(schema: Schema | undefined): string {
  return String((schema?.propertyNames as Schema | undefined)?.description ?? 'another');
}

/** Short values only: a long one is shown by its line. */
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
  return [type]
    .flat()
    .map((kind) => kinds[String(kind)] ?? String(kind))
    .join(' or ');
}

function explanation(schema: Schema | undefined): string {
  return typeof schema?.description === 'string' ? ` It is: ${schema.description}` : '';
}
