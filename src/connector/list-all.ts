import {
  type AttributePath,
  type CompiledSort,
  compileSort,
  filterPaths,
  narrowFilter,
  parseFilter,
  parsePath,
  printFilter,
  printPath,
  type Resource,
  ScimError,
} from '../scim/index.js';
import type { Collection } from './collection.js';
import { listResources } from './list.js';
import type { RequestCall } from './request-call.js';

/** What a client asks of all resource types together (RFC 7644 section 3.4.2.1). */
export interface ListAllRequest {
  /** The text of the filter. */
  readonly filter?: string;
  readonly sortBy?: string;
  readonly sortOrder?: string;
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
  readonly attributes?: string;
  readonly excludedAttributes?: string;
  readonly client: string;
}

export interface ListAllResult {
  readonly resources: readonly { readonly collection: Collection; readonly resource: Resource }[];
  readonly totalResults: number;
}

type Found = ListAllResult['resources'][number];

/**
 * Resources of all types that the application can list, one type after the other unless they are sorted. An attribute that
 * a type does not have is absent from its resources; one that no type has is refused.
 * @throws ScimError 400 `invalidFilter`, `invalidPath`
 */
export async function listAllResources(
  collections: readonly Collection[],
  request: ListAllRequest,
  call: RequestCall,
): Promise<ListAllResult> {
  const filter = request.filter === undefined ? undefined : parseFilter(request.filter);
  if (filter) requireSomewhere(filterPaths(filter), collections, 'invalidFilter');
  if (request.sortBy !== undefined) requireSomewhere([parsePath(request.sortBy)], collections, 'invalidPath');
  const found: Found[] = [];
  const end = request.startIndex - 1 + request.count;
  let sort: CompiledSort | undefined;
  let totalResults = 0;
  for (const collection of collections) {
    const { type } = collection;
    const narrowed = filter ? narrowFilter(filter, type) : true;
    if (!collection.store.find || narrowed === false) continue;
    const sortsBy = request.sortBy !== undefined && type.resolve(parsePath(request.sortBy)) !== undefined;
    const own = sortsBy ? compileSort(request.sortBy, request.sortOrder, type) : undefined;
    sort ??= own;
    const sorts = request.sortBy !== undefined;
    const startIndex = sorts ? 1 : Math.max(1, request.startIndex - totalResults);
    const { resources, totalResults: ofType } = await listResources(
      collection,
      {
        startIndex,
        count: sorts ? end : request.count - found.length,
        projection: collection.projection(request.attributes, request.excludedAttributes),
        client: request.client,
        ...(typeof narrowed === 'object' && { filter: printFilter(narrowed) }),
        ...(own && { sort: own }),
      },
      call,
    );
    found.push(...resources.map((resource) => ({ collection, resource })));
    totalResults += ofType;
  }
  const resources = request.sortBy === undefined ? found : sorted(found, sort).slice(request.startIndex - 1, end);
  return { resources, totalResults };
}

/** Every type that has the attribute reads it at the same place. */
function sorted(found: readonly Found[], sort: CompiledSort | undefined): readonly Found[] {
  return sort ? [...found].sort((left, right) => sort.compare(left.resource, right.resource)) : found;
}

function requireSomewhere(
  paths: readonly AttributePath[],
  collections: readonly Collection[],
  scimType: 'invalidFilter' | 'invalidPath',
): void {
  const unknown = paths.find((path) => !collections.some(({ type }) => type.resolve(path)));
  if (unknown) {
    throw new ScimError(400, `No resource type has an attribute "${printPath(unknown)}".`, { scimType });
  }
}
