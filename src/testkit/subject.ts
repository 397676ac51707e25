import type {
  Adapter,
  Call,
  FieldValue,
  FindResult,
  Host,
  Query,
  RecordUse,
  Store,
  StoredRecord,
} from '../plugin/index.js';
import { compileFieldFilter } from '../plugin/index.js';
import { must } from './contract-broken.js';
import { callWith, type KeptLog } from './host.js';
import { RecordMaker } from './record-maker.js';
import { isEmpty } from './same-value.js';
import type { KitSettings } from './settings.js';

/** One store of an adapter that is open, with what a check needs to try it. What it inserts is removed by `clear`. */
export class Subject {
  readonly type: string;
  readonly store: Store;
  readonly use: RecordUse;
  readonly settings: KitSettings;
  readonly adapter: Adapter;
  readonly log: KeptLog;
  readonly #inserted = new Set<string>();
  #maker: RecordMaker | undefined;

  constructor(type: string, adapter: Adapter, host: Host, settings: KitSettings, log: KeptLog) {
    this.type = type;
    this.adapter = adapter;
    this.store = adapter.stores[type] as Store;
    this.use = host.resources[type] ?? { key: 'id', generate: 'uuid', lookups: [], lists: {}, writable: [] };
    this.settings = settings;
    this.log = log;
  }

  /** Learns from records that are there where the author gave no sample. */
  async learn(): Promise<void> {
    let sample = this.settings.sample?.[this.type] ?? [];
    if (sample.length === 0 && this.store.find)
      sample = (await this.all()).slice(0, 3).map((record) => this.#bare(record));
    const { freeText, unique } = this.settings;
    this.#maker = new RecordMaker(sample, this.use, { freeText: freeText?.[this.type], unique: unique?.[this.type] });
  }

  get maker(): RecordMaker {
    must(this.#maker !== undefined, 'The kit has not looked at the store yet.');
    return this.#maker;
  }

  call(given: Partial<Call> = {}): Call {
    return callWith(this.log, given);
  }

  keyOf(record: StoredRecord): string {
    return String(record[this.use.key] ?? '');
  }

  /** A new record in the store, as the store answered it. */
  async insert(record: StoredRecord = this.maker.make(), call: Call = this.call()): Promise<StoredRecord> {
    const { store, use } = this;
    must(store.insert !== undefined, 'The store has no insert.');
    const answer = await store.insert(record, call);
    must(
      typeof answer === 'object' && answer !== null,
      'insert must answer with the record as the system now holds it.',
    );
    must(!isEmpty(answer[use.key]), `insert must answer with the record's key, in its field "${use.key}".`);
    if (!call.dryRun) this.#inserted.add(this.keyOf(answer));
    return answer;
  }

  async insertMany(
    count: number,
    make: (index: number) => StoredRecord = () => this.maker.make(),
  ): Promise<StoredRecord[]> {
    const records: StoredRecord[] = [];
    for (let index = 0; index < count; index++) records.push(await this.insert(make(index)));
    return records;
  }

  async find(
    query: Query,
    call: Call = this.call(),
  ): Promise<FindResult & { readonly records: readonly StoredRecord[] }> {
    must(this.store.find !== undefined, 'The store has no find.');
    const result = await this.store.find(query, call);
    must(
      typeof result === 'object' && result !== null && typeof result.records === 'object' && result.records !== null,
      'find must answer with { records }.',
    );
    const records: StoredRecord[] = [];
    for await (const record of result.records) records.push(record);
    return { ...result, records };
  }

  async all(): Promise<readonly StoredRecord[]> {
    return (await this.find({})).records;
  }

  /** One record, however the store can be asked for it. */
  async read(id: string, fields?: readonly string[]): Promise<StoredRecord | undefined> {
    const { store, use } = this;
    if (store.get) return (await store.get(id, this.call(), fields)) ?? undefined;
    const filter = { op: 'eq', field: use.key, value: id, type: 'string', caseExact: true } as const;
    return (await this.find({ filter, ...(fields && { fields }) })).records.find(compileFieldFilter(filter));
  }

  /** A record that must be there, as it now is. */
  async existing(record: StoredRecord): Promise<StoredRecord> {
    const read = await this.read(this.keyOf(record));
    must(read !== undefined, 'A record that was inserted is not there.');
    return read;
  }

  /** Whether the kit has made this record. */
  owns(id: string): boolean {
    return this.#inserted.has(id);
  }

  /** Forgets a record that has been removed already. */
  forget(id: string): void {
    this.#inserted.delete(id);
  }

  /** Takes away what was inserted; what cannot be taken away stays. */
  async clear(): Promise<void> {
    for (const id of this.#inserted) {
      try {
        await this.store.remove?.(id, this.call());
      } catch {
        // It is gone already, or the check that asks for this says so.
      }
    }
    this.#inserted.clear();
  }

  /** Without what another record cannot share: the key, and what the store keeps of its own. */
  #bare(record: StoredRecord): StoredRecord {
    const { key } = this.use;
    const own = new Set([
      key,
      ...Object.values(this.store.meta ?? {}).flatMap((field) => [field, field.split('.', 1)[0]]),
    ]);
    const kept = Object.entries(record).filter(([field]) => !own.has(field) && !field.startsWith('$'));
    return Object.fromEntries(kept as [string, FieldValue][]);
  }
}
