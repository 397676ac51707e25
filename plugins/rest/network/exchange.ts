import type { Dispatcher } from 'undici';
import { type AttemptFailure, toAttemptFailure } from './attempt-failure.js';
import { BodySink } from './body-sink.js';

/** A request as it goes out, once. */
export interface Outgoing {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
}

/** What came back. */
export interface Incoming {
  readonly status: number;
  readonly headers: { readonly [lowerCaseName: string]: string };
  readonly body: string;
}

/**
 * Sends one request and reads its whole answer, at most `maxBody` bytes of it.
 * @throws AttemptFailure; the signal's reason once it aborts
 */
export function exchange(
  dispatcher: Dispatcher,
  outgoing: Outgoing,
  { signal, maxBody }: { readonly signal: AbortSignal; readonly maxBody: number },
): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const handler = new AnswerHandler({ signal, maxBody, resolve, reject });
    const { origin, path, method, headers, body } = outgoing;
    try {
      dispatcher.dispatch(
        { origin, path, method, headers: headers as Record<string, string>, ...(body !== undefined && { body }) },
        handler,
      );
    } catch (error) {
      handler.onResponseError(undefined, error);
    }
  });
}

interface AnswerHandlerParts {
  readonly signal: AbortSignal;
  readonly maxBody: number;
  readonly resolve: (answer: Incoming) => void;
  readonly reject: (error: unknown) => void;
}

/** Collects one answer as it arrives. Whatever happens first settles the promise; the rest is let go of. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #parts: AnswerHandlerParts;
  readonly #onAbort = (): void => this.#abort();
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #status = 0;
  #headers: { readonly [name: string]: string } = {};
  #body: BodySink | undefined;

  constructor(parts: AnswerHandlerParts) {
    this.#parts = parts;
    parts.signal.addEventListener('abort', this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('The call has ended.'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHeaders): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = oneValueEach(headers);
    this.#body = new BodySink({
      headers: this.#headers,
      maxBytes: this.#parts.maxBody,
      pause: () => controller.pause(),
      resume: () => controller.resume(),
      done: (body) => this.#finish(body),
      failed: (error) => this.#fail(error),
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#settled) this.#body?.write(chunk);
  }

  onResponseEnd(): void {
    if (!this.#settled) this.#body?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: unknown): void {
    this.#fail(toAttemptFailure(error, this.#controller !== undefined));
  }

  #finish(body: string): void {
    if (this.#settle()) this.#parts.resolve({ status: this.#status, headers: this.#headers, body });
  }

  #fail(error: AttemptFailure): void {
    if (!this.#settle()) return;
    this.#letGo(error);
    this.#parts.reject(error);
  }

  #abort(): void {
    const { signal, reject } = this.#parts;
    if (!this.#settle()) return;
    this.#letGo(signal.reason instanceof Error ? signal.reason : new Error('The call has ended.'));
    reject(signal.reason);
  }

  /** Closes the connection where a request is on it: what still comes is not read. */
  #letGo(reason: Error): void {
    this.#body?.destroy();
    if (this.#controller && !this.#controller.aborted) this.#controller.abort(reason);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#parts.signal.removeEventListener('abort', this.#onAbort);
    return true;
  }
}

type IncomingHeaders = { readonly [name: string]: string | string[] | undefined };

function oneValueEach(headers: IncomingHeaders): { readonly [name: string]: string } {
  const result: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return result;
}
