import {
  type CompareOperator,
  type CompareType,
  type FieldFilter,
  type FieldSort,
  type FieldValue,
  getField,
  type StoredRecord,
} from '../plugin/index.js';
import { isEmpty, withLists } from './same-value.js';
import type { Subject } from './subject.js';

type Scalar = string | number | boolean;

const operators: { readonly [type in CompareType]: readonly CompareOperator[] } = {
  string: ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'],
  number: ['eq', 'ne', 'gt', 'ge', 'lt', 'le'],
  boolean: ['eq', 'ne'],
  dateTime: ['eq', 'ge', 'lt'],
};

/** Fields that clients ask about: those of the sample without a password, and the key. */
export function askedFields({ maker, use }: Subject): readonly string[] {
  const named = maker.sample.flatMap((record) => Object.keys(record));
  return [...new Set([use.key, ...named])].filter((field) => field !== use.password);
}

/** Filters about these records, some of which match: every operator on every field, alone and joined. */
export function filtersOn(subject: Subject, records: readonly StoredRecord[]): readonly FieldFilter[] {
  const leaves = askedFields(subject).flatMap((field) =>
    leavesOn(
      field,
      records.map((record) => withLists(record, subject.use)),
    ),
  );
  const [first, second = first] = [leaves[1], leaves.at(-1)];
  if (!first || !second) return leaves;
  const middle = leaves[Math.floor(leaves.length / 2)] ?? first;
  return [
    ...leaves,
    { op: 'and', filters: [first, middle] },
    { op: 'or', filters: [first, second] },
    { op: 'not', filter: first },
    { op: 'not', filter: middle },
    {
      op: 'and',
      filters: [
        { op: 'or', filters: [first, middle] },
        { op: 'not', filter: second },
      ],
    },
  ];
}

function leavesOn(field: string, records: readonly StoredRecord[]): readonly FieldFilter[] {
  const values = records.map((record) => scalarOf(record, field)).filter((value) => value !== undefined);
  const leaves: FieldFilter[] = [{ op: 'pr', field }];
  const [value] = values;
  if (value === undefined) return leaves;
  const type = typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'boolean';
  for (const op of operators[type]) {
    const isPart = op === 'co' || op === 'sw' || op === 'ew';
    const asked = isPart ? partOf(String(value), op) : value;
    leaves.push({ op, field, type, value: asked, caseExact: true });
    if (type === 'string') leaves.push({ op, field, type, value: String(asked).toUpperCase(), caseExact: false });
  }
  leaves.push(
    { op: 'eq', field, type, value: null, caseExact: true },
    { op: 'ne', field, type, value: null, caseExact: true },
  );
  if (type !== 'string') return leaves;
  for (const text of ['%', '_', "'", '"', '\\', '*', '']) {
    leaves.push({ op: text === '' ? 'eq' : 'co', field, type, value: text, caseExact: false });
  }
  return leaves;
}

function partOf(text: string, op: 'co' | 'sw' | 'ew'): string {
  const size = Math.max(1, Math.ceil(text.length / 2));
  return op === 'sw' ? text.slice(0, size) : op === 'ew' ? text.slice(-size) : text.slice(1, 1 + size) || text;
}

/** Orders by these fields, either way. */
export function sortsOn(subject: Subject, records: readonly StoredRecord[]): readonly FieldSort[] {
  const fields = askedFields(subject).filter((field) => subject.use.lists[field] === undefined);
  return fields.flatMap((field) => {
    const value = records.map((record) => scalarOf(record, field)).find((found) => found !== undefined);
    if (value === undefined) return [];
    const type = typeof value === 'number' ? 'number' : 'string';
    return (['ascending', 'descending'] as const).flatMap((order) => [
      { field, order, type, caseExact: false } as const,
      ...(type === 'string' ? [{ field, order, type, caseExact: true } as const] : []),
    ]);
  });
}

function scalarOf(record: StoredRecord, field: string): Scalar | undefined {
  const found = getField(record, field);
  const value = Array.isArray(found) ? (found[0] as FieldValue) : found;
  if (isEmpty(value)) return undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}
