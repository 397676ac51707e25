import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type ConfigError, type ConnectorConfig, explain, loadConfig } from '#src/config/index.js';
import { dialect20, oktaSchemas, standardSchemas } from '#src/scim/index.js';
import { root, temporaryFolder } from '../helpers/gateway.js';

const folder = temporaryFolder(t);
const ENTITLEMENT = 'urn:okta:scim:schemas:core:1.0:Entitlement';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const LICENSE = 'urn:example:scim:schemas:core:1.0:License';

interface Given {
  readonly resourceTypes: object;
  readonly mapping?: object;
}

async function load(given: Given, inside?: string): Promise<ConnectorConfig> {
  const connector = { auth: { type: 'none' }, plugin: { use: 'memory' }, ...given };
  const config = inside === undefined ? connector : { connectors: { [inside]: connector } };
  writeFileSync(join(folder, 'connector.config.json'), JSON.stringify(config, null, 2));
  const loaded = await loadConfig({ config: 'connector.config.json', cwd: folder, env: {} });
  return loaded.connectors[0] as ConnectorConfig;
}

async function explanation(given: Given, inside?: string): Promise<string> {
  try {
    await load(given, inside);
    return 'no fault';
  } catch (error) {
    return explain(error as ConfigError, { color: false });
  }
}

const license = (...attributes: object[]): Given => ({
  resourceTypes: { License: { schema: { id: LICENSE, attributes } } },
});
const extension = (...attributes: object[]): Given => ({
  resourceTypes: { User: { extensions: [{ schema: { id: 'urn:example:badge', attributes } }] } },
});

t.test('without resourceTypes there are User and Group', async (t) => {
  const { types } = await load({ resourceTypes: {} });
  t.match(types.resourceTypes, [
    { name: 'User', endpoint: '/Users' },
    { name: 'Group', endpoint: '/Groups' },
  ]);
  t.equal(types.resourceTypes.length, 2);
});

t.test('a name alone makes Role and Entitlement as Okta has them', async (t) => {
  const { types } = await load({ resourceTypes: { Role: {}, Entitlement: {}, License: { schema: ENTITLEMENT } } });
  t.match(types.resourceTypes.slice(2), [
    { name: 'Role', endpoint: '/Roles', schema: 'urn:okta:scim:schemas:core:1.0:Role', schemaExtensions: [] },
    { name: 'Entitlement', endpoint: '/Entitlements', schema: ENTITLEMENT },
    { name: 'License', endpoint: '/Licenses', schema: ENTITLEMENT },
  ]);
  const entitlement = types.schemas.find(({ id }) => id === ENTITLEMENT);
  t.match(entitlement?.attributes, [
    { name: 'displayName', required: true },
    { name: 'type', required: true },
    { name: 'description', required: false },
  ]);
});

t.test('RFC 7643 2.2: what an attribute does not say has its default', async (t) => {
  const { types } = await load(
    license({ name: 'code' }, { name: 'vendor', subAttributes: [{ name: 'since', type: 'dateTime', required: true }] }),
  );
  const schema = types.schemas.find(({ id }) => id === LICENSE);
  const defaults = {
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
  };
  t.match(schema, { id: LICENSE, name: 'License', attributes: [{ name: 'code', ...defaults }, { name: 'vendor' }] });
  t.match(schema?.attributes[1], {
    type: 'complex',
    subAttributes: [{ ...defaults, name: 'since', type: 'dateTime', required: true }],
  });
  t.ok(
    schema?.attributes.every(({ description }) => description !== ''),
    'each has a description',
  );
});

t.test('RFC 7643 7: a schema in the form in which /Schemas shows it is a schema of the config', async (t) => {
  for (const known of [...standardSchemas, ...oktaSchemas]) {
    const { schemas: _schemas, meta: _meta, ...shown } = dialect20.writeSchema(known, '/Schemas/x', '/Licenses');
    const schema = { ...shown, id: LICENSE };
    const { types } = await load({ resourceTypes: { License: { schema } } });
    t.same(
      types.schemas.find(({ id }) => id === LICENSE),
      { ...known, id: LICENSE },
      known.name,
    );
  }
});

t.test('a schema is described once and named by its URN elsewhere, in any case of letters', async (t) => {
  const schema = { id: LICENSE, attributes: [{ name: 'code' }] };
  const { types } = await load({
    resourceTypes: {
      User: { extensions: [{ schema: 'urn:example:badge', required: true }] },
      License: { schema, extensions: [{ schema: { id: 'urn:example:badge', attributes: [{ name: 'number' }] } }] },
      Permit: { schema: LICENSE.toUpperCase(), endpoint: '/Permissions', description: 'What one may do.' },
    },
  });
  t.match(types.resourceTypes, [
    {
      name: 'User',
      schemaExtensions: [
        { schema: ENTERPRISE, required: false },
        { schema: 'urn:example:badge', required: true },
      ],
    },
    { name: 'Group' },
    { name: 'License', schemaExtensions: [{ schema: 'urn:example:badge', required: false }] },
    { name: 'Permit', endpoint: '/Permissions', schema: LICENSE, description: 'What one may do.' },
  ]);
});

t.test('the examples of docs/resource-types.md are right', async (t) => {
  const text = readFileSync(join(root, 'docs/resource-types.md'), 'utf8');
  const examples = [...text.matchAll(/```json\n("resourceTypes": [\s\S]*?)```/g)].map(([, example]) => `{${example}}`);
  t.equal(examples.length, 2);
  for (const example of examples) {
    const { types } = await load(JSON.parse(example) as Given);
    t.ok(types.resourceTypes.every(({ schema }) => types.schemas.some(({ id }) => id === schema)));
  }
});

t.test('what is wrong is explained, with its place and what was perhaps meant', async (t) => {
  const rows: readonly (readonly [string, Given, ...RegExp[]])[] = [
    [
      'a mapping for a type that no one has declared',
      { resourceTypes: { Entitlement: {} }, mapping: { Entitlment: { id: 'id', attributes: {} } } },
      /:\d+:\d+ {2}There is no resource type "Entitlment" to map[\s\S]*resourceTypes[\s\S]*Did you mean "Entitlement"\?/,
    ],
    [
      'a name that clients could not tell from another',
      { resourceTypes: { USER: { schema: ENTITLEMENT } } },
      /"USER" and "User" differ in the case of letters only[\s\S]*Did you mean "User"/,
    ],
    [
      'a name that is none',
      { resourceTypes: { license: { schema: ENTITLEMENT } } },
      /The name "license" must be letters and digits, the first one a capital/,
    ],
    [
      'a name of the protocol',
      { resourceTypes: { Schema: { schema: ENTITLEMENT, endpoint: '/Plans' } } },
      /"Schema" is what the protocol calls/,
    ],
    [
      'an endpoint of the protocol',
      { resourceTypes: { Entitlement: { endpoint: '/bulk' } } },
      /The endpoint "\/bulk" of Entitlement is that of the protocol already/,
    ],
    ['/Me', { resourceTypes: { Entitlement: { endpoint: '/Me' } } }, /is that of the protocol already/],
    [
      'an endpoint of a standard type',
      { resourceTypes: { Entitlement: { endpoint: '/users' } } },
      /"\/users" of Entitlement is that of User already/,
    ],
    [
      'one endpoint twice',
      { resourceTypes: { Role: { endpoint: '/Rights' }, Entitlement: { endpoint: '/rights' } } },
      /"\/rights" of Entitlement is that of Role already/,
    ],
    [
      'one endpoint twice, once by default',
      { resourceTypes: { Role: {}, Entitlement: { endpoint: '/Roles' } } },
      /"\/Roles" of Entitlement is that of Role already/,
    ],
    [
      'an endpoint that is no path',
      { resourceTypes: { Entitlement: { endpoint: '/.search' } } },
      /Entitlement\.endpoint cannot be "\/\.search"\. It is: Its path/,
    ],
    [
      'a standard type with a schema or an endpoint',
      { resourceTypes: { User: { schema: ENTITLEMENT, endpoint: '/People' } } },
      /User is a standard type, and its endpoint is fixed/,
      /User is a standard type, and its schema is fixed/,
    ],
    [
      'a type without a schema',
      { resourceTypes: { License: {} } },
      /License needs a "schema"[\s\S]*Possible: .*urn:okta:scim:schemas:core:1\.0:Entitlement/,
    ],
    [
      'a URN that nobody knows',
      { resourceTypes: { License: { schema: 'urn:okta:scim:schemas:core:1.0:Entitlment' } } },
      /There is no schema "urn:okta:scim:schemas:core:1\.0:Entitlment"[\s\S]*Did you mean "urn:okta:scim:schemas:core:1\.0:Entitlement"/,
    ],
    [
      'a URN that nobody knows, of an extension',
      { resourceTypes: { User: { extensions: [{ schema: 'urn:nobody:knows' }] } } },
      /There is no schema "urn:nobody:knows"/,
    ],
    [
      'no URN',
      { resourceTypes: { License: { schema: 'Entitlement' } } },
      /License\.schema cannot be "Entitlement"\. It is: The URN/,
    ],
    [
      'a URN of a known schema for another one',
      { resourceTypes: { License: { schema: { id: ENTITLEMENT, attributes: [{ name: 'a' }] } } } },
      /URN ".*Entitlement" belongs to the schema Entitlement, which is known/,
    ],
    [
      'a URN of the protocol',
      {
        resourceTypes: {
          License: { schema: { id: 'urn:ietf:params:scim:schemas:core:2.0:License', attributes: [{ name: 'a' }] } },
        },
      },
      /belongs to the standard/,
    ],
    [
      'two schemas with one URN',
      {
        resourceTypes: {
          License: { schema: { id: LICENSE, attributes: [{ name: 'a' }] } },
          Permit: { schema: { id: LICENSE.toLowerCase(), attributes: [{ name: 'b' }] } },
        },
      },
      /belongs to the schema at resourceTypes\.License\.schema; name it there by its URN alone/,
    ],
    [
      'an extension that the type has',
      { resourceTypes: { User: { extensions: [{ schema: ENTERPRISE }] } } },
      /User has the schema ".*enterprise:2\.0:User" already/,
    ],
    [
      'an extension that is the schema itself',
      { resourceTypes: { Entitlement: { extensions: [{ schema: ENTITLEMENT }] } } },
      /Entitlement has the schema/,
    ],
    [
      'two attributes with one name',
      license({ name: 'code' }, { name: 'Code' }),
      /Two attributes are named "code" and "Code", which is the same: the case of letters does not count/,
    ],
    [
      'two sub-attributes with one name',
      license({ name: 'vendor', subAttributes: [{ name: 'name' }, { name: 'name' }] }),
      /Two attributes are named "name"/,
    ],
    ['a common attribute', license({ name: 'ID' }), /Every resource has "ID"; leave it out of the schema/],
    ['a common attribute', license({ name: 'externalId' }), /Every resource has "externalId"/],
    ['a name with a meaning in the language', license({ name: 'constructor' }), /cannot be named "constructor" here/],
    ['a name that no path can have', license({ name: 'first name' }), /attributes\.0\.name cannot be "first name"/],
    [
      'complex without parts',
      license({ name: 'vendor', type: 'complex' }),
      /"vendor" is complex and needs "subAttributes"/,
    ],
    [
      'parts of what is not complex',
      license({ name: 'vendor', type: 'string', subAttributes: [{ name: 'a' }] }),
      /"vendor" has sub-attributes, so its type is "complex", not "string"/,
    ],
    [
      'a type that does not exist',
      license({ name: 'seats', type: 'integr' }),
      /attributes\.0\.type cannot be "integr"[\s\S]*Did you mean "integer"/,
    ],
    ['a characteristic that does not exist', license({ name: 'seats', uniqe: true }), /"uniqe" is not a setting of/],
    [
      'parts of parts',
      license({ name: 'a', subAttributes: [{ name: 'b', subAttributes: [] }] }),
      /"subAttributes" is not a setting/,
    ],
    [
      'what is written only, and returned',
      license({ name: 'pin', mutability: 'writeOnly', returned: 'always' }),
      /"pin" is writeOnly, so it is returned never, not "always"/,
    ],
    [
      'a secret that is no text',
      extension({ name: 'pin', type: 'integer', returned: 'never' }),
      /"pin" is never returned, and so must be a single text/,
    ],
    [
      'a secret within a value',
      extension({ name: 'card', subAttributes: [{ name: 'pin', mutability: 'writeOnly' }] }),
      /"card\.pin" is never returned, which a part of a value cannot be/,
    ],
    ['a password that is returned', license({ name: 'password' }), /"password" is never returned: say so/],
  ];
  for (const [name, given, ...expected] of rows) {
    const text = await explanation(given);
    for (const pattern of expected) t.match(text, pattern, name);
    for (const pattern of expected)
      t.match(await explanation(given, 'hr'), pattern, `${name}, one connector of several`);
  }
});

t.test('all faults are told at once', async (t) => {
  const text = await explanation({
    resourceTypes: { License: {}, Role: { endpoint: '/Users' } },
    mapping: { Rolle: { id: 'id', attributes: {} } },
  });
  t.match(text, /License needs a "schema"/);
  t.match(text, /is that of User already/);
  t.match(text, /"Rolle"[\s\S]*Did you mean "Role"/);
});

t.test('names of the protocol are no faults in an extension', async (t) => {
  const { types } = await load(extension({ name: 'externalId' }));
  t.ok(types.schemas.some(({ id }) => id === 'urn:example:badge'));
  const custom = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';
  const entra = await load({
    resourceTypes: { User: { extensions: [{ schema: { id: custom, attributes: [{ name: 'tag' }] } }] } },
  });
  t.ok(
    entra.types.schemas.some(({ id }) => id === custom),
    'Entra ID names extensions like those of the standard',
  );
});
