import type { CompiledMapping } from '../mapping/index.js';
import { compileFieldFilter, type FieldFilter, type StoredRecord } from '../plugin/index.js';
import {
  type AttributePath,
  type CompiledType,
  compileFilter,
  createFilterCache,
  type Filter,
  filterPaths,
  type OnTolerated,
  type Resource,
} from '../scim/index.js';

/** A client's filter, ready to be asked of a store and to finish what the store leaves open. */
export interface PreparedFilter {
  readonly matches: (resource: Resource) => boolean;
  /** What the store is asked; absent where none of the filter can be said in the record's fields. */
  readonly fieldFilter?: FieldFilter;
  /** Only where `fieldFilter` says the whole of it: the same question to a record. */
  readonly matchesRecord?: (record: StoredRecord) => boolean;
  /** The attributes that the filter reads. */
  readonly paths: readonly AttributePath[];
  /** `groups` of a user is in no record: it has to be attached before the filter can be answered. */
  readonly readsGroups: boolean;
}

/** How many filters are kept compiled for one resource type. */
const CACHED_FILTERS = 1000;

/** Compiles filters for one resource type; each text once, as long as it stays in the cache. */
export function createFilterCompiler(
  type: CompiledType,
  mapping: CompiledMapping,
  onTolerated: OnTolerated,
): (text: string) => PreparedFilter {
  const parsed = createFilterCache(type, { max: CACHED_FILTERS, onTolerated });
  const prepared = new WeakMap<object, PreparedFilter>();
  return (text) => {
    const entry = parsed(text);
    let result = prepared.get(entry);
    if (!result) {
      result = prepare(entry.filter, entry.matches, type, mapping);
      prepared.set(entry, result);
    }
    return result;
  };
}

/** Makes a filter ready that is parsed already. */
export function prepareParsed(filter: Filter, type: CompiledType, mapping: CompiledMapping): PreparedFilter {
  return prepare(filter, compileFilter(filter, type), type, mapping);
}

function prepare(
  filter: Filter,
  matches: (resource: Resource) => boolean,
  type: CompiledType,
  mapping: CompiledMapping,
): PreparedFilter {
  const paths = filterPaths(filter);
  const readsGroups = type.resourceType.name === 'User' && paths.some((path) => isGroups(path, type));
  if (readsGroups) return { matches, paths, readsGroups };
  const { filter: fieldFilter, exact } = mapping.toFieldFilter(filter);
  return {
    matches,
    paths,
    readsGroups,
    ...(fieldFilter && { fieldFilter }),
    ...(fieldFilter && exact && { matchesRecord: compileFieldFilter(fieldFilter) }),
  };
}

function isGroups(path: AttributePath, type: CompiledType): boolean {
  return type.resolve(path)?.keys[0] === 'groups';
}
