import { type FSWatcher, watch } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type Logger, Unavailable } from 'scim-gateway/plugin';
import { CsvFile, type CsvFilePlan } from './csv-file.js';
import { type FoldedRow, foldEntries } from './folded-changes.js';
import { Journal, type OpenFile } from './journal.js';
import type { Entry, RowOperation } from './operations.js';
import { prepareFile } from './write-table.js';

/** Least time between two looks at the files, in milliseconds. */
const LOOK_MS = 100;
const RECOVER_MS = 1000;
/** A rewrite may take one part in so many of the time. */
const REWRITE_SHARE = 10;
/** Files up to this size (bytes) are read again before a call that notices a change is answered. */
const WAIT_FOR = 8 << 20;

export interface WorkspaceOptions {
  readonly plans: readonly CsvFilePlan[];
  /** Least milliseconds between two checkpoints. */
  readonly checkpointMs: number;
  readonly log: Logger;
  readonly now: () => number;
  readonly openFile?: OpenFile;
}

/** An adapter's files with their one journal: makes changes durable, puts them into the files, sees others' changes. */
export class Workspace {
  readonly #files: ReadonlyMap<string, CsvFile>;
  readonly #journal: Journal;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #checkpointMs: number;
  readonly #watchers: FSWatcher[] = [];
  /** Entries that no file holds yet; those that the running checkpoint writes, and later ones. */
  #writing: readonly Entry[] = [];
  #pending: Entry[] = [];
  readonly #refused = new Set<Entry>();
  #maintenance: Promise<void> = Promise.resolve();
  #reloading: Promise<void> | undefined;
  #recovering: Promise<void> | undefined;
  #lookedAt = 0;
  #recoveredAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #notBefore = 0;
  #checkpointFault: Error | undefined;
  #closed = false;

  private constructor(files: ReadonlyMap<string, CsvFile>, journal: Journal, options: WorkspaceOptions) {
    this.#files = files;
    this.#journal = journal;
    this.#log = options.log;
    this.#now = options.now;
    this.#checkpointMs = options.checkpointMs;
  }

  /**
   * Locks and reads the files, and brings back what the journal holds.
   * @throws Error (CsvFault with file:line) where a file, the lock or the journal stands in the way
   */
  static async open(options: WorkspaceOptions): Promise<Workspace> {
    const files = new Map<string, CsvFile>();
    try {
      for (const plan of options.plans) files.set(plan.spec.role, await CsvFile.lock(plan, options.log, options.now));
      const [first, ...others] = [...files.values()];
      if (!first) throw new Error('The options name no file.');
      for (const other of others) await refuseForeignJournal(other, first);
      const { journal, entries } = await Journal.open(first.sidecar, options.openFile);
      for (const file of files.values()) await file.load();
      const workspace = new Workspace(files, journal, options);
      workspace.#replay(entries, first);
      await workspace.#watch();
      return workspace;
    } catch (error) {
      for (const file of files.values()) await file.release();
      throw error;
    }
  }

  file(role: string): CsvFile {
    const file = this.#files.get(role);
    if (!file) throw new Error(`There is no file for ${role}.`);
    return file;
  }

  get files(): Iterable<CsvFile> {
    return this.#files.values();
  }

  get now(): number {
    return this.#now();
  }

  /** Why the files could not be rewritten last time; the journal holds what they lack. */
  get checkpointFault(): Error | undefined {
    return this.#checkpointFault;
  }

  /** To be asked before each answer: a promise where another program's change is to be waited for. */
  look(): Promise<void> | undefined {
    const now = performance.now();
    if (now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      this.#lookNow();
    }
    return this.#reloading && this.#isSmall() ? this.#reloading : undefined;
  }

  /**
   * To be awaited before a change is planned.
   * @throws Unavailable where nothing can be written for now
   */
  async writable(): Promise<void> {
    this.look();
    if (this.#reloading) await this.#reloading;
    if (this.#journal.failure || this.#recovering) await this.#recover();
    this.#refuseUnwritable();
  }

  /**
   * Makes changes of rows at once in memory, and resolves when they are durable: all of them or none.
   * @throws Unavailable
   */
  async commit(operations: readonly RowOperation[]): Promise<void> {
    if (operations.length === 0) return;
    this.#refuseUnwritable();
    const entry: Entry = { time: this.#now(), operations };
    for (const operation of operations) {
      const file = this.file(operation.file);
      file.table.apply(operation, entry.time);
      file.dirty = true;
    }
    this.#pending.push(entry);
    try {
      await this.#journal.append(entry);
    } catch (error) {
      this.#refused.add(entry);
      this.#recoveredAt = 0;
      await this.#recover().catch(() => undefined);
      throw error;
    }
    this.#schedule();
  }

  /** @throws Unavailable with file:line, or with what keeps the journal from writing */
  async check(): Promise<void> {
    this.#lookNow();
    await this.#reloading;
    for (const { fault } of this.#files.values()) if (fault) throw new Unavailable(fault.message, { cause: fault });
    if (this.#journal.failure) await this.#recover();
    if (this.#journal.failure) throw unwritten(this.#journal.failure);
  }

  /** Puts all changes into the files now, where the files can be written. */
  async checkpoint(): Promise<void> {
    await this.#exclusively(() => this.#checkpoint());
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
    await this.#reloading;
    for (let attempt = 0; attempt < 3 && this.#isDirty(); attempt++) {
      await this.checkpoint();
      await this.#exclusively(() => this.#reload());
    }
    await this.#maintenance;
    await this.#journal.close();
    for (const file of this.#files.values()) await file.release();
  }

  #replay(entries: readonly Entry[], first: CsvFile): void {
    if (entries.length === 0) {
      if (this.#isDirty()) this.#schedule();
      return;
    }
    for (const [role, rows] of foldEntries(entries)) {
      const file = this.#files.get(role);
      if (!file) {
        throw new Error(
          `The journal in ${first.sidecar} holds changes for ${role}, which the options do not name any more. Start once with the former options, so that they get into their file.`,
        );
      }
      file.replay(rows.values());
    }
    this.#pending.push(...entries);
    this.#log.info(
      { entries: entries.length },
      'Changes that were acknowledged before the last stop have been brought back from the journal.',
    );
    this.#schedule();
  }

  #refuseUnwritable(): void {
    if (this.#closed) throw new Unavailable('The gateway is stopping.');
    if (this.#journal.failure || this.#recovering) throw unwritten(this.#journal.failure);
    for (const { fault } of this.#files.values()) {
      if (fault) {
        throw new Unavailable('The data behind the gateway is being repaired; changes are refused until then.', {
          cause: fault,
          retryAfter: 30,
        });
      }
    }
  }

  #lookNow(): void {
    if (this.#reloading || this.#closed) return;
    for (const file of this.#files.values()) {
      if (!file.differs()) continue;
      this.#reloading = this.#exclusively(() => this.#reload()).finally(() => {
        this.#reloading = undefined;
      });
      return;
    }
  }

  async #reload(): Promise<void> {
    for (const file of this.#files.values()) {
      if (file.differs()) await file.reload(() => this.#changesOf(file));
    }
    if (this.#isDirty()) this.#schedule();
  }

  #changesOf(file: CsvFile): Iterable<FoldedRow> {
    const entries = [...this.#writing, ...this.#pending].filter((entry) => !this.#refused.has(entry));
    return foldEntries(entries).get(file.role)?.values() ?? [];
  }

  #schedule(): void {
    if (this.#timer || this.#closed) return;
    const wait = Math.max(this.#checkpointMs, this.#notBefore - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.checkpoint();
    }, wait).unref();
  }

  /** Never throws: what fails is logged, stays in the journal and is tried again. */
  async #checkpoint(): Promise<void> {
    const dirty = [...this.#files.values()].filter((file) => file.dirty);
    if (dirty.length === 0 || this.#journal.failure || [...this.#files.values()].some(({ fault }) => fault)) return;
    const startedAt = performance.now();
    const taken = dirty.map((file) => ({ file, table: file.table, snapshot: file.table.storage.snapshot() }));
    for (const { file } of taken) file.dirty = false;
    this.#writing = this.#pending;
    this.#pending = [];
    let done = false;
    try {
      const sequence = await this.#journal.rotate();
      const prepared = [];
      for (const { file, table, snapshot } of taken) {
        prepared.push({ file, snapshot, version: await prepareFile(file.plan.path, table, snapshot) });
      }
      done = true;
      for (const { file, snapshot, version } of prepared) done = (await file.commit(version, snapshot)) && done;
      if (done) await this.#journal.dropBefore(sequence);
      this.#checkpointFault = undefined;
    } catch (error) {
      done = false;
      this.#checkpointFault = error as Error;
      this.#log.error(
        { err: error },
        `The changes could not be put into the CSV files (they are safe in the journal); it will be tried again. ${(error as Error).message}`,
      );
    }
    for (const { file, table } of taken) {
      table.storage.release();
      if (!done) file.dirty = true;
    }
    if (!done) this.#pending = [...this.#writing, ...this.#pending];
    this.#writing = [];
    const took = performance.now() - startedAt;
    this.#notBefore = performance.now() + (done ? took * (REWRITE_SHARE - 1) : Math.max(RECOVER_MS, took));
    for (const { file, table } of taken) {
      if (done && needsRereading(table)) await file.reload(() => this.#changesOf(file), true);
    }
    if (this.#isDirty()) this.#schedule();
    this.#lookedAt = 0;
  }

  /** Takes back what could not be made durable, and tries to write again: at most once a second. */
  #recover(): Promise<void> {
    if (this.#recovering) return this.#recovering;
    if (performance.now() - this.#recoveredAt < RECOVER_MS) return Promise.resolve();
    this.#recoveredAt = performance.now();
    this.#recovering = this.#exclusively(async () => {
      if (this.#refused.size > 0) {
        this.#log.error(
          { err: this.#journal.failure },
          `The journal cannot be written, so changes are refused: ${this.#journal.failure?.message}`,
        );
        for (const file of this.#files.values()) if (file.dirty) await file.reload(() => this.#changesOf(file), true);
        this.#pending = this.#pending.filter((entry) => !this.#refused.has(entry));
        this.#refused.clear();
      }
      try {
        await this.#journal.recover();
        this.#log.info({}, 'The journal can be written again; changes are taken again.');
      } catch (error) {
        this.#log.warn({ err: error }, `The journal still cannot be written: ${(error as Error).message}`);
      }
    }).finally(() => {
      this.#recovering = undefined;
      if (this.#isDirty()) this.#schedule();
    });
    return this.#recovering;
  }

  #exclusively(work: () => Promise<void>): Promise<void> {
    const turn = this.#maintenance.then(work);
    this.#maintenance = turn.catch(() => undefined);
    return turn;
  }

  /** What operators watch: what no CSV file holds yet, and whether something keeps it from getting there. */
  gauges(): { readonly [name: string]: number } {
    return {
      journal_changes: this.#writing.length + this.#pending.length,
      journal_broken: this.#journal.failure ? 1 : 0,
      files_broken: [...this.#files.values()].filter(({ fault }) => fault !== undefined).length,
    };
  }

  #isDirty(): boolean {
    return [...this.#files.values()].some(({ dirty }) => dirty);
  }

  #isSmall(): boolean {
    let size = 0;
    for (const { table } of this.#files.values()) size += table.document.length;
    return size <= WAIT_FOR;
  }

  async #watch(): Promise<void> {
    const names = new Map<string, Set<string>>();
    for (const { plan } of this.#files.values()) {
      for (const path of [plan.path, await realpath(plan.path)]) {
        const folder = names.get(dirname(path)) ?? new Set();
        names.set(dirname(path), folder.add(basename(path)));
      }
    }
    for (const [folder, files] of names) {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name === null || files.has(name)) this.#lookNow();
      });
      // Without a watch, the look before each answer still sees every change.
      watcher.on('error', (error) => this.#log.warn({ err: error }, `The folder ${folder} cannot be watched.`));
      this.#watchers.push(watcher);
    }
  }
}

/** After its key column was added, or with many empty slots, a table is best made anew from what was just written. */
function needsRereading({ hasKeyColumn, assigned, storage }: CsvFile['table']): boolean {
  return !hasKeyColumn || assigned.size > 0 || storage.slots - storage.size > 10_000 + storage.size;
}

function unwritten(cause: Error | undefined): Unavailable {
  return new Unavailable('The application behind the gateway cannot store changes for now; try again later.', {
    ...(cause && { cause }),
    retryAfter: 5,
  });
}

/** Changes of a file may lie in the journal of a connector that served it under other options. */
async function refuseForeignJournal(file: CsvFile, first: CsvFile): Promise<void> {
  const names = await readdir(file.sidecar);
  const segments = names.filter((name) => name.startsWith('journal-') && name.endsWith('.log'));
  if (segments.length === 0) return;
  throw new Error(
    `${file.sidecar} holds a journal with changes from a run in which ${file.plan.label} was the first file. Start once with those options, so that they get into the files; the journal is now kept in ${first.sidecar}.`,
  );
}
