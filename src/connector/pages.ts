import type { RequestCall } from './request-call.js';
import type { QueryResult, ResourceQuery } from './resource-query.js';

/** Which page of which walk a client asks for. */
export interface PageStep {
  /** What tells this question from others: filter, order, attributes and client. */
  readonly key: string;
  /** Given where the client pages by cursors (RFC 9865); empty on the first page. */
  readonly cursor?: string;
  /** true: the answer shows the groups of users. */
  readonly groups?: boolean;
}

/** Gives out the pages of a collection so that a client that walks through all of them meets each resource once. */
export interface Pages {
  page(
    query: ResourceQuery,
    step: PageStep,
    call: RequestCall,
  ): Promise<QueryResult & { readonly nextCursor?: string }>;
  close(): void;
}
