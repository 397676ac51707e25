import { escapePointer } from '../../config/json-pointer.js';
import { type Node, type OpenApiDocument, textOf } from './document.js';
import type { ApiOperation } from './operations.js';
import { propertiesOf } from './schema-fields.js';

/** What query parameters of lists are called, in small letters and without marks between the words. */
const offsets = ['offset', 'skip', 'start', 'startindex', 'from', 'first', '$skip'];
const pages = ['page', 'pagenumber', 'pageno', 'pageindex', 'p', 'currentpage'];
const cursors = [
  'cursor',
  'after',
  'pagetoken',
  'nexttoken',
  'continuationtoken',
  'startingafter',
  'marker',
  'nextcursor',
];
const limits = [
  'limit',
  'take',
  'size',
  'perpage',
  'pagesize',
  'count',
  'max',
  'maxresults',
  'top',
  '$top',
  'itemsperpage',
];
/** Where an answer says how to go on. */
const nexts = /^(next|nextcursor|nextpagetoken|nexttoken|continuationtoken|cursor|endcursor|marker)$/;

const USUAL_MAX = 100;

/** The paging of a list as the rest plugin's options say it, and a sentence about it. */
export function pageOf(
  list: ApiOperation,
  document: OpenApiDocument,
): { readonly page: Node | undefined; readonly reason: string } {
  const query = list.parameters.filter(({ where }) => where === 'query');
  const named = (names: readonly string[]) => query.find(({ name }) => names.includes(bare(name)));
  const limit = named(limits);
  const sizes = limit && { limit: limit.name, max: maxOf(limit.schema) };
  const offset = named(offsets);
  if (offset) {
    const first = bare(offset.name) === 'startindex' || offset.schema.minimum === 1 ? 1 : 0;
    const page = { type: 'offset', offset: offset.name, ...sizes, ...(first === 1 && { first }) };
    return { page, reason: `Pages go by "${offset.name}", the number of the first record.` };
  }
  const number = named(pages);
  if (number) {
    const first =
      number.schema.minimum === 0 || number.schema.default === 0 || bare(number.name) === 'pageindex' ? 0 : 1;
    const page = { type: 'page', page: number.name, ...sizes, ...(first === 0 && { first }) };
    return { page, reason: `Pages go by "${number.name}", their number, from ${first} on.` };
  }
  const cursor = named(cursors);
  const next = cursor && nextOf(list.answer, document);
  if (cursor && next !== undefined) {
    const page = { type: 'cursor', cursor: cursor.name, ...sizes, next };
    return { page, reason: `Pages go by "${cursor.name}", which ${next} of the page before says.` };
  }
  const reason = cursor
    ? `Pages go by "${cursor.name}", but the document does not say where the next one stands: write "page" by hand.`
    : 'The document names no parameter of pages, so the list is taken to come at once.';
  return { page: undefined, reason };
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d$]/g, '');
}

function maxOf({ maximum }: Node): number {
  return typeof maximum === 'number' && Number.isInteger(maximum) && maximum >= 1 && maximum <= 100_000
    ? maximum
    : USUAL_MAX;
}

function nextOf(answer: Node, document: OpenApiDocument): string | undefined {
  for (const [name, property] of propertiesOf(answer, document)) {
    if (nexts.test(bare(name)) && textOf(property.type) !== 'array') {
      if (propertiesOf(property, document).size === 0) return `/${escapePointer(name)}`;
    }
    for (const inner of propertiesOf(property, document).keys())
      if (nexts.test(bare(inner))) return `/${escapePointer(name)}/${escapePointer(inner)}`;
  }
  return undefined;
}
