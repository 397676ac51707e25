import { type FindResult, getField, type StoredRecord } from '../plugin/index.js';
import type { CompiledSort, Resource } from '../scim/index.js';
import { Breather } from './breather.js';
import type { Collection } from './collection.js';
import type { RequestCall } from './request-call.js';
import type { Keeping, QueryResult, ResourceQuery } from './resource-query.js';
import { SortWindow } from './sort-window.js';
import { attachGroups } from './user-groups.js';

/** What the store answered, and which parts of the query that reflects already. */
interface Answered {
  readonly found: FindResult;
  readonly filtered: boolean;
  readonly sorted: boolean;
  readonly keeping?: Keeping;
}

/**
 * Goes through the store's records once, keeping no more of them than the page (twice the page where it sorts), or what
 * `keeping` says.
 */
export async function scan(
  collection: Collection,
  query: ResourceQuery,
  { found, filtered, sorted, keeping }: Answered,
  call: RequestCall,
): Promise<QueryResult> {
  const breather = new Breather(call.signal);
  const end = query.offset + query.limit;
  const bySort = query.sort && !sorted ? query.sort : undefined;
  const page = bySort ? sortedPage(query, bySort, keeping, breather) : plainPage(query, collection, keeping);
  const select = selector(collection, query, filtered, call);
  const total = filtered ? found.total : undefined;
  const { records } = found;
  const enough = (): boolean => total !== undefined && !keeping && page.total >= end && !bySort;
  if (Symbol.iterator in records) {
    for (const record of records) {
      if (breather.due) await breather.pause();
      const selected = select(record);
      const resource = selected instanceof Promise ? await selected : selected;
      if (resource === undefined) continue;
      const waiting = page.add(resource, record);
      if (waiting) await waiting;
      if (enough()) break;
    }
  } else {
    for await (const record of records) {
      if (breather.due) await breather.pause();
      const resource = await select(record);
      if (resource === undefined) continue;
      await page.add(resource, record);
      if (enough()) break;
    }
  }
  const { resources, view } = await page.result();
  return { resources, total: total ?? page.total, ...(view && { view }) };
}

/** A selected record; it becomes a resource only where something reads it. */
type Lazy = () => Resource;

/** Says of a record whether the filter selects it. */
function selector(
  collection: Collection,
  { filter }: ResourceQuery,
  filtered: boolean,
  call: RequestCall,
): (record: StoredRecord) => Lazy | undefined | Promise<Lazy | undefined> {
  const { mapping } = collection;
  if (!filter || filtered) return (record) => () => mapping.toResource(record);
  const { matchesRecord } = filter;
  if (matchesRecord) return (record) => (matchesRecord(record) ? () => mapping.toResource(record) : undefined);
  if (filter.readsGroups) {
    return async (record) => {
      const [resource] = await attachGroups(collection, [mapping.toResource(record)], call);
      return resource && filter.matches(resource) ? () => resource : undefined;
    };
  }
  return (record) => {
    const resource = mapping.toResource(record);
    return filter.matches(resource) ? () => resource : undefined;
  };
}

interface Page {
  add(resource: Lazy, record: StoredRecord): Promise<void> | undefined;
  readonly total: number;
  result(): Promise<Pick<QueryResult, 'resources' | 'view'>>;
}

function plainPage(
  { offset, limit }: ResourceQuery,
  { mapping: { key } }: Collection,
  keeping: Keeping | undefined,
): Page {
  const resources: Resource[] = [];
  const ids: string[] = [];
  const all: Resource[] = [];
  let total = 0;
  return {
    add(lazy, record) {
      const inPage = total >= offset && total < offset + limit;
      const keeps = keeping && total < keeping.limit;
      const resource = inPage || (keeps && keeping.kept === 'resources') ? lazy() : undefined;
      if (inPage && resource) resources.push(resource);
      if (keeps && resource && keeping.kept === 'resources') all.push(resource);
      if (keeps && keeping.kept === 'ids') ids.push(String(getField(record, key)));
      total += 1;
      return undefined;
    },
    get total() {
      return total;
    },
    async result() {
      if (!keeping || total > keeping.limit) return { resources };
      return { resources, view: keeping.kept === 'ids' ? { ids } : { resources: all } };
    },
  };
}

function sortedPage(
  { offset, limit }: ResourceQuery,
  { compare }: CompiledSort,
  keeping: Keeping | undefined,
  breather: Breather,
): Page {
  const end = offset + limit;
  const window = new SortWindow<Resource>(Math.max(end, keeping?.limit ?? 0), compare, breather);
  let total = 0;
  return {
    add(lazy) {
      total += 1;
      return window.push(lazy());
    },
    get total() {
      return total;
    },
    async result() {
      const sorted = await window.sorted();
      const resources = sorted.slice(offset, end);
      if (!keeping || total > keeping.limit) return { resources };
      const view = keeping.kept === 'ids' ? { ids: sorted.map(({ id }) => String(id)) } : { resources: sorted };
      return { resources, view };
    },
  };
}
