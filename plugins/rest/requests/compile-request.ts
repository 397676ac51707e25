import type { UpstreamRequest } from '../network/upstream.js';
import { type BodyTemplate, compileBody, overlay } from './body-template.js';
import { describeRequest } from './describe-request.js';
import { type BodyFormat, contentTypes, encodeBody } from './encode-body.js';
import { compileHeaders } from './header-template.js';
import type { RequestValues } from './request-values.js';
import type { Scope } from './text-template.js';
import { compileUrl } from './url-template.js';

/** One operation's request as the options have it. */
export interface RequestOptions {
  readonly request: string;
  readonly body?: unknown;
  readonly format?: BodyFormat | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly repeatable?: boolean | undefined;
}

/** What an operation's request has besides: of paging, filters and order. */
export interface RequestAddition {
  readonly query?: readonly string[];
  readonly body?: unknown;
}

export interface RequestTemplate {
  /** The request as the options have it, on one line and with nothing secret in it. */
  readonly text: string;
  /** The same with more query parameters, as the options have them. */
  withQuery(parameters: readonly string[]): string;
  readonly method: string;
  /** Everything that the request is filled from. */
  readonly names: ReadonlySet<string>;
  /** true: there is a body, which parameters may stand in. */
  readonly hasBody: boolean;
  /** @throws InvalidValue where a value cannot stand where it belongs */
  expand(values: RequestValues, addition?: RequestAddition): UpstreamRequest;
}

export interface RequestContext {
  readonly baseUrl: string;
  /** Names in lower case of the headers that every request has. */
  readonly headers: ReadonlySet<string>;
  readonly format: BodyFormat;
}

const repeatableMethods: ReadonlySet<string> = new Set(['GET', 'PUT', 'DELETE']);

/** @throws Error a sentence that says what is wrong with the options */
export function compileRequest(
  options: RequestOptions,
  scope: Scope,
  { baseUrl, headers: common, format: usual }: RequestContext,
): RequestTemplate {
  const [, method = '', target = ''] = /^(GET|POST|PUT|PATCH|DELETE) (\S.*)$/.exec(options.request) ?? [];
  const url = compileUrl(target, scope);
  refuseSecretInUrl(url.names);
  const headers = compileHeaders(options.headers ?? {}, scope);
  const body: BodyTemplate | undefined = options.body === undefined ? undefined : compileBody(options.body, scope);
  const format = options.format ?? usual;
  const base = baseUrl.replace(/\/+$/, '');
  const withQuery = (parameters: readonly string[]): string => {
    const more = parameters.length === 0 ? '' : `${target.includes('?') ? '&' : '?'}${parameters.join('&')}`;
    return describeRequest({ method, url: `${base}${target}${more}`, body: options.body, format });
  };
  return {
    text: withQuery([]),
    withQuery,
    method,
    names: new Set([...url.names, ...headers.names, ...(body?.names ?? [])]),
    hasBody: body !== undefined,
    expand(values, addition = {}) {
      const filled = addition.body === undefined ? body?.fill(values) : overlay(body?.fill(values), addition.body);
      return {
        method,
        url: `${base}${url.expand(values, addition.query)}`,
        headers: {
          ...(!common.has('accept') && { accept: 'application/json, */*;q=0.5' }),
          ...(filled !== undefined && { 'content-type': contentTypes[format] }),
          ...headers.fill(values),
        },
        ...(filled !== undefined && { body: encodeBody(filled, format) }),
        repeatable: options.repeatable ?? repeatableMethods.has(method),
      };
    },
  };
}

/** URLs end up in logs. */
function refuseSecretInUrl(names: readonly string[]): void {
  if (names.includes('password')) throw new Error('A {password} cannot stand in a URL: put it into the body.');
}
