import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { replaceFile, writeAll } from './durable-files.js';
import type { FileStamp } from './file-stamp.js';
import { RowMeta } from './row-meta.js';

const VERSION = 1;
const HEAD = 8;
const ROWS_FILE = 'rows.bin';

/** The folder beside a CSV file that holds what the file has no place for. */
export function sidecarFolder(file: string): string {
  return join(dirname(file), `.${basename(file)}.scim`);
}

export async function makeSidecarFolder(file: string): Promise<string> {
  const folder = sidecarFolder(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** What is kept of a file's rows between runs: in file order, by row number. */
export interface RowDatesFile {
  /** The state of the CSV file that the rows belong to. */
  readonly stamp: FileStamp;
  readonly hasKeyColumn: boolean;
  readonly highest: number;
  readonly rows: number;
  readonly meta: RowMeta;
}

/** @param columns created, modified, keyHash, revision and fileHash of the rows, in file order */
export async function writeRowDates(
  folder: string,
  facts: { readonly stamp: FileStamp; readonly hasKeyColumn: boolean; readonly highest: number },
  rows: number,
  columns: readonly (Float64Array | Uint32Array)[],
): Promise<void> {
  const head = Buffer.from(JSON.stringify({ version: VERSION, rows, ...facts }), 'utf8');
  const size = Buffer.alloc(HEAD);
  size.writeUInt32LE(head.length);
  await replaceFile(join(folder, ROWS_FILE), async (handle) => {
    await writeAll(handle, size);
    await writeAll(handle, head);
    for (const column of columns)
      await writeAll(handle, new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  });
}

/** undefined: nothing usable is kept; all rows then count as first seen now. */
export async function readRowDates(folder: string): Promise<RowDatesFile | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(folder, ROWS_FILE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (bytes.length < HEAD) return undefined;
  const start = HEAD + bytes.readUInt32LE(0);
  const facts = parseFacts(bytes.subarray(HEAD, start));
  if (!facts || bytes.length !== start + facts.rows * 32) return undefined;
  const { rows } = facts;
  const part = (offset: number, size: number): ArrayBuffer => {
    const copy = new ArrayBuffer(rows * size);
    new Uint8Array(copy).set(bytes.subarray(start + rows * offset, start + rows * (offset + size)));
    return copy;
  };
  const meta = new RowMeta(0);
  meta.created = new Float64Array(part(0, 8));
  meta.modified = new Float64Array(part(8, 8));
  meta.keyHash = new Float64Array(part(16, 8));
  meta.revision = new Uint32Array(part(24, 4));
  meta.fileHash = new Uint32Array(part(28, 4));
  return { ...facts, meta };
}

type Facts = Omit<RowDatesFile, 'meta'>;

function parseFacts(bytes: Buffer): Facts | undefined {
  try {
    const facts = JSON.parse(bytes.toString('utf8')) as Facts & { version?: unknown };
    return facts.version === VERSION ? facts : undefined;
  } catch {
    return undefined;
  }
}
