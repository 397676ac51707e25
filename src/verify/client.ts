import type { JsonObject } from '../scim/index.js';
import type { Answer, Method, ScimRequest, SentRequest } from './exchange.js';
import { isBulk, isSearch, type Ledger, operationsOf, targetOf } from './ledger.js';
import { NotOurs, Stopped } from './mismatch.js';
import type { Transport } from './transport.js';
import type { Wire } from './wire.js';

/** Longest wait that a 429 may ask for, and how often it is obeyed for one request. */
const MAX_WAIT_MS = 60_000;
const MAX_RETRIES = 5;

/** So many requests in a row without any answer: the server is gone, and the run ends. */
const MAX_UNANSWERED = 20;

/** Timers know no longer wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

type Extra = Omit<ScimRequest, 'method' | 'path' | 'body'>;

/** What checks talk to the server with. */
export interface Client {
  send(request: ScimRequest): Promise<Answer>;
  get(path: string, extra?: Extra): Promise<Answer>;
  post(path: string, body: JsonObject, extra?: Extra): Promise<Answer>;
  put(path: string, body: JsonObject, extra?: Extra): Promise<Answer>;
  patch(path: string, body: JsonObject, extra?: Extra): Promise<Answer>;
  delete(path: string, extra?: Extra): Promise<Answer>;
  /** Resolves when no write is on its way any more: what they made is in the book then. */
  idle(): Promise<void>;
}

export interface ClientOptions {
  /** Without a slash at its end. */
  readonly base: string;
  readonly wire: Wire;
  readonly transport: Transport;
  /** Headers that let the user in. */
  readonly credentials: { readonly [name: string]: string };
  readonly ledger: Ledger;
  readonly readOnly: boolean;
  /** Least time from one request to the next. */
  readonly intervalMs: number;
  /** Ends the run; undefined for the client that cleans up. */
  readonly signal: AbortSignal | undefined;
}

const safe: readonly Method[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * A client that keeps the book: what it makes is written down, and nothing else is changed.
 * Its methods throw NoAnswer, Stopped and NotOurs.
 */
export function createClient(options: ClientOptions): Client {
  const { base, transport, ledger, signal, intervalMs } = options;
  const writes = new Set<Promise<Answer>>();
  let next = 0;
  let unanswered = 0;

  const pace = async (): Promise<void> => {
    const now = performance.now();
    const wait = next - now;
    next = Math.max(now, next) + intervalMs;
    if (wait > 0) await sleep(wait, signal);
  };

  const exchange = async (request: ScimRequest, isWrite: boolean): Promise<Answer> => {
    guard(request, options);
    const { sent, secrets } = compose(request, base, options);
    for (let attempt = 0; ; attempt++) {
      await pace();
      if (signal?.aborted || unanswered >= MAX_UNANSWERED) throw new Stopped();
      ledger.asked(request);
      let answer: Answer | undefined;
      try {
        // A write is never cut off: its answer says what has to be cleaned up.
        answer = await transport.send(sent, secrets, isWrite ? undefined : signal);
        unanswered = 0;
      } catch (error) {
        if (signal?.aborted) throw new Stopped();
        unanswered++;
        throw error;
      } finally {
        ledger.answered(request, answer);
      }
      const wait = answer.status === 429 ? retryAfterMs(answer.headers['retry-after']) : undefined;
      if (wait === undefined || wait > MAX_WAIT_MS || attempt >= MAX_RETRIES) return answer;
      await sleep(wait, signal);
    }
  };

  const send = async (request: ScimRequest): Promise<Answer> => {
    const isWrite = !safe.includes(request.method);
    const answer = exchange(request, isWrite);
    if (!isWrite) return answer;
    writes.add(answer);
    try {
      return await answer;
    } finally {
      writes.delete(answer);
    }
  };

  const shorthand =
    (method: Method) =>
    (path: string, body: JsonObject, extra: Extra = {}): Promise<Answer> =>
      send({ ...extra, method, path, body });
  return {
    send,
    get: (path, extra = {}) => send({ ...extra, method: 'GET', path }),
    post: shorthand('POST'),
    put: shorthand('PUT'),
    patch: shorthand('PATCH'),
    delete: (path, extra = {}) => send({ ...extra, method: 'DELETE', path }),
    idle: async () => void (await Promise.allSettled(writes)),
  };
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** @throws NotOurs for a write in a read-only run, and for one to something that the run did not make */
function guard(request: ScimRequest, { ledger, readOnly }: ClientOptions): void {
  const { method, path } = request;
  if (safe.includes(method) || isSearch(request)) return;
  if (readOnly) throw new NotOurs(method, path);
  const changes = isBulk(request)
    ? operationsOf(request.body).filter((operation) => operation.method !== 'POST')
    : method === 'POST'
      ? []
      : [{ method, path }];
  for (const change of changes) {
    const target = typeof change.path === 'string' ? targetOf(change.path) : undefined;
    const isOurs = target !== undefined && (ledger.owns(target.endpoint, target.id) || target.id.startsWith('bulkId:'));
    if (isOurs) continue;
    throw new NotOurs(String(change.method), String(change.path));
  }
}

function compose(
  { method, path, headers = {}, body, credentials }: ScimRequest,
  base: string,
  { wire, credentials: own }: ClientOptions,
): { readonly sent: SentRequest; readonly secrets: { readonly [name: string]: string } } {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const usual = {
    accept: wire.mediaType,
    ...(text !== undefined && { 'content-type': wire.mediaType }),
  };
  const secrets = credentials ?? own;
  return {
    sent: {
      method,
      url: `${base}${path}`,
      headers: withoutEmpty({ ...usual, ...headers }),
      body: text,
      secretHeaders: Object.keys(secrets),
    },
    secrets,
  };
}

/** An empty text in a check's headers means: leave this one out. */
function withoutEmpty(headers: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, signal?.aborted ? 0 : Math.min(ms, MAX_TIMER_MS));
    signal?.addEventListener('abort', done, { once: true });
  });
}
