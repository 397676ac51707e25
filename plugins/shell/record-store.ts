import {
  type Call,
  type Change,
  elementKey,
  type FieldValue,
  type FindResult,
  getField,
  NotFound,
  NotSupported,
  type Query,
  type RecordUse,
  Secret,
  type Store,
  type StoredRecord,
  splitList,
} from 'scim-gateway/plugin';
import { collectMemberships } from './memberships.js';
import { oneByOne } from './one-by-one.js';
import { type Ask, nameOf, type Operation, type ShellRequest } from './request.js';

/** One resource type behind commands or a worker. */
export interface StoreParts {
  readonly type: string;
  readonly use: RecordUse;
  /** What can be asked. */
  readonly operations: ReadonlySet<Operation>;
  readonly meta?: NonNullable<Store['meta']>;
  readonly ask: Ask;
  /** Lists; where absent, `ask` does, and the gateway finishes the list. */
  readonly find?: (request: ShellRequest, call: Call) => FindResult | Promise<FindResult>;
  readonly explain?: (query: Query) => readonly string[];
}

/** A store with the methods that its operations make possible. */
export function createRecordStore(parts: StoreParts): Store {
  const store = new RecordStore(parts);
  const can = (...names: readonly Operation[]): boolean => names.some((name) => parts.operations.has(name));
  return {
    remote: true,
    ...(parts.meta && { meta: parts.meta }),
    ...(can('find') && { find: (query: Query, call: Call) => store.find(query, call) }),
    ...(can('get') && {
      get: (id: string, call: Call, fields?: readonly string[]) => store.get(id, call, fields),
    }),
    ...(can('insert') && { insert: (record: StoredRecord, call: Call) => store.insert(record, call) }),
    ...(can('update', 'addMember', 'removeMember') && {
      update: (id: string, change: Change, call: Call) => store.update(id, change, call),
    }),
    ...(can('memberships') && {
      memberships: (members: readonly string[], call: Call, fields?: readonly string[]) =>
        store.memberships(members, call, fields),
    }),
    ...(can('remove') && { remove: (id: string, call: Call) => store.remove(id, call) }),
    ...(parts.explain && can('find') && { explain: parts.explain }),
  };
}

type Question = Omit<ShellRequest, 'resourceType' | 'requestId' | 'deadline'>;

class RecordStore {
  readonly #parts: StoreParts;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  find(query: Query, call: Call): FindResult | Promise<FindResult> {
    if (this.#parts.find) return this.#parts.find(this.#request({ operation: 'find', query }, call), call);
    // Not the page: what pages by itself would be paged twice.
    const { page: _page, ...rest } = query;
    return { records: oneByOne(this.#listed(this.#request({ operation: 'find', query: rest }, call), call)) };
  }

  /** A record with another key than was asked for (a look-up that ignores case, say) is not the one. */
  async get(id: string, call: Call, fields?: readonly string[]): Promise<StoredRecord | undefined> {
    try {
      const record = await this.#one({ operation: 'get', id, ...(fields && { fields }) }, call);
      if (!record) return undefined;
      const key = this.#keyOf(record);
      if (key === undefined) return { ...record, [this.#parts.use.key]: id };
      if (key === id) return record;
      const { type } = this.#parts;
      call.log.warn({ resourceType: type }, 'get answered with the record of another key; it counts as not found');
      return undefined;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** What the answer holds is laid over what was sent, so that the new key alone will do. */
  async insert(record: StoredRecord, call: Call): Promise<StoredRecord> {
    const { members: field, key } = this.#parts.use;
    const joins = field !== undefined && this.#can('addMember') ? this.#elements(record[field]) : [];
    const { [field ?? '']: _members, ...rest } = record;
    const sent = joins.length > 0 ? rest : record;
    if (call.dryRun) return withoutSecrets(record);
    const answer = await this.#one({ operation: 'insert', record: sent }, call);
    const stored = { ...withoutSecrets(record), ...answer };
    const id = this.#keyOf(stored);
    if (id === undefined) {
      throw new Error(
        `The answer to ${this.#parts.type}.insert must hold the new key, "${key}": nobody else knows it.`,
      );
    }
    for (const member of joins) await this.#one({ operation: 'addMember', id, member }, call);
    return stored;
  }

  /**
   * Members join and leave one by one where there are operations for it; all else of the change is one `update`.
   * @returns undefined where the answer does not tell how the record stands now
   */
  async update(id: string, change: Change, call: Call): Promise<StoredRecord | undefined> {
    const { joins, leaves, rest } = this.#splitMembers(change);
    if (rest && !this.#can('update'))
      throw new NotSupported('This application can change the members, and nothing else.');
    if (call.dryRun) return undefined;
    const stored = rest && (await this.#one({ operation: 'update', id, change: rest }, call));
    for (const member of joins) await this.#one({ operation: 'addMember', id, member }, call);
    for (const member of leaves) await this.#one({ operation: 'removeMember', id, member }, call);
    return joins.length + leaves.length > 0 ? undefined : stored;
  }

  async remove(id: string, call: Call): Promise<void> {
    if (!call.dryRun) await this.#one({ operation: 'remove', id }, call);
  }

  memberships(
    members: readonly string[],
    call: Call,
    fields?: readonly string[],
  ): ReturnType<typeof collectMemberships> {
    return collectMemberships(members, (member) =>
      this.#listed(this.#request({ operation: 'memberships', member, ...(fields && { fields }) }, call), call),
    );
  }

  #can(operation: Operation): boolean {
    return this.#parts.operations.has(operation);
  }

  #request(question: Question, call: Call): ShellRequest {
    return { ...question, resourceType: this.#parts.type, requestId: call.requestId, deadline: call.deadline };
  }

  /** The only record of an answer. */
  async #one(question: Question, call: Call): Promise<StoredRecord | undefined> {
    const records: StoredRecord[] = [];
    for await (const some of this.#parts.ask(this.#request(question, call), call)) records.push(...some);
    if (records.length > 1) {
      throw new Error(
        `The answer to ${this.#parts.type}.${question.operation} has ${records.length} records, not one.`,
      );
    }
    return records[0];
  }

  async *#listed(request: ShellRequest, call: Call): AsyncGenerator<readonly StoredRecord[]> {
    try {
      for await (const records of this.#parts.ask(request, call)) {
        // Without a mapping nobody has said yet which field is the key: `init` is about to.
        const isKeyKnown = this.#parts.use.fields !== undefined;
        if (isKeyKnown && records.some((record) => this.#keyOf(record) === undefined)) {
          throw new Error(this.#keyless(request));
        }
        yield records;
      }
    } catch (error) {
      // As with grep: nothing was found.
      if (!(error instanceof NotFound)) throw error;
    }
  }

  #keyless(request: ShellRequest): string {
    return `A record that ${nameOf(request)} answered with has no key: it needs the field "${this.#parts.use.key}".`;
  }

  #keyOf(record: StoredRecord): string | undefined {
    const key = getField(record, this.#parts.use.key);
    return key === undefined || key === null || key === '' ? undefined : String(key);
  }

  #splitMembers(change: Change): {
    readonly joins: readonly string[];
    readonly leaves: readonly string[];
    /** undefined: nothing else changes. */
    readonly rest: Change | undefined;
  } {
    const field = this.#parts.use.members;
    const list = field === undefined ? undefined : change.lists?.[field];
    if (field === undefined || !list) return { joins: [], leaves: [], rest: change };
    const joins = this.#can('addMember') ? (list.add ?? []) : [];
    const leaves = this.#can('removeMember') ? (list.remove ?? []) : [];
    const { add = [], remove = [], ...same } = list;
    const left = {
      ...same,
      ...(joins.length === 0 && add.length > 0 && { add }),
      ...(leaves.length === 0 && remove.length > 0 && { remove }),
    };
    const { [field]: _list, ...others } = change.lists ?? {};
    const lists = left.add || left.remove ? { ...others, [field]: left } : others;
    const { set, unset, version } = change;
    const isMore = set !== undefined || unset !== undefined || Object.keys(lists).length > 0;
    const rest = {
      ...(set && { set }),
      ...(unset && { unset }),
      ...(Object.keys(lists).length > 0 && { lists }),
      ...(version !== undefined && { version }),
    };
    return { joins: joins.map(elementKey), leaves: leaves.map(elementKey), rest: isMore ? rest : undefined };
  }

  #elements(value: FieldValue | undefined): readonly string[] {
    const { members = '', lists } = this.#parts.use;
    const separator = lists[members]?.separator;
    if (typeof value === 'string' && separator !== undefined) return splitList(value, separator);
    return Array.isArray(value) ? value.map(elementKey) : [];
  }
}

/** A password that was sent is nothing that is read back. */
function withoutSecrets(record: StoredRecord): StoredRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !(value instanceof Secret)));
}
