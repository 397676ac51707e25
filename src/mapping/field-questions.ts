import type { CompareType, FieldFilter, FieldSort } from '../plugin/index.js';
import type { Attribute } from '../scim/index.js';
import type { FieldCodec } from './codec.js';
import type { MappedFilter } from './compiled-mapping.js';
import { either, isPresent, opposite, type PositiveOperator, unknown } from './mapped-filter.js';

/** A field with values of one attribute. */
export interface ValueField {
  readonly field: string;
  /** The attribute that holds the value. */
  readonly leaf: Attribute;
  readonly codec?: FieldCodec;
}

/** Whether the field holds a value that its attribute shows. */
export function hasValue({ field, leaf, codec }: ValueField): MappedFilter {
  if (codec?.asks) return codec.asks.present(field);
  if (codec?.table) return either(codec.table.stored.map((stored) => holdsText(field, stored)));
  // What is no date or number is a value of the field, but none of the attribute.
  return { filter: { op: 'pr', field }, exact: isText(leaf) };
}

/** Compares the field as its attribute is compared. */
export function compareField(
  { field, leaf, codec }: ValueField,
  operator: PositiveOperator,
  value: string | number | boolean,
): MappedFilter {
  if (leaf.type === 'complex' || leaf.multiValued) return unknown;
  if (codec?.asks) return codec.asks.compare(field, operator, value);
  if (codec?.table) {
    return operator === 'eq' ? either(codec.table.storedFor(value).map((stored) => holdsText(field, stored))) : unknown;
  }
  const type = compareTypeOf(leaf);
  const isTextual = operator === 'co' || operator === 'sw' || operator === 'ew';
  if (type !== 'string' && isTextual) return unknown;
  const filter: FieldFilter = { op: operator, field, value, type, caseExact: leaf.caseExact };
  if (type === 'string' && selectsEmpty(operator, String(value))) {
    return { filter: { op: 'and', filters: [{ op: 'pr', field }, filter] }, exact: true };
  }
  return { filter, exact: type !== 'number' || isExactNumber(leaf, operator, value) };
}

/** undefined: the field's own order is not that of the attribute. */
export function toSort({ field, leaf, codec }: ValueField, order: FieldSort['order']): FieldSort | undefined {
  if (codec?.table || codec?.asks || leaf.multiValued || leaf.type === 'complex') return undefined;
  return { field, order, type: compareTypeOf(leaf), caseExact: leaf.caseExact };
}

function compareTypeOf({ type }: Attribute): CompareType {
  if (type === 'boolean' || type === 'dateTime') return type;
  return type === 'integer' || type === 'decimal' ? 'number' : 'string';
}

function isText(leaf: Attribute): boolean {
  return leaf.type !== 'complex' && !leaf.multiValued && compareTypeOf(leaf) === 'string';
}

/** '' stands for an empty field. */
function holdsText(field: string, stored: string): MappedFilter {
  if (stored === '') return opposite(isPresent(field));
  return { filter: { op: 'eq', field, value: stored, type: 'string', caseExact: true }, exact: true };
}

/** An empty text in a field is no value, but a store compares it like one. */
export function selectsEmpty(operator: PositiveOperator, value: string): boolean {
  if (operator === 'gt') return false;
  return value === '' || operator === 'le' || operator === 'lt';
}

/**
 * A field may hold what a store takes for a number and the attribute does not show, such as 1.5 for an integer, or blanks
 * (a zero): only equality is sure, and not of zero.
 */
function isExactNumber({ type }: Attribute, operator: PositiveOperator, value: string | number | boolean): boolean {
  const number = Number(value);
  return operator === 'eq' && number !== 0 && (type === 'decimal' || Number.isInteger(number));
}
