import { ScimError } from '../errors.js';
import type { JsonObject, JsonValue } from '../resource.js';
import type { Attribute } from './attribute.js';
import { subAttributeNamed } from './compile-type.js';
import { instantOf } from './date-time.js';
import { keepUnknown } from './keep-unknown.js';
import type { OnTolerated } from './tolerances.js';

/** How values are brought into the form of their schema. */
export interface CoerceOptions {
  readonly onTolerated?: OnTolerated | undefined;
  /** true: sub-attributes that the schema does not name are kept. */
  readonly open?: boolean;
}

/**
 * A value in the form that the attribute's schema gives it: names in the schema's spelling, types as declared, a list
 * where it is multi-valued. Returns undefined for what RFC 7643 section 2.5 calls unassigned: null, an empty list.
 * @throws ScimError 400 `invalidValue` that names the path
 */
export function coerceValue(
  attribute: Attribute,
  value: unknown,
  path: string,
  options: CoerceOptions,
): JsonValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (!attribute.multiValued) return coerceSingle(attribute, value, path, options);
  if (!Array.isArray(value)) {
    if (value === '') return undefined;
    options.onTolerated?.('singleForList', path);
    return coerceList(attribute, [value], path, options);
  }
  return coerceList(attribute, value, path, options);
}

function coerceList(
  attribute: Attribute,
  values: readonly unknown[],
  path: string,
  options: CoerceOptions,
): JsonValue | undefined {
  const elements: JsonValue[] = [];
  for (const value of values) {
    const element = coerceElement(attribute, value, path, options);
    if (element !== undefined) elements.push(element);
  }
  return elements.length === 0 ? undefined : onePrimary(elements);
}

/** One element of a multi-valued attribute. */
export function coerceElement(
  attribute: Attribute,
  value: unknown,
  path: string,
  options: CoerceOptions,
): JsonValue | undefined {
  return value === null || value === undefined ? undefined : coerceOne(attribute, value, path, options);
}

function coerceSingle(
  attribute: Attribute,
  value: unknown,
  path: string,
  options: CoerceOptions,
): JsonValue | undefined {
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    if (value.length > 1) throw invalid(path, `is one ${kinds[attribute.type]}, not a list`);
    options.onTolerated?.('listForSingle', path);
    return coerceElement(attribute, value[0], path, options);
  }
  return coerceOne(attribute, value, path, options);
}

function coerceOne(attribute: Attribute, value: unknown, path: string, options: CoerceOptions): JsonValue | undefined {
  switch (attribute.type) {
    case 'complex':
      return coerceComplex(attribute, value, path, options);
    case 'boolean':
      return coerceBoolean(value, path, options);
    case 'integer':
    case 'decimal':
      return coerceNumber(attribute, value, path, options);
    case 'dateTime':
      if (value === '') return undefined;
      if (typeof value !== 'string' || instantOf(value) === undefined) {
        throw invalid(path, 'must be a date like 2024-05-06T07:08:09Z');
      }
      return value;
    case 'binary':
      if (typeof value !== 'string' || !base64.test(value)) throw invalid(path, 'must be a text in base64');
      return value;
    default:
      if (typeof value === 'string') return value;
      if (typeof value === 'number' || typeof value === 'boolean') {
        options.onTolerated?.('numberForText', path);
        return String(value);
      }
      throw invalid(path, 'must be a text');
  }
}

/** RFC 4648 sections 4 and 5; with line breaks, as certificates come. */
const base64 = /^[A-Za-z0-9+/_\s-]*={0,2}\s*$/;

const kinds: { readonly [Type in Attribute['type']]: string } = {
  string: 'text',
  boolean: 'boolean',
  decimal: 'number',
  integer: 'number',
  dateTime: 'date',
  reference: 'URL',
  binary: 'text',
  complex: 'object',
};

function coerceBoolean(value: unknown, path: string, options: CoerceOptions): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === '') return undefined;
  const word = typeof value === 'string' ? value.toLowerCase() : undefined;
  if (word !== 'true' && word !== 'false') throw invalid(path, 'must be true or false');
  options.onTolerated?.('textForBoolean', path);
  return word === 'true';
}

function coerceNumber({ type }: Attribute, value: unknown, path: string, options: CoerceOptions): number | undefined {
  if (value === '') return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw invalid(path, 'must be a number');
  if (type === 'integer' && !Number.isInteger(number)) throw invalid(path, 'must be a whole number');
  if (typeof value === 'string') options.onTolerated?.('textForNumber', path);
  return number;
}

function coerceComplex(
  attribute: Attribute,
  value: unknown,
  path: string,
  options: CoerceOptions,
): JsonObject | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (value === '') return undefined;
    if (!subAttributeNamed(attribute, 'value') || typeof value === 'object') throw invalid(path, 'must be an object');
    options.onTolerated?.('textForComplex', path);
    return coerceComplex(attribute, { value }, path, options);
  }
  const result: { [name: string]: JsonValue } = {};
  for (const [name, subValue] of Object.entries(value)) {
    const subAttribute = subAttributeNamed(attribute, name);
    if (!subAttribute) {
      if (!options.open || name === '__proto__') {
        options.onTolerated?.('unknownAttribute', `${path}.${name}`);
        continue;
      }
      const kept = keepUnknown(subValue, `${path}.${name}`);
      if (kept !== undefined) result[name] = kept;
      continue;
    }
    const coerced = coerceValue(subAttribute, subValue, `${path}.${subAttribute.name}`, options);
    if (coerced !== undefined) result[subAttribute.name] = coerced;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/** `primary` is true for one element at most (RFC 7643 section 2.4): the first that says so keeps it. */
export function onePrimary(elements: readonly JsonValue[], keep?: JsonValue): readonly JsonValue[] {
  const primaries = elements.filter(isPrimary);
  if (primaries.length < 2) return elements;
  const kept = primaries.find((element) => element === keep) ?? primaries[0];
  return elements.map((element) => (isPrimary(element) && element !== kept ? { ...element, primary: false } : element));
}

function isPrimary(element: JsonValue): element is JsonObject {
  return (
    typeof element === 'object' &&
    element !== null &&
    !Array.isArray(element) &&
    (element as JsonObject).primary === true
  );
}

function invalid(path: string, rule: string): ScimError {
  return new ScimError(400, `${path} ${rule}.`, { scimType: 'invalidValue' });
}
