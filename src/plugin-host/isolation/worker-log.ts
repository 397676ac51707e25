import type { Logger } from '../../plugin/index.js';
import type { FromWorker } from './messages.js';
import { toWire } from './wire.js';

/** The logger of a plugin in a worker: the gateway's thread writes. */
export class WorkerLog implements Logger {
  readonly #send: (message: FromWorker) => void;
  readonly #task: number | undefined;

  /** @param task whose call it is */
  constructor(send: (message: FromWorker) => void, task?: number) {
    this.#send = send;
    this.#task = task;
  }

  debug(facts: object, message: string): void {
    this.#say('debug', facts, message);
  }

  info(facts: object, message: string): void {
    this.#say('info', facts, message);
  }

  warn(facts: object, message: string): void {
    this.#say('warn', facts, message);
  }

  error(facts: object, message: string): void {
    this.#say('error', facts, message);
  }

  #say(level: 'debug' | 'info' | 'warn' | 'error', facts: object, message: string): void {
    const id = this.#task === undefined ? {} : { id: this.#task };
    this.#send({ is: 'log', ...id, level, facts: toWire(facts), message });
  }
}
