/** One option of a plugin, for a person. */
export interface OptionRow {
  /** Dotted where it is a part of another: `User.file`. */
  readonly name: string;
  /** Such as `string or integer`, or the values that are possible: `"fast" | "safe"`. */
  readonly type: string;
  readonly required: boolean;
  /** As JSON; absent where there is none. */
  readonly default?: string;
  /** One line; empty where the schema has none. */
  readonly description: string;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly patternProperties?: { readonly [pattern: string]: Schema };
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly items?: Schema;
}

/** Deeper parts are for the plugin's README. */
const MAX_DEPTH = 2;

/** The options that a plugin's JSON Schema names, each with its parts below it. */
export function describeOptions(schema: unknown, prefix = '', depth = 1): readonly OptionRow[] {
  if (!isSchema(schema)) return [];
  const { properties = {}, required = [], patternProperties = {}, additionalProperties } = schema;
  const named = Object.entries(properties).flatMap(([name, property]) => [
    rowOf(`${prefix}${name}`, property, required.includes(name)),
    ...(depth < MAX_DEPTH ? describeOptions(property, `${prefix}${name}.`, depth + 1) : []),
  ]);
  const others = [...Object.values(patternProperties), additionalProperties].filter(isSchema);
  return [...named, ...others.map((property) => rowOf(`${prefix}…`, property, false))];
}

function rowOf(name: string, schema: Schema, required: boolean): OptionRow {
  const { description = '' } = schema;
  return {
    name,
    type: typeOf(schema),
    required,
    ...(schema.default !== undefined && { default: JSON.stringify(schema.default) }),
    description: description.replaceAll(/\s+/g, ' ').trim(),
  };
}

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(' or ');
  if (schema.type === undefined) return schema.properties ? 'object' : 'any';
  const types = [schema.type].flat().join(' or ');
  return types === 'array' && isSchema(schema.items) ? `array of ${typeOf(schema.items)}` : types;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
