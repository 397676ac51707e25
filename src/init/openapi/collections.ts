import { escapePointer } from '../../config/json-pointer.js';
import { wordsOf } from '../field-words.js';
import { type Node, type OpenApiDocument, textOf } from './document.js';
import type { ApiOperation } from './operations.js';
import { propertiesOf, typeOf } from './schema-fields.js';

/** A list of records that the API offers, with what can be done to one of them. */
export interface Collection {
  readonly list: ApiOperation;
  /** Where the records stand in the answer, as a JSON Pointer; "" is the whole. */
  readonly records: string;
  /** Where the number of all stands. */
  readonly total?: string;
  /** The schema of one record; empty where the document does not say. */
  readonly item: Node;
  readonly get?: ApiOperation;
  readonly create?: ApiOperation;
  readonly update?: ApiOperation;
  readonly remove?: ApiOperation;
  /** The name in the path of one record: `employeeId` of `/employees/{employeeId}`. */
  readonly parameter?: string;
  readonly reason: string;
}

export type Kind = 'User' | 'Group';

/** Words in paths and names that speak of people and of groups, the most telling first. */
const words: { readonly [Type in Kind]: readonly string[] } = {
  User: 'user employee people person worker staff member account associate personnel mitarbeiter benutzer personen utilisateur salarie employe personne usuario empleado persona contact customer'.split(
    ' ',
  ),
  Group: 'group team usergroup role department gruppe groupe equipe grupo equipo'.split(' '),
};

/** The collection of people, or of groups; undefined where the document shows none. */
export function findCollection(
  kind: Kind,
  operations: readonly ApiOperation[],
  document: OpenApiDocument,
): Collection | undefined {
  const rated = operations.flatMap((list) => {
    const place = list.method === 'GET' && !list.path.includes('{') ? recordsIn(list.answer, document) : undefined;
    const rank = place && rankOf(kind, list);
    if (!place || rank === undefined) return [];
    const members = withSamePath(list.path, operations);
    const score = 100 - 10 * rank + Object.keys(members).length - list.path.length / 100;
    return [{ list, place, members, score, word: words[kind][rank] ?? '' }];
  });
  const best = rated.sort((left, right) => right.score - left.score)[0];
  if (!best) return undefined;
  const { list, place, members, word } = best;
  const reason = `GET ${list.path} answers with a list, and its name speaks of "${word}".`;
  return { list, ...place, ...members, reason };
}

/** How telling the words of a list are; undefined where none is. */
function rankOf(kind: Kind, { path, node }: ApiOperation): number | undefined {
  const last =
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? '';
  const named = new Set(
    [...wordsOf(last), ...wordsOf(textOf(node.operationId))].flatMap((word) => [word, singular(word)]),
  );
  const rank = words[kind].findIndex((word) => named.has(word) || (word === 'people' && named.has('person')));
  return rank < 0 ? undefined : rank;
}

function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/(?:es|s|en|n)$/, '');
}

/** Where an answer holds its list: itself, or one property of it, at most two levels deep. */
function recordsIn(
  schema: Node,
  document: OpenApiDocument,
): { readonly records: string; readonly item: Node; readonly total?: string } | undefined {
  if (typeOf(schema) === 'array') return { records: '', item: document.resolve(schema.items) };
  const properties = propertiesOf(schema, document);
  const totals = numbersIn(properties, '');
  for (const [name, property] of properties) {
    const inner = propertiesOf(property, document);
    const list =
      typeOf(property) === 'array'
        ? ([name, property] as const)
        : [...inner].find(([, one]) => typeOf(one) === 'array');
    totals.push(...numbersIn(inner, `/${escapePointer(name)}`));
    if (!list) continue;
    const [found, array] = list;
    const item = document.resolve(array.items);
    if (typeOf(item) !== 'object' && propertiesOf(item, document).size === 0) continue;
    const records = found === name ? `/${escapePointer(name)}` : `/${escapePointer(name)}/${escapePointer(found)}`;
    for (const [other, one] of properties)
      totals.push(...numbersIn(propertiesOf(one, document), `/${escapePointer(other)}`));
    const total = totals[0];
    return { records, item, ...(total !== undefined && { total }) };
  }
  return undefined;
}

function numbersIn(properties: ReadonlyMap<string, Node>, prefix: string): string[] {
  return [...properties]
    .filter(
      ([name, property]) =>
        /^(total|count|totalCount|total_count|totalResults|totalElements|totalItems|total_items|recordCount|totalRecords)$/.test(
          name,
        ) && /integer|number/.test(typeOf(property)),
    )
    .map(([name]) => `${prefix}/${escapePointer(name)}`);
}

/** The operations on one record of the list, and the one that makes a new one. */
function withSamePath(path: string, operations: readonly ApiOperation[]) {
  const base = path.replace(/\/+$/, '');
  const single = (method: ApiOperation['method']): ApiOperation | undefined =>
    operations.find(
      (one) =>
        one.method === method &&
        one.path.startsWith(`${base}/{`) &&
        /^\/\{[^{}/]+\}\/?$/.test(one.path.slice(base.length)),
    );
  const create = operations.find((one) => one.method === 'POST' && one.path.replace(/\/+$/, '') === base);
  const get = single('GET');
  const update = single('PATCH') ?? single('PUT');
  const remove = single('DELETE');
  const parameter = /\{([^{}]+)\}\/?$/.exec((get ?? update ?? remove)?.path ?? '')?.[1];
  return {
    ...(get && { get }),
    ...(create && { create }),
    ...(update && { update }),
    ...(remove && { remove }),
    ...(parameter !== undefined && { parameter }),
  };
}
