import type { Logger } from '../../plugin/index.js';
import type { AdapterShape, Gauges, WorkerSetting } from './messages.js';
import { away, WorkerLink } from './worker-link.js';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/** A thread that has lived for so long was not broken from its start. */
const SOUND_MS = 60_000;

/** A plugin that cannot close, or open again, within these times is ended. */
const CLOSING_MS = 10_000;
const OPENING_AGAIN_MS = 60_000;

/** Keeps a worker thread with a plugin in it: one that ends is started again, after a pause that grows. */
export class SupervisedWorker {
  readonly shape: AdapterShape;
  readonly #setting: WorkerSetting;
  readonly #log: Logger;
  #link: WorkerLink | undefined;
  #closed = false;
  #pauseMs = FIRST_PAUSE_MS;
  #restarts = 0;
  #timer: NodeJS.Timeout | undefined;
  #reason: unknown;

  private constructor(setting: WorkerSetting, log: Logger, link: WorkerLink, shape: AdapterShape) {
    this.#setting = setting;
    this.#log = log;
    this.shape = shape;
    this.#watch(link);
  }

  /** @throws Error what the plugin threw */
  static async open(setting: WorkerSetting, log: Logger): Promise<SupervisedWorker> {
    const { link, shape } = await WorkerLink.open(setting, log);
    return new SupervisedWorker(setting, log, link, shape);
  }

  /**
   * The thread that runs.
   * @throws Unavailable where none does
   */
  get link(): WorkerLink {
    if (this.#link) return this.#link;
    throw away(this.#reason, Math.ceil(this.#pauseMs / 1000));
  }

  /** Those of the plugin, and how the thread is. */
  gauges(): Gauges {
    return { ...this.#link?.gauges, worker_running: this.#link ? 1 : 0, worker_restarts: this.#restarts };
  }

  /** Closes the plugin in good order, where it can still be asked to. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const link = this.#link;
    if (!link) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`The plugin did not close within ${CLOSING_MS / 1000} s, and was ended.`)),
        CLOSING_MS,
      );
    });
    try {
      await Promise.race([link.ask({ do: 'close' }), late]);
    } finally {
      clearTimeout(timer);
      await link.terminate();
    }
  }

  #watch(link: WorkerLink): void {
    const since = performance.now();
    this.#link = link;
    void link.ended.then((reason) => {
      this.#link = undefined;
      this.#reason = reason;
      if (this.#closed) return;
      if (performance.now() - since > SOUND_MS) this.#pauseMs = FIRST_PAUSE_MS;
      this.#startLater('the plugin has ended its thread: it is started again');
    });
  }

  #startLater(what: string): void {
    this.#log.error({ ...this.#setting.facts, err: this.#reason, pauseMs: this.#pauseMs }, what);
    this.#timer = setTimeout(() => void this.#start(), this.#pauseMs).unref();
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }

  async #start(): Promise<void> {
    try {
      const { link } = await WorkerLink.open(this.#setting, this.#log, OPENING_AGAIN_MS);
      if (this.#closed) return await link.terminate();
      this.#restarts += 1;
      this.#watch(link);
      this.#log.info(this.#setting.facts, 'the plugin runs again');
    } catch (error) {
      this.#reason = error;
      if (!this.#closed) this.#startLater('the plugin cannot be started again now');
    }
  }
}
