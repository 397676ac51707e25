import type { CompiledSort, Projection, Resource } from '../scim/index.js';
import type { Collection } from './collection.js';
import { completeResources } from './complete.js';
import { prepareWithReferences } from './reference-filters.js';
import type { RequestCall } from './request-call.js';

/** What a client asks of a list (RFC 7644 section 3.4.2), its page already within bounds. */
export interface ListRequest {
  /** The text of the filter. */
  readonly filter?: string;
  readonly sort?: CompiledSort;
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
  readonly projection: Projection;
  /** Who asks: of two clients, each walks through the pages by itself. */
  readonly client: string;
  /** Where the client pages by cursors (RFC 9865), instead of `startIndex`; empty on the first page. */
  readonly cursor?: string;
}

export interface ListResult {
  readonly resources: readonly Resource[];
  readonly totalResults: number;
  readonly nextCursor?: string;
}

/**
 * Resources of one type: filtered, sorted, paged.
 * @throws ScimError 400 `invalidFilter`, `invalidCursor`, `expiredCursor`; 501 where the application cannot list
 */
export async function listResources(
  collection: Collection,
  request: ListRequest,
  call: RequestCall,
): Promise<ListResult> {
  const { sort, projection } = request;
  const filter =
    request.filter === undefined ? undefined : await prepareWithReferences(collection, request.filter, call);
  const needs = collection.needs(projection, { filter, sort });
  const { fields } = needs;
  const { resources, total, nextCursor, hasGroups } = await collection.pages.page(
    {
      ...(filter && { filter }),
      ...(sort && { sort }),
      ...(fields && { fields }),
      offset: request.startIndex - 1,
      limit: request.count,
    },
    {
      key: JSON.stringify([request.client, request.filter, sort?.by, sort?.order, fields, needs.groups]),
      groups: needs.groups,
      ...(request.cursor !== undefined && { cursor: request.cursor }),
    },
    call,
  );
  return {
    resources: await completeResources(collection, resources, hasGroups ? { ...needs, groups: false } : needs, call),
    totalResults: total,
    ...(nextCursor !== undefined && { nextCursor }),
  };
}
