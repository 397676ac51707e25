import fc from 'fast-check';
import t from 'tap';
import {
  compileProjection,
  compileSort,
  compileType,
  type JsonObject,
  parsePath,
  type Resource,
  readPage,
  standardSchemas,
  standardTypes,
  valuesAt,
} from '#src/scim/index.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const [standard] = standardTypes;
if (!standard) throw new Error('no User');
const user = compileType(standard, standardSchemas);
const open = compileType(standard, standardSchemas, { open: true });
/** `note` is shown only on request. */
const shy = compileType(
  standard,
  standardSchemas.map((schema) => ({
    ...schema,
    attributes: schema.attributes.map((attribute) =>
      attribute.name === 'title' ? { ...attribute, returned: 'request' as const } : attribute,
    ),
  })),
);

const ada: Resource = {
  id: '1',
  userName: 'ada',
  title: 'Engineer',
  password: 'secret',
  name: { givenName: 'Ada', familyName: 'King' },
  emails: [
    { value: 'a@work', type: 'work', primary: true },
    { value: 'a@home', type: 'home' },
  ],
  [ENTERPRISE]: { department: 'Machines', manager: { value: '7', displayName: 'Charles' } },
  meta: { resourceType: 'User', created: '2024-01-01T00:00:00Z' },
};

t.test('projection', async (t) => {
  const { password: _password, ...visible } = ada;
  const rows: readonly (readonly [Parameters<typeof compileProjection>[0], Resource])[] = [
    [{}, visible],
    [{ attributes: '', excludedAttributes: ' ' }, visible],
    [{ attributes: 'userName' }, { id: '1', userName: 'ada' }],
    [{ attributes: 'USERNAME, name.givenname' }, { id: '1', userName: 'ada', name: { givenName: 'Ada' } }],
    [{ attributes: 'emails.value' }, { id: '1', emails: [{ value: 'a@work' }, { value: 'a@home' }] }],
    [{ attributes: 'emails.value,emails' }, { id: '1', emails: ada.emails }],
    [{ attributes: 'password' }, { id: '1' }],
    [{ attributes: 'nothing' }, { id: '1' }],
    [{ attributes: 'meta.created' }, { id: '1', meta: { created: '2024-01-01T00:00:00Z' } }],
    [{ attributes: `${ENTERPRISE}:manager.value` }, { id: '1', [ENTERPRISE]: { manager: { value: '7' } } }],
    [{ attributes: ENTERPRISE }, { id: '1', [ENTERPRISE]: ada[ENTERPRISE] }],
    [{ attributes: 'department' }, { id: '1', [ENTERPRISE]: { department: 'Machines' } }],
    [
      { attributes: 'urn:ietf:params:scim:schemas:core:2.0:User:name.familyName' },
      { id: '1', name: { familyName: 'King' } },
    ],
    [
      { excludedAttributes: 'id,emails,name.familyName,meta,title' },
      { id: '1', userName: 'ada', name: { givenName: 'Ada' }, [ENTERPRISE]: ada[ENTERPRISE] },
    ],
    [
      { excludedAttributes: `${ENTERPRISE}:manager.displayName,emails.type,name,meta,title,userName` },
      {
        id: '1',
        emails: [{ value: 'a@work', primary: true }, { value: 'a@home' }],
        [ENTERPRISE]: { department: 'Machines', manager: { value: '7' } },
      },
    ],
    [
      { attributes: 'userName', excludedAttributes: 'userName' },
      { id: '1', userName: 'ada' },
    ],
  ];
  for (const [names, expected] of rows) {
    const { project, needs } = compileProjection(names, user);
    t.same(project(ada), expected, JSON.stringify(names));
    for (const attribute of Object.keys(ada)) {
      const needed = attribute === ENTERPRISE ? parsePath(ENTERPRISE) : { attribute };
      if (attribute !== 'password') t.equal(needs(needed), Object.hasOwn(expected, attribute), `needs ${attribute}`);
    }
  }
  t.equal(compileProjection({ attributes: 'name.givenName' }, user).needs(parsePath('name.familyName')), false);
  t.equal(compileProjection({}, shy).project(ada).title, undefined, 'returned: request');
  t.equal(compileProjection({ attributes: 'title' }, shy).project(ada).title, 'Engineer');
  const unknown: Resource = { id: '1', badge: { colour: 'red' }, 'urn:x:1.0:user:custom': { floor: 2, room: 3 } };
  const shown = (attributes: string) => compileProjection({ attributes }, open).project(unknown);
  t.same(shown('badge'), { id: '1', badge: { colour: 'red' } });
  t.same(shown('urn:x:1.0:user:custom:floor'), { id: '1', 'urn:x:1.0:user:custom': { floor: 2 } });
  t.same(shown('urn:x:1.0:user:custom'), { id: '1', 'urn:x:1.0:user:custom': unknown['urn:x:1.0:user:custom'] });
});

t.test('projection never shows what may not be seen, and never invents', async () => {
  const names = fc
    .array(
      fc.constantFrom('userName', 'password', 'emails', 'emails.value', 'name', 'id', ENTERPRISE, 'x', '__proto__', ''),
    )
    .map((list) => list.join(','));
  fc.assert(
    fc.property(fc.record({ attributes: names, excludedAttributes: names }, { requiredKeys: [] }), (query) => {
      const { project } = compileProjection(query, user);
      const once = project(ada);
      if (once.password !== undefined || once.id !== '1') throw new Error(JSON.stringify(once));
      if (JSON.stringify(project(once)) !== JSON.stringify(once)) throw new Error('the second time it shows less');
      within(once, ada);
    }),
  );
});

function within(part: unknown, whole: unknown): void {
  if (typeof part !== 'object' || part === null) {
    if (part !== whole) throw new Error(`${part} is not ${whole}`);
    return;
  }
  for (const [name, value] of Object.entries(part)) within(value, (whole as JsonObject)[name]);
}

t.test('sort', async (t) => {
  const people: readonly Resource[] = [
    { id: '1', userName: 'bob', active: true, meta: { lastModified: '2024-05-06T10:00:00+02:00' } },
    {
      id: '2',
      userName: 'Ada',
      active: false,
      meta: { lastModified: '2024-05-06T09:00:00Z' },
      emails: [{ value: 'z@x' }, { value: 'b@x', primary: true }],
    },
    {
      id: '3',
      userName: 'carl',
      emails: [{ value: 'c@x' }, { value: 'a@x' }],
      [ENTERPRISE]: { manager: { value: '7' } },
    },
    { id: '10', externalId: 'B', name: { familyName: 'Éluard' } },
  ];
  const ids = (by: string, order?: string) =>
    [...people].sort(compileSort(by, order, user).compare).map(({ id }) => id);
  t.same(ids('userName'), ['2', '1', '3', '10'], 'without regard to case, missing last');
  t.same(ids('userName', 'descending'), ['10', '3', '1', '2'], 'missing first');
  t.same(ids('USERNAME', 'Descending'), ['10', '3', '1', '2']);
  t.same(ids('id'), ['1', '10', '2', '3'], 'as text');
  t.same(ids('meta.lastModified'), ['1', '2', '3', '10'], 'as instants');
  t.same(ids('emails'), ['2', '3', '1', '10'], 'by the primary value, else the first');
  t.same(ids('emails.value', 'ascending'), ['2', '3', '1', '10']);
  t.same(ids('active'), ['2', '1', '3', '10']);
  t.same(ids(`${ENTERPRISE}:manager`), ['3', '1', '2', '10']);
  const { path, order } = compileSort('name.familyName', undefined, user);
  t.same({ path, order }, { path: { attribute: 'name', subAttribute: 'familyName' }, order: 'ascending' });
  for (const by of ['nothing', 'emails[', '__proto__', '']) {
    t.match(
      caught(() => compileSort(by, undefined, user)),
      { status: 400, scimType: 'invalidPath' },
      by,
    );
  }
});

t.test('page', async (t) => {
  const limits = { defaultCount: 100, maxCount: 1000 };
  const rows: readonly (readonly [{ readonly [name: string]: string }, number, number])[] = [
    [{}, 1, 100],
    [{ startindex: '', count: '' }, 1, 100],
    [{ startindex: '0', count: '0' }, 1, 0],
    [{ startindex: '-5', count: '-5' }, 1, 0],
    [{ startindex: '101', count: '1000' }, 101, 1000],
    [{ startindex: '999999999', count: '1001' }, 999999999, 1000],
  ];
  for (const [query, startIndex, count] of rows)
    t.same(readPage(query, limits), { startIndex, count }, JSON.stringify(query));
  for (const text of ['x', '1.5', '1e3', '0x10', ' ', '9'.repeat(400)]) {
    t.match(
      caught(() => readPage({ count: text }, limits)),
      { status: 400, scimType: 'invalidValue' },
      text,
    );
    t.match(
      caught(() => readPage({ startindex: text }, limits)),
      { status: 400, scimType: 'invalidValue' },
      text,
    );
  }
});

t.test('values at a path', async (t) => {
  const rows: readonly (readonly [string, readonly unknown[]])[] = [
    ['userName', ['ada']],
    ['email', ['a@work', 'a@home']],
    ['emails', ['a@work', 'a@home']],
    ['emails[type eq "home"].value', ['a@home']],
    ['emails[type eq "home"]', ['a@home']],
    ['name.givenName', ['Ada']],
    ['name', []],
    [`${ENTERPRISE}:manager`, ['7']],
    ['nickName', []],
    ['nothing', []],
  ];
  for (const [path, expected] of rows) t.same(valuesAt(ada, path, user), expected, path);
});

function caught(work: () => unknown): unknown {
  try {
    return `no error but ${JSON.stringify(work())}`;
  } catch (error) {
    return error;
  }
}
