import { nextLink } from '../answers/link-header.js';
import { compileSelector, type ParsedAnswer, type Selector, type SelectorOption } from '../answers/select.js';

/** How the API gives a long list out, as the options have it. */
export type PageOption =
  | { readonly type: 'none' }
  | {
      readonly type: 'offset';
      readonly offset?: string | undefined;
      readonly limit?: string | undefined;
      readonly max?: number | undefined;
      readonly first?: number | undefined;
    }
  | {
      readonly type: 'page';
      readonly page?: string | undefined;
      readonly limit?: string | undefined;
      readonly max?: number | undefined;
      readonly first?: number | undefined;
    }
  | {
      readonly type: 'cursor';
      readonly cursor?: string | undefined;
      readonly limit?: string | undefined;
      readonly max?: number | undefined;
      readonly next: SelectorOption | { readonly header: string };
    }
  | {
      readonly type: 'link';
      readonly limit?: string | undefined;
      readonly max?: number | undefined;
      readonly next?: SelectorOption | undefined;
    };

/** Where a page begins. */
export type Position =
  | { readonly kind: 'only' }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'cursor'; readonly cursor: string | undefined }
  | { readonly kind: 'link'; readonly url: string | undefined };

/** Variables of a page, for templates that name them. */
export const pageVariables = ['offset', 'page', 'cursor', 'limit'] as const;

export interface PageStyle {
  readonly type: PageOption['type'];
  /** The most records that one request asks for; undefined: the API decides. */
  readonly max: number | undefined;
  /** The page that begins with the record of this number, counted from 0, in pages of `size`. */
  at(record: number, size: number): Position;
  /** What a request for the page is filled from. */
  variables(position: Position, limit: number | undefined): { readonly [variable: string]: unknown };
  /** The query parameters of a page, by the variable that each is the value of. */
  readonly parameters: { readonly [variable: string]: string };
  /** The page after one with so many records; undefined where the answer says that there is none. */
  next(position: Position, answer: ParsedAnswer, count: number): Position | undefined;
}

/** @throws Error a sentence that says what is wrong with the options */
export function compilePageStyle(option: PageOption): PageStyle {
  switch (option.type) {
    case 'none':
      return {
        type: 'none',
        max: undefined,
        parameters: {},
        at: () => ({ kind: 'only' }),
        variables: () => ({}),
        next: () => undefined,
      };
    case 'offset': {
      const { first = 0 } = option;
      return {
        type: 'offset',
        max: option.max ?? USUAL_MAX,
        parameters: named({ offset: option.offset ?? 'offset', limit: option.limit ?? 'limit' }),
        at: (record) => ({ kind: 'offset', offset: record }),
        variables: (position, limit) => ({
          offset: position.kind === 'offset' ? position.offset + first : first,
          limit,
        }),
        next: (position, _answer, count) =>
          position.kind === 'offset' && count > 0 ? { kind: 'offset', offset: position.offset + count } : undefined,
      };
    }
    case 'page': {
      const { first = 1 } = option;
      return {
        type: 'page',
        max: option.max ?? USUAL_MAX,
        parameters: named({ page: option.page ?? 'page', limit: option.limit }),
        at: (record, size) => ({ kind: 'page', page: Math.floor(record / size) }),
        variables: (position, limit) => ({ page: position.kind === 'page' ? position.page + first : first, limit }),
        next: (position, _answer, count) =>
          position.kind === 'page' && count > 0 ? { kind: 'page', page: position.page + 1 } : undefined,
      };
    }
    case 'cursor': {
      const select = compileNext(option.next);
      return {
        type: 'cursor',
        max: option.max,
        parameters: named({ cursor: option.cursor, limit: option.limit }),
        at: () => ({ kind: 'cursor', cursor: undefined }),
        variables: (position, limit) => ({ cursor: position.kind === 'cursor' ? position.cursor : undefined, limit }),
        next(_position, answer) {
          const cursor = textOrNothing(select(answer));
          return cursor === undefined ? undefined : { kind: 'cursor', cursor };
        },
      };
    }
    case 'link': {
      const select: Selector =
        option.next === undefined ? ({ headers }) => nextLink(headers.link) : compileSelector(option.next);
      return {
        type: 'link',
        max: option.max,
        parameters: named({ limit: option.limit }),
        at: () => ({ kind: 'link', url: undefined }),
        variables: (_position, limit) => ({ limit }),
        next(_position, answer) {
          const url = textOrNothing(select(answer));
          return url === undefined ? undefined : { kind: 'link', url };
        },
      };
    }
  }
}

const USUAL_MAX = 100;

function compileNext(next: SelectorOption | { readonly header: string }): Selector {
  if (typeof next !== 'object' || !('header' in next)) return compileSelector(next);
  const name = next.header.toLowerCase();
  return ({ headers }) => headers[name];
}

function textOrNothing(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

function named(parameters: { readonly [variable: string]: string | undefined }): {
  readonly [variable: string]: string;
} {
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
