import type { Call, Logger } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import type { Caller } from './caller.js';
import { toScimError } from './plugin-error.js';

/** What a request brings along for its call. */
export interface CallOrigin {
  readonly requestId: string;
  readonly log: Logger;
  /** undefined: the gateway itself. */
  readonly caller?: Caller | undefined;
  /** Milliseconds that the whole call may take. */
  readonly timeoutMs: number;
  /** When it began, by `performance.now()`; absent: now. */
  readonly startedAt?: number;
  /** Gets what the call spends waiting for the application, in milliseconds. */
  readonly timing?: { adapterMs: number };
  /** Runs each step that asks the application within a span of its own. */
  readonly trace?:
    | (<Result>(name: string, work: () => Result | Promise<Result>) => Result | Promise<Result>)
    | undefined;
  /** true: changes are planned and shown, not made. */
  readonly dryRun?: boolean;
  /** Registers what to do when the client goes away before its answer. */
  readonly onDisconnect?: (listener: () => void) => void;
}

/** A step that kept the whole process waiting is called blocking from so many milliseconds on. */
const BLOCKING_MS = 500;

/** What a call was doing, for who looks for the one that kept all others waiting. */
export interface CallTrouble {
  readonly requestId: string;
  readonly step: string;
  /** Milliseconds for which the application's code let nothing else run; undefined: not that one could tell. */
  readonly blockedMs: number | undefined;
}

/**
 * One request's context with its deadline. A store that answers at once costs no timer and no signal: both come into
 * being with the first step that has to be waited for, or when a plugin asks for the signal.
 */
export class RequestCall implements Call {
  readonly requestId: string;
  readonly log: Logger;
  readonly caller: Caller | undefined;
  readonly dryRun: boolean;
  readonly #plans: object[] = [];
  readonly #origin: CallOrigin;
  /** By `performance.now()`. */
  readonly startedAt: number;
  readonly #unfinished = new Set<Promise<unknown>>();
  readonly #cutOffs = new Set<(reason: unknown) => void>();
  #controller: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #step = 'the request';
  #blockedMs: number | undefined;

  constructor(origin: CallOrigin) {
    this.#origin = origin;
    this.startedAt = origin.startedAt ?? performance.now();
    this.requestId = origin.requestId;
    this.log = origin.log;
    this.caller = origin.caller;
    this.dryRun = origin.dryRun ?? false;
  }

  get signal(): AbortSignal {
    return this.#open().signal;
  }

  get deadline(): number {
    // From the clock as it is now: it may have been put right since the process, or the call, began.
    return Math.round(Date.now() + this.#left());
  }

  /** The changes of a dry run that would have been made. */
  get plans(): readonly object[] {
    return this.#plans;
  }

  plan(change: object): void {
    this.#plans.push(change);
  }

  /**
   * Runs one step of the call within the deadline. `name` says in a 504 which step took too long.
   * @throws ScimError 504 at the deadline, 499 when the client is gone, else what `toScimError` makes of the failure
   */
  step<Result>(name: string, work: () => Result | Promise<Result>): Result | Promise<Result> {
    const { timing, trace } = this.#origin;
    if (!timing) return this.wait(name, work);
    const from = performance.now();
    const spent = (): void => {
      timing.adapterMs += performance.now() - from;
    };
    const result = this.wait(name, trace ? () => trace(name, work) : work);
    if (performance.now() - from > BLOCKING_MS) this.#blocked(name, performance.now() - from);
    if (isPromise(result)) return result.finally(spent);
    spent();
    return result;
  }

  get trouble(): CallTrouble {
    return { requestId: this.requestId, step: this.#step, blockedMs: this.#blockedMs };
  }

  /** As {@link step}, for what is not the application's: waiting for another request. */
  wait<Result>(name: string, work: () => Result | Promise<Result>): Result | Promise<Result> {
    let result: Result | Promise<Result>;
    try {
      result = work();
    } catch (error) {
      throw toScimError(error);
    }
    return isPromise(result) ? this.#race(name, result) : result;
  }

  /** Resolves when every step has really ended, those that were cut off too: what they hold may then be released. */
  async settled(): Promise<void> {
    while (this.#unfinished.size > 0) await Promise.allSettled(this.#unfinished);
  }

  get isSettled(): boolean {
    return this.#unfinished.size === 0;
  }

  /** Ends the call: no timer stays behind. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #blocked(step: string, ms: number): void {
    this.#step = step;
    this.#blockedMs = Math.round(ms);
  }

  /** Milliseconds, by a clock that nobody moves. */
  #left(): number {
    return this.#origin.timeoutMs - (performance.now() - this.startedAt);
  }

  #open(): AbortController {
    if (this.#controller) return this.#controller;
    const controller = new AbortController();
    this.#controller = controller;
    const abort = (): void => this.#abort(timeoutError(this.#origin.timeoutMs, this.#step));
    this.#timer = setTimeout(abort, Math.max(0, this.#left()));
    this.#origin.onDisconnect?.(() =>
      this.#abort(new ScimError(499, 'The client went away before its answer was ready.')),
    );
    return controller;
  }

  #abort(reason: ScimError): void {
    if (this.#controller?.signal.aborted) return;
    this.#controller?.abort(reason);
    for (const cutOff of this.#cutOffs) cutOff(reason);
  }

  /** Not by listeners of the signal: those cost more than all the rest of a step. */
  #race<Result>(name: string, result: Promise<Result>): Promise<Result> {
    this.#step = name;
    const { signal } = this.#open();
    this.#unfinished.add(result);
    return new Promise((resolve, reject) => {
      const cutOff = (reason: unknown): void => reject(toScimError(reason));
      const finished = (): void => {
        this.#unfinished.delete(result);
        this.#cutOffs.delete(cutOff);
      };
      if (signal.aborted) cutOff(signal.reason);
      else this.#cutOffs.add(cutOff);
      result.then(
        (value) => {
          finished();
          resolve(value);
        },
        (error: unknown) => {
          finished();
          reject(signal.aborted ? toScimError(signal.reason) : toScimError(error));
        },
      );
    });
  }
}

function timeoutError(timeoutMs: number, step: string): ScimError {
  return new ScimError(504, `No answer within ${timeoutMs / 1000} s: ${step} took too long.`);
}

function isPromise<Result>(value: Result | Promise<Result>): value is Promise<Result> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
