import type { Method } from '../verify/exchange.js';

/** What went by, as far as it is kept. */
export interface Body {
  readonly bytes: Buffer;
  /** Of the whole body; more than `bytes` where it was larger than what is kept. */
  readonly length: number;
}

/** One request and its answer. */
export interface Exchange {
  readonly method: Method;
  /** Behind the base URL, with its query. */
  readonly path: string;
  /** Names in lower case. */
  readonly requestHeaders: { readonly [name: string]: string };
  readonly requestBody: Body;
  readonly status: number;
  readonly responseHeaders: { readonly [name: string]: string };
  readonly responseBody: Body;
}
