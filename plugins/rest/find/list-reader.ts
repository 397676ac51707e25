import { BadGateway, type Call, type StoredRecord } from 'scim-gateway/plugin';
import { keyOf, readRecords } from '../answers/read-records.js';
import { compileSelector, type ParsedAnswer, parsePointer, type SelectorOption } from '../answers/select.js';
import type { UpstreamRequest } from '../network/upstream.js';
import { compileOperation, type Operation, type OperationContext, type OperationOptions } from '../operation.js';
import { checkTotal } from '../pages/check-total.js';
import {
  compilePageStyle,
  type PageOption,
  type PageStyle,
  type Position,
  pageVariables,
} from '../pages/page-style.js';
import { type Page, type PageSource, pagesAfter } from '../pages/read-pages.js';
import type { RequestAddition } from '../requests/compile-request.js';
import { isExpression } from '../requests/expressions.js';
import { percentEncode } from '../requests/place-value.js';
import type { RequestValues } from '../requests/request-values.js';

/** An operation that answers with a list, as the options have it. */
export interface ListOptions extends OperationOptions {
  readonly records?: SelectorOption | undefined;
  readonly total?: SelectorOption | undefined;
  readonly page?: PageOption | undefined;
}

/** An operation that answers with a list, page by page. */
export interface ListReader {
  readonly operation: Operation;
  /** The request with the parameters of its pages, on one line. */
  readonly text: string;
  readonly style: PageStyle;
  readonly knowsTotal: boolean;
  source(values: RequestValues, call: Call, addition?: RequestAddition): PageSource;
  totalOf(page: Page): number | undefined;
  /** The request for the first page, as it would be sent. */
  first(values: RequestValues, addition: RequestAddition | undefined, limit: number | undefined): UpstreamRequest;
}

export interface ListSubject {
  /** What one record is called in messages. */
  readonly type: string;
  /** The field that tells records apart; undefined: they need no key. */
  readonly key: string | undefined;
  /** Variables besides those of the page. */
  readonly variables: readonly string[];
}

/** @throws Error a sentence that says what is wrong with the options */
export function compileListReader(
  options: ListOptions,
  { type, key, variables }: ListSubject,
  context: OperationContext,
): ListReader {
  const { records = '' } = options;
  const style = compilePageStyle(options.page ?? { type: 'none' });
  const operation = compileOperation(options, { variables: [...variables, ...pageVariables], fields: [] }, context, {
    kind: 'read',
    lists: isExpression(records) ? [] : [parsePointer(records).join('.')],
  });
  const { request } = operation;
  const select = compileSelector(records);
  const holder = isExpression(records) || records === '' ? undefined : compileSelector(records.replace(/\/[^/]*$/, ''));
  const selectTotal = options.total === undefined ? undefined : compileSelector(options.total);
  const option = isExpression(records) ? 'an expression' : `"${records}"`;
  const base = new URL(context.baseUrl);

  const expand = (
    position: Position,
    limit: number | undefined,
    values: RequestValues,
    addition: RequestAddition = {},
  ): UpstreamRequest => {
    const variables = style.variables(position, limit);
    const query = [...(addition.query ?? [])];
    for (const [name, parameter] of Object.entries(style.parameters)) {
      const value = variables[name];
      if (!request.names.has(name) && value !== undefined)
        query.push(`${percentEncode(parameter)}=${percentEncode(String(value))}`);
    }
    const first = request.expand({ ...values, ...variables }, { ...addition, query });
    if (position.kind !== 'link' || position.url === undefined) return first;
    return { ...first, url: linkedUrl(position.url, first.url, base) };
  };

  const parameters = Object.entries(style.parameters)
    .filter(([name]) => !request.names.has(name))
    .map(([name, parameter]) => `${parameter}={${name}}`);

  return {
    operation,
    text: request.withQuery(parameters),
    style,
    knowsTotal: selectTotal !== undefined,
    totalOf: ({ answer }) => (selectTotal ? countOf(selectTotal(answer)) : undefined),
    first: (values, addition, limit) => expand(style.at(0, style.max ?? 1), limit, values, addition),
    source: (values, call, addition) => ({
      style,
      keyOf: (record) => (key === undefined ? JSON.stringify(record) : keyOf(record, key)),
      async fetch(position, limit) {
        const answer: ParsedAnswer = await operation.send(expand(position, limit, values, addition), call);
        return { answer, records: readRecords(answer, { records: select, holder, type, key, option }) };
      },
    }),
  };
}

/** Where the API says that the next page is: relative to this one, and never outside of the API. */
function linkedUrl(link: string, from: string, base: URL): string {
  const url = URL.canParse(link, from) ? new URL(link, from) : undefined;
  const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
  if (url?.origin !== base.origin || !(url.pathname === base.pathname || url.pathname.startsWith(folder))) {
    throw new BadGateway('The application links to a next page that is outside of "baseUrl".');
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  return url.href;
}

function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** Everything that a list holds, page after page. */
export async function* readAll(reader: ListReader, part: PageSource): AsyncGenerator<readonly StoredRecord[]> {
  const source = { ...part, wantsAll: true };
  const position = reader.style.at(0, reader.style.max ?? 1);
  const page = await source.fetch(position, reader.style.max);
  const start = { position, page, offset: 0, total: reader.totalOf(page), size: reader.style.max };
  await checkTotal(source, start);
  yield page.records;
  for await (const { page: next } of pagesAfter(source, start)) yield next.records;
}
