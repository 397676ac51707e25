import { ScimError } from '../errors.js';
import type { JsonObject, JsonValue } from '../resource.js';
import type { Attribute } from '../schema/attribute.js';
import { instantOf } from '../schema/date-time.js';
import type { ComparisonOperator } from './ast.js';

type Matches = (value: JsonValue | undefined) => boolean;
type Plain = string | number | boolean;

/** Which operators a type has (RFC 7644 table 3). */
const operatorsOf: { readonly [Type in Attribute['type']]: ReadonlySet<ComparisonOperator> } = {
  string: new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']),
  reference: new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']),
  dateTime: new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']),
  binary: new Set(['eq', 'ne', 'co', 'sw', 'ew']),
  boolean: new Set(['eq', 'ne']),
  integer: new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']),
  decimal: new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']),
  complex: new Set(),
};

/**
 * One comparison with a constant, by the type of the attribute.
 * @throws ScimError 400 `invalidFilter` where the type has no such comparison
 */
export function compileComparison(
  attribute: Attribute,
  operator: ComparisonOperator,
  value: Plain,
  path: string,
): Matches {
  const { type } = attribute;
  if (!operatorsOf[type].has(operator))
    throw invalidFilter(`${path} is a ${type} and cannot be compared by "${operator}".`);
  const textual = operator === 'co' || operator === 'sw' || operator === 'ew';
  const normalise = type === 'dateTime' && textual ? texts(true) : normaliserOf(attribute);
  const wanted = normalise(value);
  if (wanted === undefined)
    throw invalidFilter(`${path} is a ${type} and cannot be compared with ${JSON.stringify(value)}.`);
  if (operator === 'ne') {
    const equal = anyOf((got) => normalise(got) === wanted);
    return (got) => !equal(got);
  }
  const test = tests[operator];
  return anyOf((got) => {
    const normal = normalise(got);
    return normal !== undefined && test(normal, wanted);
  });
}

const tests: { readonly [Name in Exclude<ComparisonOperator, 'ne'>]: (got: Plain, wanted: Plain) => boolean } = {
  eq: (got, wanted) => got === wanted,
  co: (got, wanted) => (got as string).includes(wanted as string),
  sw: (got, wanted) => (got as string).startsWith(wanted as string),
  ew: (got, wanted) => (got as string).endsWith(wanted as string),
  gt: (got, wanted) => got > wanted,
  ge: (got, wanted) => got >= wanted,
  lt: (got, wanted) => got < wanted,
  le: (got, wanted) => got <= wanted,
};

type Normalise = (value: JsonValue) => Plain | undefined;

function normaliserOf({ type, caseExact }: Attribute): Normalise {
  switch (type) {
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : booleans.get(String(value).toLowerCase()));
    case 'integer':
    case 'decimal':
      return (value) => {
        const number = typeof value === 'string' && value !== '' ? Number(value) : value;
        return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
      };
    case 'dateTime':
      return (value) => (typeof value === 'string' ? instantOf(value) : undefined);
    default:
      return texts(caseExact);
  }
}

function texts(caseExact: boolean): Normalise {
  return (value) => {
    if (typeof value === 'string') return caseExact ? value : value.toLowerCase();
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  };
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** A list matches where an element does; an element that is an object counts by its `value`. */
function anyOf(test: (value: JsonValue) => boolean): Matches {
  return (value) => {
    if (value === undefined || value === null) return false;
    if (!Array.isArray(value)) return test(value);
    return value.some((element) => {
      const plain = typeof element === 'object' && element !== null ? (element as JsonObject).value : element;
      return plain !== undefined && plain !== null && test(plain);
    });
  };
}

/** `pr`: there is a value that is not empty (RFC 7644 table 3). */
export function isPresent(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.some(isPresent);
  return typeof value !== 'object' || Object.values(value).some(isPresent);
}

function invalidFilter(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}
