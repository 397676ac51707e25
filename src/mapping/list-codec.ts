import { elementKey, type FieldValue, type ListChange, splitList } from '../plugin/index.js';
import { type JsonObject, type JsonValue, ScimError } from '../scim/index.js';
import type { ListRule } from './compile-rules.js';

/** The elements of a list field, as the attribute has them. */
export function readList(
  { attribute, separator, codec }: ListRule,
  stored: FieldValue | undefined,
): readonly JsonValue[] {
  if (stored === undefined || stored === null || stored === '') return [];
  const elements: readonly FieldValue[] = Array.isArray(stored)
    ? stored
    : typeof stored === 'string' && separator !== undefined
      ? splitList(stored, separator)
      : [stored];
  const isComplex = attribute.type === 'complex';
  const result: JsonValue[] = [];
  for (const element of elements) {
    if (element === null || element === '') continue;
    if (isComplex) {
      result.push(typeof element === 'object' ? (element as JsonValue) : { value: String(element) });
      continue;
    }
    const value = codec.read(element);
    if (value !== undefined) result.push(value);
  }
  return result;
}

/** The elements as the field keeps them: plain values where it is one text with a separator. */
function writeElements({ attribute, separator }: ListRule, elements: readonly JsonValue[]): readonly FieldValue[] {
  const written: FieldValue[] = [];
  for (const element of elements) {
    const value =
      attribute.type === 'complex' ? writeComplex(element, separator !== undefined) : (element as FieldValue);
    if (value !== undefined && value !== null && value !== '')
      written.push(separator === undefined ? value : String(value));
  }
  return written;
}

function writeComplex(element: JsonValue, joined: boolean): FieldValue | undefined {
  if (typeof element !== 'object' || element === null) return element;
  const { $ref: _ref, ...rest } = element as JsonObject;
  return joined ? (rest.value as FieldValue | undefined) : (rest as FieldValue);
}

/** @throws ScimError 400 `invalidValue` for an element that could not be told from its neighbours in the text */
function refuseUnjoinable({ separator, text }: ListRule, elements: readonly FieldValue[]): void {
  if (separator === undefined) return;
  for (const element of elements) {
    const value = String(element);
    if (!value.includes(separator) && value.trim() === value) continue;
    throw new ScimError(
      400,
      `${text} cannot hold a value with "${separator}" in it, or with blanks at an end, in this application.`,
      { scimType: 'invalidValue' },
    );
  }
}

/**
 * The list as its field keeps it; null where it is empty.
 * @throws ScimError 400 `invalidValue` where the field cannot hold an element
 */
export function writeList(rule: ListRule, elements: readonly JsonValue[]): FieldValue {
  const written = writeElements(rule, elements);
  if (written.length === 0) return null;
  refuseUnjoinable(rule, written);
  return rule.separator === undefined ? written : written.join(rule.separator);
}

/** What becomes of a list field: elements that come and go or, where those could not be told apart, the whole of it. */
export type ListDifference = { readonly change: ListChange } | { readonly whole: FieldValue };

/**
 * undefined where the lists hold the same elements.
 * @throws ScimError 400 `invalidValue` where the field cannot hold a new element
 */
export function listDifference(
  rule: ListRule,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): ListDifference | undefined {
  if (before === after) return undefined;
  const old = new Map(writeElements(rule, before).map((element) => [nameOf(element), element]));
  const now = new Map(writeElements(rule, after).map((element) => [nameOf(element), element]));
  const add = [...now].filter(([name]) => !old.has(name)).map(([, element]) => element);
  const remove = [...old].filter(([name]) => !now.has(name)).map(([, element]) => element);
  if (add.length + remove.length === 0) return undefined;
  refuseUnjoinable(rule, add);
  if (areDistinct(old) && areDistinct(now)) return { change: listChange(rule, add, remove) };
  return { whole: now.size === 0 ? null : [...now.values()] };
}

/**
 * @param add elements as the attribute has them
 * @param remove their values
 * @returns undefined where nothing is added or removed
 * @throws ScimError 400 `invalidValue` where the field cannot hold a new element
 */
export function toListChange(
  rule: ListRule,
  add: readonly JsonValue[],
  remove: readonly string[],
): ListChange | undefined {
  const added = writeElements(rule, add);
  if (added.length + remove.length === 0) return undefined;
  refuseUnjoinable(rule, added);
  return listChange(rule, added, remove);
}

function listChange({ separator }: ListRule, add: readonly FieldValue[], remove: readonly FieldValue[]): ListChange {
  return {
    ...(add.length > 0 && { add }),
    ...(remove.length > 0 && { remove }),
    ...(separator !== undefined && { separator }),
  };
}

/** Any difference makes another element: one that only has a new `display` is removed and added. */
function nameOf(element: FieldValue): string {
  return typeof element === 'string' ? element : JSON.stringify(element);
}

/** Whether a store can tell the elements apart: two e-mail addresses of one value and two types it cannot. */
function areDistinct(elements: ReadonlyMap<string, FieldValue>): boolean {
  return new Set([...elements.values()].map(elementKey)).size === elements.size;
}
