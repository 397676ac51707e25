import type { FindResult } from './contract.js';
import { compareValues, compileFieldFilter, getField } from './field-filter.js';
import type { FieldSort, Query } from './query.js';
import type { FieldValue, StoredRecord } from './record.js';

/** A {@link FindResult} that reflects the whole query, its records in an array. */
export interface WholeAnswer extends FindResult {
  readonly records: readonly StoredRecord[];
  readonly total: number;
  readonly applied: { readonly filter: true; readonly sort: true; readonly page: true };
}

/**
 * Answers a whole query (filter, sort, page) from all the records, for systems that cannot be asked for less. Records without
 * a value come last when ascending, first when descending (RFC 7644 section 3.4.2.3); equal ones keep their order.
 */
export function queryRecords(records: Iterable<StoredRecord>, { filter, sort, page }: Query): WholeAnswer {
  const all = [...records];
  const found = filter ? all.filter(compileFieldFilter(filter)) : all;
  if (sort) found.sort(compileFieldSort(sort));
  return {
    records: page ? found.slice(page.offset, page.offset + page.limit) : found,
    total: found.length,
    applied: { filter: true, sort: true, page: true },
  };
}

/** Compiles an order of records, for `Array.prototype.sort`. A list counts with its primary element, else its first. */
export function compileFieldSort({
  field,
  order,
  type,
  caseExact,
}: FieldSort): (left: StoredRecord, right: StoredRecord) => number {
  const direction = order === 'descending' ? -1 : 1;
  return (left, right) => {
    const a = sortValue(getField(left, field));
    const b = sortValue(getField(right, field));
    if (a === undefined || b === undefined) return direction * (a === b ? 0 : a === undefined ? 1 : -1);
    const result = compareValues(a, b, type, caseExact);
    return Number.isNaN(result) ? 0 : direction * result;
  };
}

function sortValue(value: FieldValue | undefined): FieldValue | undefined {
  if (Array.isArray(value)) return sortValue(value.find(isPrimary) ?? value[0]);
  if (typeof value === 'object' && value !== null && 'value' in value) return sortValue(value.value);
  return value === null || value === '' ? undefined : value;
}

function isPrimary(element: FieldValue): boolean {
  return typeof element === 'object' && element !== null && 'primary' in element && element.primary === true;
}
