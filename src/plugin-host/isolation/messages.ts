import type { MessagePort } from 'node:worker_threads';
import type { OperationNote, RecordUse, Store } from '../../plugin/index.js';
import type { storeMethods } from '../adapter-fault.js';
import type { PluginOrigin } from '../resolve-plugin.js';
import type { Wire } from './wire.js';

/** What a worker is started with. */
export interface WorkerSetting {
  /** Whose thread it is, for the log. */
  readonly facts: { readonly plugin: string; readonly connector?: string };
  readonly origin: PluginOrigin;
  readonly options: unknown;
  readonly folder: string;
  readonly resources: { readonly [resourceType: string]: RecordUse };
}

export type StoreMethod = (typeof storeMethods)[number];

/** What an adapter in a worker has. */
export interface AdapterShape {
  readonly stores: {
    readonly [resourceType: string]: Pick<Store, 'meta' | 'remote'> & { readonly methods: readonly StoreMethod[] };
  };
  readonly checks: boolean;
  /** undefined: it describes nothing. */
  readonly operations: readonly OperationNote[] | undefined;
  readonly gauges: Gauges | undefined;
}

export type Gauges = { readonly [name: string]: number };

/** The part of a call that is data. */
export interface CallFacts {
  readonly deadline: number;
  readonly requestId: string;
  readonly dryRun: boolean;
}

/** One thing to do in the worker. Each has an answer with the same `id`; what it needs a call for ends with that. */
export type Task =
  | { readonly do: 'store'; readonly type: string; readonly method: StoreMethod; readonly args: readonly Wire[] }
  | { readonly do: 'check' }
  | { readonly do: 'close' }
  /** The next records of a stream that `find` or `rest` has begun. */
  | { readonly do: 'next'; readonly stream: number }
  /** What is behind the page of a `find`. */
  | { readonly do: 'rest'; readonly found: number }
  | { readonly do: 'ping' };

export type ToWorker =
  | { readonly is: 'task'; readonly id: number; readonly task: Task; readonly call?: CallFacts }
  | { readonly is: 'abort'; readonly id: number }
  /** Nobody reads on, or asks for the rest any more. */
  | { readonly is: 'forget'; readonly id: number; readonly what: 'records' | 'rest' }
  /** Answered at `port`, and then said so in `ready`: the other thread does nothing but wait. */
  | {
      readonly is: 'explain';
      readonly type: string;
      readonly query: Wire;
      readonly ready: Int32Array;
      readonly port: MessagePort;
    };

/** Records, and whether there are more of them. */
export interface Batch {
  readonly records: readonly Wire[];
  readonly done: boolean;
}

/** What `find` answers with; its records go on under the id of the task. */
export interface FoundFacts extends Batch {
  readonly total?: number;
  readonly applied?: { readonly filter?: boolean; readonly sort?: boolean; readonly page?: boolean };
  readonly hasRest: boolean;
}

/** What ends a task well. */
export type Answer =
  | { readonly is: 'answer'; readonly id: number; readonly value: Wire; readonly gauges?: Gauges }
  | { readonly is: 'batch'; readonly id: number; readonly batch: Batch }
  | { readonly is: 'found'; readonly id: number; readonly found: FoundFacts };

export type FromWorker =
  | Answer
  | { readonly is: 'opened'; readonly shape: AdapterShape }
  | { readonly is: 'unopened'; readonly error: Wire }
  | { readonly is: 'failure'; readonly id: number; readonly error: Wire }
  | { readonly is: 'gauges'; readonly gauges: Gauges }
  | {
      readonly is: 'log';
      /** The task during whose call it was said; absent: none. */
      readonly id?: number;
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly facts: Wire;
      readonly message: string;
    };
