import type { JsonObject, JsonValue } from '../scim/index.js';
import { isObject } from './json-paths.js';
import type { Slot, SlotList } from './slot-lists.js';

/** Which element goes into which slot, and which find none. */
export interface Placement {
  readonly placed: ReadonlyMap<Slot, JsonObject>;
  readonly left: readonly JsonValue[];
}

/** Gives elements their slots; compiled for one list. */
export function createPlacer({ slots, attribute }: SlotList): (elements: readonly JsonValue[]) => Placement {
  const closestFirst = [...slots].sort((left, right) => count(right) - count(left));
  const canonical = attribute.subAttributes?.find(({ name }) => name === 'type')?.canonicalValues ?? [];
  const slotTypes = slots.flatMap(({ fixed }) => (typeof fixed.type === 'string' ? [fixed.type] : []));
  const types = new Set([...canonical, ...slotTypes].map((type) => type.toLowerCase()));
  /**
   * First those that a slot describes, then those whose type nobody knows (Okta sends `primary` and `secondary`) into
   * what is free, the primary one first each time. A `mobile` never lands in the field for `work`.
   */
  return (elements) => {
    const placed = new Map<Slot, JsonObject>();
    const homeless = new Set<JsonValue>();
    for (const element of primaryFirst(elements)) {
      if (!isObject(element)) continue;
      const slot = closestFirst.find((candidate) => !placed.has(candidate) && fits(element, candidate));
      if (slot) placed.set(slot, element);
      else homeless.add(element);
    }
    for (const element of homeless as ReadonlySet<JsonObject>) {
      if (typeof element.type === 'string' && types.has(element.type.toLowerCase())) continue;
      const slot = slots.find((candidate) => !placed.has(candidate) && contradictsOnlyType(element, candidate));
      if (!slot) continue;
      placed.set(slot, element);
      homeless.delete(element);
    }
    return { placed, left: elements.filter((element) => homeless.has(element)) };
  };
}

function count({ fixed }: Slot): number {
  return Object.keys(fixed).length;
}

/** Whether the element is what the rules of the slot say. */
export function fits(element: JsonObject, { fixed }: Slot): boolean {
  return Object.entries(fixed).every(([name, wanted]) => {
    const own = Object.hasOwn(element, name) ? element[name] : undefined;
    // An element that says nothing of `primary` is not the primary one.
    if (own === undefined) return wanted === false;
    return isSame(own, wanted);
  });
}

function contradictsOnlyType(element: JsonObject, { fixed }: Slot): boolean {
  return Object.entries(fixed).every(
    ([name, wanted]) => name === 'type' || !Object.hasOwn(element, name) || isSame(element[name] as JsonValue, wanted),
  );
}

function isSame(left: JsonValue, right: JsonValue): boolean {
  return String(left).toLowerCase() === String(right).toLowerCase();
}

function primaryFirst(elements: readonly JsonValue[]): readonly JsonValue[] {
  const at = elements.findIndex((element) => isObject(element) && element.primary === true);
  if (at <= 0) return elements;
  return [elements[at] as JsonValue, ...elements.slice(0, at), ...elements.slice(at + 1)];
}
