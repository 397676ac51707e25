import { randomUUID } from 'node:crypto';
import {
  type Adapter,
  applyChange,
  type Call,
  Conflict,
  definePlugin,
  elementKey,
  NotFound,
  type Plugin,
  queryRecords,
  Secret,
  type Store,
  type StoredRecord,
  Unavailable,
  VersionMismatch,
} from 'scim-gateway/plugin';
import type { KitSettings, Trouble } from 'scim-gateway/testkit';

/** The system behind the plugin of these tests: it is there before the plugin opens and after it has closed. */
export class System {
  readonly tables = new Map<string, Map<string, StoredRecord>>();
  away = false;
  stalled = false;
  #ticks = 0;

  table(type: string): Map<string, StoredRecord> {
    const table = this.tables.get(type) ?? new Map<string, StoredRecord>();
    this.tables.set(type, table);
    return table;
  }

  /** A moment that never comes twice. */
  tick(): number {
    this.#ticks += 1;
    return Date.UTC(2024, 0, 1) + this.#ticks;
  }

  /** As a request to it would end. */
  reached({ signal }: Call): Promise<void> {
    if (this.away) return Promise.reject(new Unavailable('The system is away.'));
    if (signal.aborted) return Promise.reject(signal.reason);
    if (!this.stalled) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
}

/** All operations, each a promise. */
export type SoundStore = {
  readonly [Name in keyof Required<Omit<Store, 'remote'>>]-?: NonNullable<Store[Name]>;
};

/** What a broken plugin does otherwise than the sound one. */
export interface Fault {
  /** The name of the check that must find it; without the resource type where it concerns stores. */
  readonly caughtBy: string;
  store?(sound: SoundStore, system: System, type: string): Partial<Store>;
  adapter?(sound: Adapter, system: System): Partial<Adapter>;
  readonly plugin?: { readonly [member: string]: unknown };
}

/** A plugin that keeps the whole contract, but for one fault where one is given. */
export function soundPlugin(fault?: Fault): { readonly plugin: Plugin; readonly settings: KitSettings } {
  const system = new System();
  const sound = definePlugin({
    name: 'sound',
    options: { type: 'object', properties: { url: { type: 'string', default: 'x' } }, additionalProperties: false },
    open(): Adapter {
      const stores = Object.fromEntries(
        ['User', 'Group'].map((type): [string, Store] => {
          const store = soundStore(system, type);
          return [type, { ...store, ...fault?.store?.(store, system, type) }];
        }),
      );
      const adapter: Adapter = {
        stores,
        check: async (call) => {
          await system.reached(call);
          return [{ message: 'Nobody has looked at this system for long.' }];
        },
        describe: () => [{ resourceType: 'User', operation: 'find', does: 'GET /users' }],
        close: () => undefined,
      };
      return { ...adapter, ...fault?.adapter?.(adapter, system) };
    },
  });
  return { plugin: { ...sound, ...fault?.plugin } as Plugin, settings: settingsFor(system) };
}

function settingsFor(system: System): KitSettings {
  return {
    seed: 7,
    patience: 300,
    runs: 8,
    sample: {
      User: [
        { login: 'ada', name: 'Ada', note: 'first', level: 3, active: true, tags: ['a', 'b'] },
        { login: 'bob', name: 'Bob', note: '', level: 1, active: false, tags: [] },
      ],
      Group: [{ label: 'Staff', members: [] }],
    },
    resources: {
      User: { lookups: [{ field: 'login', unique: true, caseExact: false }], password: 'secret' },
      Group: { members: 'members' },
    },
    outage: trouble((on) => {
      system.away = on;
    }),
    stall: trouble((on) => {
      system.stalled = on;
    }),
  };
}

function trouble(turn: (on: boolean) => void): Trouble {
  return { begin: () => turn(true), end: () => turn(false) };
}

function soundStore(system: System, type: string): SoundStore {
  const table = system.table(type);
  const existing = (id: string): StoredRecord => {
    const record = table.get(id);
    if (!record) throw new NotFound('There is no such record.');
    return record;
  };
  const refuseTaken = (login: unknown, id?: string): void => {
    const taken = [...table.values()].some(
      (record) => record.id !== id && String(record.login).toLowerCase() === String(login).toLowerCase(),
    );
    if (login !== undefined && taken) throw new Conflict('The login is taken.');
  };
  const open = (record: StoredRecord): StoredRecord =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => !(value instanceof Secret)));
  return {
    meta: { created: 'made', lastModified: 'changed', version: 'version' },
    async find(query, call) {
      await system.reached(call);
      return queryRecords(table.values(), query);
    },
    async get(id, call) {
      await system.reached(call);
      return table.get(id);
    },
    async insert(record, call) {
      await system.reached(call);
      refuseTaken(record.login);
      const id = typeof record.id === 'string' ? record.id : randomUUID();
      if (table.has(id)) throw new Conflict('The key is taken.');
      const at = new Date(system.tick()).toISOString();
      const made = { ...open(record), id, made: at, changed: at, version: String(system.tick()) };
      if (!call.dryRun) table.set(id, made);
      return made;
    },
    async update(id, change, call) {
      await system.reached(call);
      const before = existing(id);
      if (change.version !== undefined && change.version !== before.version) {
        throw new VersionMismatch('The record has changed since.');
      }
      const after = open(applyChange(before, change));
      refuseTaken(after.login, id);
      const moved = { ...after, changed: new Date(system.tick()).toISOString(), version: String(system.tick()) };
      if (!call.dryRun) table.set(id, moved);
      return moved;
    },
    async remove(id, call) {
      await system.reached(call);
      existing(id);
      if (!call.dryRun) table.delete(id);
    },
    async memberships(members, call) {
      await system.reached(call);
      return members.flatMap((member) =>
        [...table.values()]
          .filter(({ members = [] }) => Array.isArray(members) && members.map(elementKey).includes(member))
          .map((group) => [member, group] as const),
      );
    },
    count: () => table.size,
    explain: (query) => [`GET /${type}?${JSON.stringify(query)}`],
  };
}
