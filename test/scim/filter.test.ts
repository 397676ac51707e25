import fc from 'fast-check';
import t from 'tap';
import {
  type ComparisonOperator,
  compileFilter,
  compileType,
  type Filter,
  parseFilter,
  parsePath,
  printFilter,
  printPath,
  type Resource,
  ScimError,
  standardSchemas,
  standardTypes,
} from '#src/scim/index.js';

const invalidFilter = { status: 400, scimType: 'invalidFilter' } as unknown as Error;
const [userResourceType] = standardTypes;
if (!userResourceType) throw new Error('no User');
const user = compileType(userResourceType, standardSchemas);
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const names = ['userName', 'title', 'name.givenName', 'emails.value', `${ENTERPRISE}:department`];
const operators: readonly ComparisonOperator[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const words = fc.constantFrom('a', 'B', 'ab', 'Ab c', '', '"\\\n', 'é');
const comparison = (paths: readonly string[]): fc.Arbitrary<Filter> =>
  fc.record({
    kind: fc.constant('compare' as const),
    path: fc.constantFrom(...paths).map((text) => parsePath(text)),
    operator: fc.constantFrom(...operators),
    value: words,
  });
const { filter: anyFilter } = fc.letrec<{ filter: Filter; leaf: Filter }>((tie) => ({
  leaf: fc.oneof(
    comparison(names),
    fc.constantFrom(...names).map((text) => ({ kind: 'present' as const, path: parsePath(text) })),
    comparison(['type', 'value']).map((filter) => ({
      kind: 'valuePath' as const,
      path: { attribute: 'emails' },
      filter,
    })),
  ),
  filter: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { minLength: 2, maxLength: 3 }))
      .map(([kind, filters]) => ({ kind, filters })),
    tie('filter').map((filter) => ({ kind: 'not' as const, filter })),
  ),
}));
const resources = fc.record(
  {
    userName: words,
    title: words,
    name: fc.record({ givenName: words }),
    emails: fc.array(fc.record({ value: words, type: words }), { minLength: 1, maxLength: 3 }),
    [ENTERPRISE]: fc.record({ department: words }),
  },
  { requiredKeys: [] },
);

/** The filter's meaning, written as plainly as can be. */
function naive(filter: Filter, object: { readonly [name: string]: unknown }): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((part) => naive(part, object));
    case 'or':
      return filter.filters.some((part) => naive(part, object));
    case 'not':
      return !naive(filter.filter, object);
    case 'valuePath':
      return values(object, ['emails']).some((element) => naive(filter.filter, element as never));
    default: {
      const { schema, attribute, subAttribute } = filter.path;
      const found = values(
        object,
        [schema, attribute, subAttribute].filter((key) => key !== undefined),
      ).map((value) => String(value).toLowerCase());
      if (filter.kind === 'present') return found.some((value) => value !== '');
      const wanted = String(filter.value).toLowerCase();
      const holds: { readonly [operator: string]: (value: string) => boolean } = {
        eq: (value) => value === wanted,
        co: (value) => value.includes(wanted),
        sw: (value) => value.startsWith(wanted),
        ew: (value) => value.endsWith(wanted),
        gt: (value) => value > wanted,
        ge: (value) => value >= wanted,
        lt: (value) => value < wanted,
        le: (value) => value <= wanted,
      };
      if (filter.operator === 'ne') return !found.some((value) => value === wanted);
      return found.some(holds[filter.operator] as (value: string) => boolean);
    }
  }
}

function values(value: unknown, keys: readonly string[]): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((element) => values(element, keys));
  const [key, ...rest] = keys;
  return key === undefined ? [value] : values((value as { [name: string]: unknown })[key], rest);
}

/** `a and (b and c)` is another tree than `a and b and c`, and prints with its parentheses. */
t.test('a printed filter reads as the same filter', async () => {
  fc.assert(
    fc.property(anyFilter, (filter) => {
      t.same(parseFilter(printFilter(filter)), filter);
    }),
    { numRuns: 500 },
  );
});

t.test('a compiled filter means what a naive reader says', async () => {
  fc.assert(
    fc.property(anyFilter, resources, (filter, resource) => {
      const matches = compileFilter(filter, user)(resource as Resource);
      if (matches !== naive(filter, resource)) throw new Error(`${printFilter(filter)} on ${JSON.stringify(resource)}`);
    }),
    { numRuns: 2000 },
  );
});

t.test('precedence, case, escapes, types', async (t) => {
  const matching: Resource = {
    userName: 'Ada',
    active: true,
    emails: [
      { value: 'a@x', type: 'work' },
      { value: 'b@y', type: 'home' },
    ],
    meta: { lastModified: '2024-05-06T07:08:09Z' },
  };
  const cases: readonly [string, boolean][] = [
    ['title pr or userName eq "ada" and active eq true', true],
    ['(title pr or userName eq "ada") and active eq false', false],
    ['NOT (userName EQ "bob") AND Active Eq True', true],
    ['emails[type eq "work" and value ew "@y"]', false],
    ['emails[type eq "home"].value eq "b@y"', true],
    ['emails eq "A@X"', true],
    ['email eq "nobody" OR email eq "b@y"', true],
    ['userName eq "\\u0041da"', true],
    ['meta.lastModified gt "2024-05-06T08:08:08+01:00"', true],
    ['meta.lastmodified gt "2024-05-06T08:08:09+01:00"', false],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada"', true],
    ['title eq null', true],
    ['userName ne null', true],
  ];
  for (const [text, expected] of cases) t.equal(compileFilter(parseFilter(text), user)(matching), expected, text);
});

t.test('what is no filter is refused with its place', async (t) => {
  const wrong = [
    '',
    'userName',
    'userName eq',
    'userName zz "a"',
    'userName eq "a',
    'userName eq "a" and',
    '(userName pr',
    'userName pr)',
    'emails[type eq "a"',
    'not userName pr',
    'userName eq "\\x"',
    `${'('.repeat(100)}userName pr`,
    'x'.repeat(20_000),
  ];
  for (const text of wrong) {
    t.throws(() => parseFilter(text), invalidFilter, text.slice(0, 30));
  }
  t.throws(() => parseFilter('userName eq "a" nor x pr'), { message: /position 17/ });
  for (const text of [
    'nothing eq "x"',
    'active gt true',
    'active eq "maybe"',
    'name eq "x"',
    'emails[foo eq "x"]',
    'meta.created eq "soon"',
    '__proto__ eq "x"',
    'constructor.name pr',
  ]) {
    t.throws(() => compileFilter(parseFilter(text), user), invalidFilter, text);
  }
});

t.test('hostile text ends soon, with an answer or a SCIM error', async () => {
  fc.assert(
    fc.property(
      fc
        .array(
          fc.constantFrom(
            '(',
            ')',
            '[',
            ']',
            '"',
            '\\',
            ' and ',
            ' or ',
            'not ',
            'a',
            '.',
            ':',
            ' eq ',
            ' pr',
            '1',
            'null',
          ),
        )
        .map((parts) => parts.join('')),
      (text) => {
        for (const parse of [parseFilter, parsePath]) {
          try {
            parse(text);
          } catch (error) {
            if (!(error instanceof ScimError)) throw error;
          }
        }
      },
    ),
    { numRuns: 3000 },
  );
});

t.test('paths', async (t) => {
  for (const text of [
    'userName',
    'name.givenName',
    'emails[type eq "work"].value',
    `${ENTERPRISE}:manager.value`,
    'members[value eq "1"]',
  ]) {
    t.equal(printPath(parsePath(text)), text);
  }
  t.same(user.resolve(parsePath(`${ENTERPRISE}:manager.value`))?.keys, [ENTERPRISE, 'manager', 'value']);
  t.same(user.resolve(parsePath(ENTERPRISE))?.keys, [ENTERPRISE]);
  t.same(user.resolve(parsePath('urn:scim:schemas:extension:enterprise:1.0:department'))?.keys, [
    ENTERPRISE,
    'department',
  ]);
  t.same(user.resolve(parsePath('Department'))?.keys, [ENTERPRISE, 'department']);
  t.equal(user.resolve(parsePath('nothing.at')), undefined);
});
