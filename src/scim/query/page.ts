import { ScimError } from '../errors.js';

export interface Page {
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
}

/**
 * The page that a query asks for (RFC 7644 section 3.4.2.4): a start before 1 means 1, a negative count means 0, and more
 * than `maxCount` is not given.
 * @param query parameters under names in lower case; with a `cursor`, `startIndex` has no meaning (RFC 9865)
 * @throws ScimError 400 `invalidValue` where a number cannot be read; with a cursor `invalidCount`, `invalidCursor`
 */
export function readPage(
  query: { readonly [name: string]: string | undefined },
  { defaultCount, maxCount }: { readonly defaultCount: number; readonly maxCount: number },
): Page {
  if (query.cursor !== undefined) return readCursorPage(query, defaultCount, maxCount);
  const startIndex = readInteger(query.startindex, 'startIndex') ?? 1;
  const count = readInteger(query.count, 'count') ?? defaultCount;
  return { startIndex: Math.max(1, startIndex), count: Math.min(Math.max(0, count), maxCount) };
}

function readCursorPage(
  { count, startindex }: { readonly [name: string]: string | undefined },
  defaultCount: number,
  maxCount: number,
): Page {
  if (startindex !== undefined) {
    throw new ScimError(400, 'A page is asked for by cursor or by startIndex, not by both.', {
      scimType: 'invalidCursor',
    });
  }
  if (count !== undefined && !/^\d{1,15}$/.test(count)) {
    throw new ScimError(400, `count must be a whole number from 0 to ${maxCount}.`, { scimType: 'invalidCount' });
  }
  return { startIndex: 1, count: Math.min(count === undefined ? defaultCount : Number(count), maxCount) };
}

function readInteger(text: string | undefined, name: string): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    throw new ScimError(400, `${name} must be a whole number.`, { scimType: 'invalidValue' });
  }
  return Number(text);
}
