import type { MappedReference } from '../mapping/index.js';
import { type Filter, filterPaths, parseFilter, printPath, ScimError } from '../scim/index.js';
import type { Collection } from './collection.js';
import type { PreparedFilter } from './prepared-filter.js';
import { nameOf } from './references.js';
import type { RequestCall } from './request-call.js';

/**
 * A client's filter, ready; one that names another resource by its id is asked in the terms of the field.
 * @throws ScimError 400 `invalidFilter`
 */
export async function prepareWithReferences(
  collection: Collection,
  text: string,
  call: RequestCall,
): Promise<PreparedFilter> {
  const { references } = collection.mapping;
  if (references.length === 0) return collection.prepareFilter(text);
  const filter = parseFilter(text);
  const isReference = ({ keys }: MappedReference) =>
    filterPaths(filter).some((path) => startsAlike(collection.type.resolve(path)?.keys ?? [], keys));
  if (!references.some(isReference)) return collection.prepareFilter(text);
  return collection.prepareParsed(await inFieldTerms(collection, filter, call));
}

/**
 * The filter with what the fields hold, where a client names others by their ids.
 * @throws ScimError 400 `invalidFilter`
 */
export async function inFieldTerms(collection: Collection, filter: Filter, call: RequestCall): Promise<Filter> {
  const { type, mapping } = collection;
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const filters: Filter[] = [];
      for (const part of filter.filters) filters.push(await inFieldTerms(collection, part, call));
      return { ...filter, filters };
    }
    case 'not':
      return { ...filter, filter: await inFieldTerms(collection, filter.filter, call) };
    case 'present':
      return filter;
    default: {
      const keys = type.resolve(filter.path)?.keys ?? [];
      const reference = mapping.references.find((candidate) => startsAlike(keys, candidate.keys));
      if (!reference) return filter;
      const asked = filter.kind === 'compare' && (filter.operator === 'eq' || filter.operator === 'ne');
      if (!asked) {
        throw new ScimError(400, `${printPath(filter.path)} can be compared by eq and ne, and tested by pr, only.`, {
          scimType: 'invalidFilter',
        });
      }
      if (typeof filter.value !== 'string') return filter;
      const name = await nameOf(collection, reference, filter.value, call);
      if (name !== undefined) return { ...filter, value: name };
      const { path } = filter;
      const some: Filter = { kind: 'present', path };
      const nobody: Filter = { kind: 'and', filters: [some, { kind: 'not', filter: some }] };
      return filter.operator === 'eq' ? nobody : { kind: 'not', filter: nobody };
    }
  }
}

function startsAlike(left: readonly string[], right: readonly string[]): boolean {
  const length = Math.min(left.length, right.length);
  return length > 1 && left.slice(0, length).every((key, index) => key === right[index]);
}
