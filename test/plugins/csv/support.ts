import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type {
  Call,
  Change,
  Finding,
  FindResult,
  Host,
  Logger,
  RecordUse,
  Store,
  StoredRecord,
} from 'scim-gateway/plugin';
import type { OpenFile } from '#plugins/csv/journal.js';
import { openCsv } from '#plugins/csv/open-csv.js';
import type { CsvOptions } from '#plugins/csv/options.js';

export const userUse: RecordUse = {
  key: 'id',
  generate: 'uuid',
  lookups: [{ field: 'login', unique: true, caseExact: false }],
  fields: ['login', 'first', 'last'],
  lists: {},
  writable: ['login', 'first', 'last'],
};

export const groupUse: RecordUse = {
  key: 'name',
  generate: 'uuid',
  lookups: [],
  fields: ['name', 'members'],
  lists: { members: { separator: ';' } },
  members: 'members',
  writable: ['members'],
};

export interface LogLine {
  readonly level: string;
  readonly facts: object;
  readonly message: string;
}

/** Keeps log lines, and lets a test wait for one. */
export class TestLog implements Logger {
  readonly lines: LogLine[] = [];
  readonly #waiting: { readonly wanted: RegExp; readonly resolve: () => void }[] = [];

  debug(facts: object, message: string): void {
    this.#add('debug', facts, message);
  }

  info(facts: object, message: string): void {
    this.#add('info', facts, message);
  }

  warn(facts: object, message: string): void {
    this.#add('warn', facts, message);
  }

  error(facts: object, message: string): void {
    this.#add('error', facts, message);
  }

  /** Resolves when a line of this kind is, or has been, written. */
  seen(wanted: RegExp): Promise<void> {
    if (this.lines.some(({ message }) => wanted.test(message))) return Promise.resolve();
    return new Promise((resolve, reject) => {
      // An open adapter does not keep the process alive; the wait does, up to a point.
      const timer = setTimeout(() => reject(new Error(`No log line ${wanted} was written.`)), 20_000);
      this.#waiting.push({
        wanted,
        resolve: () => {
          clearTimeout(timer);
          // What the line tells of ends with this turn.
          setImmediate(resolve);
        },
      });
    });
  }

  #add(level: string, facts: object, message: string): void {
    this.lines.push({ level, facts, message });
    for (const { wanted, resolve } of this.#waiting) if (wanted.test(message)) resolve();
  }
}

export function tempFolder(files: { readonly [name: string]: string | Buffer } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'scim-csv-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export function hostOf(folder: string, resources: Host['resources'], log: Logger = new TestLog()): Host {
  return { log, folder, now: Date.now, resources };
}

export const call: Call = {
  signal: new AbortController().signal,
  deadline: Number.POSITIVE_INFINITY,
  requestId: 'test',
  log: new TestLog(),
  dryRun: false,
};

/** A store whose changes are promises, as those of the CSV plugin are. */
export type TestStore = Omit<Required<Store>, 'insert' | 'update' | 'remove' | 'explain'> & {
  insert(record: StoredRecord, call: Call): Promise<StoredRecord>;
  update(id: string, change: Change, call: Call): Promise<StoredRecord | undefined>;
  remove(id: string, call: Call): Promise<void>;
};

export interface Opened {
  readonly log: TestLog;
  readonly users: TestStore;
  readonly groups: TestStore;
  check(): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

export async function openIn(
  folder: string,
  options: CsvOptions | { readonly [type: string]: unknown },
  resources: Host['resources'] = { User: userUse, Group: groupUse },
  openFile?: OpenFile,
): Promise<Opened> {
  const log = new TestLog();
  const adapter = await openCsv(options as CsvOptions, hostOf(folder, resources, log), openFile);
  return {
    log,
    users: adapter.stores.User as TestStore,
    groups: adapter.stores.Group as TestStore,
    check: async () => (await adapter.check?.(call)) ?? [],
    close: async () => adapter.close?.(),
  };
}

export async function recordsOf(result: FindResult | Promise<FindResult>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const record of (await result).records) records.push(record);
  return records;
}

export function textOf(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}
