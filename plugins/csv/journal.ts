import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readFile, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable } from 'scim-gateway/plugin';
import { replaceFile, syncFolder, writeAll } from './durable-files.js';
import { decodeFrames, encodeFrame, hasFrameAfter } from './journal-frames.js';
import type { Entry } from './operations.js';

/** Opens a file for the journal; given from outside so that tests can let the disk fail. */
export type OpenFile = (path: string, flags: number, mode: number) => Promise<FileHandle>;

interface Waiting {
  readonly entry?: Entry;
  /** Instead of an entry: what follows goes into a new segment. */
  readonly rotate?: true;
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: Error) => void;
}

const SEGMENT = /^journal-(\d{12,16})\.log$/;
const MOST_A_FRAME = 1000;
const START_FILE = 'journal-start.json';
const REFUSED = 'The application behind the gateway cannot store changes for now; try again later.';

/**
 * The write-ahead journal: an entry is durable when {@link append} resolves. All entries that wait while an fsync runs
 * share the next one.
 */
export class Journal {
  readonly #folder: string;
  readonly #open: OpenFile;
  #handle: FileHandle | undefined;
  /** Path of the open segment, and how many of its bytes are durable. */
  #path = '';
  #end = 0;
  #sequence: number;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #failure: Error | undefined;
  #closed = false;

  private constructor(folder: string, sequence: number, openFile: OpenFile) {
    this.#folder = folder;
    this.#sequence = sequence;
    this.#open = openFile;
  }

  /**
   * Reads what the journal holds and is not in the files yet. A torn end is passed over: nobody was told of it.
   * @throws Error where the journal is damaged: it names the segment and says what to do
   */
  static async open(
    folder: string,
    openFile: OpenFile = open,
  ): Promise<{ readonly journal: Journal; readonly entries: readonly Entry[] }> {
    const start = await readStart(folder);
    const names = await segmentNames(folder);
    const entries: Entry[] = [];
    let expected: number | undefined;
    for (const [which, name] of names.entries()) {
      const path = join(folder, name);
      const bytes = await readFile(path);
      const { frames, end } = decodeFrames(bytes);
      const isLast = which === names.length - 1;
      if (end < bytes.length && (!isLast || hasFrameAfter(bytes, end))) throw damaged(path, `at byte ${end}`);
      for (const frame of frames) {
        if (expected !== undefined && frame.sequence !== expected) throw damaged(path, `entry ${expected} is missing`);
        expected = frame.sequence + 1;
        if (frame.sequence >= start) entries.push(...frame.entries);
      }
      if (end < bytes.length) await cutOff(path, end);
    }
    return { journal: new Journal(folder, Math.max(start, expected ?? 1), openFile), entries };
  }

  /** Why nothing can be written for now. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Resolves when the entry is durable.
   * @throws Unavailable where it could not be made durable; it is then not in the journal
   */
  append(entry: Entry): Promise<number> {
    return this.#enqueue({ entry });
  }

  /** Resolves when all entries so far are durable, with the sequence number of the first frame after them. */
  rotate(): Promise<number> {
    return this.#enqueue({ rotate: true });
  }

  /** Everything before this sequence number is in the files: forget it. */
  async dropBefore(sequence: number): Promise<void> {
    await replaceFile(join(this.#folder, START_FILE), (handle) =>
      writeAll(handle, Buffer.from(JSON.stringify({ sequence }))),
    );
    const names = await segmentNames(this.#folder);
    for (const name of names) if (firstSequence(name) < sequence) await unlink(join(this.#folder, name));
  }

  /**
   * Tries to write again after a failure: cuts off what is not known to be durable.
   * @throws Error where the disk still fails
   */
  async recover(): Promise<void> {
    if (!this.#failure) return;
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => undefined);
    if (this.#path !== '') {
      const again = await this.#open(this.#path, constants.O_WRONLY, 0o600);
      try {
        await again.truncate(this.#end);
        await again.sync();
      } finally {
        await again.close();
      }
      if (this.#end === 0) await unlink(this.#path);
    }
    this.#path = '';
    await replaceFile(join(this.#folder, 'probe'), (probe) => writeAll(probe, Buffer.alloc(4096, 1)));
    this.#failure = undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#handle?.close();
    this.#handle = undefined;
  }

  #enqueue(what: { entry: Entry } | { rotate: true }): Promise<number> {
    if (this.#closed) return Promise.reject(new Unavailable('The gateway is stopping.'));
    if (this.#failure) return Promise.reject(new Unavailable(REFUSED, { cause: this.#failure, retryAfter: 5 }));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...what, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async #run(): Promise<void> {
    // Lets the requests of this turn join the first frame.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const rotateAt = this.#waiting.findIndex(({ rotate }) => rotate);
      const batch = this.#waiting.splice(
        0,
        rotateAt === 0 ? 1 : rotateAt > 0 ? Math.min(rotateAt, MOST_A_FRAME) : MOST_A_FRAME,
      );
      try {
        if (batch[0]?.rotate) await this.#endSegment();
        else await this.#write(batch);
        for (const { resolve } of batch) resolve(this.#sequence);
      } catch (error) {
        this.#fail(error as Error, batch);
      }
    }
    this.#running = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const sequence = this.#sequence;
    const handle = this.#handle ?? (await this.#beginSegment(sequence));
    const frame = encodeFrame({ sequence, entries: batch.flatMap(({ entry }) => entry ?? []) });
    await writeAll(handle, frame, this.#end);
    await handle.datasync();
    this.#end += frame.length;
    this.#sequence = sequence + 1;
  }

  async #beginSegment(sequence: number): Promise<FileHandle> {
    const path = join(this.#folder, `journal-${String(sequence).padStart(12, '0')}.log`);
    // A segment of this number can only be the torn rest of a frame that nobody was told of.
    this.#handle = await this.#open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
    this.#path = path;
    this.#end = 0;
    await syncFolder(this.#folder);
    return this.#handle;
  }

  async #endSegment(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#path = '';
    await handle?.close();
  }

  #fail(error: Error, batch: readonly Waiting[]): void {
    this.#failure = error;
    const all = [...batch, ...this.#waiting];
    this.#waiting = [];
    for (const { reject } of all) reject(new Unavailable(REFUSED, { cause: error, retryAfter: 5 }));
  }
}

async function cutOff(path: string, end: number): Promise<void> {
  if (end === 0) return unlink(path);
  await truncate(path, end);
  const handle = await open(path, 'r+');
  await handle.sync();
  await handle.close();
}

async function segmentNames(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => SEGMENT.test(name));
  return names.sort((left, right) => firstSequence(left) - firstSequence(right));
}

function firstSequence(name: string): number {
  return Number(SEGMENT.exec(name)?.[1] ?? 0);
}

async function readStart(folder: string): Promise<number> {
  const path = join(folder, START_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 1;
    throw error;
  }
  const { sequence } = JSON.parse(text) as { readonly sequence?: unknown };
  if (typeof sequence !== 'number') throw damaged(path, 'it names no sequence number');
  return sequence;
}

function damaged(path: string, where: string): Error {
  return new Error(
    `The journal ${path} is damaged (${where}), so changes that clients were told of may be lost. Bring the file back from a backup, or move it away to start with what the CSV files hold.`,
  );
}
