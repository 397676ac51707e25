import type { Attribute, JsonValue } from '../scim/index.js';
import type { Rule, SlotRule } from './compile-rules.js';

/** One element of a list that has its own fields: all rules that say the same of it. */
export interface Slot {
  /** What the rules say the element is: `{ type: 'work' }`. */
  readonly fixed: { readonly [sub: string]: JsonValue };
  readonly rules: readonly SlotRule[];
}

/** A multi-valued attribute of which elements have fields of their own. */
export interface SlotList {
  readonly attribute: Attribute;
  readonly listKeys: readonly string[];
  readonly slots: readonly Slot[];
  /** true: no field says which element is the primary one, so the first that has a value is. */
  readonly derivesPrimary: boolean;
}

/** The lists that rules split into slots, in the order of the rules. */
export function slotLists(rules: readonly Rule[]): readonly SlotList[] {
  const slotRules = rules.filter((rule) => rule.kind === 'slot');
  return groupBy(slotRules, ({ listKeys }) => listKeys.join('\n')).map((ofList) => {
    const { attribute, listKeys } = ofList[0] as SlotRule;
    const slots = groupBy(ofList, fixedName).map((ofSlot) => ({ fixed: (ofSlot[0] as SlotRule).fixed, rules: ofSlot }));
    return {
      attribute,
      listKeys,
      slots,
      derivesPrimary:
        attribute.subAttributes?.some(({ name }) => name === 'primary') === true &&
        !ofList.some(({ fixed, sub }) => sub === 'primary' || Object.hasOwn(fixed, 'primary')),
    };
  });
}

function fixedName({ fixed }: SlotRule): string {
  return JSON.stringify(Object.entries(fixed).sort()).toLowerCase();
}

function groupBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups.values()];
}
