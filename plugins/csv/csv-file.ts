import { statSync } from 'node:fs';
import { realpath, unlink } from 'node:fs/promises';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Logger } from 'scim-gateway/plugin';
import { type FileFormat, readDocument } from './csv-document.js';
import { CsvFault } from './csv-fault.js';
import { freshDates, keptDates, servedDates } from './dates-source.js';
import { type FileStamp, readStamp, sameStamp, stampOf } from './file-stamp.js';
import type { FoldedRow } from './folded-changes.js';
import { loadTable } from './load-table.js';
import { FileLock } from './lock.js';
import { mergeChanges } from './merge-changes.js';
import type { Snapshot } from './row-storage.js';
import { makeSidecarFolder, readRowDates, writeRowDates } from './sidecar.js';
import type { Table } from './table.js';
import type { TableSpec } from './table-spec.js';
import { commitFile, type PreparedFile, temporaryName } from './write-table.js';

/** How long a file must have been left alone: one that was put in place whole, and one that is being written. */
const SETTLE_MS = 30;
const SETTLE_WRITTEN_MS = 200;
const MOST_WAITS = 20;

/** Where a CSV file is and how to read it. */
export interface CsvFilePlan {
  readonly path: string;
  /** As the options name it: for messages. */
  readonly label: string;
  readonly format: FileFormat;
  readonly spec: TableSpec;
}

/** One CSV file: the version of it that is served, and the state that the file on disk is in. */
export class CsvFile {
  readonly plan: CsvFilePlan;
  readonly sidecar: string;
  readonly #lock: FileLock;
  readonly #log: Logger;
  readonly #now: () => number;
  #table: Table | undefined;
  /** The file as it was when it was read or written last. */
  #stamp: FileStamp | undefined;
  /** The version that is being put into the file's place. */
  #comingStamp: FileStamp | undefined;
  #badStamp: FileStamp | undefined;
  #fault: Error | undefined;
  /** Whether the served version holds changes that the file does not. */
  dirty = false;

  private constructor(plan: CsvFilePlan, sidecar: string, lock: FileLock, log: Logger, now: () => number) {
    this.plan = plan;
    this.sidecar = sidecar;
    this.#lock = lock;
    this.#log = log;
    this.#now = now;
  }

  /** Takes the file's lock. @throws Error where another process holds it, or where there is no such file */
  static async lock(plan: CsvFilePlan, log: Logger, now: () => number): Promise<CsvFile> {
    let target: string;
    try {
      target = await realpath(plan.path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      throw new CsvFault(
        plan.label,
        1,
        code === 'ENOENT' ? `There is no file ${plan.path}.` : (error as Error).message,
      );
    }
    const sidecar = await makeSidecarFolder(target);
    const lock = await FileLock.take(sidecar, plan.label);
    await unlink(temporaryName(target)).catch(() => undefined);
    return new CsvFile(plan, sidecar, lock, log, now);
  }

  get role(): string {
    return this.plan.spec.role;
  }

  get table(): Table {
    if (!this.#table) throw new Error(`The file ${this.plan.label} has not been read.`);
    return this.#table;
  }

  /** Why the file on disk cannot be taken up: the last good version is served, and nothing may be written. */
  get fault(): Error | undefined {
    return this.#fault;
  }

  /** Reads the file for the first time. @throws CsvFault */
  async load(): Promise<void> {
    const { path, label, format, spec } = this.plan;
    const document = await readDocument(path, label, format);
    const kept = await readRowDates(this.sidecar);
    if (kept) checkKeyColumn(label, spec, kept.hasKeyColumn, document.columns, this.sidecar);
    const modified = Math.min(Number(BigInt(document.stamp.modified) / 1_000_000n), this.#now());
    const dates = kept ? keptDates(kept, document.stamp, this.#now()) : freshDates(modified);
    this.#table = await loadTable(document, spec, dates);
    this.#stamp = document.stamp;
    if (!sameStamp(kept?.stamp, document.stamp) && this.table.assigned.size === 0) {
      await this.#saveDates(undefined, document.stamp);
    }
    if (spec.generate === 'sequence' && this.table.assigned.size > 0) this.dirty = true;
  }

  /** Whether the file on disk is another than the one that was read or written last: one cheap look. */
  differs(): boolean {
    const stamp = look(this.plan.path);
    if (this.#fault) return !sameStamp(stamp, this.#badStamp);
    return !sameStamp(stamp, this.#stamp) && !(this.#comingStamp && sameStamp(stamp, this.#comingStamp));
  }

  /**
   * Takes up the file as another program left it, with the gateway's own changes put onto it.
   * @param changes what the file does not hold yet; asked for at the moment when the new version is in place
   * @param always also where the file is the one that is known
   */
  async reload(changes: () => Iterable<FoldedRow>, always = false): Promise<void> {
    const { path, label, format, spec } = this.plan;
    const stamp = always ? await readStamp(path) : await settled(path, this.#stamp?.inode);
    if (!always && sameStamp(stamp, this.#stamp)) {
      this.#mended();
      return;
    }
    const served = this.table;
    let table: Table;
    try {
      const document = await readDocument(path, label, format);
      checkKeyColumn(label, spec, served.hasKeyColumn, document.columns, this.sidecar);
      table = await loadTable(document, spec, servedDates(served, this.#now()));
    } catch (error) {
      this.#broken(error as Error, stamp);
      return;
    }
    this.#merge(table, changes(), served);
    this.#table = table;
    this.#stamp = table.document.stamp;
    if (!always)
      this.#log.info(
        { file: label, rows: table.size },
        `${label} was changed by another program and has been read again.`,
      );
    this.#mended();
  }

  /** Puts changes onto the file as it was read at the start. */
  replay(changes: Iterable<FoldedRow>): void {
    this.#merge(this.table, changes, undefined);
  }

  /** Makes the prepared version the file. @returns false where another program has changed the file meanwhile */
  async commit(prepared: PreparedFile, snapshot: Snapshot): Promise<boolean> {
    if (!this.#stamp) return false;
    this.#comingStamp = prepared.stamp;
    try {
      if (!(await commitFile(this.plan.path, prepared, this.#stamp))) return false;
      this.#stamp = prepared.stamp;
    } finally {
      this.#comingStamp = undefined;
    }
    const { meta } = this.table;
    for (const [slot, hash] of prepared.hashes) meta.fileHash[slot] = hash;
    await this.#saveDates(snapshot, prepared.stamp);
    return true;
  }

  async release(): Promise<void> {
    await this.#lock.release();
  }

  #merge(table: Table, changes: Iterable<FoldedRow>, served: Table | undefined): void {
    const folded = [...changes];
    const { label } = this.plan;
    for (const conflict of mergeChanges(table, folded, served)) {
      this.#log.warn(
        { file: label, ...conflict },
        `${label}: another program and the gateway changed the same row (${conflict.what}); the change that the gateway had acknowledged stands.`,
      );
    }
    this.dirty = folded.length > 0;
  }

  async #saveDates(snapshot: Snapshot | undefined, stamp: FileStamp): Promise<void> {
    const { meta, storage, highest, hasKeyColumn } = this.table;
    const slots = snapshot?.slots ?? storage.slots;
    const live = snapshot?.live;
    const hasGaps = live !== undefined && Buffer.from(live.buffer).includes(0);
    const columns: (Float64Array | Uint32Array)[] = [];
    for (const name of ['created', 'modified', 'keyHash', 'revision', 'fileHash'] as const) {
      const column = meta[name].slice(0, slots);
      columns.push(hasGaps ? column.filter((_, slot) => live[slot] === 1) : column);
      await setImmediate();
    }
    // A file without its key column is getting it right now.
    const keyed = hasKeyColumn || snapshot !== undefined;
    await writeRowDates(this.sidecar, { stamp, hasKeyColumn: keyed, highest }, columns[0]?.length ?? 0, columns);
  }

  #broken(error: Error, stamp: FileStamp | undefined): void {
    this.#badStamp = stamp;
    if (this.#fault?.message === error.message) return;
    this.#fault = error;
    const line = error instanceof CsvFault ? { line: error.line } : {};
    this.#log.error(
      { file: this.plan.label, ...line },
      `${error.message} The last good version is served and changes are refused until the file is mended.`,
    );
  }

  #mended(): void {
    if (!this.#fault) return;
    this.#fault = undefined;
    this.#badStamp = undefined;
    this.#log.info({ file: this.plan.label }, `${this.plan.label} is well-formed again; changes are taken again.`);
  }
}

/** undefined: it is not there, or cannot be looked at, which reading it will explain. */
function look(path: string): FileStamp | undefined {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stats && stampOf(stats);
  } catch {
    return undefined;
  }
}

/** Waits until nobody writes the file any more. */
async function settled(path: string, inode: string | undefined): Promise<FileStamp | undefined> {
  let stamp = await readStamp(path);
  for (let waits = 0; waits < MOST_WAITS; waits++) {
    await setTimeout(stamp?.inode === inode ? SETTLE_WRITTEN_MS : SETTLE_MS);
    const next = await readStamp(path);
    if (sameStamp(stamp, next)) break;
    stamp = next;
  }
  return stamp;
}

/** Ids that were given once must not change because another program left their column out. */
function checkKeyColumn(
  label: string,
  spec: TableSpec,
  had: boolean,
  columns: readonly string[],
  sidecar: string,
): void {
  const [key = ''] = spec.keyColumns;
  if (!had || columns.includes(key)) return;
  throw new CsvFault(
    label,
    1,
    `The column "${key}" with the ids of the rows is gone. Put it back, or stop the gateway and remove ${sidecar} to begin with new ids.`,
  );
}
