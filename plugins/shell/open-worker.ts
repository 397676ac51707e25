import { type Adapter, type Call, type Host, type Store, toBytes, toMilliseconds } from 'scim-gateway/plugin';
import type { ProcessSettings } from './group-process.js';
import { oneByOne } from './one-by-one.js';
import type { ShellOptions, WorkerOptions } from './options.js';
import type { ProcessGroups } from './process-groups.js';
import { createRecordStore } from './record-store.js';
import type { Ask } from './request.js';
import { PROTOCOL } from './worker-messages.js';
import { WorkerPool } from './worker-pool.js';

/**
 * Opens an adapter over a worker that keeps running; what it can do is what it says.
 * @throws Error a sentence that says why it does not start, or what of its hello cannot be
 */
export async function openWorker(
  { maxOutput }: ShellOptions,
  { command, processes, startTimeout }: WorkerOptions,
  host: Host,
  settings: ProcessSettings & { readonly groups: ProcessGroups },
): Promise<Adapter> {
  const [program, ...rest] = command;
  if (program === undefined || program === '') throw new Error('The command of the worker names no program.');
  const pool = await WorkerPool.open(
    {
      ...settings,
      command: [program, ...rest],
      startTimeoutMs: toMilliseconds(startTimeout),
      maxOutput: toBytes(maxOutput),
      log: host.log,
      greeting: { protocol: PROTOCOL, resources: host.resources },
    },
    processes,
  );
  const close = (): Promise<void> => pool.close();
  const { stores: offered, check } = pool.hello;
  const unknown = Object.keys(offered).find((type) => !Object.hasOwn(host.resources, type));
  const lacking = Object.entries(offered).find(
    ([, { operations }]) => !operations.includes('find') && !operations.includes('get'),
  );
  if (unknown !== undefined || lacking) {
    await close();
    throw new Error(
      unknown === undefined
        ? `The worker names neither find nor get for ${lacking?.[0]}: nothing could be read.`
        : `The worker offers "${unknown}", but this connector has ${Object.keys(host.resources).join(', ')}.`,
    );
  }
  const line = [program, ...rest].join(' ');
  const ask = askOf(pool);
  return {
    stores: storesOf(pool, host, ask),
    check: async (call) => {
      pool.requireWorker();
      if (!check) return undefined;
      const { requestId, deadline } = call;
      for await (const _records of ask({ operation: 'check', requestId, deadline }, call));
      return undefined;
    },
    describe: () =>
      Object.entries(offered).flatMap(([resourceType, { operations }]) =>
        operations.map((operation) => ({ resourceType, operation, does: `${line} <- {"operation":"${operation}"}` })),
      ),
    close,
  };
}

function storesOf(pool: WorkerPool, { resources }: Host, ask: Ask): { readonly [type: string]: Store } {
  const stores: { [type: string]: Store } = {};
  for (const [type, { operations, meta }] of Object.entries(pool.hello.stores)) {
    const use = resources[type];
    if (!use) continue;
    stores[type] = createRecordStore({
      type,
      use,
      operations: new Set(operations),
      meta,
      ask,
      find: async (request, call) => {
        const answer = await pool.begin(request, call);
        return { ...(await answer.head()), records: oneByOne(answer.batches()) };
      },
      explain: (query) => [JSON.stringify({ operation: 'find', resourceType: type, query })],
    });
  }
  return stores;
}

function askOf(pool: WorkerPool): Ask {
  return async function* (request, call: Call) {
    const answer = await pool.begin(request, call);
    yield* answer.batches();
  };
}
