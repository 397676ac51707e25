import type { CheckContext, Suite } from '../check.js';
import type { Made } from '../make.js';
import { both, users, withQuery } from './support.js';

interface Sorted {
  readonly start: string;
  /** By userName without regard to case: x, Y, z. */
  readonly made: readonly [Made, Made, Made];
}

function sorted({ shared, make }: CheckContext): Promise<Sorted> {
  return shared('sort', async () => {
    const start = make.name().replace('@example.com', '-sort-');
    const user = (letter: string, familyName: string, more: object = {}) =>
      make.user({ userName: `${start}${letter}@example.com`, name: { givenName: 'Sort', familyName }, ...more });
    // Made in an order that is neither.
    const y = await user('Y', 'Alpha', { title: 'b' });
    const z = await user('z', 'gamma');
    const x = await user('x', 'Beta', { title: 'a' });
    return { start, made: [x, y, z] };
  });
}

async function expectOrder(
  context: CheckContext,
  parameters: { readonly [name: string]: string },
  order: (made: Sorted['made']) => readonly Made[],
): Promise<void> {
  const { start, made } = await sorted(context);
  const answer = await context.client.get(
    withQuery(users(context), { filter: `userName sw "${start}"`, ...parameters }),
  );
  const wanted = order(made).map(({ id }) => id);
  const isSo = context.expect.list(answer).ids.join() === wanted.join();
  context.expect.that(isSo, answer, `this order: ${wanted.join(', ')}`);
}

const CLAUSE = both('RFC 7644 3.4.2.3', '3.2.2.2');

/** The order of lists. */
export const sort: Suite = {
  name: 'sort',
  title: 'Order',
  needs: ['write', 'User', 'filter', 'sort'],
  checks: [
    {
      id: 'sort.ascending',
      title: 'sortBy puts the least first',
      level: 'SHOULD',
      clause: CLAUSE,
      why: 'Whoever announces sorting is taken at their word.',
      run: (context) => expectOrder(context, { sortBy: 'userName', sortOrder: 'ascending' }, ([x, y, z]) => [x, y, z]),
    },
    {
      id: 'sort.default',
      title: 'Without sortOrder it is ascending',
      level: 'SHOULD',
      clause: CLAUSE,
      why: 'The order is the other way round.',
      run: (context) => expectOrder(context, { sortBy: 'userName' }, ([x, y, z]) => [x, y, z]),
    },
    {
      id: 'sort.descending',
      title: 'descending puts the greatest first',
      level: 'SHOULD',
      clause: CLAUSE,
      why: '"The newest first" shows the oldest.',
      run: (context) => expectOrder(context, { sortBy: 'userName', sortOrder: 'descending' }, ([x, y, z]) => [z, y, x]),
    },
    {
      id: 'sort.sub-attribute',
      title: 'A sub-attribute can be sorted by',
      level: 'SHOULD',
      clause: CLAUSE,
      why: 'A list by family name is in no order.',
      async run(context) {
        if (!context.keeps('name.familyName')) context.skip('the server does not keep name.familyName');
        await expectOrder(context, { sortBy: 'name.familyName' }, ([x, y, z]) => [y, x, z]);
      },
    },
    {
      id: 'sort.missing-last',
      title: 'Who has no value comes last',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.4.2.3' },
      why: 'A list begins with pages of people without the value.',
      async run(context) {
        if (!context.keeps('title')) context.skip('the server does not keep title');
        await expectOrder(context, { sortBy: 'title' }, ([x, y, z]) => [x, y, z]);
      },
    },
  ],
};
