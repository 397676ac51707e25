import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Call, Unavailable } from 'scim-gateway/plugin';
import type { Answer } from './answer.js';
import { backoff } from './backoff.js';
import type { ShellRequest } from './request.js';
import { revealSecrets } from './reveal-secrets.js';
import type { Hello } from './worker-messages.js';
import { WorkerProcess, type WorkerSettings } from './worker-process.js';

/** A worker that has lived for so long has started well: the next start is the first attempt again. */
const WELL_MS = 10_000;

/** Several processes of one worker: each call goes to the one with the least to do, and who ends is started again. */
export class WorkerPool {
  readonly hello: Hello;
  readonly #settings: WorkerSettings;
  readonly #workers = new Set<WorkerProcess>();
  /** Calls that wait for a worker with room for them. */
  readonly #line = new Set<(worker: WorkerProcess | undefined) => void>();
  /** Calls that go through a list, and may ask for another one on the way: they are not made to wait for themselves. */
  readonly #listing = new WeakMap<Call, Answer>();
  readonly #closing = new AbortController();
  readonly #loops: readonly Promise<void>[];
  /** When the next start is, in milliseconds of `performance.now`. */
  #nextStart = 0;

  /** @throws Error a sentence that says why a worker does not start */
  static async open(settings: WorkerSettings, processes: number): Promise<WorkerPool> {
    let pool: WorkerPool | undefined;
    const onIdle = (): void => {
      if (pool) pool.#dispatch();
    };
    const starts = Array.from({ length: processes }, () => WorkerProcess.start(settings, onIdle));
    const started = await Promise.allSettled(starts);
    const workers = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const failed = started.find((start) => start.status === 'rejected');
    if (failed) {
      await Promise.all(workers.map((worker) => worker.stop()));
      throw failed.reason;
    }
    pool = new WorkerPool(settings, workers, onIdle);
    return pool;
  }

  private constructor(settings: WorkerSettings, workers: readonly WorkerProcess[], onIdle: () => void) {
    this.#settings = settings;
    this.hello = (workers[0] as WorkerProcess).hello;
    this.#loops = workers.map((worker) => this.#keepRunning(worker, onIdle));
  }

  /**
   * Sends a request to a worker.
   * @throws Unavailable where none runs, the signal's reason
   */
  async begin(request: ShellRequest, call: Call): Promise<Answer> {
    const { data, secrets } = revealSecrets(request);
    call.signal.throwIfAborted();
    const start = (worker: WorkerProcess): Answer => worker.begin(data, call, secrets);
    const isList = request.operation === 'find';
    const isNested = (isList || request.operation === 'memberships') && this.#listing.get(call)?.isOver === false;
    this.requireWorker();
    const free = this.#leastLoaded(isNested);
    const answer = free ? start(free) : await this.#wait(call, start);
    if (isList && !isNested) this.#listing.set(call, answer);
    return answer;
  }

  /** @throws Unavailable where no worker runs */
  requireWorker(): void {
    if (this.#running.length === 0) throw this.#away();
  }

  /** Ends the workers: by themselves, where they do. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#workers].map((worker) => worker.stop()));
    await this.#settings.groups.close();
    await Promise.all(this.#loops);
  }

  get #running(): readonly WorkerProcess[] {
    return [...this.#workers].filter(({ isAlive }) => isAlive);
  }

  /** @param evenIfBusy for a list within a list */
  #leastLoaded(evenIfBusy: boolean): WorkerProcess | undefined {
    const able = this.#running.filter((worker) => evenIfBusy || worker.load < worker.hello.concurrency);
    return able.sort((left, right) => left.load - right.load)[0];
  }

  #wait({ signal }: Call, start: (worker: WorkerProcess) => Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(enter);
        reject(signal.reason);
      };
      const enter = (worker: WorkerProcess | undefined): void => {
        signal.removeEventListener('abort', leave);
        if (worker) resolve(start(worker));
        else reject(this.#away());
      };
      this.#line.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #dispatch(): void {
    for (const enter of this.#line) {
      const worker = this.#leastLoaded(false);
      if (!worker && this.#running.length > 0) return;
      this.#line.delete(enter);
      enter(worker);
    }
  }

  async #keepRunning(first: WorkerProcess, onIdle: () => void): Promise<void> {
    let worker: WorkerProcess | undefined = first;
    let failures = 0;
    for (;;) {
      const startedAt = performance.now();
      let reason = '';
      try {
        worker ??= await this.#start(onIdle);
        this.#workers.add(worker);
        this.#dispatch();
        reason = `The worker ${this.#settings.command.join(' ')} ${await worker.ended}`;
      } catch (error) {
        reason = (error as Error).message;
      }
      if (worker) this.#workers.delete(worker);
      worker = undefined;
      if (this.#closing.signal.aborted) return this.#dispatch();
      failures = performance.now() - startedAt >= WELL_MS ? 1 : failures + 1;
      const wait = backoff(failures, Math.random());
      this.#settings.log.error({ failures, waitMs: wait }, `${reason}; it is started again`);
      this.#nextStart = performance.now() + wait;
      if (this.#running.length === 0) this.#dispatch();
      await delay(wait, undefined, { signal: this.#closing.signal }).catch(() => {});
      if (this.#closing.signal.aborted) return;
    }
  }

  /** What the gateway offers was fixed with the first hello. */
  async #start(onIdle: () => void): Promise<WorkerProcess> {
    const worker = await WorkerProcess.start(this.#settings, onIdle);
    if (!this.#closing.signal.aborted && isDeepStrictEqual(worker.hello, this.hello)) return worker;
    await worker.stop();
    throw new Error('The worker says hello with other words than when the gateway was started: restart the gateway');
  }

  #away(): Unavailable {
    const seconds = Math.ceil((this.#nextStart - performance.now()) / 1000);
    return new Unavailable('The application is not available now.', { retryAfter: Math.max(1, seconds) });
  }
}
