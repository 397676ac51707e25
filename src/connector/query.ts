import type { FindResult, Query } from '../plugin/index.js';
import type { Resource } from '../scim/index.js';
import type { Collection } from './collection.js';
import type { RequestCall } from './request-call.js';
import { requireOperation } from './require-operation.js';
import type { Keeping, QueryResult, ResourceQuery } from './resource-query.js';
import { scan } from './scan.js';
import type { Rest } from './walks.js';

/**
 * Asks the store, and does itself what the store did not: filter, sort and page, in slices that let other requests
 * through.
 */
export async function runQuery(
  collection: Collection,
  query: ResourceQuery,
  call: RequestCall,
  keeping?: Keeping,
): Promise<QueryResult> {
  const find = requireOperation(collection, 'find');
  const { page, ...rest } = toStoreQuery(collection, query);
  const storeQuery = page && !keeping?.whole ? { ...rest, page } : rest;
  const step = `listing ${collection.type.resourceType.endpoint.slice(1)}`;
  const found = await call.step(step, () => find(storeQuery, call));
  return call.step(step, () =>
    finish(collection, query, { asked: storeQuery, found, ...(keeping && { keeping }) }, call),
  );
}

function toStoreQuery({ mapping }: Collection, { filter, sort, offset, limit, fields }: ResourceQuery): Query {
  const fieldSort = sort && mapping.toFieldSort(sort.path, sort.order);
  const complete = (!filter || filter.matchesRecord !== undefined) && (!sort || fieldSort !== undefined);
  return {
    ...(filter?.fieldFilter && { filter: filter.fieldFilter }),
    ...(fieldSort && { sort: fieldSort }),
    ...(complete && { page: { offset, limit } }),
    ...(fields && { fields }),
  };
}

function finish(
  collection: Collection,
  query: ResourceQuery,
  { asked, found, keeping }: { readonly asked: Query; readonly found: FindResult; readonly keeping?: Keeping },
  call: RequestCall,
): QueryResult | Promise<QueryResult> {
  const applied = found.applied ?? {};
  const filtered = !query.filter || (applied.filter === true && query.filter.matchesRecord !== undefined);
  const sorted = !query.sort || (applied.sort === true && asked.sort !== undefined);
  if (applied.page === true) {
    if (!asked.page || !filtered || !sorted || found.total === undefined) {
      throw new Error('The plugin says that it applied the page, but not the filter, the sort or the total before it.');
    }
    const rest = found.rest && restOf(collection, found.rest.bind(found));
    if (Array.isArray(found.records)) {
      const resources = found.records.map((record) => collection.mapping.toResource(record));
      return { resources, total: found.total, ...(rest && { rest }) };
    }
    return collect(collection, found.records, found.total, rest);
  }
  return scan(collection, query, { found, filtered, sorted, ...(keeping && { keeping }) }, call);
}

async function collect(
  { mapping }: Collection,
  records: FindResult['records'],
  total: number,
  rest: Rest | undefined,
): Promise<QueryResult> {
  const resources: Resource[] = [];
  for await (const record of records) resources.push(mapping.toResource(record));
  return { resources, total, ...(rest && { rest }) };
}

function restOf({ mapping }: Collection, recordsAfter: NonNullable<FindResult['rest']>): Rest {
  return async function* rest(call) {
    for await (const record of recordsAfter(call)) yield mapping.toResource(record);
  };
}
