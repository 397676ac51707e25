import type { CompareType, FieldValue } from '../plugin/index.js';
import { type Attribute, type JsonValue, ScimError } from '../scim/index.js';
import type { AttributeRule } from './config.js';

type FieldRule = Exclude<AttributeRule, string | { readonly template: string }>;

/** How a plain value travels between an attribute and a field. */
export interface FieldCodec {
  readonly read: (stored: FieldValue | undefined) => JsonValue | undefined;
  /** @throws ScimError 400 `invalidValue` where the field cannot hold the value */
  readonly write: (value: JsonValue) => FieldValue;
  /** Where the rule lists values: what is stored for each value of the attribute. */
  readonly storedFor?: (value: JsonValue) => readonly string[];
  /** All stored values of the list. */
  readonly stored?: readonly string[];
  readonly compareType: CompareType;
}

/** @param path for messages */
export function createFieldCodec(attribute: Attribute, rule: FieldRule, path: string): FieldCodec {
  if (rule.values) return tableCodec(rule.values, path);
  const compareType = compareTypes[attribute.type] ?? 'string';
  return { read: reader(attribute.type), write: writer(rule.type), compareType };
}

const compareTypes: { readonly [type: string]: CompareType } = {
  boolean: 'boolean',
  integer: 'number',
  decimal: 'number',
  dateTime: 'dateTime',
};

function tableCodec(values: { readonly [stored: string]: string | number | boolean }, path: string): FieldCodec {
  const read = new Map(Object.entries(values));
  const write = new Map<string, string[]>();
  for (const [stored, value] of read) {
    const key = String(value).toLowerCase();
    const known = write.get(key);
    if (known) known.push(stored);
    else write.set(key, [stored]);
  }
  const storedFor = (value: JsonValue): readonly string[] => write.get(String(value).toLowerCase()) ?? [];
  return {
    read: (stored) => (stored === undefined || stored === null ? undefined : read.get(String(stored))),
    write(value) {
      const [first] = storedFor(value);
      if (first !== undefined) return first;
      const allowed = [...new Set(read.values())].map((allowedValue) => JSON.stringify(allowedValue)).join(', ');
      throw new ScimError(
        400,
        `${path} cannot be ${JSON.stringify(value)} in this application; it can be ${allowed}.`,
        {
          scimType: 'invalidValue',
        },
      );
    },
    storedFor,
    stored: [...read.keys()],
    compareType: 'string',
  };
}

function reader(type: Attribute['type']): FieldCodec['read'] {
  switch (type) {
    case 'boolean':
      return (stored) => (typeof stored === 'boolean' ? stored : booleans.get(String(stored).toLowerCase()));
    case 'integer':
    case 'decimal':
      return (stored) => {
        if (stored === undefined || stored === null || stored === '') return undefined;
        const number = Number(stored);
        return Number.isNaN(number) || (type === 'integer' && !Number.isInteger(number)) ? undefined : number;
      };
    case 'complex':
      return (stored) => (stored === undefined || stored === null || stored === '' ? undefined : (stored as JsonValue));
    default:
      return (stored) => {
        if (typeof stored === 'string') return stored === '' ? undefined : stored;
        return typeof stored === 'number' || typeof stored === 'boolean' ? String(stored) : undefined;
      };
  }
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function writer(type: FieldRule['type']): FieldCodec['write'] {
  switch (type) {
    case 'string':
      return (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
    case 'boolean':
      return (value) => (typeof value === 'string' ? value.toLowerCase() === 'true' : Boolean(value));
    case 'integer':
    case 'decimal':
      return (value) => Number(value);
    default:
      return (value) => value as FieldValue;
  }
}
