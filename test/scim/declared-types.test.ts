import fc from 'fast-check';
import t from 'tap';
import { compileMapping } from '#src/mapping/index.js';
import {
  type Attribute,
  compileType,
  defineSchema,
  dialect11,
  dialect20,
  type JsonObject,
  type JsonValue,
  oktaSchemas,
  type Resource,
  validateResource,
} from '#src/scim/index.js';

const LICENSE = 'urn:example:scim:schemas:core:1.0:License';
const COST = 'urn:example:scim:schemas:extension:cost:1.0:License';
const place = { location: 'http://localhost/v2/Licenses/1', base: 'http://localhost/v2' };

type Source = Parameters<typeof defineSchema>[0]['attributes'][number];

const names = fc.constantFrom('code', 'seats', 'vendor', 'groups', 'Regions', 'value', 'display-name', 'a_1');
const plain = fc.record({
  name: names,
  description: fc.constant('An attribute.'),
  type: fc.constantFrom('string', 'boolean', 'integer', 'decimal', 'dateTime', 'reference'),
  multiValued: fc.boolean(),
});
const byName = { selector: ({ name }: Source) => name.toLowerCase(), minLength: 1, maxLength: 4 };
const complex = fc.record({
  name: names,
  description: fc.constant('An attribute.'),
  multiValued: fc.boolean(),
  subAttributes: fc.uniqueArray(plain, byName),
});
const attributes: fc.Arbitrary<readonly Source[]> = fc.uniqueArray(
  fc.oneof(plain, complex) as fc.Arbitrary<Source>,
  byName,
);

const values: { readonly [type: string]: fc.Arbitrary<JsonValue> } = {
  boolean: fc.boolean(),
  integer: fc.integer(),
  decimal: fc.constantFrom(0.5, -2.25, 7),
  dateTime: fc.constantFrom('2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678+01:00'),
};

function valuesFor(attribute: Attribute): fc.Arbitrary<JsonValue> {
  const single: fc.Arbitrary<JsonValue> =
    attribute.type === 'complex'
      ? objectOf(attribute.subAttributes ?? []).filter((object) => Object.keys(object).length > 0)
      : (values[attribute.type] ?? fc.string({ minLength: 1 }));
  return attribute.multiValued ? fc.array(single, { minLength: 1, maxLength: 3 }) : single;
}

function objectOf(described: readonly Attribute[]): fc.Arbitrary<JsonObject> {
  const fields = Object.fromEntries(described.map((attribute) => [attribute.name, valuesFor(attribute)]));
  return fc.record(fields, { requiredKeys: [] }).map((object) => ({ ...object }));
}

const declared = fc.tuple(attributes, attributes).chain(([own, added]) => {
  const schema = defineSchema({ id: LICENSE, name: 'License', description: 'A license.', attributes: own });
  const extension = defineSchema({ id: COST, name: 'Cost', description: 'What it costs.', attributes: added });
  const type = compileType(
    {
      name: 'License',
      endpoint: '/Licenses',
      description: 'A license.',
      schema: LICENSE,
      schemaExtensions: [{ schema: COST, required: false }],
    },
    [schema, extension],
  );
  return fc.tuple(objectOf(schema.attributes), objectOf(extension.attributes)).map(([main, extra]) => ({
    type,
    resource: { ...main, ...(Object.keys(extra).length > 0 && { [COST]: extra }) } as Resource,
  }));
});

t.test('a resource of any declared type is what it was after its way through 1.1 or 2.0 and a record', async (t) => {
  fc.assert(
    fc.property(declared, ({ type, resource }) => {
      for (const dialect of [dialect11, dialect20]) {
        const written = JSON.parse(JSON.stringify(dialect.writeResource({ id: '1', ...resource }, type, place)));
        const read = validateResource(dialect.readResource(written, type), type);
        t.same(read, resource, dialect.version);
        const mapping = compileMapping(undefined, type);
        const { id, meta: _meta, ...kept } = mapping.toResource({ id: '1', ...mapping.toRecord(read) });
        t.same(kept, resource, 'the record');
        t.equal(id, '1');
      }
    }),
    { numRuns: 200 },
  );
});

t.test("Okta's schemas: an entitlement needs a name and a type, a role a name", async (t) => {
  const [role, entitlement] = oktaSchemas;
  t.match(
    [role?.id, entitlement?.id],
    ['urn:okta:scim:schemas:core:1.0:Role', 'urn:okta:scim:schemas:core:1.0:Entitlement'],
  );
  const required = (schema: typeof role) => schema?.attributes.filter((a) => a.required).map(({ name }) => name);
  t.same(required(role), ['displayName']);
  t.same(required(entitlement), ['displayName', 'type']);
});
