import { once } from 'node:events';
import t, { type Test } from 'tap';
import { type Backend, backends, type Served, serve } from '../helpers/backends.js';
import type { ScimClient } from '../helpers/scim-client.js';

type Page = { readonly ids: readonly string[]; readonly total: number; readonly next?: string };

async function pageOf(client: ScimClient, query: string): Promise<Page> {
  const { status, body } = await client('GET', `/Users?${query}`);
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  const ids = body.Resources.map(({ id }: { id: string }) => id);
  return { ids, total: body.totalResults, next: body.nextCursor };
}

/** Walks by index to the end; `between` is what happens after each page. */
async function walk(client: ScimClient, query: string, count: number, between: (page: number) => Promise<void>) {
  const ids: string[] = [];
  for (let startIndex = 1, page = 1; ; startIndex += count, page++) {
    const { ids: found, total } = await pageOf(client, `${query}&startIndex=${startIndex}&count=${count}`);
    ids.push(...found);
    if (startIndex + count > total) return ids;
    await between(page);
  }
}

const numbers = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** One more, one less, and one at another place in the order. */
async function change(v2: ScimClient, ids: readonly string[], page: number): Promise<void> {
  const name = `a-${Math.random().toString(36).slice(2)}@example.com`;
  await v2('POST', '/Users', { userName: `new-${name}` });
  await v2('DELETE', `/Users/${ids[page - 1]}`);
  const moved = { op: 'replace', path: 'userName', value: name };
  await v2('PATCH', `/Users/${ids.at(-page)}`, { Operations: [moved] });
}

/** How often the store of the drop-in was asked for users. */
const questions = ({ gateway }: Served): number => gateway.output().match(/"type":"User"[^\n]*bare find/g)?.length ?? 0;

/** The same, once the log of everything before has come through: the lines of one process stay in order. */
async function settledQuestions(served: Served, mark: string): Promise<number> {
  await served.v2('GET', `/${mark}`);
  const { stderr } = served.gateway.child;
  while (stderr && !new RegExp(`nothing at /scim/v2/${mark}`).test(served.gateway.output())) await once(stderr, 'data');
  return questions(served);
}

for (const backend of backends) {
  t.test(`walks on ${backend}`, async (t) => {
    const queries: readonly [what: string, query: string][] = [
      ['all', 'x=1'],
      ['a filter', 'filter=userName co "@example.com"'],
      ['a sort', 'sortBy=userName'],
      ['a sort, descending', 'sortBy=userName&sortOrder=descending&attributes=userName'],
    ];
    const { v2 } = await serve(t, backend, { users: 60 });
    for (const [what, query] of queries) {
      await t.test(`a directory that changes while it is walked by index: ${what}`, async (t) => {
        const before = (await pageOf(v2, 'count=1000')).ids;
        const seen = await walk(v2, query, 10, (page) => change(v2, before, page));
        t.equal(new Set(seen).size, seen.length, 'nobody comes twice');
        const after = new Set((await pageOf(v2, 'count=1000')).ids);
        const stayed = before.filter((id) => after.has(id));
        t.same(
          stayed.filter((id) => !seen.includes(id)),
          [],
          'who was there all the time comes',
        );
        t.ok(stayed.length > 30);
      });
    }
  });

  t.test(`pages on ${backend}`, async (t) => {
    const { v2 } = await serve(t, backend, { users: 25 });

    await t.test('a page past the end is empty, and random pages need no walk', async (t) => {
      t.same(await pageOf(v2, 'startIndex=100&count=5'), { ids: [], total: 25, next: undefined });
      t.same((await pageOf(v2, 'startIndex=24&count=5')).ids.length, 2);
      t.same((await pageOf(v2, 'startIndex=-3&count=2')).ids, ['1', '2']);
      t.same(await pageOf(v2, 'startIndex=0&count=0'), { ids: [], total: 25, next: undefined });
      t.same(await pageOf(v2, 'count=-1'), { ids: [], total: 25, next: undefined });
      t.equal((await pageOf(v2, 'count=5000')).ids.length, 25);
    });

    await t.test('two walks of one client, page by page in turn, do not disturb each other', async (t) => {
      const left: string[] = [];
      const right: string[] = [];
      for (const startIndex of [1, 11, 21]) {
        for (const seen of [left, right]) seen.push(...(await pageOf(v2, `startIndex=${startIndex}&count=10`)).ids);
      }
      for (const seen of [left, right]) t.equal(new Set(seen).size, 25);
    });

    await t.test('RFC 9865 2 MUST: by cursor, each comes once, and the last page has no nextCursor', async (t) => {
      const seen: string[] = [];
      let cursor = '';
      for (let page = 1; ; page++) {
        const { ids, next } = await pageOf(v2, `cursor=${cursor}&count=10`);
        seen.push(...ids);
        if (next === undefined) break;
        cursor = next;
        await v2('POST', '/Users', { userName: `new${page}@example.com` });
        await v2('DELETE', `/Users/${page}`);
      }
      t.equal(new Set(seen).size, seen.length);
      t.same(
        numbers(3, 25).filter((id) => !seen.includes(id)),
        [],
      );
    });
  });
}

t.test('pages asked for at the same time come from one view', async (t) => {
  const { v2 } = await serve(t, 'csv', { users: 100 });
  const first = await pageOf(v2, 'startIndex=1&count=10');
  const rest = await Promise.all(
    numbers(1, 9).map((page) => pageOf(v2, `startIndex=${Number(page) * 10 + 1}&count=10`)),
  );
  t.equal(new Set([first, ...rest].flatMap(({ ids }) => ids)).size, 100);
});

t.test('a plugin that cannot page is asked once a walk, not once a page', async (t: Test) => {
  const served = await serve(t, 'bare', { users: 100, config: { log: { level: 'debug' } } });
  const queries = ['x=1', 'filter=active eq true', 'sortBy=userName', 'filter=id pr&sortBy=id'];
  for (const [index, query] of queries.entries()) {
    const before = await settledQuestions(served, `before-${index}`);
    const seen = await walk(served.v2, query, 10, async () => undefined);
    t.equal(new Set(seen).size, seen.length);
    t.ok(seen.length > 60);
    t.equal((await settledQuestions(served, `after-${index}`)) - before, 1, query);
  }
});

t.test(
  'RFC 9865 2.1 MUST: cursors that are forged, of another query or mixed with startIndex are refused, and the service provider announces its paging',
  async (t) => {
    const { v1, v2 } = await serve(t, 'memory' satisfies Backend, { users: 30 });
    const { next = '' } = await pageOf(v2, 'cursor&count=10');
    t.match(next, /^[\w.-]+$/, 'no character that a URL needs to escape');
    const refused = async (query: string, scimType: string): Promise<void> => {
      const { status, body } = await v2('GET', `/Users?${query}`);
      t.match({ status, body }, { status: 400, body: { status: '400', scimType, detail: String } }, query);
    };
    await refused('cursor=x', 'invalidCursor');
    await refused(`cursor=${next.slice(0, -1)}`, 'invalidCursor');
    await refused(`cursor=${'x'.repeat(5000)}`, 'invalidCursor');
    const [walkId, position, mac] = next.split('.');
    await refused(`cursor=${walkId}.${position}1.${mac}`, 'invalidCursor');
    await refused(`cursor=${next}&filter=active eq true`, 'invalidCursor');
    await refused(`cursor=${next}&startIndex=11`, 'invalidCursor');
    await refused('cursor=&count=-1', 'invalidCount');
    await refused('cursor=&count=many', 'invalidCount');
    t.equal((await pageOf(v2, `cursor=${next}&count=10`)).ids.length, 10, 'it still works, and with its question only');
    t.equal((await pageOf(v2, `cursor=${next}&count=10`)).ids.length, 10, 'a page can be asked for again');
    const { body } = await v2('GET', '/ServiceProviderConfig');
    t.match(body.pagination, {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: 1000,
      maxPageSize: 1000,
      cursorTimeout: 300,
    });
    t.notHas((await v1('GET', '/ServiceProviderConfigs')).body, { pagination: {} }, 'SCIM 1.1 knows no such block');
  },
);
