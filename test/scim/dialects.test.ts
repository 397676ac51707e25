import fc from 'fast-check';
import t from 'tap';
import {
  applyPatch,
  type CompiledType,
  compileType,
  dialect11,
  dialect20,
  type JsonObject,
  parsePatch,
  type Resource,
  ScimError,
  standardSchemas,
  standardTypes,
  validateResource,
} from '#src/scim/index.js';
import { objectOf } from './arbitraries.js';

const base = 'http://localhost/scim/v1';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ENTERPRISE_11 = 'urn:scim:schemas:extension:enterprise:1.0';

const types = standardTypes.map((type) => compileType(type, standardSchemas));
const [user, group] = types as [CompiledType, CompiledType];

/** Resources as clients may write them: everything but what only the server says. */
function resourcesOf(type: CompiledType): fc.Arbitrary<Resource> {
  const writable = type.attributes.filter(({ name, mutability }) => mutability !== 'readOnly' && name !== 'schemas');
  return objectOf(writable).chain((sent) =>
    objectOf(writable.filter(({ required }) => required)).map((required) => {
      const named = { userName: 'ada', displayName: 'people', ...required, ...sent };
      try {
        return validateResource(named, type);
      } catch (error) {
        if (error instanceof ScimError) return {};
        throw error;
      }
    }),
  );
}

const locationOf = (type: CompiledType) => ({ location: `${base}${type.resourceType.endpoint}/1`, base });

/** What a client of 1.1 gets and sends back, as the gateway then has it. */
function through11(resource: Resource, type: CompiledType): Resource {
  return validateResource(
    dialect11.readResource(dialect11.writeResource(resource, type, locationOf(type)), type),
    type,
  );
}

for (const type of types) {
  const { name } = type.resourceType;
  t.test(`SCIM 1.1: a ${name} that is read by 1.1 and sent back is the same ${name}`, async (t) => {
    fc.assert(
      fc.property(resourcesOf(type), (resource) => {
        // A value without a name is in no valid resource.
        if (Object.keys(resource).length === 0) return;
        t.strictSame(withoutReferences(through11(resource, type)), withoutReferences(resource));
      }),
      { numRuns: 150 },
    );
  });

  t.test(`SCIM 1.1: a ${name} that is written by 1.1, read by 2.0 and sent on to 1.1 says the same`, async (t) => {
    fc.assert(
      fc.property(resourcesOf(type), (resource) => {
        if (Object.keys(resource).length === 0) return;
        const first = dialect11.writeResource(resource, type, locationOf(type));
        const by20 = dialect20.writeResource(
          validateResource(dialect11.readResource(first, type), type),
          type,
          locationOf(type),
        );
        const again = dialect11.writeResource(validateResource(by20, type), type, locationOf(type));
        t.strictSame(again, first);
      }),
      { numRuns: 150 },
    );
  });
}

/** `$ref`s are the server's: they are made anew in each answer. */
function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '$ref')
      .map(([name, part]) => [name, withoutReferences(part)]),
  );
}

const patched = (resource: Resource, body: unknown, type: CompiledType): Resource =>
  applyPatch(resource, parsePatch(dialect11.readPatch(body, type), type), type);

t.test('SCIM 1.1 REST API 3.3.2 MUST: a PATCH merges its attributes into the resource', async (t) => {
  const before = {
    userName: 'ada',
    title: 'old',
    name: { givenName: 'Ada', familyName: 'Byron' },
    emails: [{ value: 'a@example.com', type: 'work' }],
    [ENTERPRISE]: { department: 'Sales', costCenter: '7' },
  };
  const after = patched(
    before,
    {
      schemas: ['urn:scim:schemas:core:1.0', ENTERPRISE_11],
      title: 'new',
      name: { familyName: 'Lovelace' },
      emails: [{ value: 'b@example.com', type: 'home' }],
      [ENTERPRISE_11]: { department: 'Engines' },
    },
    user,
  );
  t.strictSame(after, {
    userName: 'ada',
    title: 'new',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [
      { value: 'a@example.com', type: 'work' },
      { value: 'b@example.com', type: 'home' },
    ],
    [ENTERPRISE]: { department: 'Engines', costCenter: '7' },
  });
});

t.test('SCIM 1.1 REST API 3.3.2 MUST: meta.attributes names what is removed, before the rest is merged', async (t) => {
  const before = { userName: 'ada', title: 'x', nickName: 'y', name: { givenName: 'Ada', familyName: 'Byron' } };
  const remove = (attributes: readonly string[], more: JsonObject = {}) =>
    patched(before, { meta: { attributes }, ...more }, user);
  t.strictSame(remove(['title', 'nickName']), { userName: 'ada', name: before.name });
  t.strictSame(remove(['name.familyName', 'TITLE']), { userName: 'ada', nickName: 'y', name: { givenName: 'Ada' } });
  t.strictSame(remove(['name'], { name: { givenName: 'Augusta' } }).name, { givenName: 'Augusta' });
});

t.test('SCIM 1.1 REST API 3.3.2.1 MUST: "operation": "delete" removes a member, others are added', async (t) => {
  const before = { displayName: 'people', members: [{ value: '1' }, { value: '2' }] };
  const after = patched(before, { members: [{ value: '1', operation: 'delete' }, { value: '3' }] }, group);
  t.strictSame(after.members, [{ value: '2' }, { value: '3' }]);
  const all = patched(before, { meta: { attributes: ['members'] }, members: [{ value: '9' }] }, group);
  t.strictSame(all.members, [{ value: '9' }]);
});

t.test('SCIM 1.1: a PATCH means what the 2.0 operations for it mean', async (t) => {
  const single = fc.constantFrom('title', 'nickName', 'displayName', 'locale');
  fc.assert(
    fc.property(
      resourcesOf(user),
      fc.dictionary(single, fc.string({ minLength: 1 })),
      fc.uniqueArray(single),
      (before, set, removed) => {
        if (Object.keys(before).length === 0) return;
        const by11 = patched(before, { meta: { attributes: removed }, ...set }, user);
        const operations = [
          ...removed.map((path) => ({ op: 'remove', path })),
          ...Object.entries(set).map(([path, value]) => ({ op: 'replace', path, value })),
        ];
        t.strictSame(by11, applyPatch(before, parsePatch({ Operations: operations }, user), user));
      },
    ),
  );
});

t.test('errors and lists in the form of each version', async (t) => {
  const error = new ScimError(409, 'Taken.', { scimType: 'uniqueness' });
  t.strictSame(dialect20.writeError(error), {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: '409',
    scimType: 'uniqueness',
    detail: 'Taken.',
  });
  t.match(dialect11.writeError(error), {
    Errors: [{ description: 'Taken.', code: '409' }],
    errors: [{ statusCode: 409, description: 'Taken.' }],
  });
  const list = { resources: [{ id: '1' }], totalResults: 7, startIndex: 3, itemsPerPage: 1 };
  t.strictSame(dialect20.writeList(list), {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: 7,
    startIndex: 3,
    itemsPerPage: 1,
    Resources: [{ id: '1' }],
  });
  t.strictSame(dialect11.writeList(list), {
    schemas: ['urn:scim:schemas:core:1.0'],
    totalResults: 7,
    startIndex: 3,
    itemsPerPage: 1,
    Resources: [{ id: '1' }],
  });
});

t.test('SCIM 1.1 calls the id of a manager managerId', async (t) => {
  const resource = { userName: 'ada', [ENTERPRISE]: { manager: { value: '26', displayName: 'Bob' } } };
  const written = dialect11.writeResource(resource, user, locationOf(user));
  t.match(written, {
    schemas: ['urn:scim:schemas:core:1.0', ENTERPRISE_11],
    [ENTERPRISE_11]: { manager: { managerId: '26' } },
  });
  t.match(dialect11.readResource(written, user), { [ENTERPRISE]: { manager: { value: '26' } } });
});
