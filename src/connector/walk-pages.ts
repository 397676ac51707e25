import { ScimError } from '../scim/index.js';
import type { Collection } from './collection.js';
import { Cursors } from './cursors.js';
import type { PageStep, Pages } from './pages.js';
import { runQuery } from './query.js';
import type { RequestCall } from './request-call.js';
import type { QueryResult, ResourceQuery } from './resource-query.js';
import { keptByWalks, limitOf, makeView, pageOfView, withGroups } from './walk-view.js';
import { type Walk, Walks, type WalkView } from './walks.js';

const MAX_WALKS = 1000;
/** What the walks of one collection hold together, in ids. */
const MAX_SIZE = 4_000_000;

/**
 * The first page is answered by the store as any other. With the second, the store is asked for all the rest at once, and
 * that view is what the pages come from. Where no view can be held, each page is asked of the store as it comes.
 */
export function createWalkPages(collectionOf: () => Collection): Pages {
  const walks = new Walks({ maxSize: MAX_SIZE, maxWalks: MAX_WALKS });
  const cursors = new Cursors();
  let kept: 'ids' | 'resources' | undefined;

  const viewOf = async (walk: Walk, query: ResourceQuery, call: RequestCall): Promise<WalkView | undefined> => {
    if (!walk.view && kept) {
      const making = completeView(query, walk, kept, call);
      walk.view = making;
      making.then(
        (view) => view && walks.resized(walk, view),
        () => delete walk.view,
      );
    }
    return walk.view;
  };
  const completeView = async (
    query: ResourceQuery,
    walk: Walk,
    keeping: 'ids' | 'resources',
    call: RequestCall,
  ): Promise<WalkView | undefined> => {
    const view = walk.whole ?? (await makeView(collectionOf(), query, walk, keeping, call));
    return walk.groups ? withGroups(collectionOf(), view, call) : view;
  };
  /** A view that another request was making is made again where that request came to an end too early. */
  const sharedView = async (walk: Walk, query: ResourceQuery, call: RequestCall): Promise<WalkView | undefined> => {
    const shared = walk.view !== undefined;
    try {
      return await viewOf(walk, query, call);
    } catch (error) {
      if (!shared) throw error;
      return viewOf(walk, query, call);
    }
  };
  const firstPage = async (query: ResourceQuery, { key, cursor, groups = false }: PageStep, call: RequestCall) => {
    const collection = collectionOf();
    const keeping = kept ?? 'resources';
    const result = await runQuery(collection, query, call, { kept: keeping, limit: limitOf(keeping) });
    const { resources, total, rest } = result;
    const [first] = resources;
    if (!first || resources.length >= total) return { result, walk: undefined };
    kept ??= await keptByWalks(collection, String(first.id), call);
    const ids =
      result.view?.resources && kept === 'ids' ? result.view.resources.map(({ id }) => String(id)) : undefined;
    const walk = walks.begin(
      key + (cursor === undefined ? '' : ' by cursor'),
      resources.map(({ id }) => String(id)),
      { whole: ids ? { ids } : result.view, rest, groups },
    );
    return { result, walk };
  };
  const laterPage = async (query: ResourceQuery, walk: Walk, call: RequestCall): Promise<QueryResult> => {
    const view = await sharedView(walk, query, call);
    return view ? pageOfView(collectionOf(), view, query, call) : runQuery(collectionOf(), query, call);
  };

  return {
    async page(query, step, call) {
      const { key, cursor } = step;
      if (cursor === undefined) {
        if (query.offset === 0) return (await firstPage(query, step, call)).result;
        const walk = query.limit > 0 ? walks.continued(key, query.offset + 1) : undefined;
        return walk ? laterPage(query, walk, call) : runQuery(collectionOf(), query, call);
      }
      const place = cursor === '' ? undefined : cursors.read(cursor, key);
      const startIndex = place?.startIndex ?? 1;
      const at = { ...query, offset: startIndex - 1 };
      const known = place && walks.byId(place.walk, startIndex);
      if (place && !known) {
        throw new ScimError(400, 'The cursor was not used for too long; begin with an empty cursor.', {
          scimType: 'expiredCursor',
        });
      }
      const { result, walk } = known
        ? { result: await laterPage(at, known, call), walk: known }
        : await firstPage(at, step, call);
      const next = startIndex + query.limit;
      const more = walk && query.limit > 0 && next <= result.total;
      return { ...result, ...(more && { nextCursor: cursors.write({ walk: walk.id, startIndex: next }, key) }) };
    },
    close: () => walks.close(),
  };
}
