import type { AttributePath, Projection } from '../scim/index.js';
import type { Collection } from './collection.js';

/**
 * The record's fields that an answer needs: those of the attributes that it shows and of `others` (read by a filter or a
 * sort). undefined: all of them.
 */
export function fieldsFor(
  { mapping, type }: Collection,
  projection: Projection,
  others: readonly AttributePath[] = [],
): readonly string[] | undefined {
  const read = new Set(others.map((path) => type.resolve(path)?.keys[0]));
  return mapping.fieldsFor((path) => {
    const attribute = type.resolve(path)?.keys;
    return projection.needs(path) || (attribute !== undefined && read.has(attribute[0]));
  });
}

/** All fields but those of one attribute: what a change needs that leaves the attribute alone. */
export function fieldsWithout({ mapping, type }: Collection, attribute: string): readonly string[] | undefined {
  return mapping.fieldsFor((path) => type.resolve(path)?.keys[0] !== attribute);
}

/** `groups` costs a question to another store: it is asked only where the answer shows them. */
export function needsGroups({ groups }: Collection, projection: Projection): boolean {
  return groups !== undefined && projection.needs({ attribute: 'groups' });
}
