import { ScimError } from '../errors.js';

export interface Page {
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
}

/**
 * The page that a query asks for (RFC 7644 section 3.4.2.4): a start before 1 means 1, a negative count means 0, and more
 * than `maxCount` is not given.
 * @param query parameters under names in lower case
 * @throws ScimError 400 `invalidValue` where a number cannot be read
 */
export function readPage(
  query: { readonly [name: string]: string | undefined },
  { defaultCount, maxCount }: { readonly defaultCount: number; readonly maxCount: number },
): Page {
  const startIndex = readInteger(query.startindex, 'startIndex') ?? 1;
  const count = readInteger(query.count, 'count') ?? defaultCount;
  return { startIndex: Math.max(1, startIndex), count: Math.min(Math.max(0, count), maxCount) };
}

function readInteger(text: string | undefined, name: string): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    throw new ScimError(400, `${name} must be a whole number.`, { scimType: 'invalidValue' });
  }
  return Number(text);
}
