import type { JsonObject } from '../scim/index.js';
import type { Answer, Method, ScimRequest, SentRequest } from './exchange.js';
import { isBulk, isSearch, type Ledger, operationsOf, targetOf } from './ledger.js';
import { NotOurs, Stopped } from './mismatch.js';
import type { Transport } from './transport.js';
import type { Wire } from './wire.js';

/** Longest wait that a 429 may ask for, and how often it is obeyed for one request. */
const MAX_WAIT_S = 60;
const MAX_RETRIES = 5;

type Extra = Omit<ScimRequest, 'method' | 'path' | 'body'>;

/** What checks talk to the server with. */
export interface Client {
  send(request: ScimRequest): Promise<Answer>;
  get(path: string, extra?: Extra): Promise<Answer>;
  post(path: string, body: JsonObject, extra?: Extra): Promise<Answer>;
  put(path: string, body: JsonObject, extra?: Extra): Promise<Answer>;
  patch(path: string, body: JsonObject, extra?: Extra): Promise<Answer>;
  delete(path: string, extra?: Extra): Promise<Answer>;
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
  let next = 0;

  const pace = async (): Promise<void> => {
    const now = performance.now();
    const wait = next - now;
    next = Math.max(now, next) + intervalMs;
    if (wait > 0) await sleep(wait, signal);
  };

  const send = async (request: ScimRequest): Promise<Answer> => {
    guard(request, options);
    const { sent, secrets } = compose(request, base, options);
    const isWrite = !safe.includes(request.method);
    for (let attempt = 0; ; attempt++) {
      await pace();
      if (signal?.aborted) throw new Stopped();
      ledger.asked(request);
      let answer: Answer | undefined;
      try {
        // A write is never cut off: its answer says what has to be cleaned up.
        answer = await transport.send(sent, secrets, isWrite ? undefined : signal);
      } catch (error) {
        if (signal?.aborted) throw new Stopped();
        throw error;
      } finally {
        ledger.answered(request, answer);
      }
      const wait = answer.status === 429 ? Number(answer.headers['retry-after']) : Number.NaN;
      if (!(wait >= 0 && wait <= MAX_WAIT_S) || attempt >= MAX_RETRIES) return answer;
      await sleep(wait * 1000, signal);
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
  };
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
    if (target !== undefined && (ledger.owns(target.endpoint, target.id) || target.id.startsWith('bulkId:'))) continue;
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
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
