import fc from 'fast-check';
import t from 'tap';
import {
  applyPatch,
  compileType,
  createFilterCache,
  defineSchema,
  type JsonValue,
  parsePatch,
  type Resource,
  refuseTolerances,
  ScimError,
  standardSchemas,
  standardTypes,
  type Tolerance,
  tolerances,
  validateResource,
} from '#src/scim/index.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CUSTOM = 'urn:okta:onprem_app:1.0:user:custom';
const custom = defineSchema({
  id: CUSTOM,
  name: 'Custom',
  description: 'What the application has of its own.',
  attributes: [
    { name: 'departmentName', description: 'A text.' },
    { name: 'level', type: 'integer', description: 'A whole number.' },
    { name: 'rate', type: 'decimal', description: 'A number.' },
    { name: 'hired', type: 'dateTime', description: 'A date.' },
    { name: 'isAdmin', type: 'boolean', description: 'A boolean.' },
    { name: 'tags', multiValued: true, description: 'Texts.' },
    {
      name: 'badges',
      multiValued: true,
      description: 'With a part that is required.',
      subAttributes: [
        { name: 'number', required: true, description: 'The number.' },
        { name: 'colour', description: 'The colour.' },
      ],
    },
  ],
});
const [standard] = standardTypes;
if (!standard) throw new Error('no User');
const extensions = (required: boolean) => [...standard.schemaExtensions, { schema: CUSTOM, required }];
const schemas = [...standardSchemas, custom];
const user = compileType({ ...standard, schemaExtensions: extensions(false) }, schemas);
const strictUser = compileType({ ...standard, schemaExtensions: extensions(true) }, schemas);
const open = compileType({ ...standard, schemaExtensions: extensions(false) }, schemas, { open: true });

t.test('a resource takes the form of its schemas', async (t) => {
  const rows: readonly (readonly [string, { readonly [name: string]: unknown }, Resource])[] = [
    ['names in any case of letters', { USERNAME: 'ada', Name: { GIVENNAME: 'A' } }, { name: { givenName: 'A' } }],
    [
      'null, empty lists and empty objects are nothing',
      { title: null, emails: [], roles: null, name: { givenName: null } },
      {},
    ],
    ['an empty text is a text', { name: { middleName: '' } }, { name: { middleName: '' } }],
    ['what only the server sets is dropped', { id: '1', meta: { version: 'x' }, groups: [{ value: '1' }] }, {}],
    [
      'read-only parts are dropped',
      { [ENTERPRISE]: { manager: { value: '7', displayName: 'Charles' } } },
      { [ENTERPRISE]: { manager: { value: '7' } } },
    ],
    [
      'one primary at most',
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: false },
        ],
      },
    ],
    [
      'other canonical values are allowed',
      { emails: [{ value: 'a', type: 'secondary' }] },
      { emails: [{ value: 'a', type: 'secondary' }] },
    ],
    [
      'the types of an extension, under its URN in any case of letters',
      { [CUSTOM.toUpperCase()]: { level: 3, rate: 1.5, hired: '2024-05-06T07:08:09Z', isAdmin: true, tags: ['a'] } },
      { [CUSTOM]: { level: 3, rate: 1.5, hired: '2024-05-06T07:08:09Z', isAdmin: true, tags: ['a'] } },
    ],
    [
      'the enterprise URN of 1.1',
      { 'urn:scim:schemas:extension:enterprise:1.0': { department: 'x' } },
      { [ENTERPRISE]: { department: 'x' } },
    ],
  ];
  for (const [name, sent, expected] of rows) {
    const body = { schemas: [USER], userName: 'ada', ...sent };
    t.strictSame(validateResource('USERNAME' in sent ? sent : body, user), { userName: 'ada', ...expected }, name);
  }
  const hostile = '{"userName":"a","__proto__":{"x":1},"constructor":{"a":[null,{"b":null},2]},"k":[]}';
  t.equal(
    JSON.stringify(validateResource(JSON.parse(hostile), open)),
    '{"userName":"a","constructor":{"a":[2]}}',
    'an open type keeps what nobody knows, but for nothing and for prototypes',
  );
});

t.test('what is wrong is named by its path', async (t) => {
  const rows: readonly (readonly [unknown, string])[] = [
    [{}, 'userName is required'],
    [{ userName: '' }, 'userName is required'],
    [{ userName: ['a', 'b'] }, 'userName is one text'],
    [{ userName: { a: 1 } }, 'userName must be a text'],
    [{ userName: 'a', active: 'maybe' }, 'active must be true or false'],
    [{ userName: 'a', active: 1 }, 'active must be true or false'],
    [{ userName: 'a', name: [{}, {}] }, 'name is one object'],
    [{ userName: 'a', name: 'x' }, 'name must be an object'],
    [{ userName: 'a', emails: [{ value: { a: 1 } }] }, 'emails.value must be a text'],
    [{ userName: 'a', [CUSTOM]: { level: 1.5 } }, `${CUSTOM}.level must be a whole number`],
    [{ userName: 'a', [CUSTOM]: { rate: 'many' } }, `${CUSTOM}.rate must be a number`],
    [{ userName: 'a', [CUSTOM]: { hired: 'May 5' } }, `${CUSTOM}.hired must be a date`],
    [{ userName: 'a', [CUSTOM]: { badges: [{ colour: 'red' }] } }, `${CUSTOM}.badges.number is required`],
  ];
  for (const [body, words] of rows) {
    const error = caught(() => validateResource(body, user));
    t.match(error, { status: 400, scimType: 'invalidValue' }, words);
    t.ok(String(error).includes(words), `${error}`);
  }
  t.match(
    caught(() => validateResource({ userName: 'a' }, strictUser)),
    { scimType: 'invalidValue' },
    'a required extension',
  );
  for (const body of [null, [], 'x', 1, undefined]) {
    t.match(
      caught(() => validateResource(body, user)),
      { status: 400, scimType: 'invalidSyntax' },
    );
  }
});

/** One request for each row of the table: what it needs, and what comes of it while the row is in force. */
const needs: { readonly [Name in Tolerance]: (onTolerated: (name: Tolerance, path: string) => void) => unknown } = {
  textForBoolean: (onTolerated) => validate({ active: 'True' }, onTolerated),
  textForNumber: (onTolerated) => validate({ [CUSTOM]: { level: '3' } }, onTolerated),
  numberForText: (onTolerated) => validate({ title: 5 }, onTolerated),
  singleForList: (onTolerated) => validate({ roles: { value: 'a' } }, onTolerated),
  listForSingle: (onTolerated) => validate({ title: ['a'] }, onTolerated),
  textForComplex: (onTolerated) => validate({ [ENTERPRISE]: { manager: '7' } }, onTolerated),
  unknownAttribute: (onTolerated) => validate({ shoeSize: 3 }, onTolerated),
  unknownSchema: (onTolerated) => validate({ schemas: ['urn:scim:schemas:core:2.0'] }, onTolerated),
  unknownPath: (onTolerated) => patch({ op: 'add', path: 'shoeSize', value: 1 }, onTolerated),
  emptyOperations: (onTolerated) => parsePatch({ Operations: [] }, user, { onTolerated }),
  operationCase: (onTolerated) => patch({ op: 'Add', path: 'title', value: 'x' }, onTolerated),
  pathInValue: (onTolerated) => patch({ op: 'add', value: { 'name.givenName': 'x' } }, onTolerated),
  elementForPath: (onTolerated) => patch({ op: 'add', path: 'roles[type eq "a"].value', value: 'x' }, onTolerated),
  removeByValue: (onTolerated) => patch({ op: 'remove', path: 'roles', value: [{ value: 'a' }] }, onTolerated),
  unquotedText: (onTolerated) => {
    const prepare = createFilterCache(user, { max: 2, onTolerated });
    prepare('id eq 3f1c');
    return prepare('id eq 3f1c').matches({ id: '3f1c' });
  },
};

function validate(body: object, onTolerated: (name: Tolerance, path: string) => void): Resource {
  return validateResource({ userName: 'ada', ...body }, user, { onTolerated });
}

function patch(operation: object, onTolerated: (name: Tolerance, path: string) => void): Resource {
  const before: Resource = { userName: 'ada', roles: [{ value: 'a' }] };
  return applyPatch(before, parsePatch({ Operations: [operation] }, user, { onTolerated }), user, { onTolerated });
}

t.test('each tolerance is reported, and refused where it is switched off', async (t) => {
  for (const name of Object.keys(tolerances) as readonly Tolerance[]) {
    const reported: string[] = [];
    const run = needs[name];
    run(refuseTolerances(new Set(), (tolerance) => reported.push(tolerance)));
    t.ok(reported.length > 0 && reported.every((tolerance) => tolerance === name), `${name}: ${reported}`);
    const error = caught(() => run(refuseTolerances(new Set([name]))));
    t.match(error, { status: 400, scimType: tolerances[name].scimType }, name);
    t.ok(error instanceof ScimError && error.detail.includes(tolerances[name].description), `${error}`);
  }
  t.doesNotThrow(() =>
    validate(
      { schemas: [USER, ENTERPRISE, CUSTOM.toUpperCase()], active: true },
      refuseTolerances(new Set(Object.keys(tolerances) as Tolerance[])),
    ),
  );
});

t.test('where paths lead', async (t) => {
  const at = (text: string, type = user) => {
    const [attribute = '', subAttribute] = text.slice(text.lastIndexOf(':') + 1).split('.');
    const schema = text.includes(':') ? { schema: text.slice(0, text.lastIndexOf(':')) } : {};
    return type.resolve({ ...schema, attribute, ...(subAttribute !== undefined && { subAttribute }) })?.keys;
  };
  t.strictSame(at(`${CUSTOM}:departmentName`), [CUSTOM, 'departmentName']);
  t.strictSame(at('urn:scim:schemas:core:1.0:UserName'), ['userName']);
  t.strictSame(at('email'), ['emails', 'value']);
  t.strictSame(at('META.LASTMODIFIED'), ['meta', 'lastModified']);
  t.strictSame(at('departmentname'), [CUSTOM, 'departmentName'], 'bare, as only one extension has it');
  t.strictSame(at('manager.displayName'), [ENTERPRISE, 'manager', 'displayName']);
  t.equal(at('shoeSize'), undefined);
  t.strictSame(at('shoeSize', open), ['shoeSize']);
  t.strictSame(at('urn:x:1.0:user:y:size.eu', open), ['urn:x:1.0:user:y', 'size', 'eu']);
  t.equal(at('__proto__'), undefined);
  t.equal(at('constructor.name'), undefined);
  t.throws(() => compileType({ ...standard, schema: 'urn:none' }, standardSchemas), /urn:none/);
});

t.test('a validated resource is valid as it is', async () => {
  const anything = fc.letrec<{ json: JsonValue }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('a', 'True', '', null, 1, true),
      fc.array(tie('json'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('value', 'type', 'primary', 'givenName', 'x', 'manager'), tie('json')),
    ),
  })).json;
  const names = fc.constantFrom('title', 'active', 'name', 'emails', 'roles', 'x', ENTERPRISE, CUSTOM, 'constructor');
  fc.assert(
    fc.property(fc.dictionary(names, anything), fc.boolean(), (body, isOpen) => {
      const type = isOpen ? open : user;
      let once: Resource;
      try {
        once = validateResource({ userName: 'ada', ...body }, type);
      } catch (error) {
        if (error instanceof ScimError) return;
        throw error;
      }
      const strict = isOpen ? () => undefined : refuseTolerances(new Set(Object.keys(tolerances) as Tolerance[]));
      const twice = validateResource(once, type, { onTolerated: strict });
      if (JSON.stringify(twice) !== JSON.stringify(once)) throw new Error(`it became ${JSON.stringify(twice)}`);
    }),
    { numRuns: 1500 },
  );
});

function caught(work: () => unknown): unknown {
  try {
    return `no error but ${JSON.stringify(work())}`;
  } catch (error) {
    return error;
  }
}
