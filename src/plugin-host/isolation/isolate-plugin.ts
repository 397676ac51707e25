import type { Adapter, Call, FindResult, Plugin, Query, Store, StoredRecord } from '../../plugin/index.js';
import type { PluginOrigin } from '../resolve-plugin.js';
import type { AdapterShape, Answer, StoreMethod } from './messages.js';
import { SupervisedWorker } from './supervised-worker.js';
import { fromWire, toWire } from './wire.js';
import { batchOf, type WorkerLink } from './worker-link.js';

/**
 * The same plugin, but its adapters run in worker threads of their own: one that blocks, throws where nobody catches or
 * calls `process.exit` ends its thread and no more. Calls are then answered with Unavailable until the thread has been
 * started again.
 * @param connector for the log
 */
export function isolatePlugin(plugin: Plugin, origin: PluginOrigin, connector?: string): Plugin {
  return {
    ...plugin,
    async open(options, { folder, resources, log }): Promise<Adapter> {
      const facts = { plugin: plugin.name, ...(connector !== undefined && { connector }) };
      const worker = await SupervisedWorker.open({ facts, origin, options, folder, resources }, log);
      const { stores, checks, operations } = worker.shape;
      return {
        stores: Object.fromEntries(
          Object.entries(stores).map(([type, shape]) => [type, isolatedStore(worker, type, shape)]),
        ),
        ...(checks && {
          check: async (call: Call) => answerOf((await worker.link.ask({ do: 'check' }, call)).answer) as undefined,
        }),
        ...(operations && { describe: () => operations }),
        gauges: () => worker.gauges(),
        close: () => worker.close(),
      };
    },
  };
}

function isolatedStore(worker: SupervisedWorker, type: string, shape: AdapterShape['stores'][string]): Store {
  const { methods, ...facts } = shape;
  const ask = async (method: StoreMethod, args: readonly unknown[], call?: Call): Promise<unknown> => {
    const { answer } = await worker.link.ask({ do: 'store', type, method, args: args.map((arg) => toWire(arg)) }, call);
    return answerOf(answer);
  };
  const all: Required<Omit<Store, 'meta' | 'remote'>> = {
    find: (query, call) => find(worker.link, type, query, call),
    get: (id, call, fields) => ask('get', [id, fields], call) as Promise<StoredRecord | undefined>,
    insert: (record, call) => ask('insert', [record], call) as Promise<StoredRecord>,
    update: (id, change, call) => ask('update', [id, change], call) as Promise<StoredRecord | undefined>,
    remove: (id, call) => ask('remove', [id], call) as Promise<void>,
    memberships: (members, call, fields) =>
      ask('memberships', [members, fields], call) as Promise<readonly (readonly [string, StoredRecord])[]>,
    count: () => ask('count', []) as Promise<number>,
    explain: (query) => worker.link.explain(type, query),
  };
  return { ...facts, ...Object.fromEntries(methods.map((method) => [method, all[method]])) };
}

async function find(link: WorkerLink, type: string, query: Query, call: Call): Promise<FindResult> {
  const { id, answer } = await link.ask({ do: 'store', type, method: 'find', args: [toWire(query)] }, call);
  if (answer.is !== 'found') throw new Error('The worker answered what it was not asked for.');
  const { total, applied, hasRest } = answer.found;
  return {
    records: recordsOf(link, id, answer),
    ...(total !== undefined && { total }),
    ...(applied && { applied }),
    ...(hasRest && { rest: restOf(link, id) }),
  };
}

/** What came whole is there; the rest comes as it is read. */
function recordsOf(link: WorkerLink, id: number, answer: Answer): FindResult['records'] {
  const batch = batchOf(answer);
  if (batch.done) return batch.records.map((record) => fromWire(record) as StoredRecord);
  const records = link.records(id, batch);
  link.forgetUnread(records, id, 'records');
  return records;
}

function restOf(link: WorkerLink, found: number): NonNullable<FindResult['rest']> {
  const rest = async function* (call: Call): AsyncGenerator<StoredRecord> {
    const { id, answer } = await link.ask({ do: 'rest', found }, call);
    yield* link.records(id, batchOf(answer));
  };
  link.forgetUnread(rest, found, 'rest');
  return rest;
}

function answerOf(answer: Answer): unknown {
  if (answer.is !== 'answer') throw new Error('The worker answered what it was not asked for.');
  return fromWire(answer.value);
}
