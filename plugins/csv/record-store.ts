import { randomUUID } from 'node:crypto';
import {
  type Call,
  type Change,
  Conflict,
  changeList,
  elementKey,
  type FieldValue,
  type FindResult,
  InvalidValue,
  NotFound,
  type Query,
  type RecordUse,
  Secret,
  type StoredRecord,
  splitList,
  VersionMismatch,
} from 'scim-gateway/plugin';
import { columnsOf, toText } from './field-text.js';
import { findRecords } from './find-records.js';
import { effective, type Memberships } from './memberships.js';
import type { RowOperation } from './operations.js';
import { type PasswordForm, storedPassword } from './passwords.js';
import { compileView, type RecordView } from './record-view.js';
import type { Table } from './table.js';
import { versionOf, virtualFields } from './virtual-fields.js';
import type { Workspace } from './workspace.js';

export interface RecordStoreOptions {
  readonly type: string;
  readonly use: RecordUse;
  readonly workspace: Workspace;
  readonly passwordForm: PasswordForm;
  /** Of the groups; on the store of the groups and on that of their members. */
  readonly memberships?: Memberships;
  readonly isGroup?: boolean;
  /** The store of the groups, on that of their members: a group whose members change has changed. */
  readonly groups?: () => RecordStore | undefined;
  /** Where members are a column of the groups' own file. */
  readonly ownsMembers?: boolean;
}

/** The records of one CSV file. */
export class RecordStore {
  readonly #options: RecordStoreOptions;
  #viewsOf: Table | undefined;
  #views = new WeakMap<object, RecordView>();

  constructor(options: RecordStoreOptions) {
    this.#options = options;
  }

  get table(): Table {
    return this.#options.workspace.file(this.#options.type).table;
  }

  count(): number {
    return this.table.size;
  }

  get(id: string, fields?: readonly string[]): StoredRecord | undefined | Promise<StoredRecord | undefined> {
    const waiting = this.#options.workspace.look();
    return waiting ? waiting.then(() => this.#read(id, fields)) : this.#read(id, fields);
  }

  find(query: Query, call: Call): FindResult | Promise<FindResult> {
    const waiting = this.#options.workspace.look();
    return waiting ? waiting.then(() => this.#find(query, call)) : this.#find(query, call);
  }

  async insert(record: StoredRecord, call: Call): Promise<StoredRecord> {
    const { use, workspace, type } = this.#options;
    const secrets = await this.#secretsOf(record);
    await workspace.writable();
    const { table } = this;
    const cells = this.#cellsOf(record, secrets);
    const key = this.#newKey(record);
    if (table.slotOf(key) !== undefined) throw new Conflict(`There is a record with the key "${key}" already.`);
    this.#refuseTaken(cells, undefined);
    const operations = this.#planMembers(record, key, cells);
    operations.unshift({ op: 'insert', file: type, key, cells: [...cells] });
    if (call.dryRun) return { ...record, [use.key]: key };
    await workspace.commit(operations);
    return this.#read(key) ?? { ...record, [use.key]: key };
  }

  async update(id: string, change: Change, call: Call): Promise<StoredRecord | undefined> {
    const { workspace } = this.#options;
    const secrets = await this.#secretsOf(change.set ?? {});
    await workspace.writable();
    const slot = this.#slotOf(id);
    if (change.version !== undefined && change.version !== versionOf(this.table, slot)) {
      throw new VersionMismatch('The record has been changed since it was read.');
    }
    const operations = this.#planUpdate(id, slot, change, secrets);
    if (!call.dryRun) await workspace.commit(operations);
    return change.set || change.unset ? this.#read(id) : undefined;
  }

  async remove(id: string, call: Call): Promise<void> {
    const { workspace, type, memberships, isGroup, groups } = this.#options;
    await workspace.writable();
    const slot = this.#slotOf(id);
    const operations: RowOperation[] = [{ op: 'remove', file: type, key: id, row: this.table.row(slot) }];
    if (memberships && isGroup) operations.push(...memberships.dropGroup(id));
    if (memberships && !isGroup) {
      const left = memberships.groupsOf(id);
      const dropped = memberships.dropMember(id);
      operations.push(...dropped);
      const touched = new Set(dropped.map(({ file, key }) => `${file}\n${key}`));
      for (const group of left) {
        const touch = groups?.()?.touch(group);
        if (touch && !touched.has(`${touch.file}\n${touch.key}`)) operations.push(touch);
      }
    }
    if (!call.dryRun) await workspace.commit(operations);
  }

  memberships(members: readonly string[], fields: readonly string[] | undefined): (readonly [string, StoredRecord])[] {
    const { memberships } = this.#options;
    const view = this.#view(fields);
    const records = new Map<string, StoredRecord | undefined>();
    const pairs: (readonly [string, StoredRecord])[] = [];
    for (const member of new Set(members)) {
      for (const group of memberships?.groupsOf(member) ?? []) {
        if (!records.has(group)) {
          const slot = this.table.slotOf(group);
          records.set(group, slot === undefined ? undefined : view(slot));
        }
        const record = records.get(group);
        if (record) pairs.push([member, record]);
      }
    }
    return pairs;
  }

  /** What makes a record count as changed; undefined where there is no such record. */
  touch(key: string): RowOperation | undefined {
    if (this.table.slotOf(key) === undefined) return undefined;
    return { op: 'update', file: this.#options.type, key, set: [] };
  }

  #read(id: string, fields?: readonly string[]): StoredRecord | undefined {
    const slot = this.table.slotOf(id);
    return slot === undefined ? undefined : this.#view(fields)(slot);
  }

  #find(query: Query, call: Call): FindResult | Promise<FindResult> {
    const { use, memberships, isGroup } = this.#options;
    const { table } = this;
    const members =
      isGroup && memberships && use.members !== undefined
        ? {
            field: use.members,
            slotsOf: (member: string) => memberships.groupsOf(member).flatMap((group) => table.slotOf(group) ?? []),
          }
        : undefined;
    const view = (fields: readonly string[] | undefined, split = false): RecordView =>
      split ? this.#compile(fields, true) : this.#view(fields);
    return findRecords({ table, key: use.key, view, ...(members && { members }) }, query, () => call.signal);
  }

  #view(fields: readonly string[] | undefined): RecordView {
    const { table } = this;
    if (this.#viewsOf !== table) {
      this.#viewsOf = table;
      this.#views = new WeakMap();
    }
    const key = fields ?? this;
    let view = this.#views.get(key);
    if (!view) {
      view = this.#compile(fields, false);
      this.#views.set(key, view);
    }
    return view;
  }

  #compile(fields: readonly string[] | undefined, split: boolean): RecordView {
    const { table } = this;
    const { use, memberships, isGroup, ownsMembers } = this.#options;
    const elsewhere =
      isGroup && memberships && !ownsMembers && use.members !== undefined
        ? { field: use.members, read: (slot: number): FieldValue => [...memberships.members(table.keyOf(slot))] }
        : undefined;
    return compileView({ table, use, split, ...(fields && { fields }), ...(elsewhere && { elsewhere }) });
  }

  /** The memberships of a new group: in its own cells, or as changes of other rows. */
  #planMembers(record: StoredRecord, key: string, cells: Map<string, string>): RowOperation[] {
    const { use, memberships, isGroup, ownsMembers } = this.#options;
    if (!isGroup || !memberships || use.members === undefined) return [];
    const members = Object.hasOwn(record, use.members) ? record[use.members] : undefined;
    const add = members === undefined ? [] : this.#elementsOf(members, use.members);
    const operations = memberships.change(key, add, []);
    if (!ownsMembers) return operations;
    cells.set(use.members, add.join(this.#separatorOf(use.members)));
    return [];
  }

  #planUpdate(id: string, slot: number, change: Change, secrets: ReadonlyMap<string, string>): RowOperation[] {
    const { use, type, memberships, isGroup, ownsMembers } = this.#options;
    const { table } = this;
    const cells = this.#cellsOf(change.set ?? {}, secrets);
    const given = change.set && Object.hasOwn(change.set, use.key) ? change.set[use.key] : undefined;
    if (given !== undefined && given !== null && String(given) !== id)
      throw new InvalidValue('The id of a record cannot change.');
    for (const field of change.unset ?? []) {
      if (field === use.key) throw new InvalidValue('The id of a record cannot be removed.');
      if (field === use.members || Object.hasOwn(virtualFields, field)) continue;
      for (const column of this.#columnsNamed(field)) cells.set(column, '');
    }
    for (const [field, list] of Object.entries(change.lists ?? {})) {
      if (field === use.members) continue;
      const column = table.columnOf(field);
      if (column === undefined) throw unknownField(field);
      const separator = list.separator ?? use.lists[field]?.separator ?? ';';
      const after = changeList(splitList(table.cell(slot, column), separator), list);
      const lists = { [field]: { separator } };
      cells.set(field, toText(field, after, { ...use, lists }, table.document.encoding));
    }
    const set: [string, string, string][] = [];
    for (const [name, after] of cells) {
      const column = table.columnOf(name) as number;
      const before = table.cell(slot, column);
      if (before !== after) set.push([name, before, after]);
    }
    this.#refuseTaken(new Map(set.map(([name, , after]) => [name, after])), slot);
    const row = set.length > 0 ? { row: table.row(slot) } : {};
    const members = isGroup && memberships ? this.#memberChange(id, change) : undefined;
    const moves = members && memberships ? memberships.change(id, members.add, members.remove) : [];
    if (ownsMembers) {
      const lists = moves.flatMap((move) => (move.op === 'update' ? (move.lists ?? []) : []));
      return set.length + lists.length === 0 ? [] : [{ op: 'update', file: type, key: id, set, ...row, lists }];
    }
    if (set.length + moves.length === 0) return [];
    return [{ op: 'update', file: type, key: id, set, ...row }, ...moves];
  }

  #memberChange(
    id: string,
    { set, unset, lists }: Change,
  ): { add: readonly string[]; remove: readonly string[] } | undefined {
    const { use, memberships } = this.#options;
    const field = use.members;
    if (field === undefined || !memberships) return undefined;
    const list = lists && Object.hasOwn(lists, field) ? lists[field] : undefined;
    if (list) {
      const add = (list.add ?? []).map(elementKey);
      return effective(memberships, id, { add, remove: (list.remove ?? []).map(elementKey) });
    }
    const replaced = set && Object.hasOwn(set, field);
    if (!replaced && !unset?.includes(field)) return undefined;
    const wanted = replaced ? this.#elementsOf(set[field] as FieldValue, field) : [];
    const kept = new Set(wanted);
    const remove = [...memberships.members(id)].filter((member) => !kept.has(member));
    return effective(memberships, id, { add: wanted, remove });
  }

  #elementsOf(value: FieldValue, field: string): readonly string[] {
    if (value === null || value === '') return [];
    if (typeof value === 'string') return splitList(value, this.#separatorOf(field));
    return [...new Set((Array.isArray(value) ? value : [value]).map(elementKey))];
  }

  #separatorOf(field: string): string {
    return (
      this.table.spec.lists.find(({ column }) => column === field)?.separator ??
      this.#options.use.lists[field]?.separator ??
      ';'
    );
  }

  /** The cells that a record sets, by column, without key, members and virtual fields. */
  #cellsOf(record: StoredRecord, secrets: ReadonlyMap<string, string>): Map<string, string> {
    const { use } = this.#options;
    const { columns, encoding } = this.table.document;
    const cells = new Map<string, string>();
    for (const [name, value] of columnsOf(record, columns)) {
      if (name === use.key || name === use.members || name === '' || Object.hasOwn(virtualFields, name)) continue;
      cells.set(name, secrets.get(name) ?? toText(name, value, use, encoding));
    }
    if (use.fields) {
      for (const name of Object.keys(record)) {
        const known = name === use.key || name === use.members || Object.hasOwn(virtualFields, name);
        if (!known && this.#columnsNamed(name).length === 0) throw unknownField(name);
      }
    }
    return cells;
  }

  #columnsNamed(field: string): readonly string[] {
    const { columns } = this.table.document;
    return columns.filter((name) => name === field || name.startsWith(`${field}.`));
  }

  async #secretsOf(record: StoredRecord): Promise<ReadonlyMap<string, string>> {
    const { use, passwordForm } = this.#options;
    const secrets = new Map<string, string>();
    const field = use.password;
    if (field === undefined || !Object.hasOwn(record, field)) return secrets;
    const value = record[field];
    const secret =
      value instanceof Secret ? value : typeof value === 'string' && value !== '' ? new Secret(value) : undefined;
    if (secret) secrets.set(field, await storedPassword(secret, passwordForm));
    return secrets;
  }

  #newKey(record: StoredRecord): string {
    const { use } = this.#options;
    const given = record[use.key];
    if (given !== undefined && given !== null && given !== '')
      return toText(use.key, given, use, this.table.document.encoding);
    return use.generate === 'sequence' ? String(this.table.highest + 1) : randomUUID();
  }

  #refuseTaken(cells: ReadonlyMap<string, string>, own: number | undefined): void {
    for (const { name, unique, index } of this.table.lookups) {
      const value = cells.get(name);
      if (!unique || value === undefined || value === '') continue;
      for (const slot of index.find(value)) {
        if (slot !== own) throw new Conflict(`Another record has the same ${name}.`);
      }
    }
  }

  #slotOf(id: string): number {
    const slot = this.table.slotOf(id);
    if (slot === undefined) throw new NotFound(`There is no record with the key "${id}".`);
    return slot;
  }
}

function unknownField(field: string): InvalidValue {
  return new InvalidValue(`The application has no place for "${field}".`);
}
