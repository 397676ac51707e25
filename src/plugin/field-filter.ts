import type { CompareType, FieldComparison, FieldFilter } from './query.js';
import type { FieldValue, StoredRecord } from './record.js';

type Plain = string | number | boolean;
type Predicate = (record: StoredRecord) => boolean;

/**
 * The value under a field name: the record's own property of that name, else, for a dotted name, the nested value; the
 * elements' values where a list is on the way.
 */
export function getField(record: StoredRecord, field: string): FieldValue | undefined {
  if (Object.hasOwn(record, field)) return record[field];
  const dot = field.indexOf('.');
  if (dot < 0) return undefined;
  const head = field.slice(0, dot);
  if (!Object.hasOwn(record, head)) return undefined;
  const rest = field.slice(dot + 1);
  const value = record[head];
  if (Array.isArray(value)) return value.flatMap((element) => nested(element, rest) ?? []);
  return nested(value, rest);
}

function nested(value: FieldValue | undefined, field: string): FieldValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? getField(value as StoredRecord, field)
    : undefined;
}

/** Negative, zero or positive as `left` comes before, with or after `right`; NaN where they cannot be compared. */
export function compareValues(left: FieldValue, right: FieldValue, type: CompareType, caseExact: boolean): number {
  const a = normalise(left, type, caseExact);
  const b = normalise(right, type, caseExact);
  if (a === undefined || b === undefined) return Number.NaN;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compiles a filter over records, for stores that answer from memory. The predicate does no I/O and keeps no state. */
export function compileFieldFilter(filter: FieldFilter): Predicate {
  switch (filter.op) {
    case 'and': {
      const all = filter.filters.map(compileFieldFilter);
      return (record) => all.every((matches) => matches(record));
    }
    case 'or': {
      const any = filter.filters.map(compileFieldFilter);
      return (record) => any.some((matches) => matches(record));
    }
    case 'not': {
      const matches = compileFieldFilter(filter.filter);
      return (record) => !matches(record);
    }
    case 'pr':
      return (record) => isPresent(getField(record, filter.field));
    default:
      return compileComparison(filter);
  }
}

function compileComparison(comparison: FieldComparison): Predicate {
  const { field, op, type, caseExact } = comparison;
  if (comparison.value === null) {
    if (op === 'eq') return (record) => !isPresent(getField(record, field));
    if (op === 'ne') return (record) => isPresent(getField(record, field));
    return () => false;
  }
  const want = normalise(comparison.value, type, caseExact);
  if (want === undefined) return () => false;
  const test = tests[op];
  const matches = (value: FieldValue): boolean => {
    const got = normalise(value, type, caseExact);
    return got !== undefined && test(got, want);
  };
  if (op === 'ne') {
    const equal = (value: FieldValue): boolean => normalise(value, type, caseExact) === want;
    return (record) => !anyOf(getField(record, field), equal);
  }
  return (record) => anyOf(getField(record, field), matches);
}

const tests: Record<FieldComparison['op'], (got: Plain, want: Plain) => boolean> = {
  eq: (got, want) => got === want,
  ne: (got, want) => got !== want,
  co: (got, want) => typeof got === 'string' && got.includes(String(want)),
  sw: (got, want) => typeof got === 'string' && got.startsWith(String(want)),
  ew: (got, want) => typeof got === 'string' && got.endsWith(String(want)),
  gt: (got, want) => got > want,
  ge: (got, want) => got >= want,
  lt: (got, want) => got < want,
  le: (got, want) => got <= want,
};

function anyOf(value: FieldValue | undefined, matches: (value: FieldValue) => boolean): boolean {
  if (value === undefined || value === null) return false;
  return Array.isArray(value) ? value.some((element) => anyOf(elementValue(element), matches)) : matches(value);
}

function elementValue(element: FieldValue): FieldValue {
  return typeof element === 'object' && element !== null && 'value' in element ? (element.value ?? null) : element;
}

function isPresent(value: FieldValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  return !Array.isArray(value) || value.some(isPresent);
}

function normalise(value: FieldValue, type: CompareType, caseExact: boolean): Plain | undefined {
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      return typeof value === 'string' ? booleanWords[value.toLowerCase()] : undefined;
    case 'number': {
      const number =
        typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
      return Number.isNaN(number) ? undefined : number;
    }
    case 'dateTime': {
      const instant = typeof value === 'string' ? Date.parse(value) : NaN;
      return Number.isNaN(instant) ? undefined : instant;
    }
    default:
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
      return caseExact ? String(value) : String(value).toLowerCase();
  }
}

const booleanWords: { readonly [word: string]: boolean } = { true: true, false: false };
