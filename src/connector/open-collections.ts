import { type CompiledMapping, compileMapping, type ResourceMappingConfig } from '../mapping/index.js';
import type { Adapter, Logger, RecordUse } from '../plugin/index.js';
import { type CompiledType, compileProjection, type Projection } from '../scim/index.js';
import { createAnswerNeeds, fieldsWithout } from './answer-needs.js';
import type { Collection } from './collection.js';
import { createExpressionLog } from './expression-log.js';
import type { Guards } from './guards.js';
import { KeyedLocks } from './keyed-locks.js';
import { createFilterCompiler, prepareParsed } from './prepared-filter.js';
import { createWalkPages } from './walk-pages.js';

/** A resource type as a connector's config describes it. */
export interface TypeSetup {
  readonly type: CompiledType;
  readonly use: RecordUse;
  readonly mapping: ResourceMappingConfig | undefined;
  readonly unique: readonly string[];
}

export type CollectionSettings = Pick<
  Collection,
  'acceptUserUpdates' | 'onDelete' | 'onRehire' | 'unknownMembers' | 'onTolerated' | 'guards'
>;

/** Compiles, once, everything that requests about each resource type need; types without a store are left out. */
export function openCollections(
  setups: readonly TypeSetup[],
  { stores }: Adapter,
  settings: CollectionSettings,
  log: Logger,
): ReadonlyMap<string, Collection> {
  const collections = new Map<string, Collection>();
  // Groups come before users: a user's collection knows where its groups are.
  for (const setup of [...setups].sort((left, right) => order(left) - order(right))) {
    const { name } = setup.type.resourceType;
    const store = Object.hasOwn(stores, name) ? stores[name] : undefined;
    if (!store) continue;
    const mapping = compileMapping(setup.mapping, setup.type, store.meta, createExpressionLog(log, name, Date.now));
    const groups = name === 'User' ? collections.get('Group') : undefined;
    const collection: Collection = {
      ...settings,
      type: setup.type,
      store,
      mapping,
      unique: setup.unique.filter((path) => isStored(path, mapping)),
      prepareFilter: createFilterCompiler(setup.type, mapping, settings.onTolerated),
      projection: createProjections(setup.type),
      needs: createAnswerNeeds(setup.type, mapping),
      keyFields: [mapping.key],
      wholeFields: mapping.fieldsFor(() => true),
      keepsVersions: store.meta?.version !== undefined,
      fieldsWithoutMembers: isProtectedByMembers(settings.guards, name)
        ? undefined
        : fieldsWithout(mapping, setup.type, 'members'),
      prepareParsed: (filter) => prepareParsed(filter, setup.type, mapping),
      collectionOf: (other) => collections.get(other),
      memberTypes: () => ['User', 'Group'].flatMap((member) => collections.get(member) ?? []),
      locks: new KeyedLocks(),
      pages: createWalkPages(() => collection),
      ...(setup.use.members !== undefined && { membersField: setup.use.members }),
      ...(groups?.membersField !== undefined && {
        groups: {
          collection: groups,
          fields: groups.mapping.fieldsFor(({ attribute }) => attribute === 'displayName'),
        },
      }),
    };
    collections.set(name, collection);
  }
  return collections;
}

/** Then they have to be read for every change. */
function isProtectedByMembers({ protect }: Guards, resourceType: string): boolean {
  return protect[resourceType]?.some(({ attributes }) => attributes.has('members')) === true;
}

function order({ type }: TypeSetup): number {
  return type.resourceType.name === 'Group' ? 0 : 1;
}

/** The id is the store's own to keep unique, and what is not stored cannot be looked up. */
function isStored(path: string, mapping: CompiledMapping): boolean {
  return path !== 'id' && mapping.has(path, 'write');
}

/** How many choices of attributes are kept compiled for one resource type; a client makes the same few again and again. */
const CACHED_PROJECTIONS = 200;

function createProjections(type: CompiledType): Collection['projection'] {
  const usual = compileProjection({}, type);
  const known = new Map<string, Projection>();
  return (attributes, excludedAttributes): Projection => {
    if (attributes === undefined && excludedAttributes === undefined) return usual;
    const key = JSON.stringify([attributes, excludedAttributes]);
    let projection = known.get(key);
    if (!projection) {
      projection = compileProjection(
        {
          ...(attributes !== undefined && { attributes }),
          ...(excludedAttributes !== undefined && { excludedAttributes }),
        },
        type,
      );
      if (known.size >= CACHED_PROJECTIONS) known.clear();
      if (key.length <= MAX_CACHED_LENGTH) known.set(key, projection);
    }
    return projection;
  };
}

/** Longer ones would hold too much memory. */
const MAX_CACHED_LENGTH = 1000;
