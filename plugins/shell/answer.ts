import type { Call, FindResult, StoredRecord } from 'scim-gateway/plugin';
import { type AnswerMessage, toFault } from './worker-messages.js';

/** How much of an answer may wait to be read before the worker has to wait, in characters of its lines. */
const ENOUGH = 4_000_000;

/** What an answer needs of the worker that gives it. */
export interface AnswerSource {
  /** Tells the worker that nobody wants the rest. */
  cancel(answer: Answer): void;
  /** Something was read, or is not wanted any more. */
  drained(): void;
}

/** The answer to one call of a worker, as it comes in. */
export class Answer {
  readonly call: Call;
  readonly number: number;
  readonly #secrets: readonly string[];
  readonly #source: AnswerSource;
  readonly #maxWaiting: number;
  #waiting: StoredRecord[] = [];
  #size = 0;
  #head: Pick<FindResult, 'applied' | 'total'> = {};
  #hasHead = false;
  #isOver = false;
  #isUnwanted = false;
  #fault: unknown;
  #wake = (): void => {};
  readonly #onAbort = (): void => this.#leave();

  constructor(
    number: number,
    source: AnswerSource,
    { call, secrets, maxWaiting }: { call: Call; secrets: readonly string[]; maxWaiting: number },
  ) {
    this.number = number;
    this.#source = source;
    this.call = call;
    this.#secrets = secrets;
    this.#maxWaiting = maxWaiting;
    if (call.signal.aborted) queueMicrotask(this.#onAbort);
    else call.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Whether its last line has come. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get isFull(): boolean {
    return this.#size > ENOUGH;
  }

  /** Takes one line about the call, of so many characters. */
  take({ record, applied, total, end, error }: AnswerMessage, size: number): void {
    if (this.#isOver) return;
    if (!this.#hasHead) this.#head = { ...(applied && { applied }), ...(total !== undefined && { total }) };
    this.#hasHead = true;
    if (record && !this.#isUnwanted) {
      this.#waiting.push(record);
      this.#size += size;
      if (this.#size > this.#maxWaiting) {
        this.#fault = new Error(`A worker's answer of more than ${this.#maxWaiting} bytes (maxOutput) is not read.`);
        this.#leave();
      }
    }
    if (error) this.#fault ??= toFault(error, this.#secrets);
    if (end || error) this.#finish();
    this.#wake();
  }

  /** The worker is gone, or cannot be asked. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#fault ??= error;
    this.#finish();
    this.#wake();
  }

  /** What the answer says of itself before its first record. */
  async head(): Promise<Pick<FindResult, 'applied' | 'total'>> {
    while (!this.#hasHead && !this.#isOver) await this.#more();
    if (this.#isOver && this.#waiting.length === 0) this.#throwFault();
    return this.#head;
  }

  /**
   * The records, as they come. Ends when the worker has ended the call: also one that was cancelled, so that nothing goes on
   * behind the back of whoever waits for it.
   */
  async *batches(): AsyncGenerator<readonly StoredRecord[]> {
    try {
      for (;;) {
        if (this.#waiting.length > 0) {
          const records = this.#waiting;
          this.#waiting = [];
          this.#size = 0;
          this.#source.drained();
          yield records;
        } else if (this.#isOver) {
          this.#throwFault();
          return;
        } else await this.#more();
      }
    } finally {
      this.#leave();
      while (!this.#isOver) await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #throwFault(): void {
    this.call.signal.throwIfAborted();
    if (this.#fault !== undefined) throw this.#fault;
  }

  #leave(): void {
    if (this.#isOver || this.#isUnwanted) return;
    this.#isUnwanted = true;
    this.#waiting = [];
    this.#size = 0;
    this.#source.cancel(this);
    this.#source.drained();
  }

  #finish(): void {
    this.#isOver = true;
    this.call.signal.removeEventListener('abort', this.#onAbort);
  }
}
