import type { FieldValue, StoredRecord } from '../plugin/index.js';
import type { JsonObject, JsonValue } from '../scim/index.js';
import { isReadable } from './compile-rules.js';
import { placeOf } from './field-places.js';
import { type Draft, isObject } from './json-paths.js';
import { createPlacer, fits } from './place-elements.js';
import type { Slot, SlotList } from './slot-lists.js';
import type { WriteValue } from './write-value.js';

/** How the elements of one multi-valued attribute travel between a resource and their fields. */
export interface ElementSlots {
  readonly listKeys: readonly string[];
  /**
   * The elements of which the record holds something.
   * @param kept what `write` gave back, from where it has been kept
   */
  read(record: StoredRecord, kept?: readonly JsonValue[]): readonly JsonValue[];
  /** Puts the elements into their fields, a null where there is none; returns what of them found no place. */
  write(
    elements: readonly JsonValue[],
    record: { [field: string]: FieldValue },
    writeValue: WriteValue,
  ): readonly JsonValue[];
}

export function createElementSlots(list: SlotList): ElementSlots {
  const { listKeys, slots, derivesPrimary } = list;
  const place = createPlacer(list);
  const readers = slots.map(slotReader);
  return {
    listKeys,
    read(record, kept) {
      const elements: Draft[] = [];
      const filled: Slot[] = [];
      for (let index = 0; index < readers.length; index++) {
        const element = readers[index]?.(record);
        if (!element) continue;
        elements.push(element);
        filled.push(slots[index] as Slot);
      }
      const others = kept ? completeElements(elements, filled, kept) : none;
      const [first] = elements;
      if (
        first &&
        derivesPrimary &&
        !elements.some(isPrimary) &&
        !others.some(isPrimary) &&
        first.primary === undefined
      ) {
        first.primary = true;
      }
      return others.length > 0 ? [...elements, ...others] : elements;
    },
    write(elements, record, writeValue) {
      const { placed, left } = place(elements);
      const rests: JsonValue[] = [];
      let isFirst = derivesPrimary;
      for (const slot of slots) {
        const element = placed.get(slot);
        let isFilled = false;
        for (const rule of slot.rules) {
          if (rule.access === 'read') continue;
          const written = writeValue(rule.codec, element?.[rule.sub]);
          record[placeOf(rule)] = written;
          if (written !== null) isFilled = true;
        }
        const rest = element && restOf(element, slot, isFirst && isFilled);
        if (rest) rests.push(rest);
        if (isFilled) isFirst = false;
      }
      return rests.length > 0 ? [...rests, ...left] : left;
    },
  };
}

const none: readonly JsonValue[] = [];

function slotReader({ fixed, rules }: Slot): (record: StoredRecord) => Draft | undefined {
  const readers = rules.filter(isReadable);
  return (record) => {
    let element: Draft | undefined;
    for (let index = 0; index < readers.length; index++) {
      const { sub, codec, get } = readers[index] as (typeof readers)[number];
      const value = codec.read(get(record));
      if (value === undefined) continue;
      element ??= { ...fixed };
      element[sub] = value;
    }
    return element;
  };
}

/** What an element says that its slot has no field for; undefined where it says no more. */
function restOf(element: JsonObject, { fixed, rules }: Slot, isFirst: boolean): JsonObject | undefined {
  const rest = Object.entries(element).filter(
    ([name, value]) =>
      value !== undefined &&
      !Object.hasOwn(fixed, name) &&
      !rules.some(({ sub }) => sub === name) &&
      // The first element is the primary one unless something says otherwise.
      !(name === 'primary' && value === isFirst),
  );
  return rest.length === 0 ? undefined : (Object.fromEntries([...Object.entries(fixed), ...rest]) as JsonObject);
}

/** Puts what was kept of elements back to them; returns the elements that were kept whole. */
function completeElements(
  elements: Draft[],
  filled: readonly Slot[],
  kept: readonly JsonValue[],
): readonly JsonValue[] {
  const open = new Set(filled.keys());
  return kept.filter((rest) => {
    if (!isObject(rest)) return true;
    const index = [...open].find((candidate) => isRestOf(rest, filled[candidate] as Slot));
    if (index === undefined) return true;
    open.delete(index);
    elements[index] = { ...(rest as Draft), ...elements[index] };
    return false;
  });
}

/** A whole element has a value for a field; what is kept of one that is in its fields has none. */
function isRestOf(rest: JsonObject, slot: Slot): boolean {
  return fits(rest, slot) && slot.rules.every(({ sub }) => !Object.hasOwn(rest, sub));
}

function isPrimary(element: JsonValue): boolean {
  return isObject(element) && element.primary === true;
}
