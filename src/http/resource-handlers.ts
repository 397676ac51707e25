import { maySee } from '../auth/index.js';
import {
  createResource,
  deleteResource,
  listAllResources,
  listResources,
  patchResource,
  readResource,
  replaceResource,
  versionOf,
} from '../connector/index.js';
import {
  compileSort,
  namesEntityTag,
  type Projection,
  type Resource,
  readPage,
  readSearchRequest,
  resourceUrl,
  ScimError,
} from '../scim/index.js';
import type { Answer, Exchange, ResourceExchange } from './exchange.js';

export async function list(exchange: ResourceExchange): Promise<Answer> {
  const { collection, dialect, query, call, client } = exchange;
  const { startIndex, count } = readPage(query, pageLimits(exchange));
  const projection = projectionOf(exchange);
  const { filter, sortby, cursor } = query;
  const { resources, totalResults, nextCursor } = await listResources(
    collection,
    {
      projection,
      startIndex,
      count,
      client,
      ...(cursor !== undefined && { cursor }),
      ...(filter !== undefined && { filter }),
      ...(sortby !== undefined && { sort: compileSort(sortby, query.sortorder, collection.type) }),
    },
    call,
  );
  const written = resources.map((resource) => write(exchange, resource, projection).body);
  return {
    status: 200,
    body: dialect.writeList({
      resources: written,
      totalResults,
      itemsPerPage: written.length,
      ...(cursor === undefined && { startIndex }),
      ...(nextCursor !== undefined && { nextCursor }),
    }),
  };
}

/** A list whose query is in the body (RFC 7644 section 3.4.3). */
export async function search(exchange: ResourceExchange): Promise<Answer> {
  return list({ ...exchange, query: readSearchRequest(exchange.body) });
}

/** A list of all types together, at the base URL itself (RFC 7644 section 3.4.2.1). */
export async function listAll(exchange: Exchange): Promise<Answer> {
  const { connector, dialect, query, call, client, principal } = exchange;
  if (query.cursor !== undefined) {
    throw new ScimError(400, 'Cursors page through one resource type; here, use startIndex.', {
      scimType: 'invalidCursor',
    });
  }
  const { startIndex, count } = readPage(query, pageLimits(exchange));
  const { filter, sortby, sortorder, attributes, excludedattributes } = query;
  const { resources, totalResults } = await listAllResources(
    [...connector.collections.values()].filter(({ type }) => maySee(principal.rights, type.resourceType.name)),
    {
      startIndex,
      count,
      client,
      ...(filter !== undefined && { filter }),
      ...(sortby !== undefined && { sortBy: sortby }),
      ...(sortorder !== undefined && { sortOrder: sortorder }),
      ...(attributes !== undefined && { attributes }),
      ...(excludedattributes !== undefined && { excludedAttributes: excludedattributes }),
    },
    call,
  );
  const written = resources.map(({ collection, resource }) => {
    const projection = collection.projection(attributes, excludedattributes);
    return write({ ...exchange, collection }, resource, projection).body;
  });
  return {
    status: 200,
    body: dialect.writeList({ resources: written, totalResults, startIndex, itemsPerPage: written.length }),
  };
}

/** {@link listAll} whose query is in the body. */
export async function searchAll(exchange: Exchange): Promise<Answer> {
  return listAll({ ...exchange, query: readSearchRequest(exchange.body) });
}

export async function create(exchange: ResourceExchange): Promise<Answer> {
  const { collection, dialect, body, call } = exchange;
  const sent = dialect.readResource(body, collection.type);
  const projection = projectionOf(exchange);
  const resource = await createResource(collection, sent, projection, call);
  return { status: 201, ...write(exchange, resource, projection) };
}

export async function read(exchange: ResourceExchange): Promise<Answer> {
  const projection = projectionOf(exchange);
  const resource = await readResource(exchange.collection, exchange.id, projection, exchange.call);
  const etag = versionOf(resource);
  const { ifNoneMatch } = exchange.preconditions;
  if (etag !== undefined && ifNoneMatch !== undefined && namesEntityTag(ifNoneMatch, etag))
    return { status: 304, etag };
  return { status: 200, ...write(exchange, resource, projection) };
}

export async function replace(exchange: ResourceExchange): Promise<Answer> {
  const { collection, dialect, body, call, id } = exchange;
  const sent = dialect.readResource(body, collection.type);
  const projection = projectionOf(exchange);
  const resource = await replaceResource(collection, id, sent, projection, call, exchange.preconditions);
  return { status: 200, ...write(exchange, resource, projection) };
}

/**
 * A group's PATCH is answered with 204 unless the client asks for attributes (RFC 7644 section 3.5.2): reading back all
 * members for each member added would cost more than the change.
 */
export async function patch(exchange: ResourceExchange): Promise<Answer> {
  const { collection, dialect, body, call, id, query } = exchange;
  const operations = dialect.readPatch(body, collection.type);
  const quiet = collection.membersField !== undefined && query.attributes === undefined;
  const projection = quiet ? undefined : projectionOf(exchange);
  const resource = await patchResource(collection, id, operations, projection, call, exchange.preconditions);
  return resource && projection ? { status: 200, ...write(exchange, resource, projection) } : { status: 204 };
}

export async function remove({ collection, id, call, preconditions }: ResourceExchange): Promise<Answer> {
  await deleteResource(collection, id, call, preconditions);
  return { status: 204 };
}

function pageLimits({ limits: { pageSize } }: Exchange) {
  return { defaultCount: pageSize, maxCount: pageSize };
}

function projectionOf({ collection, query }: ResourceExchange): Projection {
  return collection.projection(query.attributes, query.excludedattributes);
}

function write({ collection, dialect, baseUrl }: ResourceExchange, resource: Resource, projection: Projection) {
  const { type } = collection;
  const location = resourceUrl(baseUrl, type.resourceType.endpoint, String(resource.id));
  const etag = versionOf(resource);
  return {
    body: dialect.writeResource(projection.project(resource), type, { location, base: baseUrl }),
    location,
    ...(etag !== undefined && { etag }),
  };
}
