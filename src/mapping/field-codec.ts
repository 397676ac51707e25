import type { FieldValue } from '../plugin/index.js';
import { type Attribute, ScimError } from '../scim/index.js';
import type { FieldCodec } from './codec.js';
import { coerceStored } from './coerce-stored.js';
import type { FieldRule } from './config.js';
import { createDateCodec } from './date-codec.js';
import { withDefault } from './default-codec.js';
import { insideJson } from './json-field.js';
import { hasTextForm, withTextForm } from './text-form.js';
import { createValueTable, listedValues } from './value-table.js';

/**
 * @param leaf the attribute that holds the value
 * @param path for messages
 */
export function createFieldCodec(leaf: Attribute, rule: FieldRule, path: string): FieldCodec {
  const plain = createPlainCodec(leaf, rule, path);
  const shaped = hasTextForm(rule) ? withTextForm(plain, rule, leaf, path) : plain;
  const placed = rule.pointer === undefined ? shaped : insideJson(shaped);
  return rule.default === undefined ? placed : withDefault(placed, rule.default, leaf);
}

function createPlainCodec(leaf: Attribute, { values, type, format }: FieldRule, path: string): FieldCodec {
  const listed = values ? listedValues(values) : leaf.type === 'boolean' && type === 'integer' ? oneAndZero : undefined;
  if (listed) {
    const table = createValueTable(listed, type, leaf, path);
    return { read: table.read, write: table.write, table };
  }
  if (format !== undefined) return createDateCodec(format, type, path);
  const isJson = leaf.multiValued || leaf.type === 'complex';
  const write = isJson ? jsonWriter(type) : plainWriter(type, path);
  return {
    read: isJson ? jsonReader(leaf) : plainReader(leaf.type),
    write: (value) => (value === '' ? null : write(value)),
  };
}

const oneAndZero = { '1': true, '0': false };

function plainReader(type: Attribute['type']): FieldCodec['read'] {
  switch (type) {
    case 'boolean':
      return (stored) =>
        typeof stored === 'string'
          ? booleans.get(stored.toLowerCase())
          : stored === true || stored === false
            ? stored
            : undefined;
    case 'integer':
    case 'decimal':
      return (stored) => {
        const number = typeof stored === 'string' && stored.trim() !== '' ? Number(stored) : stored;
        if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
        return type === 'integer' && !Number.isInteger(number) ? undefined : number;
      };
    case 'dateTime':
      return (stored) => (typeof stored === 'string' ? isoDate(stored) : undefined);
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

/** RFC 7643 section 2.3.5 wants date, time and zone; applications have dates in other forms too. */
function isoDate(text: string): string | undefined {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return undefined;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? text
    : new Date(instant).toISOString();
}

/** Objects and lists that the field holds as such, or as JSON. */
function jsonReader(leaf: Attribute): FieldCodec['read'] {
  return (stored) => {
    const value = typeof stored === 'string' ? parseJson(stored) : stored;
    return typeof value === 'object' && value !== null ? coerceStored(leaf, value as FieldValue) : undefined;
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jsonWriter(type: FieldRule['type']): FieldCodec['write'] {
  return type === 'string' ? (value) => JSON.stringify(value) : (value) => value as FieldValue;
}

function plainWriter(type: FieldRule['type'], path: string): FieldCodec['write'] {
  switch (type) {
    case undefined:
      return (value) => value as FieldValue;
    case 'string':
      return (value) => String(value);
    case 'boolean':
      return (value) => booleans.get(String(value).toLowerCase()) ?? refuse(path, 'true or false');
    case 'dateTime':
      return (value) =>
        typeof value === 'string' && !Number.isNaN(Date.parse(value))
          ? value
          : refuse(path, 'a date like 2026-05-06T07:08:09Z');
    default:
      return (value) => {
        const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
        if (type === 'integer') return Number.isSafeInteger(number) ? number : refuse(path, 'a whole number');
        return Number.isFinite(number) ? number : refuse(path, 'a number');
      };
  }
}

function refuse(path: string, wanted: string): never {
  throw new ScimError(400, `${path} must be ${wanted} in this application.`, { scimType: 'invalidValue' });
}
