import fc from 'fast-check';
import t from 'tap';
import { compileMapping } from '#src/mapping/index.js';
import {
  compileType,
  defineSchema,
  dialect11,
  dialect20,
  oktaSchemas,
  type Resource,
  validateResource,
} from '#src/scim/index.js';
import { objectOf } from './arbitraries.js';

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
