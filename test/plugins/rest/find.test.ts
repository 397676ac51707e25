import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  compileFieldFilter,
  type FieldFilter,
  type FindResult,
  type Query,
  type RecordUse,
  type Store,
} from 'scim-gateway/plugin';
import t from 'tap';
import { root } from '../../helpers/gateway.js';
import { type Arrived, type EmployeesApi, type Row, send, startEmployeesApi } from './employees-api.js';
import { employeesOptions } from './employees-config.js';
import { collect, openAdapter, testCall, uses } from './support.js';

const rows: Row[] = Array.from({ length: 23 }, (_, index) => ({
  id: String(index + 1),
  login: ['ann', 'Bob', 'CY', 'dé', "o'hara"][index % 5] + String(index),
  mail: index % 3 === 0 ? `M${index % 4}@x.org` : `m${index % 4}@x.org`,
  status: index % 2 === 0 ? 'A' : 'D',
  updated: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
}));

/** What the gateway does with an answer: the filter again, unless it was applied. */
async function finish({ records, applied }: FindResult, { filter }: Query): Promise<string[]> {
  const matches = filter && !applied?.filter ? compileFieldFilter(filter) : () => true;
  return (await collect(records)).filter(matches).map(({ id }) => String(id));
}

function find(store: Store | undefined, query: Query): Promise<FindResult> {
  return Promise.resolve(store?.find?.(query, testCall())) as Promise<FindResult>;
}

const texts = fc.constantFrom(
  'ann0',
  'ANN0',
  'bob1',
  'Bob',
  'b',
  'm1@x.org',
  'M1@x.org',
  'DÉ3',
  "o'hara4",
  '1',
  '7',
  '',
);
const comparison = fc.record({
  op: fc.constantFrom('eq', 'ne', 'sw', 'co', 'gt', 'le'),
  field: fc.constantFrom('login', 'mail', 'status', 'id'),
  value: texts,
  type: fc.constant('string' as const),
  caseExact: fc.boolean(),
});
const since = fc.integer({ min: 0, max: 24 }).map((day) => ({
  op: 'gt' as const,
  field: 'updated',
  value: new Date(Date.UTC(2026, 0, day)).toISOString(),
  type: 'dateTime' as const,
  caseExact: true,
}));
const { filter: filters } = fc.letrec<{ filter: FieldFilter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison as fc.Arbitrary<FieldFilter>,
    since as fc.Arbitrary<FieldFilter>,
    fc.record({ op: fc.constantFrom('and', 'or'), filters: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not' as const), filter: tie('filter') }),
    fc.record({ op: fc.constant('pr' as const), field: fc.constantFrom('mail', 'title') }),
  ) as fc.Arbitrary<FieldFilter>,
}));

t.test('what the API is asked, finished by the gateway, is what the filter selects', async (t) => {
  const api = await startEmployeesApi(t, rows);
  const { stores } = await openAdapter(t, employeesOptions(api.url));
  let pushed = 0;
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      api.arrived.length = 0;
      const found = new Set(await finish(await find(stores.User, { filter }), { filter }));
      const matches = compileFieldFilter(filter);
      const expected = rows.filter((row) => matches(row as never)).map(({ id }) => id);
      if (api.arrived.some(({ query }) => query.some(([name]) => !['skip', 'take'].includes(name)))) pushed += 1;
      return found.size === expected.length && expected.every((id) => found.has(id));
    }),
    { numRuns: 300, examples: [[{ op: 'and', filters: [{ op: 'or', filters: [] }] }]] },
  );
  t.ok(pushed > 50, `${pushed} filters were asked of the API`);
});

t.test("what is applied is said truly, and a page only where filter, order and number are the API's", async (t) => {
  const api = await startEmployeesApi(t, rows);
  const { stores } = await openAdapter(t, employeesOptions(api.url));
  const eq = (field: string, value: string, caseExact = false): FieldFilter => ({
    op: 'eq',
    field,
    value,
    type: 'string',
    caseExact,
  });
  const sort = { field: 'login', order: 'descending', type: 'string', caseExact: false } as const;
  const page = { offset: 5, limit: 4 };
  const asked = async (query: Query) => {
    api.arrived.length = 0;
    const { applied, total, records } = await find(stores.User, query);
    const ids = (await collect(records)).map(({ id }) => id);
    return {
      applied,
      total,
      ids,
      requests: api.arrived.map(({ target }) => target.replace(/^\/api\/employees\/?/, '')),
    };
  };
  t.match(await asked({ page }), {
    applied: { page: true },
    total: 23,
    ids: ['6', '7', '8', '9'],
    requests: ['?skip=5&take=4'],
  });
  t.match(await asked({ page: { offset: 0, limit: 0 } }), {
    applied: { page: true },
    total: 23,
    ids: [],
    requests: ['?skip=0&take=1'],
  });
  t.match(await asked({ filter: eq('login', 'BOB1'), page: { offset: 0, limit: 2 } }), {
    applied: { filter: true, page: true },
    total: 1,
    ids: ['2'],
  });
  t.match(await asked({ sort, page }), {
    applied: { sort: true, page: true },
    requests: ['?sort=login&dir=desc&skip=5&take=4'],
  });
  t.match(
    await asked({ sort: { ...sort, field: 'mail' }, page }),
    { applied: { sort: false, page: undefined } },
    'an order of another field',
  );
  t.match(
    await asked({ filter: eq('login', 'BOB1', true), page }),
    { applied: { filter: false } },
    'the API ignores case, the filter does not',
  );
  t.match(
    await asked({ filter: { op: 'and', filters: [eq('login', 'bob1'), eq('status', 'A')] }, page }),
    { applied: { filter: false }, requests: ['?login=bob1&skip=0&take=200'] },
    'one part of an "and" is a weaker filter',
  );
  t.match(
    await asked({ filter: eq('mail', 'm1@x.org') }),
    { requests: ['?skip=0&take=200'] },
    'the API would lose the M1',
  );
  t.match(await asked({ filter: eq('mail', 'm1@x.org', true) }), { requests: ['?mail=m1%40x.org&skip=0&take=200'] });
  t.match(await asked({ filter: eq('id', '4', true) }), { ids: ['4'], requests: ['4'], applied: { filter: true } });
  t.match(await asked({ filter: eq('id', '../teams', true) }), { ids: [], requests: [] });
  t.match(
    await asked({ filter: { op: 'or', filters: [eq('login', 'bob1'), eq('id', '2', true), eq('id', '3', true)] } }),
    { ids: ['2', '3'] },
  );
  t.match(await asked({ filter: { op: 'or', filters: [] } }), { ids: [], total: 0, requests: [] });
  t.strictSame(stores.User?.explain?.({ filter: eq('login', "o'hara&x"), sort, page }), [
    `GET ${api.url}/api/employees?login=o%27hara%26x&sort=login&dir=desc&skip=0&take=200`,
  ]);
  t.strictSame(stores.User?.explain?.({ filter: eq('id', '4', true) }), [`GET ${api.url}/api/employees/4`]);
});

/** The habits of other APIs, over the same rows. */
const paging: {
  readonly [name: string]: {
    readonly page: object;
    readonly more?: object;
    answer(arrived: Arrived, api: EmployeesApi): readonly [body: unknown, headers?: object];
  };
} = {
  page: {
    page: { type: 'page', page: 'p', limit: 'size', max: 5 },
    more: { total: '/total' },
    answer: ({ query }) => {
      const at = Object.fromEntries(query);
      const start = (Number(at.p) - 1) * Number(at.size);
      return [{ items: rows.slice(start, start + Number(at.size)), total: rows.length }];
    },
  },
  'page without a total, from 0, smaller than asked for': {
    page: { type: 'page', page: 'p', limit: 'size', max: 100, first: 0 },
    answer: ({ query }) => {
      const start = Number(Object.fromEntries(query).p) * 4;
      return [{ items: rows.slice(start, start + 4) }];
    },
  },
  'offset from 1 without a total, smaller than asked for': {
    page: { type: 'offset', offset: 'startIndex', limit: 'count', max: 100, first: 1 },
    answer: ({ query }) => {
      const start = Number(Object.fromEntries(query).startIndex) - 1;
      return [{ items: rows.slice(start, start + 6) }];
    },
  },
  'cursor in the body': {
    page: { type: 'cursor', cursor: 'after', limit: 'n', max: 6, next: '/next' },
    answer: ({ query }) => {
      const start = Number(Object.fromEntries(query).after ?? 0);
      return [{ items: rows.slice(start, start + 6), next: start + 6 < rows.length ? String(start + 6) : null }];
    },
  },
  'cursor in a header': {
    page: { type: 'cursor', cursor: 'after', next: { header: 'X-Next' }, max: 6 },
    answer: ({ query }) => {
      const start = Number(Object.fromEntries(query).after ?? 0);
      return [{ items: rows.slice(start, start + 6) }, start + 6 < rows.length ? { 'x-next': String(start + 6) } : {}];
    },
  },
  'Link header': {
    page: { type: 'link', limit: 'n', max: 6 },
    answer: ({ query }) => {
      const start = Number(Object.fromEntries(query).from ?? 0);
      return [
        { items: rows.slice(start, start + 6) },
        start + 6 < rows.length ? { link: `<?from=${start + 6}>; rel="next"` } : {},
      ];
    },
  },
  'link in the body': {
    page: { type: 'link', next: '/@next' },
    answer: ({ query, headers }) => {
      const start = Number(Object.fromEntries(query).from ?? 0);
      const next = `http://${headers.host}/api/list?from=${start + 6}`;
      return [{ items: rows.slice(start, start + 6), ...(start + 6 < rows.length && { '@next': next }) }];
    },
  },
  none: { page: { type: 'none' }, answer: () => [{ items: rows }] },
};

t.test('every paging style gives everybody once, lazily', async (t) => {
  const api = await startEmployeesApi(t);
  for (const [name, { page, more = {}, answer }] of Object.entries(paging)) {
    api.interfere = (arrived, response) => {
      const [body, headers] = answer(arrived, api);
      send(response, 200, body, headers);
      return true;
    };
    const { stores } = await openAdapter(t, {
      baseUrl: `${api.url}/api`,
      User: { find: { request: 'GET /list', records: '/items', page, ...more } },
    });
    api.arrived.length = 0;
    const { records } = await find(stores.User, {});
    t.equal(api.arrived.length, 1, `${name}: one page until more is asked for`);
    t.strictSame(
      (await collect(records)).map(({ id }) => id),
      rows.map(({ id }) => id),
      name,
    );
    const all = api.arrived.length;
    api.arrived.length = 0;
    for await (const { id } of (await find(stores.User, {})).records) if (id === '1') break;
    t.equal(api.arrived.length, 1, `${name}: nothing more is asked for than is read, of ${all} pages`);
  }
});

t.test('pages that never end, lists that are not there and links that lead away are failures', async (t) => {
  const api = await startEmployeesApi(t);
  const fails = async (list: object, body: unknown, headers: object = {}, status = 200): Promise<unknown> => {
    api.interfere = (arrived, response) => {
      send(response, status, typeof body === 'function' ? body(arrived) : body, headers);
      return true;
    };
    const { stores } = await openAdapter(t, {
      baseUrl: `${api.url}/api`,
      User: { find: { request: 'GET /list', ...list } },
    });
    try {
      return await collect((await find(stores.User, {})).records);
    } catch (error) {
      return (error as Error).message;
    }
  };
  const people = [{ id: '1' }, { id: '2' }];
  t.match(await fails({ page: { type: 'offset', max: 2 } }, people), /same page again/);
  t.match(
    await fails({ page: { type: 'page', max: 2 }, records: '/d', total: '/n' }, { d: people, n: 9 }),
    /same page again/,
  );
  t.match(
    await fails({ page: { type: 'cursor', cursor: 'c', next: '/n' }, records: '/d' }, { d: [], n: 'x' }),
    /read already/,
  );
  t.match(
    await fails({ records: '/d', total: '/n' }, { d: people, n: 500 }),
    /fewer records than the 500 .*"total"/,
    'an API that gives the first of many, and no "page" in the options',
  );
  t.match(await fails({ records: '/d', total: '/n' }, { d: people, n: 1 }), /more than the 1 records that "total"/);
  const inPages = (rows: number, options: object, answer: (start: number, page: object[]) => object) =>
    fails({ page: { type: 'offset', max: 2 }, records: '/d', ...options }, ({ query }: Arrived) => {
      const start = Number(new Map(query).get('offset'));
      const all = Array.from({ length: rows }, (_, index) => ({ id: String(index) }));
      return answer(start, all.slice(start, start + 2));
    });
  t.match(
    await inPages(6, { total: '/n' }, (_start, page) => ({ d: page, n: page.length })),
    /more than the 2 records/,
    'the number of one page is not that of all',
  );
  t.match(await inPages(2, { total: '/n' }, (_start, page) => ({ d: page, n: 2 })), { length: 2 }, 'unless it is');
  t.match(
    await inPages(9, { total: '/n' }, (start, page) => ({ d: start === 4 ? [] : page, n: 9 })),
    /fewer records than the 9/,
    'a page that is empty in the middle is no end',
  );
  t.match(
    await inPages(5, { total: '/n' }, (_start, page) => ({ d: page, n: 6 })),
    { length: 5 },
    'one may go meanwhile',
  );
  api.interfere = ({ query }, response) => {
    const isFirst = new Map(query).get('page') === '1';
    send(response, isFirst ? 200 : 404, isFirst ? people : { detail: 'Invalid page.' });
    return true;
  };
  const { stores } = await openAdapter(t, {
    baseUrl: `${api.url}/api`,
    User: { find: { request: 'GET /list', page: { type: 'page', max: 2 } } },
  });
  await t.rejects(
    find(stores.User, {}).then(({ records }) => collect(records)),
    {
      name: 'BadGateway',
      message: /no next page; "total"/,
    },
  );
  for (const link of ['http://127.0.0.1:1/x', '//evil.example.com/', '/apiary', '/api/../x', 'http://[']) {
    t.match(
      await fails({ page: { type: 'link' } }, people, { link: `<${link}>; rel="next"` }),
      /outside of "baseUrl"/,
      link,
    );
  }
  t.match(await fails({ records: '/data' }, { errors: [] }), /no list of Users where "records" \("\/data"\)/);
  t.match(await fails({ records: '/data' }, { data: [{ name: 'no key' }] }), /without "id"/);
  t.match(await fails({}, ['text']), /no object/);
  t.match(await fails({}, { message: 'no route' }, {}, 404), /no such list/, 'an import must not take it for "nobody"');
  t.strictSame(await fails({ notFound: 404 }, { message: 'nobody' }, {}, 404), [], 'unless the options say so');
  t.strictSame(await fails({ records: '/data' }, { data: null }), []);
});

t.test('details and members are read for each, some at the same time, and only where they are needed', async (t) => {
  const api = await startEmployeesApi(t, rows);
  api.rows.teams.push({ id: 't1', name: 'one', members: ['1', '2'] }, { id: 't2', name: 'two', members: [] });
  let now = 0;
  let most = 0;
  api.interfere = (arrived, response, usual) => {
    if (arrived.method !== 'GET' || arrived.path.split('/').length < 4) {
      usual();
      return true;
    }
    now += 1;
    most = Math.max(most, now);
    response.on('close', () => {
      now -= 1;
    });
    setImmediate(usual);
    return true;
  };
  const options = employeesOptions(api.url) as { User: { find: object }; Group: { find: object } };
  const { stores } = await openAdapter(t, {
    ...options,
    User: { ...options.User, find: { ...options.User.find, detail: true } },
    Group: {
      ...options.Group,
      members: { request: 'GET /teams/{id}/members', records: '/data' },
      memberships: { request: 'GET /teams?member={member}', records: '/data' },
    },
  });
  const { records } = await find(stores.User, {});
  t.equal((await collect(records)).length, 23);
  t.equal(api.arrived.length, 24);
  t.ok(most > 1 && most <= 8, `${most} at the same time`);
  api.arrived.length = 0;
  await collect((await find(stores.User, { fields: ['id'] })).records);
  t.equal(api.arrived.length, 1, 'the key is in the list');
  const groups = await collect((await find(stores.Group, {})).records);
  t.strictSame(
    groups.map(({ members }) => members),
    [['1', '2'], []],
  );
  api.arrived.length = 0;
  await collect((await find(stores.Group, { fields: ['id', 'name'] })).records);
  t.equal(api.arrived.length, 1, 'no members where nobody asks for them');
  const pairs = [...((await stores.Group?.memberships?.(['2', '3'], testCall())) ?? [])];
  t.strictSame(
    pairs.map(([member, { id }]) => [member, id]),
    [['2', 't1']],
  );
});

t.test('members that are read apart are all there when the whole list is written', async (t) => {
  const api = await startEmployeesApi(t);
  api.rows.teams.push({ id: 't1', name: 'one', members: ['1', '2'] });
  const { stores } = await openAdapter(t, {
    baseUrl: `${api.url}/api`,
    Group: {
      get: { request: 'GET /teams/{id}', record: { cel: '{"id": body.data.id, "name": body.data.name}' } },
      members: { request: 'GET /teams/{id}/members', records: '/data' },
      update: { request: 'PATCH /teams/{id}' },
    },
  });
  await stores.Group?.update?.('t1', { lists: { members: { add: ['3'], remove: ['1'] } } }, testCall());
  t.strictSame(api.rows.teams[0]?.members, ['2', '3']);
});

t.test('XML and forms', async (t) => {
  const api = await startEmployeesApi(t);
  let text = '<?xml version="1.0"?><people total="1"><person nr="007"><login>a&amp;b</login><tag/></person></people>';
  api.interfere = (arrived, response) => {
    response.writeHead(arrived.method === 'GET' ? 200 : 201, { 'content-type': 'application/xml; charset=utf-8' });
    response.end(arrived.method === 'GET' ? text : arrived.body.startsWith('<') ? arrived.body : '');
    return true;
  };
  const options = (format: string) => ({
    baseUrl: `${api.url}/api`,
    format,
    User: {
      find: { request: 'GET /people', records: '/people/person', total: '/people/@total', page: { type: 'offset' } },
      insert: { request: 'POST /people', body: { person: '{record}' }, record: '/person' },
    },
  });
  const use = { User: { ...uses.User, key: '@nr', fields: ['@nr', 'login', 'profile.first'] } as RecordUse };
  const { stores } = await openAdapter(t, options('xml'), use);
  const { records, total } = await find(stores.User, {});
  t.equal(total, 1);
  t.strictSame(
    await collect(records),
    [{ '@nr': '007', login: 'a&b', tag: '' }],
    'one element is a list, texts are texts',
  );
  text = '<people total="0"/>';
  t.strictSame(await collect((await find(stores.User, {})).records), [], 'a list without elements');
  text = '<error>down</error>';
  await t.rejects(find(stores.User, {}), /no list/, 'another document is no empty list');
  text = '<people><person/></people>';
  await t.rejects(find(stores.User, {}), /no object/);
  text =
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><people><person nr="1"><login>&b;</login></person></people>';
  await t.rejects(find(stores.User, {}), /document type/);
  text = '<people><person>';
  await t.rejects(find(stores.User, {}), /no XML/);
  const made = await stores.User?.insert?.({ '@nr': '8', login: '</login><admin>', 'profile.first': 'É' }, testCall());
  t.strictSame(made, { '@nr': '8', login: '</login><admin>', profile: { first: 'É' } });
  const form = await openAdapter(
    t,
    { ...options('form'), User: { insert: { request: 'POST /people' }, get: { request: 'GET /x/{id}' } } },
    use,
  );
  await t.rejects(Promise.resolve(form.stores.User?.insert?.({ login: 'a&admin=1' }, testCall())), /under which id/);
  t.match(api.arrived.at(-1), {
    body: 'login=a%26admin%3D1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
});

t.test('a question of its own, and one that no URL can hold', async (t) => {
  const api = await startEmployeesApi(t, rows);
  const { User } = employeesOptions(api.url) as { User: { find: object; get: object } };
  const { stores } = await openAdapter(t, {
    baseUrl: `${api.url}/api`,
    User: {
      ...User,
      find: {
        ...User.find,
        filters: { 'login eq': { request: 'GET /employees/{value}', record: '/data', exact: true } },
      },
    },
  });
  const asked = async (value: string) => {
    api.arrived.length = 0;
    const filter: FieldFilter = { op: 'eq', field: 'login', value, type: 'string', caseExact: true };
    const found = await finish(await find(stores.User, { filter }), { filter });
    return [found, api.arrived.map(({ target }) => target)];
  };
  t.strictSame(await asked('nobody'), [[], ['/api/employees/nobody']]);
  t.strictSame(await asked('..'), [[], ['/api/employees?skip=0&take=200']], 'the list is gone through instead');
  t.strictSame((await asked('4'))[1], ['/api/employees/4']);
});

t.test('the options of the README are options', async (t) => {
  const page = readFileSync(join(root, 'plugins/rest/README.md'), 'utf8');
  const [, options = ''] = /"options": (\{[\s\S]*?\n\}) \}\n```/.exec(page) ?? [];
  const { describe } = await openAdapter(t, JSON.parse(options));
  t.match(describe?.()[0]?.does, 'GET https://hr.example.com/api/employees?skip={offset}&take={limit}');
  const wrong = (User: object) => openAdapter(t, { baseUrl: 'https://hr.example.com', User });
  const find = { request: 'GET /x' };
  await t.rejects(wrong({ find, activate: { request: 'POST /x/{id}' } }), /come together/);
  await t.rejects(wrong({ find: { ...find, filters: { login: 'x={value}' } } }), /not "FIELD OPERATOR"/);
  await t.rejects(wrong({ find: { ...find, records: '/a', total: { cel: 'boddy.n' } } }), /User: .*boddy/);
});
