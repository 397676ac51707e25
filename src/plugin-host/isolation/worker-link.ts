import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type Call, type Logger, type Query, type StoredRecord, Unavailable } from '../../plugin/index.js';
import type { AdapterShape, Answer, Batch, FromWorker, Gauges, Task, ToWorker, WorkerSetting } from './messages.js';
import { fromWire, toWire } from './wire.js';

/** A worker that lets a call's deadline pass, and then does not answer for so long, is blocked. */
const GRACE_MS = 1_000;

/** What is asked for at once (`explain`) is waited for so long, and everything else waits with it. */
const AT_ONCE_MS = 5_000;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** One worker thread, from its start to its end. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #log: Logger;
  readonly #waiting = new Map<number, Waiting>();
  /** The calls that the worker works for, by the id of the task that began them. */
  readonly #calls = new Map<number, { readonly log: Logger; readonly end: () => void }>();
  readonly #abandoned = new FinalizationRegistry<() => void>((forget) => forget());
  #ids = 0;
  #pinging = false;
  #failure: unknown;
  #hasEnded = false;
  gauges: Gauges = {};
  /** Resolves with the reason when the thread has ended. */
  readonly ended: Promise<unknown>;

  private constructor(worker: Worker, log: Logger) {
    this.#worker = worker;
    this.#log = log;
    worker.on('message', (message: FromWorker) => this.#take(message));
    worker.on('error', (error) => {
      this.#failure = error;
    });
    this.ended = new Promise((resolve) => {
      worker.once('exit', (code) => {
        this.#failure ??= new Error(`The thread of the plugin ended with code ${code}.`);
        const reason = this.#failure;
        this.#hasEnded = true;
        for (const { reject } of this.#waiting.values()) reject(away(reason));
        for (const { end } of this.#calls.values()) end();
        this.#waiting.clear();
        this.#calls.clear();
        resolve(reason);
      });
    });
  }

  /**
   * Starts a thread and opens the plugin in it.
   * @param withinMs what takes longer is ended; absent: for as long as it takes
   * @throws Error what the plugin threw
   */
  static async open(
    setting: WorkerSetting,
    log: Logger,
    withinMs?: number,
  ): Promise<{ readonly link: WorkerLink; readonly shape: AdapterShape }> {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: setting, execArgv: [] });
    const link = new WorkerLink(worker, log);
    const patience = withinMs === undefined ? undefined : setTimeout(() => void worker.terminate(), withinMs);
    const shape = await new Promise<AdapterShape>((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.is === 'opened') resolve(message.shape);
        if (message.is === 'unopened') reject(fromWire(message.error));
      });
      void link.ended.then(reject);
    })
      .catch(async (error: unknown) => {
        await worker.terminate();
        throw error;
      })
      .finally(() => clearTimeout(patience));
    link.gauges = shape.gauges ?? {};
    return { link, shape };
  }

  /** Has something done; `id` is by what it is known in the worker. */
  async ask(task: Task, call?: Call): Promise<{ readonly id: number; readonly answer: Answer }> {
    // A message to a thread that has ended is lost without a word.
    if (this.#hasEnded) throw away(this.#failure);
    const id = ++this.#ids;
    const answer = new Promise<Answer>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    if (call) {
      const { deadline, requestId, dryRun } = call;
      this.#send({ is: 'task', id, task, call: { deadline, requestId, dryRun } });
      this.#follow(id, call);
    } else {
      this.#send({ is: 'task', id, task });
    }
    try {
      const given = await answer;
      if (given.is === 'answer' || batchOf(given).done) this.#release(id);
      return { id, answer: given };
    } catch (error) {
      this.#release(id);
      throw error;
    }
  }

  /** The records that a task has begun with a batch, and goes on with as they are read. */
  async *records(id: number, first: Batch): AsyncGenerator<StoredRecord> {
    let batch = first;
    try {
      for (;;) {
        for (const record of batch.records) yield fromWire(record) as StoredRecord;
        if (batch.done) return;
        const { answer } = await this.ask({ do: 'next', stream: id });
        batch = batchOf(answer);
      }
    } finally {
      this.#release(id);
      if (!batch.done) this.forget(id, 'records');
    }
  }

  /** What nobody holds any more, the worker need not keep. */
  forgetUnread(held: object, id: number, what: 'records' | 'rest'): void {
    this.#abandoned.register(held, () => {
      if (what === 'records') this.#release(id);
      this.forget(id, what);
    });
  }

  /** Asks for no more of what a task has begun. */
  forget(id: number, what: 'records' | 'rest'): void {
    this.#send({ is: 'forget', id, what });
  }

  /** How a store would ask; the gateway's thread waits for it. */
  explain(type: string, query: Query): readonly string[] {
    const { port1, port2 } = new MessageChannel();
    const ready = new Int32Array(new SharedArrayBuffer(4));
    this.#worker.postMessage({ is: 'explain', type, query: toWire(query), ready, port: port2 } satisfies ToWorker, [
      port2,
    ]);
    Atomics.wait(ready, 0, 0, AT_ONCE_MS);
    const received = receiveMessageOnPort(port1) as {
      readonly message: { readonly lines?: string[]; error?: unknown };
    };
    port1.close();
    if (received?.message.lines) return received.message.lines;
    throw received ? fromWire(received.message.error) : away(new Error(`No answer within ${AT_ONCE_MS} ms.`));
  }

  /** Ends the thread, whatever it does. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Tells the worker when the call is aborted; looks whether it is blocked when its deadline passes. */
  #follow(id: number, { signal, deadline, log }: Call): void {
    const abort = (): void => this.#send({ is: 'abort', id });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    const timer = setTimeout(() => this.#ping(), Math.min(Math.max(0, deadline - Date.now()), 2 ** 31 - 1)).unref();
    this.#calls.set(id, {
      log,
      end: () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      },
    });
  }

  #release(id: number): void {
    this.#calls.get(id)?.end();
    this.#calls.delete(id);
  }

  #ping(): void {
    if (this.#pinging) return;
    this.#pinging = true;
    const timer = setTimeout(() => {
      this.#failure = new Error(
        `The plugin blocked its thread beyond the deadline of a call, and for ${GRACE_MS} ms more.`,
      );
      void this.#worker.terminate();
    }, GRACE_MS).unref();
    this.ask({ do: 'ping' }).then(
      () => {
        clearTimeout(timer);
        this.#pinging = false;
      },
      () => clearTimeout(timer),
    );
  }

  #take(message: FromWorker): void {
    switch (message.is) {
      case 'answer':
      case 'batch':
      case 'found':
        if (message.is === 'answer' && message.gauges) this.gauges = message.gauges;
        this.#settle(message.id)?.resolve(message);
        return;
      case 'failure':
        this.#settle(message.id)?.reject(fromWire(message.error));
        return;
      case 'gauges':
        this.gauges = message.gauges;
        return;
      case 'log': {
        const log = (message.id !== undefined && this.#calls.get(message.id)?.log) || this.#log;
        log[message.level](fromWire(message.facts) as object, message.message);
      }
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

export function batchOf(answer: Answer): Batch {
  if (answer.is === 'batch') return answer.batch;
  if (answer.is === 'found') return answer.found;
  throw new Error('The worker answered what it was not asked for.');
}

/** What a client learns of a thread that has ended: it may try again. */
export function away(cause: unknown, retryAfter = 1): Unavailable {
  return new Unavailable('The application is away for now.', { cause, retryAfter });
}
