import type { FindResult, StoredRecord } from '../plugin/index.js';
import type { Resource } from '../scim/index.js';
import { Breather } from './breather.js';
import type { Collection } from './collection.js';
import type { RequestCall } from './request-call.js';
import type { QueryResult, ResourceQuery } from './resource-query.js';
import { SortWindow } from './sort-window.js';
import { attachGroups } from './user-groups.js';

/** Which parts of the query the store's answer reflects already. */
interface Done {
  readonly filtered: boolean;
  readonly sorted: boolean;
}

/** Goes through the store's records once, keeping no more of them than the page (twice the page where it sorts). */
export async function scan(
  collection: Collection,
  query: ResourceQuery,
  found: FindResult,
  done: Done,
  call: RequestCall,
): Promise<QueryResult> {
  const breather = new Breather(call.signal);
  const end = query.offset + query.limit;
  const page = query.sort && !done.sorted ? sortedPage(query, end, breather) : plainPage(query, end);
  const select = selector(collection, query, done, call);
  const total = done.filtered ? found.total : undefined;
  const { records } = found;
  if (Symbol.iterator in records) {
    for (const record of records) {
      if (breather.due) await breather.pause();
      const selected = select(record);
      const resource = selected instanceof Promise ? await selected : selected;
      if (resource === undefined) continue;
      const waiting = page.add(resource);
      if (waiting) await waiting;
      if (total !== undefined && page.complete) break;
    }
  } else {
    for await (const record of records) {
      if (breather.due) await breather.pause();
      const resource = await select(record);
      if (resource === undefined) continue;
      await page.add(resource);
      if (total !== undefined && page.complete) break;
    }
  }
  return { resources: await page.resources(), total: total ?? page.total };
}

/** A selected record; it becomes a resource only where something reads it. */
type Lazy = () => Resource;

/** Says of a record whether the filter selects it. */
function selector(
  collection: Collection,
  { filter }: ResourceQuery,
  { filtered }: Done,
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
  add(resource: Lazy): Promise<void> | undefined;
  /** true: nothing that comes now belongs to the page. */
  readonly complete: boolean;
  readonly total: number;
  resources(): Promise<readonly Resource[]>;
}

function plainPage({ offset }: ResourceQuery, end: number): Page {
  const resources: Resource[] = [];
  let total = 0;
  return {
    add(resource) {
      if (total >= offset && total < end) resources.push(resource());
      total += 1;
      return undefined;
    },
    get complete() {
      return total >= end;
    },
    get total() {
      return total;
    },
    resources: async () => resources,
  };
}

function sortedPage({ offset, sort }: ResourceQuery, end: number, breather: Breather): Page {
  const window = new SortWindow<Resource>(end, sort?.compare ?? (() => 0), breather);
  let total = 0;
  return {
    add(resource) {
      total += 1;
      return window.push(resource());
    },
    complete: false,
    get total() {
      return total;
    },
    resources: async () => (await window.sorted()).slice(offset, end),
  };
}
