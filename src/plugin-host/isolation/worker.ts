import { parentPort, workerData } from 'node:worker_threads';
import type { Adapter } from '../../plugin/index.js';
import { adapterFault, storeMethods } from '../adapter-fault.js';
import { loadPlugin } from '../load-plugin.js';
import type { AdapterShape, FromWorker, ToWorker, WorkerSetting } from './messages.js';
import { toWire } from './wire.js';
import { WorkerLog } from './worker-log.js';
import { WorkerTasks } from './worker-tasks.js';

/** The entry of a worker thread: opens one plugin, and does with its adapter what the gateway's thread asks for. */

const GAUGES_MS = 1_000;

const port = parentPort;
const send = (message: FromWorker): void => port?.postMessage(message);
const log = new WorkerLog(send);

// The reason goes into the log; what the promise was for goes on without it, as it would without this.
process.on('unhandledRejection', (error) => log.error({ err: error }, 'the plugin left a rejected promise unhandled'));

const { origin, options, folder, resources } = workerData as WorkerSetting;
try {
  const plugin = await loadPlugin(origin);
  const adapter: unknown = await plugin.open(options, { log, folder, now: Date.now, resources });
  const fault = adapterFault(adapter);
  if (fault !== undefined) throw new Error(fault);
  serve(adapter as Adapter);
} catch (error) {
  send({ is: 'unopened', error: toWire(error) });
}

function serve(adapter: Adapter): void {
  const tasks = new WorkerTasks(adapter, send);
  port?.on('message', (message: ToWorker) => tasks.take(message));
  send({ is: 'opened', shape: shapeOf(adapter) });
  if (!adapter.gauges) return;
  setInterval(() => send({ is: 'gauges', gauges: adapter.gauges?.() ?? {} }), GAUGES_MS).unref();
}

function shapeOf(adapter: Adapter): AdapterShape {
  return {
    stores: Object.fromEntries(
      Object.entries(adapter.stores).map(([type, store]) => [
        type,
        {
          ...(store.meta && { meta: store.meta }),
          ...(store.remote !== undefined && { remote: store.remote }),
          methods: storeMethods.filter((method) => store[method] !== undefined),
        },
      ]),
    ),
    checks: adapter.check !== undefined,
    operations: adapter.describe?.(),
    gauges: adapter.gauges?.(),
  };
}
