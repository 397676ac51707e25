import { mkdirSync } from 'node:fs';
import { type FileHandle, open as openAsFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '../plugin/index.js';
import { auditFiles, rotatedName } from './audit-files.js';
import { type AuditLine, FIRST_HASH, openLine, sealLine } from './audit-line.js';
import { readLines } from './read-lines.js';

/** Where the audit is, and when a new file begins. */
export interface AuditSettings {
  readonly file: string;
  /** Bytes. */
  readonly maxSize: number;
  /** Milliseconds since the file's first line. */
  readonly maxAgeMs: number;
  /** How many full files stay; undefined: all. */
  readonly keep: number | undefined;
}

/** A line without what its place gives it. */
export type NewLine =
  | Omit<Extract<AuditLine, { type: 'intent' }>, 'seq' | 'at'>
  | Omit<Extract<AuditLine, { type: 'outcome' }>, 'seq' | 'at'>;

/** An audit that is written to. */
export interface Audit {
  /**
   * Makes sure that it can be written to; the first line does so as well. Only the gateway that serves may: a last line that
   * a crash cut off is removed (nobody was told that it was written).
   * @throws Error a sentence, where the file cannot be opened or is no audit
   */
  open(): Promise<void>;
  /** Resolves with the line's number when it is on disk; rejects, and nothing was written, where it cannot be. */
  append(line: NewLine): Promise<number>;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

interface Waiting {
  readonly line: NewLine;
  readonly done: (seq: number) => void;
  readonly failed: (error: unknown) => void;
}

/** Where the chain of lines has got to. */
interface Tip {
  readonly seq: number;
  readonly hash: string;
  /** Bytes of the file up to there. */
  readonly size: number;
  /** When the first line of the file was written; undefined: it has none. */
  readonly since: number | undefined;
  readonly firstSeq: number;
}

/** The audit of a gateway. Lines that arrive together are made durable together. */
export function createAudit(
  settings: AuditSettings,
  { now, log }: { readonly now: () => number; readonly log: Logger },
): Audit {
  const { file } = settings;
  let opening: Promise<void> | undefined;
  let handle: FileHandle;
  let tip: Tip;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;

  const open = (): Promise<void> => {
    opening ??= openFile(file, log).then(
      (opened) => {
        ({ handle, tip } = opened);
      },
      (error: unknown) => {
        opening = undefined;
        throw error;
      },
    );
    return opening;
  };

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await open();
        await reopenIfMoved();
        await rotateIfFull();
        await write(batch);
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    flushing = undefined;
  };

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    let { seq, hash } = tip;
    const at = now();
    const texts = batch.map(({ line }) => {
      seq += 1;
      const sealed = sealLine({ seq, at: new Date(at).toISOString(), ...line } as AuditLine, hash);
      hash = sealed.hash;
      return `${sealed.text}\n`;
    });
    const bytes = Buffer.from(texts.join(''));
    try {
      await handle.writeFile(bytes);
      await handle.datasync();
    } catch (error) {
      await handle.truncate(tip.size).catch(() => undefined);
      throw error;
    }
    const first = tip.seq + 1;
    tip = { ...tip, seq, hash, size: tip.size + bytes.length, since: tip.since ?? at };
    for (const [index, { done }] of batch.entries()) done(first + index);
  };

  /** Another program may have moved the file away; the chain goes on in a new one. */
  const reopenIfMoved = async (): Promise<void> => {
    const [there, held] = await Promise.all([stat(file).catch(() => undefined), handle.stat()]);
    if (there && there.ino === held.ino) {
      if (held.size === tip.size) return;
      throw new Error(`Something else writes to the audit ${file}; every gateway needs a file of its own.`);
    }
    if (there) throw new Error(`Another file has taken the place of the audit ${file}.`);
    log.warn({ file }, 'the audit file was moved away; a new one goes on from it');
    await beginNewFile();
  };

  const rotateIfFull = async (): Promise<void> => {
    const isOld = tip.since !== undefined && now() - tip.since >= settings.maxAgeMs;
    if (tip.size === 0 || (tip.size < settings.maxSize && !isOld)) return;
    await rename(file, rotatedName(file, tip.firstSeq));
    await beginNewFile();
    const full = (await auditFiles(file)).slice(0, -1);
    if (settings.keep !== undefined) {
      for (const old of full.slice(0, Math.max(0, full.length - settings.keep))) await rm(old);
    }
  };

  const beginNewFile = async (): Promise<void> => {
    const fresh = await openAsFile(file, 'ax', 0o600);
    await handle.close();
    handle = fresh;
    tip = { ...tip, size: 0, since: undefined, firstSeq: tip.seq + 1 };
  };

  return {
    open,
    append(line) {
      return new Promise((done, failed) => {
        waiting.push({ line, done, failed });
        flushing ??= flush();
      });
    },
    async close() {
      await flushing;
      if (opening) await opening.then(() => handle.close());
    },
  };
}

async function openFile(file: string, log: Logger): Promise<{ handle: FileHandle; tip: Tip }> {
  let handle: FileHandle;
  try {
    mkdirSync(dirname(file), { recursive: true });
    handle = await openAsFile(file, 'a', 0o600);
  } catch (error) {
    throw new Error(`The audit cannot be opened: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
  try {
    const before = await lastOf(await auditFiles(file), file);
    const { tip, ragged } = await tipOf(file, before);
    const { size } = await handle.stat();
    if (!ragged && size === tip.size - 1) {
      await handle.writeFile('\n');
    } else if (!ragged && size !== tip.size) {
      throw new Error(
        `The audit ${file} has been changed: between its lines is something that the gateway does not write. Move it away to begin anew.`,
      );
    } else if (ragged) {
      log.warn(
        { file, bytes: size - tip.size },
        'the audit ended in the middle of a line, which was never confirmed: it was cut off',
      );
      await handle.truncate(tip.size);
    }
    return { handle, tip };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The last line of the files before this one. */
async function lastOf(
  files: readonly string[],
  file: string,
): Promise<{ readonly seq: number; readonly hash: string }> {
  const older = files.filter((other) => other !== file).at(-1);
  if (older === undefined) return { seq: 0, hash: FIRST_HASH };
  const { tip } = await tipOf(older, { seq: 0, hash: FIRST_HASH });
  return tip;
}

async function tipOf(
  file: string,
  before: { readonly seq: number; readonly hash: string },
): Promise<{ readonly tip: Tip; readonly ragged: boolean }> {
  let tip: Tip = { ...before, size: 0, since: undefined, firstSeq: before.seq + 1 };
  for await (const text of readLines(file)) {
    const opened = openLine(text);
    if (!opened) {
      const { size } = await stat(file);
      if (tip.size + Buffer.byteLength(text) >= size) return { tip, ragged: true };
      throw new Error(`${file} is not an audit of the gateway: its line after number ${tip.seq} is no such line.`);
    }
    const { line, hash } = opened;
    tip = {
      seq: line.seq,
      hash,
      size: tip.size + Buffer.byteLength(text) + 1,
      since: tip.since ?? Date.parse(line.at),
      firstSeq: tip.size === 0 ? line.seq : tip.firstSeq,
    };
  }
  return { tip, ragged: false };
}
