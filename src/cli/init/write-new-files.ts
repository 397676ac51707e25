import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../usage-error.js';

export interface NewFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** true: for this user only (mode 0600, in a folder of mode 0700). */
  readonly secret?: true;
  /** true: it may take the place of one that is there. */
  readonly replace?: boolean;
}

/**
 * Writes all of the files or, where one cannot be written, none. Each is whole as soon as it has its name. Done without a
 * pause, so that no Ctrl-C comes between.
 * @throws UsageError where a file is there already, or cannot be written
 */
export function writeNewFiles(files: readonly NewFile[]): void {
  const undo: (() => void)[] = [];
  let current = '';
  const drafts: { readonly file: NewFile; readonly draft: string }[] = [];
  try {
    for (const file of files) {
      current = file.path;
      makeFolder(dirname(file.path), file.secret === true, undo);
      const draft = join(dirname(file.path), `.${basename(file.path)}.${randomBytes(6).toString('hex')}`);
      undo.push(() => unlinkSync(draft));
      drafts.push({ file, draft });
      writeDraft(draft, file);
    }
    // What cannot be undone comes last.
    const inOrder = [...drafts].sort(
      (left, right) => Number(left.file.replace === true) - Number(right.file.replace === true),
    );
    for (const { file, draft } of inOrder) {
      current = file.path;
      if (file.replace) {
        renameSync(draft, file.path);
        continue;
      }
      linkNew(draft, file.path);
      undo.push(() => unlinkSync(file.path));
    }
  } catch (error) {
    for (const step of undo.reverse()) attempt(step);
    throw cannotWrite(current, error);
  }
  for (const { draft } of drafts) attempt(() => unlinkSync(draft));
}

/** What the system's errors mean to a person. */
const reasons: { readonly [code: string]: string } = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'a folder of its path is a link that leads nowhere',
  EISDIR: 'there is a folder of that name',
  ENAMETOOLONG: 'its name is too long',
};

function cannotWrite(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof UsageError || code === undefined) return error;
  const reason = reasons[code] ?? (error as Error).message;
  return new UsageError(`${path} cannot be written: ${reason}. Nothing was written.`);
}

function makeFolder(folder: string, secret: boolean, undo: (() => void)[]): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), false, undo);
  mkdirSync(folder, secret ? { mode: 0o700 } : {});
  undo.push(() => rmdirSync(folder));
}

function writeDraft(draft: string, { text, secret }: NewFile): void {
  const handle = openSync(draft, 'wx', secret ? 0o600 : 0o666);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Unlike a rename, a link never takes the place of another file. */
function linkNew(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw isThere(path);
    // Some file systems know no links.
    copyFileSync(draft, path, constants.COPYFILE_EXCL);
  }
}

export function isThere(path: string): UsageError {
  return new UsageError(`${path} is there already. --force writes over it; --out names another file.`);
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // What is not there needs no undoing.
  }
}
