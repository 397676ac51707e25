import type { Principal } from '../auth/index.js';
import type { Collection, Connector, RequestCall } from '../connector/index.js';
import type { Dialect, JsonObject, Preconditions } from '../scim/index.js';
import type { Limits } from './limits.js';

/** One request as the handlers see it. */
export interface Exchange {
  readonly connector: Connector;
  /** Who asks. */
  readonly principal: Principal;
  readonly limits: Limits;
  readonly dialect: Dialect;
  /** The base URL as the client sees it, without a slash at its end. */
  readonly baseUrl: string;
  readonly call: RequestCall;
  /** Query parameters, their names in lower case. */
  readonly query: { readonly [name: string]: string | undefined };
  /** The `:id` of the path; empty where there is none. */
  readonly id: string;
  readonly body: unknown;
  readonly preconditions: Preconditions;
  /** Tells clients apart that walk through the same list; the address of one. */
  readonly client: string;
}

/** An exchange about resources of one type. */
export interface ResourceExchange extends Exchange {
  readonly collection: Collection;
}

export interface Answer {
  readonly status: number;
  readonly body?: JsonObject;
  /** For the Location header. */
  readonly location?: string;
  /** The version of the resource that the answer is about. */
  readonly etag?: string;
}
