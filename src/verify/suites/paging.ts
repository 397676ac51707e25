import type { CheckContext, Suite } from '../check.js';
import type { Made } from '../make.js';
import { valueAt } from '../value-at.js';
import { both, skipDeclined, users, withQuery } from './support.js';

/** So many pages at most are walked: the checks are about the answers, not about the directory. */
const MAX_PAGES = 50;

function four({ shared, make }: CheckContext): Promise<readonly Made[]> {
  return shared('paging', async () => {
    const start = make.name().replace('@example.com', '-page-');
    const made: Made[] = [];
    for (const letter of ['a', 'b', 'c', 'd'])
      made.push(await make.user({ userName: `${start}${letter}@example.com` }));
    return made;
  });
}

const page = (context: CheckContext, parameters: { readonly [name: string]: string | number }) =>
  context.client.get(withQuery(users(context), parameters));

/** Pages of lists. */
export const paging: Suite = {
  name: 'paging',
  title: 'Pages',
  checks: [
    {
      id: 'paging.numbers',
      title: 'totalResults, startIndex and itemsPerPage are numbers',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2.4', '3.2.2.3'),
      why: 'Okta refuses numbers that come as texts.',
      async run(context) {
        const answer = await page(context, { startIndex: 1, count: 2 });
        context.expect.list(answer);
        for (const name of ['totalResults', 'startIndex', 'itemsPerPage']) {
          context.expect.that(Number.isInteger(answer.body[name]), answer, `${name}, a whole number`);
        }
      },
    },
    {
      id: 'paging.count',
      title: 'A page has no more than count',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2.4', '3.2.2.3'),
      needs: ['write', 'User'],
      why: 'Clients that go on by count would meet people twice.',
      async run(context) {
        await four(context);
        const answer = await page(context, { startIndex: 1, count: 2 });
        const { resources } = context.expect.list(answer);
        context.expect.that(resources.length === 2, answer, 'two resources');
      },
    },
    {
      id: 'paging.items-per-page',
      title: 'itemsPerPage is what the page has',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2', '3.2.2.3'),
      needs: ['write', 'User'],
      why: 'Clients that go on by itemsPerPage leave people out.',
      async run(context) {
        await four(context);
        const answer = await page(context, { startIndex: 1, count: 3 });
        context.expect.equal(answer, 'itemsPerPage', context.expect.list(answer).resources.length);
      },
    },
    {
      id: 'paging.start-index',
      title: 'The answer says where its page starts',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2.4', '3.2.2.3'),
      needs: ['write', 'User'],
      why: 'A client cannot tell which page it got.',
      async run(context) {
        await four(context);
        context.expect.equal(await page(context, { startIndex: 2, count: 2 }), 'startIndex', 2);
      },
    },
    {
      id: 'paging.total',
      title: 'totalResults counts everything, not the page',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2', '3.2.2.3'),
      needs: ['write', 'User'],
      why: 'The import ends after its first page.',
      async run(context) {
        const made = await four(context);
        const answer = await page(context, { startIndex: 1, count: 1 });
        const { totalResults } = context.expect.list(answer);
        context.expect.that(totalResults >= made.length, answer, `totalResults of at least ${made.length}`);
      },
    },
    {
      id: 'paging.count-0',
      title: 'count=0 asks for the number alone',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.4.2.4' },
      needs: ['write', 'User'],
      why: 'A question for a number brings the whole directory.',
      async run(context) {
        await four(context);
        const answer = await page(context, { count: 0 });
        const { totalResults, resources } = context.expect.list(answer);
        context.expect.that(
          resources.length === 0 && totalResults > 0,
          answer,
          'no resources, and totalResults above 0',
        );
      },
    },
    {
      id: 'paging.count-negative',
      title: 'A negative count means 0',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.4.2.4' },
      why: 'The standard says so; others answer with an error or with everything.',
      async run(context) {
        const answer = await page(context, { startIndex: 1, count: -1 });
        context.expect.that(context.expect.list(answer).resources.length === 0, answer, 'no resources');
      },
    },
    {
      id: 'paging.start-index-0',
      title: 'A startIndex below 1 means 1',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.4.2.4' },
      needs: ['write', 'User'],
      why: 'Entra ID has been seen to begin with 0.',
      async run(context) {
        await four(context);
        const first = context.expect.list(await page(context, { startIndex: 1, count: 2 }));
        const answer = await page(context, { startIndex: 0, count: 2 });
        const same = context.expect.list(answer).ids.join() === first.ids.join();
        context.expect.that(same, answer, `the first page: ${first.ids.join(', ')}`);
      },
    },
    {
      id: 'paging.past-end',
      title: 'A page past the end is empty, with itemsPerPage 0',
      level: 'habit',
      clause: both('RFC 7644 3.4.2', '3.2.2.3'),
      why: 'Okta’s review refuses another itemsPerPage; an error ends the import.',
      async run(context) {
        const answer = await page(context, { startIndex: 1_000_001, count: 100 });
        const { resources } = context.expect.list(answer);
        context.expect.that(resources.length === 0, answer, 'no resources');
        context.expect.equal(answer, 'itemsPerPage', 0);
      },
    },
    {
      id: 'paging.stable',
      title: 'The same page asked for twice is the same',
      level: 'habit',
      clause: both('RFC 7644 3.4.2.4', '3.2.2.3'),
      why: 'An import leaves people out and meets others twice.',
      async run(context) {
        const first = await page(context, { startIndex: 1, count: 20 });
        const second = await page(context, { startIndex: 1, count: 20 });
        const { ids } = context.expect.list(first);
        context.expect.that(
          context.expect.list(second).ids.join() === ids.join(),
          second,
          `the same order: ${ids.join(', ')}`,
        );
      },
    },
    {
      id: 'paging.walk',
      title: 'A walk through all pages meets each user once',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2.4', '3.2.2.3'),
      needs: ['write', 'User', 'filter'],
      why: 'An import leaves people out; who is missing is deactivated.',
      async run(context) {
        const { expect } = context;
        const made = await four(context);
        const filter = `userName sw "${String(made[0]?.sent.userName).replace(/a@example\.com$/, '')}"`;
        const met: string[] = [];
        for (let number = 0; number < made.length; number++) {
          const answer = await page(context, { filter, startIndex: number + 1, count: 1 });
          if (number === 0) skipDeclined(context, answer);
          const { totalResults, ids } = expect.list(answer);
          expect.that(totalResults === made.length, answer, `totalResults ${made.length} on each page`);
          expect.that(
            ids.length === 1 && !met.includes(String(ids[0])),
            answer,
            'one user that was not on a page before',
          );
          met.push(...ids);
        }
      },
    },
    {
      id: 'paging.max-results',
      title: 'A page has no more than the announced maxResults',
      level: 'MUST',
      clause: both('RFC 7643 5', '9'),
      why: 'The client trusts the announced number.',
      async run(context) {
        const { server, expect, skip } = context;
        const most = valueAt(server.config, 'filter.maxResults');
        if (typeof most !== 'number' || server.features.filter !== true)
          return skip('the server announces no maxResults');
        if (most > 2_000) return skip(`maxResults is ${most}`);
        const answer = await page(context, { startIndex: 1, count: most + 1 });
        expect.that(expect.list(answer).resources.length <= most, answer, `at most ${most} resources`);
      },
    },
    {
      id: 'paging.cursor',
      title: 'A walk by cursor ends, and meets nobody twice',
      level: 'MUST',
      clause: { '2.0': 'RFC 9865 2' },
      needs: ['write', 'User', 'filter', 'cursor'],
      why: 'An import by cursor never ends, or leaves people out.',
      async run(context) {
        const { expect } = context;
        const made = await four(context);
        const filter = `userName sw "${String(made[0]?.sent.userName).replace(/a@example\.com$/, '')}"`;
        const met = new Set<string>();
        let cursor = '';
        for (let number = 0; number < MAX_PAGES; number++) {
          const answer = await page(context, { filter, count: 3, cursor });
          for (const id of expect.list(answer).ids) {
            expect.that(!met.has(id), answer, `no user twice (${id})`);
            met.add(id);
          }
          const { nextCursor } = answer.body;
          if (typeof nextCursor !== 'string') {
            expect.that(met.size === made.length, answer, `${made.length} users before the last page, not ${met.size}`);
            return;
          }
          cursor = nextCursor;
        }
        expect.that(false, await page(context, { filter, count: 3, cursor }), `the last page before page ${MAX_PAGES}`);
      },
    },
    {
      id: 'paging.cursor.forged',
      title: 'A cursor that the server did not make is a 400 invalidCursor',
      level: 'MUST',
      clause: { '2.0': 'RFC 9865 2' },
      needs: ['cursor'],
      why: 'The client takes the first page for the next.',
      async run(context) {
        context.expect.error(await page(context, { count: 2, cursor: 'no-cursor-of-yours' }), 400, [
          'invalidCursor',
          'expiredCursor',
        ]);
      },
    },
  ],
};
