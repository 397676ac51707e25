import fc from 'fast-check';
import t from 'tap';
import {
  applyPatch,
  compileType,
  type JsonObject,
  type JsonValue,
  memberChanges,
  type PatchOptions,
  parsePatch,
  type Resource,
  ScimError,
  standardSchemas,
  standardTypes,
} from '#src/scim/index.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const [userType, groupType] = standardTypes;
if (!userType || !groupType) throw new Error('no User, no Group');
const user = compileType(userType, standardSchemas);
const group = compileType(groupType, standardSchemas);
const open = compileType(userType, standardSchemas, { open: true });

type Body = { readonly [name: string]: unknown };
const message = (...operations: readonly Body[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: operations,
});

function patch(resource: Resource, operations: readonly Body[], type = user, options: PatchOptions = {}): Resource {
  return applyPatch(resource, parsePatch(message(...operations), type, options), type, options);
}

const ada: Resource = deepFreeze({
  id: '1',
  userName: 'ada',
  active: true,
  title: 'Engineer',
  name: { givenName: 'Ada', familyName: 'King' },
  emails: [
    { value: 'ada@work.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  [ENTERPRISE]: { department: 'Machines', manager: { value: '7', displayName: 'Charles' } },
});

/** Operations, and what of the resource is different afterwards; undefined: gone. */
interface Row {
  readonly name: string;
  readonly operations: readonly Body[];
  readonly changed: { readonly [attribute: string]: unknown };
  readonly type?: typeof user;
}

const work = { value: 'ada@work.example', type: 'work', primary: true };
const home = { value: 'ada@home.example', type: 'home' };
const machines = { department: 'Machines', manager: { value: '7', displayName: 'Charles' } };

const standard: readonly Row[] = [
  {
    name: 'replace',
    operations: [{ op: 'replace', path: 'title', value: 'Countess' }],
    changed: { title: 'Countess' },
  },
  {
    name: 'replace by null',
    operations: [{ op: 'replace', path: 'title', value: null }],
    changed: { title: undefined },
  },
  { name: 'remove', operations: [{ op: 'remove', path: 'title' }], changed: { title: undefined } },
  { name: 'remove what is absent', operations: [{ op: 'remove', path: 'nickName' }], changed: {} },
  {
    name: 'add a sub-attribute to an absent complex value',
    operations: [
      { op: 'remove', path: 'name' },
      { op: 'add', path: 'name.givenName', value: 'Augusta' },
    ],
    changed: { name: { givenName: 'Augusta' } },
  },
  {
    name: 'replace of a complex value keeps what it does not name, and clears what it names as null',
    operations: [{ op: 'replace', path: 'name', value: { familyName: 'Lovelace', givenName: null } }],
    changed: { name: { familyName: 'Lovelace' } },
  },
  {
    name: 'a complex value that loses its last part goes',
    operations: [
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: 'name.familyName' },
    ],
    changed: { name: undefined },
  },
  {
    name: 'add moves primary',
    operations: [{ op: 'add', path: 'emails', value: [{ value: 'new@x', type: 'other', primary: true }] }],
    changed: { emails: [{ ...work, primary: false }, home, { value: 'new@x', type: 'other', primary: true }] },
  },
  {
    name: 'a value path moves primary',
    operations: [{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }],
    changed: {
      emails: [
        { ...work, primary: false },
        { ...home, primary: true },
      ],
    },
  },
  {
    name: 'add of what is there brings it up to date',
    operations: [{ op: 'add', path: 'emails', value: [{ value: 'ada@home.example', display: 'At home' }] }],
    changed: { emails: [work, { ...home, display: 'At home' }] },
  },
  {
    name: 'the same address of another type is another element',
    operations: [{ op: 'add', path: 'emails', value: [{ value: 'ada@home.example', type: 'other' }] }],
    changed: { emails: [work, home, { value: 'ada@home.example', type: 'other' }] },
  },
  {
    name: 'value path with a sub-attribute',
    operations: [{ op: 'replace', path: 'emails[type eq "home"].value', value: 'a@h' }],
    changed: { emails: [work, { ...home, value: 'a@h' }] },
  },
  {
    name: 'value path without a sub-attribute, in another case of letters',
    operations: [{ op: 'replace', path: 'Emails[TYPE eq "home"]', value: { value: 'a@h' } }],
    changed: { emails: [work, { type: 'home', value: 'a@h' }] },
  },
  {
    name: 'a sub-attribute of every element',
    operations: [{ op: 'remove', path: 'emails.type' }],
    changed: { emails: [{ value: 'ada@work.example', primary: true }, { value: 'ada@home.example' }] },
  },
  {
    name: 'remove by value path',
    operations: [{ op: 'remove', path: 'emails[type eq "work"]' }],
    changed: { emails: [home] },
  },
  {
    name: 'removal of an address leaves no element that only says of which type it was',
    operations: [{ op: 'remove', path: 'emails[type eq "home"].value' }],
    changed: { emails: [work] },
  },
  { name: 'remove a whole list', operations: [{ op: 'remove', path: 'emails' }], changed: { emails: undefined } },
  {
    name: 'replace by an empty list',
    operations: [{ op: 'replace', path: 'emails', value: [] }],
    changed: { emails: undefined },
  },
  {
    name: 'an attribute of an extension',
    operations: [{ op: 'replace', path: `${ENTERPRISE}:department`, value: 'Looms' }],
    changed: { [ENTERPRISE]: { ...machines, department: 'Looms' } },
  },
  {
    name: 'a whole extension',
    operations: [{ op: 'remove', path: ENTERPRISE }],
    changed: { [ENTERPRISE]: undefined },
  },
  {
    name: 'another manager does not keep the name of the old one',
    operations: [{ op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: '8' } }],
    changed: { [ENTERPRISE]: { department: 'Machines', manager: { value: '8' } } },
  },
  {
    name: 'operations see what those before them did',
    operations: [
      { op: 'add', path: 'nickName', value: 'A' },
      { op: 'replace', path: 'nickName', value: 'B' },
    ],
    changed: { nickName: 'B' },
  },
];

/** Section 5 and 8 of the client facts: what Entra ID, Okta, OneLogin, SailPoint and others send. */
const habits: readonly Row[] = [
  {
    name: 'Entra: capital op, boolean as text',
    operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    changed: { active: false },
  },
  {
    name: 'Entra: one element for a value path that matches none',
    operations: [{ op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '1' }],
    changed: { phoneNumbers: [{ type: 'mobile', value: '1' }] },
  },
  {
    name: 'Entra: several operations fill the element that the first made',
    operations: [
      { op: 'Replace', path: 'addresses[type eq "work"].country', value: 'GB' },
      { op: 'Replace', path: 'addresses[type eq "work"].locality', value: 'London' },
    ],
    changed: { addresses: [{ type: 'work', country: 'GB', locality: 'London' }] },
  },
  {
    name: 'Entra: a filter on primary as text makes an element with a boolean',
    operations: [{ op: 'Replace', path: 'roles[primary eq "True"].value', value: 'Approver' }],
    changed: { roles: [{ primary: true, value: 'Approver' }] },
  },
  {
    name: 'Entra: dotted keys, URN keys and nested URN objects in a value without a path',
    operations: [
      {
        op: 'replace',
        value: {
          'name.givenName': 'Augusta',
          [`${ENTERPRISE}:department`]: 'Looms',
          [ENTERPRISE]: { costCenter: '9' },
        },
      },
    ],
    changed: {
      name: { givenName: 'Augusta', familyName: 'King' },
      [ENTERPRISE]: { ...machines, department: 'Looms', costCenter: '9' },
    },
  },
  {
    name: 'the URN of the schema around attributes',
    operations: [{ op: 'add', value: { 'urn:ietf:params:scim:schemas:core:2.0:User': { title: 'Countess' } } }],
    changed: { title: 'Countess' },
  },
  {
    name: 'manager as a text',
    operations: [{ op: 'Add', path: `${ENTERPRISE}:manager`, value: '8' }],
    changed: { [ENTERPRISE]: { department: 'Machines', manager: { value: '8' } } },
  },
  {
    name: 'manager as an empty text',
    operations: [{ op: 'Replace', path: `${ENTERPRISE}:manager`, value: '' }],
    changed: { [ENTERPRISE]: { department: 'Machines' } },
  },
  {
    name: 'manager as a list of one, by its bare name',
    operations: [{ op: 'Add', path: 'manager', value: [{ $ref: null, value: '8' }] }],
    changed: { [ENTERPRISE]: { department: 'Machines', manager: { value: '8' } } },
  },
  {
    name: 'old Entra: a dot between URN and attribute',
    operations: [{ op: 'Replace', path: `${ENTERPRISE}.department`, value: 'Looms' }],
    changed: { [ENTERPRISE]: { ...machines, department: 'Looms' } },
  },
  {
    name: 'Okta: read-only members of a value without a path are skipped',
    operations: [{ op: 'replace', value: { id: '2', schemas: ['x'], meta: { version: 'v' }, groups: [], title: 'T' } }],
    changed: { title: 'T' },
  },
  { name: 'Okta: schemas by path', operations: [{ op: 'add', path: 'schemas', value: ['urn:x'] }], changed: {} },
  {
    name: 'an attribute that nobody knows is left alone',
    operations: [
      { op: 'add', path: 'urn:x:2.0:User:tag', value: 1 },
      { op: 'replace', value: { tag: 1, title: 'T' } },
    ],
    changed: { title: 'T' },
  },
  {
    name: 'one object where a list belongs',
    operations: [{ op: 'add', path: 'roles', value: { value: 'admin' } }],
    changed: { roles: [{ value: 'admin' }] },
  },
  {
    name: 'a text for a list of complex values',
    operations: [{ op: 'add', path: 'roles', value: 'admin' }],
    changed: { roles: [{ value: 'admin' }] },
  },
  { name: 'a number for a text', operations: [{ op: 'add', path: 'nickName', value: 5 }], changed: { nickName: '5' } },
  {
    name: 'removal by a value array',
    operations: [{ op: 'Remove', path: 'emails', value: [{ value: 'ada@home.example' }] }],
    changed: { emails: [work] },
  },
  { name: 'no operations', operations: [], changed: {} },
  {
    name: 'open type: unknown attributes, lists of them and extensions',
    type: open,
    operations: [
      { op: 'add', path: 'badge', value: { colour: 'red', size: null } },
      { op: 'add', path: 'badge', value: { shape: 'round' } },
      { op: 'add', value: { tags: ['a'], 'urn:okta:app:1.0:user:custom': { floor: 2 } } },
      { op: 'add', path: 'tags', value: ['b', 'a'] },
      { op: 'add', path: 'desks[type eq "old"].place', value: 'B2' },
    ],
    changed: {
      badge: { colour: 'red', shape: 'round' },
      tags: ['a', 'b'],
      desks: [{ type: 'old', place: 'B2' }],
      'urn:okta:app:1.0:user:custom': { floor: 2 },
    },
  },
];

for (const [title, rows] of Object.entries({ standard, habits })) {
  t.test(`${title} operations`, async (t) => {
    for (const { name, operations, changed, type } of rows) {
      const result = patch(ada, operations, type);
      t.strictSame(result, withChanges(ada, changed), name);
      if (Object.keys(changed).length === 0) t.equal(result, ada, `${name}: the same object`);
    }
  });
}

t.test('what is refused', async (t) => {
  const rows: readonly (readonly [string, Body, string])[] = [
    ['an explicit read-only path', { op: 'replace', path: 'id', value: '2' }, 'mutability'],
    ['a read-only sub-attribute', { op: 'replace', path: 'manager.displayName', value: 'x' }, 'mutability'],
    ['removal of what is required', { op: 'remove', path: 'userName' }, 'mutability'],
    ['a required attribute emptied', { op: 'replace', path: 'userName', value: null }, 'invalidValue'],
    ['remove without a path', { op: 'remove' }, 'noTarget'],
    [
      'a selection that describes no element',
      { op: 'add', path: 'roles[value sw "a"].display', value: 'x' },
      'noTarget',
    ],
    ['a path that cannot be read', { op: 'add', path: 'emails[type eq', value: 'x' }, 'invalidPath'],
    [
      'a selection from what is no list',
      { op: 'add', path: 'name[givenName eq "Ada"].familyName', value: 'x' },
      'invalidPath',
    ],
    ['a filter on an unknown sub-attribute', { op: 'remove', path: 'emails[colour eq "red"]' }, 'invalidFilter'],
    ['an op that is none', { op: 'move', path: 'title', value: 'x' }, 'invalidSyntax'],
    ['a boolean that is none', { op: 'replace', path: 'active', value: 'maybe' }, 'invalidValue'],
    ['no value', { op: 'replace', path: 'title' }, 'invalidValue'],
    ['a value without a path that is no object', { op: 'add', value: ['x'] }, 'invalidValue'],
    ['a list for one value', { op: 'add', path: 'title', value: ['a', 'b'] }, 'invalidValue'],
  ];
  for (const [name, operation, scimType] of rows) {
    const first = { op: 'replace', path: 'title', value: 'x' };
    t.match(
      caught(() => patch(ada, [first, operation])),
      { status: 400, scimType },
      name,
    );
  }
  for (const body of [undefined, null, 'x', {}, { Operations: 'x' }, { Operations: [null] }]) {
    t.match(
      caught(() => parsePatch(body, user)),
      { status: 400, scimType: 'invalidSyntax' },
    );
  }
  const nested = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
  const deep = { op: 'add', path: 'deep', value: nested };
  t.match(
    caught(() => patch(ada, [deep], open)),
    { scimType: 'invalidValue' },
    'nested beyond all use',
  );
  const members = { displayName: 'G', members: [{ value: '1', display: 'One' }] };
  const renamed = { op: 'replace', path: 'members[value eq "1"].value', value: '2' };
  t.match(
    caught(() => patch(members, [renamed], group)),
    { scimType: 'mutability' },
    'an immutable sub-attribute',
  );
  t.strictSame(
    patch({ id: '1', title: 'x' }, [{ op: 'replace', path: 'title', value: 'y' }]),
    { id: '1', title: 'y' },
    'a person whom the application holds without a userName can be changed in other respects',
  );
});

t.test('members change without being known', async (t) => {
  const before: Resource = { displayName: 'G', members: [{ value: '1', type: 'User' }, { value: '2' }] };
  const changes = (...operations: readonly Body[]) => memberChanges(parsePatch(message(...operations), group), group);
  const rows: readonly (readonly [readonly Body[], readonly JsonObject[], readonly string[]])[] = [
    [[{ op: 'Add', path: 'members', value: [{ $ref: null, value: '1', display: null }] }], [{ value: '1' }], []],
    [[{ op: 'add', value: { members: [{ value: '3' }] } }], [{ value: '3' }], []],
    [[{ op: 'Remove', path: 'members', value: [{ value: '1' }, { value: '9' }] }], [], ['1', '9']],
    [
      [
        { op: 'remove', path: 'members[value eq "1"]' },
        { op: 'add', path: `${GROUP}:members`, value: [{ value: '1' }] },
      ],
      [{ value: '1' }],
      [],
    ],
    [
      [
        { op: 'add', path: 'members', value: { value: '1' } },
        { op: 'remove', path: 'members[value eq "1"]' },
      ],
      [],
      ['1'],
    ],
  ];
  for (const [operations, add, remove] of rows) {
    t.strictSame(changes(...operations), { add, remove, rest: [] }, JSON.stringify(operations));
    const whole = patch(before, operations, group).members as readonly JsonObject[] | undefined;
    const values = (before.members as readonly JsonObject[]).map(({ value }) => value);
    const expected = [...values.filter((value) => !remove.includes(value as string)), ...add.map(({ value }) => value)];
    t.strictSame(new Set(whole?.map(({ value }) => value)), new Set(expected));
    t.equal(whole?.length, new Set(expected).size, 'nobody twice');
  }
  for (const operations of [
    [{ op: 'replace', path: 'members', value: [] }],
    [{ op: 'replace', value: { Members: [{ value: '1' }] } }],
    [{ op: 'replace', value: { [`${GROUP}:members`]: [{ value: '1' }] } }],
    [{ op: 'replace', value: { [GROUP]: { members: [{ value: '1' }] } } }],
    [{ op: 'remove', path: 'members' }],
    [{ op: 'remove', path: 'members[type eq "User"]' }],
    [{ op: 'add', path: 'members[value eq "1"].display', value: 'x' }],
    [{ op: 'replace', path: 'displayName', value: 'x' }],
  ]) {
    t.equal(changes(...operations), undefined, JSON.stringify(operations));
  }
  const mixed = changes(
    { op: 'replace', value: { id: 'x', displayName: 'H' } },
    { op: 'add', path: 'members', value: [{ value: '3' }] },
  );
  t.equal(mixed?.rest.length, 1);
  t.strictSame(applyPatch({ displayName: 'G' }, mixed?.rest ?? [], group), { displayName: 'H' });
});

const texts = fc.constantFrom('a', 'B', '', 'True', 'ada@home.example', '__proto__');
const keys = fc.constantFrom(
  'title',
  'active',
  'name',
  'name.givenName',
  'emails',
  'emails.value',
  'emails[type eq "work"]',
  'emails[type eq "x"].value',
  ENTERPRISE,
  `${ENTERPRISE}:manager`,
  'manager.value',
  'id',
  'roles',
  'unknown',
  '__proto__',
  '__proto__.polluted',
  'constructor',
  'constructor.prototype.polluted',
  'name.__proto__',
  'emails.__proto__',
  'urn:x:__proto__',
  'value',
  'type',
  'primary',
);
/** What a filter selects may be what the operation changes: then the second time is another question. */
const plainKeys = keys.filter((key) => !key.includes('['));
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    texts,
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 3 }).map((entries) => {
      // Own properties whatever they are called, as JSON.parse makes them.
      const text = entries.map(([key, inner]) => `${JSON.stringify(key)}:${JSON.stringify(inner)}`).join(',');
      return JSON.parse(`{${text}}`);
    }),
  ),
})).value;
const operation: fc.Arbitrary<Body> = fc.record(
  { op: fc.constantFrom('add', 'replace', 'remove', 'Add'), path: keys, value },
  { requiredKeys: ['op'] },
);

t.test('laws of PATCH over random operations', async () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 4 }), fc.boolean(), (operations, isOpen) => {
      const type = isOpen ? open : user;
      const once = attempt(() => patch(ada, operations, type));
      if (Object.hasOwn(Object.prototype, 'polluted') || {}.constructor !== Object) throw new Error('polluted');
      if (once === undefined) return;
      sound(once);
      if (JSON.stringify(once) === JSON.stringify(ada) && once !== ada)
        throw new Error('a copy of what has not changed');
    }),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.constantFrom('add', 'replace'), plainKeys, value, fc.boolean(), (op, path, sent, isOpen) => {
      const type = isOpen ? open : user;
      const once = attempt(() => patch(ada, [{ op, path, value: sent }], type));
      if (once === undefined) return;
      const twice = attempt(() => patch(once, [{ op, path, value: sent }], type));
      if (twice !== once) throw new Error(`${JSON.stringify(once)} became ${JSON.stringify(twice)}`);
    }),
    { numRuns: 5000 },
  );
});

function caught(work: () => unknown): unknown {
  try {
    return `no error but ${JSON.stringify(work())}`;
  } catch (error) {
    return error;
  }
}

/** undefined where it is refused; anything but a ScimError is a defect. `ada` is frozen: whoever writes to it throws. */
function attempt(work: () => Resource): Resource | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ScimError && error.status === 400) return undefined;
    throw error;
  }
}

/** As the model wants it: no null, no empty list or object, plain prototypes. */
function sound(data: JsonValue | undefined): void {
  if (data === null || data === undefined) throw new Error('null or undefined within');
  if (typeof data !== 'object') return;
  if (Array.isArray(data)) {
    if (data.length === 0) throw new Error('an empty list');
    for (const element of data) sound(element);
    return;
  }
  if (Object.getPrototypeOf(data) !== Object.prototype) throw new Error('a strange prototype');
  for (const inner of Object.values(data as JsonObject)) sound(inner);
}

function withChanges(resource: Resource, changes: { readonly [attribute: string]: unknown }): unknown {
  return Object.fromEntries(Object.entries({ ...resource, ...changes }).filter(([, value]) => value !== undefined));
}

function deepFreeze<Data>(data: Data): Data {
  if (typeof data === 'object' && data !== null) {
    for (const inner of Object.values(data)) deepFreeze(inner);
    Object.freeze(data);
  }
  return data;
}
