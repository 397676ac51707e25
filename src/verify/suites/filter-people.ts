import type { CheckContext } from '../check.js';
import type { Answer } from '../exchange.js';
import type { Made } from '../make.js';
import { skipDeclined, users, withQuery } from './support.js';

/** Three users that no filter check changes: b has no title, c is inactive. */
export interface Three {
  readonly a: Made;
  readonly b: Made;
  readonly c: Made;
  /** What the userNames of the three, and no others, begin with. */
  readonly start: string;
}

export function three({ shared, make }: CheckContext): Promise<Three> {
  return shared('filters', async () => {
    const start = make.name().replace('@example.com', '-filter-');
    const email = (name: string, type: string) => ({ value: `${name}-${type}@example.com`, type });
    const user = (letter: string, more: object) =>
      make.user({
        userName: `${start}${letter}@example.com`,
        name: { givenName: 'Filter', familyName: `Family-${start}${letter}` },
        emails: [{ ...email(`${start}${letter}`, 'work'), primary: true }, email(`${start}${letter}`, 'home')],
        ...more,
      });
    const a = await user('a', {
      title: 'Filtered',
      externalId: `${start}external`,
      displayName: `Say "hi" \\ ${start}`,
    });
    return { a, b: await user('b', {}), c: await user('c', { active: false }), start };
  });
}

export function find({ client, ...context }: CheckContext, filter: string): Promise<Answer> {
  return client.get(withQuery(users(context), { filter }));
}

export const nameOf = ({ sent }: Made): string => String(sent.userName);

/**
 * What a filter over the three finds. A server may decline a combination of attribute and operator with 400 invalidFilter
 * (RFC 7644 3.4.2.2 and table 9); what every client sends is `required`.
 */
export async function finds(
  context: CheckContext,
  filter: (of: Three) => string,
  which: readonly ('a' | 'b' | 'c')[],
  { required = false }: { readonly required?: boolean } = {},
): Promise<void> {
  const known = await three(context);
  const answer = await find(context, filter(known));
  if (!required) skipDeclined(context, answer);
  context.expect.finds(
    answer,
    which.map((letter) => known[letter].id),
  );
}

/** For what every client sends: to decline it is a failure. */
export const required = { required: true };
