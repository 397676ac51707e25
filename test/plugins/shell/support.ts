import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Ajv from 'ajv';
import type {
  Adapter,
  Call,
  Change,
  FindResult,
  Host,
  Logger,
  Query,
  RecordUse,
  Store,
  StoredRecord,
} from 'scim-gateway/plugin';
import type { Test } from 'tap';
import { openShell } from '#plugins/shell/open-shell.js';
import { type ShellOptions, shellOptions } from '#plugins/shell/options.js';

export const userUse: RecordUse = {
  key: 'id',
  generate: 'uuid',
  lookups: [{ field: 'login', unique: true, caseExact: false }],
  fields: ['id', 'login', 'name'],
  lists: {},
  password: 'password',
  writable: ['login', 'name'],
};

export const groupUse: RecordUse = {
  key: 'id',
  generate: 'uuid',
  lookups: [],
  fields: ['id', 'name', 'members'],
  lists: {},
  members: 'members',
  writable: ['name', 'members'],
};

export interface LogLine {
  readonly level: string;
  readonly facts: object;
  readonly message: string;
}

/** Keeps log lines. */
export class TestLog implements Logger {
  readonly lines: LogLine[] = [];
  readonly debug = (facts: object, message: string): void => void this.lines.push({ level: 'debug', facts, message });
  readonly info = (facts: object, message: string): void => void this.lines.push({ level: 'info', facts, message });
  readonly warn = (facts: object, message: string): void => void this.lines.push({ level: 'warn', facts, message });
  readonly error = (facts: object, message: string): void => void this.lines.push({ level: 'error', facts, message });

  get text(): string {
    return JSON.stringify(this.lines);
  }
}

/** A store whose answers are promises, as those of this plugin are. */
export interface TestStore {
  find(query: Query, call: Call): Promise<FindResult>;
  get(id: string, call: Call, fields?: readonly string[]): Promise<StoredRecord | undefined>;
  insert(record: StoredRecord, call: Call): Promise<StoredRecord>;
  update(id: string, change: Change, call: Call): Promise<StoredRecord | undefined>;
  remove(id: string, call: Call): Promise<void>;
  explain(query: Query): readonly string[];
}

export interface OpenedShell {
  readonly folder: string;
  readonly log: TestLog;
  readonly adapter: Adapter;
  readonly users: TestStore;
  readonly groups: TestStore;
}

function promised(store: Store | undefined): TestStore {
  const { find, get, insert, update, remove, explain } = (store ?? {}) as Required<Store>;
  return {
    find: async (query, call) => find(query, call),
    get: async (id, call, fields) => get(id, call, fields),
    insert: async (record, call) => insert(record, call),
    update: async (id, change, call) => update(id, change, call),
    remove: async (id, call) => remove(id, call),
    explain,
  };
}

/** A folder for one test, gone afterwards. Files that begin with `#!` can be executed. */
export function folderWith(t: Test, files: { readonly [name: string]: string } = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scim-shell-')));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
    if (content.startsWith('#!')) chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** Opens the plugin with options as a config has them: they are validated, and defaults filled in. */
export async function openIn(
  t: Test,
  folder: string,
  options: object,
  resources: Host['resources'] = { User: userUse, Group: groupUse },
): Promise<OpenedShell> {
  const valid = structuredClone({ env: { PATH: process.env.PATH }, ...options });
  const validate = new Ajv.default({ useDefaults: true, allowUnionTypes: true }).compile(shellOptions);
  if (!validate(valid)) throw new Error(JSON.stringify(validate.errors));
  const log = new TestLog();
  const adapter = await openShell(valid as unknown as ShellOptions, { log, folder, now: Date.now, resources } as Host);
  t.teardown(() => adapter.close?.());
  return {
    folder,
    log,
    adapter,
    users: promised(adapter.stores.User),
    groups: promised(adapter.stores.Group),
  };
}

export function callOf(signal: AbortSignal = new AbortController().signal, log: Logger = new TestLog()): Call {
  return {
    signal,
    deadline: 1_900_000_000_000,
    requestId: 'request-1',
    log,
    dryRun: false,
    principal: { name: 'test' },
  } as unknown as Call;
}

export async function recordsOf(result: FindResult | Promise<FindResult>): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const record of (await result).records) records.push(record);
  return records;
}

const MARK = '<<mark>>';

/** What the recording script noted of its last run. */
export function recorded(folder: string): {
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly env: { readonly [name: string]: string };
} {
  const both = readFileSync(join(folder, 'stdin'), 'utf8');
  const end = both.lastIndexOf(MARK);
  // The test runner puts variables of its own into whatever is spawned.
  const env = both
    .slice(end + MARK.length)
    .split('\0')
    .filter((line) => line !== '' && !/^(_TAPJS_|NODE_OPTIONS=)/.test(line));
  return {
    argv: readFileSync(join(folder, 'argv'), 'utf8').split('\0').slice(0, -1),
    stdin: both.slice(0, end),
    env: Object.fromEntries(env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])),
  };
}

/** Notes its arguments, its stdin and its environment, and answers with the file `answer`, where there is one. */
export const recorder = `#!/bin/sh
printf '%s\\0' "$@" > argv
printf '${MARK}' > mark
cat - mark /proc/$$/environ > stdin
if [ -f answer ]; then cat answer; fi
`;

/** Waits until something is so; what is awaited happens outside of this process, and tells nobody. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let round = 0; round < 2000; round++) {
    if (isSo()) return;
    await delay(10);
  }
  throw new Error(`It never came to this: ${what}`);
}

/** Process ids (of those that are no zombies) whose command line holds the mark. */
export function processesWith(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        return state !== 'Z' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
      } catch {
        return false;
      }
    })
    .map(Number);
}

export { existsSync, join, readFileSync, rmSync, writeFileSync };
