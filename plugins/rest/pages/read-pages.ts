import { BadGateway, NotFound, type StoredRecord } from 'scim-gateway/plugin';
import type { ParsedAnswer } from '../answers/select.js';
import type { PageStyle, Position } from './page-style.js';

/** One page as it came. */
export interface Page {
  readonly records: readonly StoredRecord[];
  readonly answer: ParsedAnswer;
}

export interface PageSource {
  readonly style: PageStyle;
  /** @throws what the application's answer means */
  fetch(position: Position, limit: number | undefined): Promise<Page>;
  /** true: nothing less than everything is asked for, so that an end before the total is none. */
  readonly wantsAll?: boolean;
  /** Tells a record from others. */
  keyOf(record: StoredRecord): string | undefined;
}

/** Where reading goes on: behind a page that was read. */
export interface PlaceInPages {
  readonly position: Position;
  readonly page: Page;
  /** The number of the page's first record. */
  readonly offset: number;
  /** How many records there are in all, where the application says. */
  readonly total: number | undefined;
  /** How many records a full page has. */
  readonly size: number | undefined;
}

/** Pages that are on their way at the same time, where the places of all are known beforehand. */
const AHEAD = 4;

/**
 * The pages after one, as they are asked for; none that begins at `end` or later. Where the number of records is known and pages are numbered, some are
 * fetched ahead: the more, the further the reader has gone.
 * @throws BadGateway where pages repeat, which would never end
 */
export async function* pagesAfter(
  source: PageSource,
  start: PlaceInPages,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<PlaceInPages> {
  const { style } = source;
  if (start.total !== undefined && isNumbered(style)) {
    yield* numberedPages(source, start, Math.min(start.total, end));
    return;
  }
  let { position, page } = start;
  let offset = start.offset + page.records.length;
  const fullSize = page.records.length;
  const seen = new Set<string>();
  for (;;) {
    const next = style.next(position, page.answer, page.records.length);
    // Without a total, a page that is shorter than the first is the last one.
    if (!next || isLast(style, page, fullSize) || offset >= end) return;
    refuseRepeated(next, seen);
    const before = page;
    page = await fetchNext(source, next, start.size);
    refuseSame(source, before, page);
    position = next;
    yield { ...start, position, page, offset };
    offset += page.records.length;
  }
}

/** Whether the place of a page is known without the one before. */
export function isNumbered({ type }: PageStyle): boolean {
  return type === 'offset' || type === 'page';
}

function isLast(style: PageStyle, { records }: Page, fullSize: number): boolean {
  return isNumbered(style) && records.length < fullSize;
}

async function* numberedPages(source: PageSource, start: PlaceInPages, end: number): AsyncGenerator<PlaceInPages> {
  const { style } = source;
  // The application may give less than was asked for: what it gave is the size of its pages.
  const size = start.page.records.length;
  let offset = start.offset + size;
  let before = start.page;
  const waiting: Promise<Page>[] = [];
  let ahead = offset;
  let width = 1;
  try {
    while (offset < end && size > 0) {
      while (waiting.length < width && ahead < end) {
        waiting.push(quiet(fetchNext(source, style.at(ahead, size), start.size)));
        ahead += size;
      }
      const page = await (waiting.shift() as Promise<Page>);
      if (page.records.length === 0) {
        if (source.wantsAll) refuseEarlyEnd(start.total, offset + size);
        return;
      }
      refuseSame(source, before, page);
      yield { ...start, position: style.at(offset, size), page, offset };
      before = page;
      width = Math.min(AHEAD, width + 1);
      const short = page.records.length !== size && style.type === 'offset';
      offset += short ? page.records.length : size;
      if (short) {
        // Records have come or gone: what was fetched ahead would leave a gap.
        waiting.length = 0;
        ahead = offset;
      }
    }
  } finally {
    waiting.length = 0;
  }
}

/** Some may have gone while pages were read, but not a whole page of them: an import would take them for deleted. */
export function refuseEarlyEnd(total: number | undefined, end: number): void {
  if (total === undefined || end > total) return;
  throw new BadGateway(`The application gives fewer records than the ${total} that "total" in the options counts.`);
}

/** A list that breaks off says so: "not found" would tell the client that there is nothing of what it asked for. */
async function fetchNext(source: PageSource, position: Position, limit: number | undefined): Promise<Page> {
  try {
    return await source.fetch(position, limit);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw new BadGateway('The application says that there is no next page; "total" tells where its list ends.', {
      cause: error.cause,
    });
  }
}

/** A page that nobody waits for any more must not end the process when it fails. */
function quiet(page: Promise<Page>): Promise<Page> {
  page.catch(() => undefined);
  return page;
}

function refuseRepeated(next: Position, seen: Set<string>): void {
  const place = JSON.stringify(next);
  if (seen.has(place)) throw new BadGateway('The pages of the application lead back to one that was read already.');
  if (next.kind === 'cursor' || next.kind === 'link') seen.add(place);
}

function refuseSame({ keyOf }: PageSource, before: Page, after: Page): void {
  const [first] = before.records;
  const [second] = after.records;
  if (first && second && keyOf(first) === keyOf(second)) {
    throw new BadGateway('The application gives the same page again: "page" in the options does not fit it.');
  }
}
