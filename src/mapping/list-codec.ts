import { type FieldValue, type ListChange, splitList } from '../plugin/index.js';
import type { JsonObject, JsonValue } from '../scim/index.js';
import type { ListRule } from './compile-rules.js';

/** The elements of a list field, as the attribute has them. */
export function readList({ attribute, separator }: ListRule, stored: FieldValue | undefined): readonly JsonValue[] {
  if (stored === undefined || stored === null || stored === '') return [];
  const elements = Array.isArray(stored)
    ? stored
    : typeof stored === 'string' && separator !== undefined
      ? splitList(stored, separator)
      : [stored];
  if (attribute.type !== 'complex') return elements as readonly JsonValue[];
  return elements.flatMap((element): readonly JsonValue[] => {
    if (element === null || element === '') return [];
    return typeof element === 'object' ? [element as JsonValue] : [{ value: String(element) }];
  });
}

/** The elements as the field keeps them: plain values where it is a text with a separator. */
export function writeElements(
  { attribute, separator }: ListRule,
  elements: readonly JsonValue[],
): readonly FieldValue[] {
  if (attribute.type !== 'complex') return elements as readonly FieldValue[];
  return elements.flatMap((element): readonly FieldValue[] => {
    if (typeof element !== 'object' || element === null) return [element];
    const { $ref: _ref, ...rest } = element as JsonObject;
    if (separator === undefined) return [rest as FieldValue];
    return typeof rest.value === 'string' ? [rest.value] : [];
  });
}

/** The list as its field keeps it. */
export function writeList(rule: ListRule, elements: readonly JsonValue[]): FieldValue {
  const written = writeElements(rule, elements);
  if (written.length === 0) return null;
  return rule.separator === undefined ? written : written.join(rule.separator);
}

/** What to add to and remove from the field; undefined where the lists hold the same elements. */
export function listDifference(
  rule: ListRule,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): ListChange | undefined {
  const old = keyed(rule, before);
  const now = keyed(rule, after);
  const add = [...now].filter(([key]) => !old.has(key)).map(([, element]) => element);
  const remove = [...old].filter(([key]) => !now.has(key)).map(([, element]) => element);
  return toListChange(rule, add, remove);
}

export function toListChange(
  { separator }: ListRule,
  add: readonly FieldValue[],
  remove: readonly FieldValue[],
): ListChange | undefined {
  if (add.length + remove.length === 0) return undefined;
  return {
    ...(add.length > 0 && { add }),
    ...(remove.length > 0 && { remove }),
    ...(separator !== undefined && { separator }),
  };
}

function keyed(rule: ListRule, elements: readonly JsonValue[]): ReadonlyMap<string, FieldValue> {
  return new Map(writeElements(rule, elements).map((element) => [keyOf(element), element]));
}

/** Members are told apart by who they are; in other lists, any difference makes another element. */
function keyOf(element: FieldValue): string {
  return typeof element === 'string' ? element : JSON.stringify(element);
}
