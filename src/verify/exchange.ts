import type { JsonObject } from '../scim/index.js';

export type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request as a check asks for it. */
export interface ScimRequest {
  readonly method: Method;
  /** Below the base URL, encoded, with its query: `/Users?count=1`. */
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  /** An object is sent as JSON, a text as it is. */
  readonly body?: JsonObject | string;
  /** What to send instead of the user's credentials. */
  readonly credentials?: { readonly [name: string]: string };
}

/** A request as it went out. Credentials are not in it. */
export interface SentRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
  /** The names of the headers that carried the user's credentials. */
  readonly secretHeaders: readonly string[];
}

/** What came back. */
export interface Answer {
  readonly request: SentRequest;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
  /** The body where it is a JSON object; an empty object where it is not. */
  readonly body: JsonObject;
  readonly isJson: boolean;
  readonly durationMs: number;
}
