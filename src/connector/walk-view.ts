import type { Resource } from '../scim/index.js';
import { fieldsToSelect } from './answer-needs.js';
import type { Collection } from './collection.js';
import { runQuery } from './query.js';
import type { RequestCall } from './request-call.js';
import type { QueryResult, ResourceQuery } from './resource-query.js';
import { asksAtOnce, attachGroups } from './user-groups.js';
import type { Rest, Walk, WalkView } from './walks.js';

/** A longer directory is walked without a view where its resources would have to be held themselves. */
const MAX_RESOURCES = 250_000;
const MAX_IDS = 2_000_000;

/**
 * What the walks of a collection hold: ids, where the store answers a `get` at once (it is in this process); the
 * resources, where it would have to be asked over and over.
 * @param id of any record that there is
 */
export async function keptByWalks(collection: Collection, id: string, call: RequestCall): Promise<'ids' | 'resources'> {
  const { store, keyFields } = collection;
  if (!store.get || store.remote) return 'resources';
  const answer = store.get(id, call, keyFields);
  if (!(answer instanceof Promise)) return 'ids';
  await call.step('reading', () => answer.then(() => undefined));
  return 'resources';
}

/** The most that a view may hold. */
export function limitOf(kept: 'ids' | 'resources'): number {
  return kept === 'ids' ? MAX_IDS : MAX_RESOURCES;
}

/**
 * Asks the store once for everything that the walk has still to go through: for what is behind the first page, where it
 * can go on from there.
 * @returns undefined where that is too much to hold
 */
export async function makeView(
  collection: Collection,
  query: ResourceQuery,
  walk: Walk,
  kept: 'ids' | 'resources',
  call: RequestCall,
): Promise<WalkView | undefined> {
  const { rest } = walk;
  if (rest && kept === 'resources') return restView(walk, rest, call);
  const { fields: shown, ...selection } = query;
  const fields = kept === 'ids' ? fieldsToSelect(collection, query) : shown;
  const { view } = await runQuery(collection, { ...selection, offset: 0, limit: 0, ...(fields && { fields }) }, call, {
    kept,
    limit: limitOf(kept),
    whole: true,
  });
  return view && beginningWith(view, walk.first);
}

async function restView(walk: Walk, rest: Rest, call: RequestCall): Promise<WalkView | undefined> {
  const resources: Resource[] = [];
  await call.step('listing what is behind the first page', async () => {
    for await (const resource of rest(call)) {
      resources.push(resource);
      if (resources.length > MAX_RESOURCES) break;
    }
  });
  return resources.length > MAX_RESOURCES ? undefined : beginningWith({ resources }, walk.first);
}

/** What was given out already comes first, so that nothing comes twice and nothing is left out. */
function beginningWith(view: WalkView, first: readonly string[]): WalkView {
  const given = new Set(first);
  if (view.ids) return { ids: [...first, ...view.ids.filter((id) => !given.has(id))] };
  const placeholders = first.map((id): Resource => ({ id }));
  return { resources: [...placeholders, ...view.resources.filter(({ id }) => !given.has(String(id)))] };
}

/** The view with the groups of all its users, where asking for those of each page would cost more. */
export async function withGroups(
  collection: Collection,
  view: WalkView | undefined,
  call: RequestCall,
): Promise<WalkView | undefined> {
  if (!view?.resources || view.hasGroups || !asksAtOnce(collection)) return view;
  return { resources: await attachGroups(collection, view.resources, call), hasGroups: true };
}

/** One page of a view, each resource as it is now where the view holds ids; those that are gone are left out. */
export async function pageOfView(
  collection: Collection,
  view: WalkView,
  { offset, limit, fields }: ResourceQuery,
  call: RequestCall,
): Promise<QueryResult> {
  if (view.resources) {
    const { resources, hasGroups } = view;
    return {
      resources: resources.slice(offset, offset + limit),
      total: resources.length,
      ...(hasGroups && { hasGroups }),
    };
  }
  const { mapping, store } = collection;
  const resources: Resource[] = [];
  for (const id of view.ids.slice(offset, offset + limit)) {
    const record = await call.step('reading a page', () => store.get?.(id, call, fields));
    if (record) resources.push(mapping.toResource(record));
  }
  return { resources, total: view.ids.length };
}
