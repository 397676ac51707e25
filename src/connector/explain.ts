import {
  explainFilter,
  explainRecord,
  explainResource,
  type FilterStory,
  type RecordStory,
  type ResourceMappingConfig,
  type ResourceStory,
} from '../mapping/index.js';
import type { StoredRecord } from '../plugin/index.js';
import { compileFilter, parseFilter, validateResource } from '../scim/index.js';
import type { Collection } from './collection.js';
import { inFieldTerms } from './reference-filters.js';
import { asSeen, withStoredReferences } from './references.js';
import { namedAttributes, replacement } from './replace.js';
import type { RequestCall } from './request-call.js';
import { readRecord } from './stored-record.js';

/** A resource type to be explained. Nothing here writes. */
export interface Explained {
  readonly collection: Collection;
  /** The mapping of its type; undefined: the record is the resource. */
  readonly mapping: ResourceMappingConfig | undefined;
}

/**
 * How a record, or the one that the store has under an id, makes a resource.
 * @throws ScimError 404, and what the store throws
 */
export async function explainStored(
  { collection, mapping }: Explained,
  given: { readonly record: StoredRecord } | { readonly id: string },
  call: RequestCall,
): Promise<RecordStory> {
  const record = 'record' in given ? given.record : await readRecord(collection, given.id, call);
  const story = explainRecord(collection.mapping, mapping, collection.type, record, collection.store.meta);
  return { ...story, resource: await asSeen(collection, story.resource, call) };
}

/**
 * How a resource that a client sends makes a record and, with an id, what a PUT of it would change.
 * @throws ScimError 400 where it is no such resource or a field cannot hold a value, 404
 */
export async function explainSent(
  { collection, mapping }: Explained,
  { body, id }: { readonly body: unknown; readonly id?: string | undefined },
  call: RequestCall,
): Promise<ResourceStory> {
  const { type } = collection;
  const unknown: string[] = [];
  const valid = validateResource(body, type, {
    onTolerated: (tolerance, path) => {
      if (tolerance === 'unknownAttribute') unknown.push(path);
    },
  });
  const sent = await withStoredReferences(collection, valid, call);
  const change = id === undefined ? undefined : await changeOf(collection, { body, sent: valid, id }, call);
  const story = explainResource(collection.mapping, mapping, type, sent, change);
  const values = body as { readonly [name: string]: never };
  const dropped = unknown.map((path) => ({ path, value: values[path] ?? null, why: 'no schema of the type names it' }));
  return { ...story, dropped: [...dropped, ...story.dropped] };
}

async function changeOf(
  collection: Collection,
  {
    body,
    sent,
    id,
  }: { readonly body: unknown; readonly sent: ReturnType<typeof validateResource>; readonly id: string },
  call: RequestCall,
): Promise<ResourceStory['change']> {
  const record = await readRecord(collection, id, call);
  const before = collection.mapping.toResource(record);
  const seen = await asSeen(collection, before, call);
  const replaced = replacement(seen, sent, namedAttributes(body));
  const after = await withStoredReferences(collection, replaced, call, { before, seen });
  return collection.mapping.toChange(before, after, record) ?? null;
}

/**
 * What of a filter goes to the store, how the system would be asked, and what the gateway does itself.
 * @throws ScimError 400 `invalidFilter`
 */
export async function explainQuestion(
  { collection }: Explained,
  text: string,
  call: RequestCall,
): Promise<FilterStory> {
  const { type, mapping, store } = collection;
  const filter = parseFilter(text);
  compileFilter(filter, type);
  const story = explainFilter(mapping, await inFieldTerms(collection, filter, call));
  const { fieldFilter } = story;
  const fields = collection.wholeFields;
  const system = store.explain?.({ ...(fieldFilter && { filter: fieldFilter }), ...(fields && { fields }) });
  return { ...story, ...(system && { system }) };
}
