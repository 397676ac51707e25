import type { BigIntStats } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';

/** What tells one state of a file from another without reading it. Texts, so that it can be kept as JSON. */
export interface FileStamp {
  readonly inode: string;
  readonly size: string;
  readonly modified: string;
}

export function stampOf(stats: BigIntStats): FileStamp {
  return { inode: String(stats.ino), size: String(stats.size), modified: String(stats.mtimeNs) };
}

export function sameStamp(left: FileStamp | undefined, right: FileStamp | undefined): boolean {
  return left?.inode === right?.inode && left?.size === right?.size && left?.modified === right?.modified;
}

/** undefined: there is no such file. */
export async function readStamp(file: string | FileHandle): Promise<FileStamp | undefined> {
  try {
    return stampOf(typeof file === 'string' ? await stat(file, { bigint: true }) : await file.stat({ bigint: true }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
