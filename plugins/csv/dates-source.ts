import { type FileStamp, sameStamp } from './file-stamp.js';
import type { DatesSource } from './load-table.js';
import type { RowDatesFile } from './sidecar.js';
import type { Table } from './table.js';

/** For a file that was never seen before. */
export function freshDates(now: number): DatesSource {
  return { knownHash: () => undefined, datesOf: () => ({ created: now, modified: now, revision: 1 }), highest: 0 };
}

/** Dates as they were when the gateway ran last; a row that differs from then counts as changed now. */
export function keptDates(kept: RowDatesFile, stamp: FileStamp, now: number): DatesSource {
  const { meta, rows, highest } = kept;
  if (sameStamp(kept.stamp, stamp)) {
    const fresh = freshDates(now);
    const isKnown = (place: number, keyHash: number): boolean => place < rows && meta.keyHash[place] === keyHash;
    return {
      knownHash: (place, keyHash) => (isKnown(place, keyHash) ? meta.fileHash[place] : undefined),
      datesOf: (row) => (isKnown(row.place, row.keyHash) ? meta.get(row.place) : fresh.datesOf(row)),
      highest,
    };
  }
  const places = new Map<number, number>();
  for (let place = 0; place < rows; place++) places.set(meta.keyHash[place] as number, place);
  return {
    knownHash: () => undefined,
    datesOf: ({ keyHash, hash }) => datesFrom(meta, places.get(keyHash), hash, now),
    highest,
  };
}

/** Dates of the rows that are served while another program's version of their file is taken up. */
export function servedDates(table: Table, now: number): DatesSource {
  return {
    knownHash: () => undefined,
    datesOf: ({ key, hash }) => datesFrom(table.meta, table.slotOf(key), hash, now),
    highest: table.highest,
  };
}

function datesFrom(
  meta: Table['meta'],
  place: number | undefined,
  hash: number,
  now: number,
): ReturnType<DatesSource['datesOf']> {
  if (place === undefined) return { created: now, modified: now, revision: 1 };
  const dates = meta.get(place);
  return meta.fileHash[place] === hash ? dates : { ...dates, modified: now, revision: dates.revision + 1 };
}
