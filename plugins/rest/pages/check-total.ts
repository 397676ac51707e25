import { BadGateway, NotFound } from 'scim-gateway/plugin';
import { isNumbered, type PageSource, type PlaceInPages, refuseEarlyEnd } from './read-pages.js';

/**
 * Refuses a number of all records that cannot be true: an import that ended there would deactivate everybody behind it.
 * Where it is just what one full page holds, it may be the number of that page: then the next one is looked at.
 * @throws BadGateway
 */
export async function checkTotal(source: PageSource, { page, offset, total, size }: PlaceInPages): Promise<void> {
  const { style, keyOf } = source;
  const [first] = page.records;
  const end = offset + page.records.length;
  if (source.wantsAll && style.type === 'none') refuseEarlyEnd(total, end + 1);
  if (total === undefined || !first || total > end) return;
  if (total < end) throw wrongTotal(total);
  const isOneFullPage = offset === 0 && size !== undefined && size === style.max && end >= size;
  if (!isOneFullPage || !isNumbered(style)) return;
  const [more] = await recordsAt(source, end, size);
  if (more && keyOf(more) !== keyOf(first)) throw wrongTotal(total);
}

/** Some applications have no page behind the last. */
async function recordsAt(source: PageSource, record: number, size: number) {
  try {
    return (await source.fetch(source.style.at(record, record), size)).records;
  } catch (error) {
    if (error instanceof NotFound) return [];
    throw error;
  }
}

function wrongTotal(total: number): BadGateway {
  return new BadGateway(`The application has more than the ${total} records that "total" in the options counts.`);
}
