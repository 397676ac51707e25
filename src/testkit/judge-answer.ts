import {
  compileFieldSort,
  type FindResult,
  type Query,
  queryRecords,
  type RecordUse,
  type StoredRecord,
} from '../plugin/index.js';
import { must, show } from './contract-broken.js';
import { withLists } from './same-value.js';

/** An answer of `find`, its records in an array. */
export interface Answer extends FindResult {
  readonly records: readonly StoredRecord[];
}

/**
 * Holds an answer of `find` against all the records that there are: it may have applied less than it was asked for, but what
 * it says that it has applied is applied, wholly.
 * @throws ContractBroken
 */
export function judgeAnswer(
  query: Query,
  answer: Answer,
  all: readonly StoredRecord[],
  use: Pick<RecordUse, 'key' | 'lists'>,
): void {
  const { applied = {} } = answer;
  const asked = show(query);
  const matches = queryRecords(
    all.map((record) => withLists(record, use)),
    query.filter ? { filter: query.filter } : {},
  ).records;
  const isFiltered = query.filter === undefined || applied.filter === true;
  const isPaged = query.page !== undefined && applied.page === true;
  const keys = answer.records.map((record) => String(record[use.key]));
  const matching = new Set(matches.map((record) => String(record[use.key])));
  must(new Set(keys).size === keys.length, `find(${asked}) gave a record twice.`);
  judgeTotal(answer, { asked, matches: matches.length, isPaged });
  if (isFiltered) {
    const extra = keys.find((key) => !matching.has(key));
    must(
      extra === undefined,
      `find(${asked}) says that it applied the filter, but gave ${show(extra)}, which does not match.`,
    );
  }
  if (isPaged) {
    must(isFiltered, `find(${asked}) applied the page, but not the filter: a page of something else.`);
    must(query.sort === undefined || applied.sort === true, `find(${asked}) applied the page, but not the sort.`);
    const { offset = 0, limit = 0 } = query.page ?? {};
    const size = Math.max(0, Math.min(limit, matches.length - offset));
    must(keys.length === size, `find(${asked}) gave ${keys.length} records, and its page has ${size}.`);
  } else {
    const missing = [...matching].find((key) => !keys.includes(key));
    must(missing === undefined, `find(${asked}) left out ${show(missing)}, which matches.`);
  }
  if (query.sort !== undefined && applied.sort === true)
    judgeOrder(query, answer, isPaged && isFiltered ? matches : undefined, asked);
}

function judgeTotal(
  { total }: Answer,
  { asked, matches, isPaged }: { asked: string; matches: number; isPaged: boolean },
): void {
  must(total !== undefined || !isPaged, `find(${asked}) applied the page, and must say the total.`);
  must(
    total === undefined || total === matches,
    `find(${asked}) says a total of ${total}, but ${matches} records match.`,
  );
}

/** Where equal values stand among themselves is the store's own affair. */
function judgeOrder(
  { sort, page }: Query,
  { records }: Answer,
  matches: readonly StoredRecord[] | undefined,
  asked: string,
): void {
  if (!sort) return;
  const compare = compileFieldSort(sort);
  records.forEach((record, index) => {
    const before = records[index - 1];
    must(
      before === undefined || compare(before, record) <= 0,
      `find(${asked}) says that it applied the sort, but is not in order.`,
    );
  });
  if (!matches) return;
  const sorted = [...matches].sort(compare).slice(page?.offset ?? 0);
  const isThere = records.every((record, index) => compare(record, sorted[index] as StoredRecord) === 0);
  must(isThere, `find(${asked}) gave records that belong to another page.`);
}
