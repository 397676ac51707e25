import { type BodyTemplate, compileBody } from '../requests/body-template.js';
import type { ExpressionOption } from '../requests/expressions.js';
import { compileQuery, type QueryTemplate } from '../requests/url-template.js';

/** How the API is asked for an order, as the options have it. */
export type SortOption =
  | string
  | {
      readonly query?: string | { readonly [name: string]: string | ExpressionOption } | undefined;
      readonly body?: unknown;
      readonly ascending?: string | undefined;
      readonly descending?: string | undefined;
    };

export interface SortTemplate {
  readonly field: string;
  readonly query: QueryTemplate;
  readonly body: BodyTemplate | undefined;
  /** The API's words. */
  readonly words: { readonly ascending: string; readonly descending: string };
}

/** @throws Error a sentence that says what is wrong with the options */
export function compileSorts(sorts: { readonly [field: string]: SortOption }): readonly SortTemplate[] {
  const scope = { variables: ['order'], fields: [] };
  return Object.entries(sorts).map(([field, option]) => {
    const { query, body, ascending, descending } =
      typeof option === 'string'
        ? { query: option, body: undefined, ascending: undefined, descending: undefined }
        : option;
    return {
      field,
      query: compileQuery(query ?? '', scope),
      body: body === undefined ? undefined : compileBody(body, scope),
      words: { ascending: ascending ?? 'asc', descending: descending ?? 'desc' },
    };
  });
}
