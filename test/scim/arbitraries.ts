import fc from 'fast-check';
import type { Attribute, JsonObject, JsonValue } from '#src/scim/index.js';

const values: { readonly [type: string]: fc.Arbitrary<JsonValue> } = {
  boolean: fc.boolean(),
  integer: fc.integer(),
  decimal: fc.constantFrom(0.5, -2.25, 7),
  dateTime: fc.constantFrom('2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678+01:00'),
};

/** Values of an attribute as its type has them. */
export function valuesFor(attribute: Attribute): fc.Arbitrary<JsonValue> {
  const single: fc.Arbitrary<JsonValue> =
    attribute.type === 'complex'
      ? objectOf(attribute.subAttributes ?? []).filter((object) => Object.keys(object).length > 0)
      : (values[attribute.type] ?? fc.string({ minLength: 1 }));
  return attribute.multiValued ? fc.array(single, { minLength: 1, maxLength: 3 }) : single;
}

/** Objects with some of the attributes. */
export function objectOf(described: readonly Attribute[]): fc.Arbitrary<JsonObject> {
  const fields = Object.fromEntries(described.map((attribute) => [attribute.name, valuesFor(attribute)]));
  return fc.record(fields, { requiredKeys: [] }).map((object) => ({ ...object }));
}
