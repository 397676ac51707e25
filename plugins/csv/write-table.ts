import { constants } from 'node:fs';
import { type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './durable-files.js';
import { FileSink } from './file-sink.js';
import { type FileStamp, readStamp, sameStamp } from './file-stamp.js';
import { RowHasher } from './hash-row.js';
import { encodeCell, splitRow } from './row-codec.js';
import type { Snapshot } from './row-storage.js';
import { Slices } from './slices.js';
import type { Table } from './table.js';

/** A whole new version of a CSV file, durable under a temporary name beside it. */
export interface PreparedFile {
  readonly temporary: string;
  readonly target: string;
  readonly stamp: FileStamp;
  /** The rows that were written anew: slot and hash of the text. */
  readonly hashes: readonly (readonly [slot: number, hash: number])[];
}

/** Where the temporary version of a file is; one name, for there is one writer. */
export function temporaryName(target: string): string {
  return join(dirname(target), `.${basename(target)}.scim-tmp`);
}

/**
 * Writes a table's rows as they were in the snapshot: rows that nobody changed byte for byte, with the owner and mode of
 * the file that they replace. Keys that the file has no place for yet get one.
 */
export async function prepareFile(path: string, table: Table, snapshot: Snapshot): Promise<PreparedFile> {
  const target = await realpath(path);
  const temporary = temporaryName(target);
  const old = await stat(target);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
  await unlink(temporary).catch(() => undefined);
  const handle = await open(temporary, flags | constants.O_EXCL, 0o600);
  try {
    const hashes = await writeRows(handle, table, snapshot);
    await keepOwner(handle, old.uid, old.gid);
    await handle.chmod(old.mode & 0o7777);
    await handle.sync();
    return { temporary, target, stamp: (await readStamp(handle)) as FileStamp, hashes };
  } finally {
    await handle.close();
  }
}

/**
 * Puts the prepared version in the file's place.
 * @param expected the file as it was last seen; where it is another by now, nothing happens
 * @returns whether the file is now the prepared one
 */
export async function commitFile(path: string, prepared: PreparedFile, expected: FileStamp): Promise<boolean> {
  if (!sameStamp(await readStamp(path), expected) || (await realpath(path)) !== prepared.target) {
    await unlink(prepared.temporary);
    return false;
  }
  await rename(prepared.temporary, prepared.target);
  await syncFolder(dirname(prepared.target));
  return true;
}

async function keepOwner(handle: FileHandle, uid: number, gid: number): Promise<void> {
  const own = await handle.stat();
  if (own.uid === uid && own.gid === gid) return;
  try {
    await handle.chown(uid, gid);
  } catch (error) {
    throw new Error(
      `The CSV file belongs to user ${uid}, group ${gid}, and this process may not make a new version of it that belongs to them. Run the gateway as that user, or give it the file.`,
      { cause: error },
    );
  }
}

/** @returns the hashes of the rows that were not copied from the document */
async function writeRows(handle: FileHandle, table: Table, snapshot: Snapshot): Promise<(readonly [number, number])[]> {
  const { document, storage } = table;
  const { bytes, dialect, finalNewline } = document;
  const { delimiter, newline } = dialect;
  const sink = new FileSink(handle, document);
  const hashes: (readonly [number, number])[] = [];
  const slices = new Slices();
  const hasher = new RowHasher(delimiter);
  const addsKeys = !table.hasKeyColumn;
  sink.mark();
  sink.text(
    addsKeys ? `${document.header}${delimiter}${keyCell(table, table.spec.keyColumns[0] as string)}` : document.header,
  );
  /** What stands between the row (or header) written last and the next one: its line end, and empty lines. */
  let between = bytes.toString('utf8', document.headerEnd, storage.place(0)?.start ?? document.length);
  /** Rows of the document that follow one another, to be copied in one go. */
  let run: { readonly start: number; end: number; next: number } | undefined;
  const endRun = (): void => {
    if (!run) return;
    sink.copy(run.start, run.end);
    between = bytes.toString('utf8', run.end, run.next);
    run = undefined;
  };
  for (let slot = 0; slot < snapshot.slots; slot++) {
    if (slices.due) await slices.pause();
    if (snapshot.live[slot] !== 1) continue;
    const place = storage.place(slot);
    const text = rowText(table, snapshot, slot);
    if (text === undefined && place) {
      if (run?.next === place.start) {
        run.end = place.end;
        run.next = place.next;
      } else {
        endRun();
        sink.text(between || newline);
        run = { ...place };
      }
    } else if (text !== undefined) {
      endRun();
      sink.text(between || newline);
      sink.text(text);
      between = place ? bytes.toString('utf8', place.end, place.next) : newline;
      const row = Buffer.from(text, 'utf8');
      hashes.push([slot, hasher.hash(row, 0, row.length)]);
    }
    if (sink.isFull) await sink.flush();
  }
  endRun();
  if (finalNewline) sink.text(between || newline);
  else if (!/^[\r\n]*$/.test(between)) sink.text(between);
  await sink.flush();
  return hashes;
}

/** The text to write for a row; undefined where the document's bytes are it. */
function rowText(table: Table, snapshot: Snapshot, slot: number): string | undefined {
  const { storage, document } = table;
  const text = storage.snapshotText(snapshot, slot);
  const key = table.assigned.get(slot);
  if (key === undefined) return text;
  const { delimiter } = document.dialect;
  const place = storage.place(slot);
  const known = text ?? document.bytes.toString('utf8', place?.start, place?.end);
  if (!table.hasKeyColumn) return `${known}${delimiter}${keyCell(table, key)}`;
  const cells = splitRow(known, delimiter);
  cells[table.keyColumns[0] as number] = keyCell(table, key);
  return cells.join(delimiter);
}

/** A key written as the file's first column is. */
function keyCell(table: Table, value: string): string {
  const { dialect, header } = table.document;
  const filled = dialect.quoting[0]?.filled ?? header.startsWith('"');
  return encodeCell(value, dialect.delimiter, { filled, empty: false });
}
