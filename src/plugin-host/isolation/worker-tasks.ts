import type { Adapter, Call, Change, FindResult, Query, Store, StoredRecord } from '../../plugin/index.js';
import type { Batch, CallFacts, FromWorker, Task, ToWorker } from './messages.js';
import { fromWire, toWire, type Wire } from './wire.js';
import { WorkerLog } from './worker-log.js';

/** Records that go over at a time, at most; the first time fewer, for who reads no further. */
const BATCH = 512;
const FIRST_BATCH = 64;

type Records = AsyncIterator<StoredRecord> | Iterator<StoredRecord>;

/** Does in the worker what it is asked for, and keeps what is asked for in several steps. */
export class WorkerTasks {
  readonly #adapter: Adapter;
  readonly #send: (message: FromWorker) => void;
  readonly #aborts = new Map<number, AbortController>();
  readonly #streams = new Map<number, Records>();
  readonly #rests = new Map<number, NonNullable<FindResult['rest']>>();

  constructor(adapter: Adapter, send: (message: FromWorker) => void) {
    this.#adapter = adapter;
    this.#send = send;
  }

  take(message: ToWorker): void {
    switch (message.is) {
      case 'task':
        void this.#run(message.id, message.task, message.call);
        return;
      case 'abort':
        this.#aborts.get(message.id)?.abort(new Error('The call has ended.'));
        return;
      case 'forget':
        this.#forget(message.id, message.what);
        return;
      case 'explain':
        this.#explain(message);
    }
  }

  async #run(id: number, task: Task, facts: CallFacts | undefined): Promise<void> {
    try {
      this.#send(await this.#do(id, task, facts));
    } catch (error) {
      this.#aborts.delete(id);
      this.#send({ is: 'failure', id, error: toWire(error) });
    }
  }

  async #do(id: number, task: Task, facts: CallFacts | undefined): Promise<FromWorker> {
    switch (task.do) {
      case 'ping':
        return { is: 'answer', id, value: undefined };
      case 'close':
        return { is: 'answer', id, value: await this.#adapter.close?.() };
      case 'check':
        return this.#answer(id, await this.#adapter.check?.(this.#call(id, facts)));
      case 'next':
        return { is: 'batch', id, batch: await this.#read(task.stream, BATCH) };
      case 'rest': {
        const rest = this.#rests.get(task.found);
        if (!rest) throw new Error('The rest of this question is not kept any more.');
        return { is: 'batch', id, batch: await this.#begin(id, rest(this.#call(id, facts))) };
      }
      case 'store': {
        const store = this.#adapter.stores[task.type];
        if (!store) throw new Error(`There is no store for ${task.type} any more.`);
        const args = task.args.map(fromWire);
        if (task.method === 'find') return this.#find(id, store, args, this.#call(id, facts));
        return this.#answer(id, await invoke(store, task.method, args, () => this.#call(id, facts)));
      }
    }
  }

  /** The numbers come along, so that they are those of after the change. */
  #answer(id: number, value: unknown): FromWorker {
    this.#aborts.delete(id);
    const gauges = this.#adapter.gauges?.();
    return { is: 'answer', id, value: toWire(value), ...(gauges && { gauges }) };
  }

  async #find(id: number, store: Store, [query]: readonly unknown[], call: Call): Promise<FromWorker> {
    const found = await store.find?.(query as Query, call);
    if (typeof found !== 'object' || found === null) throw new TypeError('find must answer with { records }.');
    const { records, total, applied, rest } = found;
    if (rest) this.#rests.set(id, (later) => rest.call(found, later));
    const batch = await this.#begin(id, records);
    return {
      is: 'found',
      id,
      found: {
        ...batch,
        ...(total !== undefined && { total }),
        ...(applied && { applied }),
        hasRest: rest !== undefined,
      },
    };
  }

  #begin(id: number, records: FindResult['records']): Promise<Batch> {
    const iterator = Symbol.asyncIterator in records ? records[Symbol.asyncIterator]() : records[Symbol.iterator]();
    this.#streams.set(id, iterator);
    return this.#read(id, FIRST_BATCH);
  }

  async #read(stream: number, most: number): Promise<Batch> {
    const iterator = this.#streams.get(stream);
    const records: Wire[] = [];
    try {
      while (iterator && records.length < most) {
        const next = await iterator.next();
        if (next.done) break;
        records.push(toWire(next.value));
      }
    } catch (error) {
      this.#end(stream);
      throw error;
    }
    const done = records.length < most;
    if (done) this.#end(stream);
    return { records, done };
  }

  #end(stream: number): void {
    this.#streams.delete(stream);
    this.#aborts.delete(stream);
  }

  #forget(id: number, what: 'records' | 'rest'): void {
    if (what === 'rest') {
      this.#rests.delete(id);
      return;
    }
    const iterator = this.#streams.get(id);
    this.#end(id);
    void Promise.resolve(iterator?.return?.()).catch(() => undefined);
  }

  #explain({ type, query, ready, port }: Extract<ToWorker, { is: 'explain' }>): void {
    try {
      port.postMessage({ lines: this.#adapter.stores[type]?.explain?.(fromWire(query) as Query) ?? [] });
    } catch (error) {
      port.postMessage({ error: toWire(error) });
    }
    Atomics.store(ready, 0, 1);
    Atomics.notify(ready, 0);
    port.close();
  }

  #call(id: number, facts: CallFacts | undefined): Call {
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    const { deadline = 0, requestId = '', dryRun = false } = facts ?? {};
    return { deadline, requestId, dryRun, signal: abort.signal, log: new WorkerLog(this.#send, id) };
  }
}

/** Where the call comes among the arguments is the contract's. */
function invoke(store: Store, method: string, args: readonly unknown[], call: () => Call): unknown {
  const [first, second] = args;
  switch (method) {
    case 'get':
      return store.get?.(first as string, call(), second as readonly string[] | undefined);
    case 'insert':
      return store.insert?.(first as StoredRecord, call());
    case 'update':
      return store.update?.(first as string, second as Change, call());
    case 'remove':
      return store.remove?.(first as string, call());
    case 'memberships':
      return memberships(store, first as readonly string[], call(), second as readonly string[] | undefined);
    case 'count':
      return store.count?.();
    default:
      throw new Error(`A store has no ${method}.`);
  }
}

async function memberships(
  store: Store,
  members: readonly string[],
  call: Call,
  fields: readonly string[] | undefined,
): Promise<readonly unknown[]> {
  return [...((await store.memberships?.(members, call, fields)) ?? [])];
}
