import type { FieldValue, StoredRecord } from '../plugin/index.js';
import type { Attribute, JsonObject, JsonValue } from '../scim/index.js';
import type { SlotRule } from './compile-rules.js';

/** One element of a list that has its own fields: all rules that say the same of it. */
interface Slot {
  readonly fixed: { readonly [sub: string]: JsonValue };
  readonly rules: readonly SlotRule[];
}

/** The elements of one multi-valued attribute that have fields of their own. */
export interface ElementSlots {
  readonly listKeys: readonly string[];
  readonly rules: readonly SlotRule[];
  /** The elements of which the record holds something. */
  read(record: StoredRecord): readonly JsonValue[];
  /** Puts the elements into their fields, a null where there is none; returns the elements that found no place. */
  write(elements: readonly JsonValue[], record: { [field: string]: FieldValue }): readonly JsonValue[];
}

/** @param rules those of one multi-valued attribute */
export function createElementSlots(rules: readonly SlotRule[]): ElementSlots {
  const slots = groupSlots(rules);
  const { listKeys, attribute } = rules[0] as SlotRule;
  const mayBePrimary =
    attribute.subAttributes?.some(({ name }) => name === 'primary') === true &&
    !slots.some(({ fixed, rules: subRules }) => 'primary' in fixed || subRules.some(({ sub }) => sub === 'primary'));
  return {
    listKeys,
    rules,
    read(record) {
      const elements: JsonValue[] = [];
      for (const slot of slots) {
        const element = readSlot(slot, record, mayBePrimary && elements.length === 0);
        if (element) elements.push(element);
      }
      return elements;
    },
    write(elements, record) {
      const { placed, left } = place(elements, slots, attribute);
      for (const slot of slots) {
        const element = placed.get(slot);
        for (const { sub, field, codec } of slot.rules) {
          const value = element?.[sub];
          record[field] = value === undefined || value === null ? null : codec.write(value);
        }
      }
      return left;
    },
  };
}

function groupSlots(rules: readonly SlotRule[]): readonly Slot[] {
  const slots = new Map<string, SlotRule[]>();
  for (const rule of rules) {
    const key = JSON.stringify(Object.entries(rule.fixed).sort());
    const known = slots.get(key);
    if (known) known.push(rule);
    else slots.set(key, [rule]);
  }
  return [...slots.values()].map((group) => ({ fixed: (group[0] as SlotRule).fixed, rules: group }));
}

function readSlot({ fixed, rules }: Slot, record: StoredRecord, primary: boolean): JsonObject | undefined {
  let element: { [sub: string]: JsonValue } | undefined;
  for (const { sub, field, codec } of rules) {
    const value = codec.read(Object.hasOwn(record, field) ? record[field] : undefined);
    if (value === undefined) continue;
    element ??= { ...fixed };
    element[sub] = value;
  }
  if (element && primary) element.primary = true;
  return element;
}

/**
 * Gives each element a slot: first those that a slot describes, then those whose type nobody knows (Okta sends `primary`
 * and `secondary`), the primary one first, into what is free. A `mobile` never lands in the field for `work`.
 */
function place(
  elements: readonly JsonValue[],
  slots: readonly Slot[],
  attribute: Attribute,
): { readonly placed: ReadonlyMap<Slot, JsonObject>; readonly left: readonly JsonValue[] } {
  const placed = new Map<Slot, JsonObject>();
  const homeless: JsonValue[] = [];
  for (const element of elements) {
    const slot = isObject(element)
      ? slots.find((candidate) => !placed.has(candidate) && fits(element, candidate))
      : undefined;
    if (slot) placed.set(slot, element as JsonObject);
    else homeless.push(element);
  }
  const canonical = new Set(
    attribute.subAttributes?.find(({ name }) => name === 'type')?.canonicalValues?.map((type) => type.toLowerCase()),
  );
  const left: JsonValue[] = [];
  for (const element of primaryFirst(homeless)) {
    const free = slots.find((slot) => !placed.has(slot));
    const type = isObject(element) ? element.type : undefined;
    const known = typeof type === 'string' && canonical.has(type.toLowerCase());
    if (free && isObject(element) && !known) placed.set(free, element);
    else left.push(element);
  }
  return { placed, left };
}

function fits(element: JsonObject, { fixed }: Slot): boolean {
  return Object.entries(fixed).every(([name, value]) => {
    const own = Object.hasOwn(element, name) ? element[name] : undefined;
    return String(own).toLowerCase() === String(value).toLowerCase();
  });
}

function primaryFirst(elements: readonly JsonValue[]): readonly JsonValue[] {
  const isPrimary = (element: JsonValue): boolean => isObject(element) && element.primary === true;
  return [...elements.filter(isPrimary), ...elements.filter((element) => !isPrimary(element))];
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
