import type { CompiledMapping } from '../mapping/index.js';
import { type AttributePath, type CompiledSort, type CompiledType, type Projection, parsePath } from '../scim/index.js';
import type { PreparedFilter } from './prepared-filter.js';

/** What has to be read for an answer. */
export interface AnswerNeeds {
  /** The record's fields; undefined: all of them. */
  readonly fields: readonly string[] | undefined;
  /** true: nothing that a client may see is left out. */
  readonly whole: boolean;
  /** `groups` costs a question to another store: it is asked only where the answer shows them. */
  readonly groups: boolean;
  /** true: the answer shows ids of others that its records name otherwise. */
  readonly references: boolean;
}

/** What else than the answer reads the resource. */
interface Readers {
  readonly filter?: PreparedFilter | undefined;
  readonly sort?: CompiledSort | undefined;
}

/** Says what has to be read; once for a projection and a filter that are kept, so that stores can know the list again. */
export function createAnswerNeeds(
  type: CompiledType,
  mapping: CompiledMapping,
): (projection: Projection, readers?: Readers) => AnswerNeeds {
  const wholeFields = mapping.fieldsFor(() => true);
  const references = mapping.references.map(({ text }) => {
    const { attribute, schema } = parsePath(text);
    return { attribute, ...(schema !== undefined && { schema }) };
  });
  const work = (projection: Projection, { filter, sort }: Readers): AnswerNeeds => {
    const others: readonly AttributePath[] = [...(filter?.paths ?? []), ...(sort ? [sort.path] : [])];
    const read = new Set(others.map((path) => type.resolve(path)?.keys[0]));
    const fields = mapping.fieldsFor((path) => {
      const first = type.resolve(path)?.keys[0];
      return projection.needs(path) || (first !== undefined && read.has(first));
    });
    return {
      fields,
      whole: fields === undefined || wholeFields?.every((field) => fields.includes(field)) === true,
      groups: projection.needs({ attribute: 'groups' }),
      references: references.some((path) => projection.needs(path)),
    };
  };
  const known = new WeakMap<object, WeakMap<object, AnswerNeeds>>();
  return (projection, readers = {}) => {
    if (readers.sort) return work(projection, readers);
    let ofProjection = known.get(projection);
    if (!ofProjection) {
      ofProjection = new WeakMap();
      known.set(projection, ofProjection);
    }
    const key = readers.filter ?? projection;
    let needs = ofProjection.get(key);
    if (!needs) {
      needs = work(projection, readers);
      ofProjection.set(key, needs);
    }
    return needs;
  };
}

/** The fields that tell which resources a query selects, and in which order. */
export function fieldsToSelect(
  { mapping, type }: { readonly mapping: CompiledMapping; readonly type: CompiledType },
  { filter, sort }: Readers,
): readonly string[] | undefined {
  const paths = [...(filter?.paths ?? []), ...(sort ? [sort.path] : [])];
  const read = new Set(paths.map((path) => type.resolve(path)?.keys[0]));
  return mapping.fieldsFor((path) => read.has(type.resolve(path)?.keys[0]));
}

/** All fields but those of one attribute: what a change needs that leaves the attribute alone. */
export function fieldsWithout(
  mapping: CompiledMapping,
  type: CompiledType,
  attribute: string,
): readonly string[] | undefined {
  return mapping.fieldsFor((path) => type.resolve(path)?.keys[0] !== attribute);
}
