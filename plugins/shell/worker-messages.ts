import {
  BadGateway,
  Conflict,
  InvalidValue,
  NotFound,
  NotSupported,
  type Store,
  type StoredRecord,
  TooManyRequests,
  Unavailable,
  VersionMismatch,
} from 'scim-gateway/plugin';
import { maskSecrets } from './mask-secrets.js';
import { type Operation, operations } from './request.js';

/** The version of docs/shell-protocol.md. */
export const PROTOCOL = 1;

/** What a worker says first: what it can do. */
export interface Hello {
  readonly stores: { readonly [resourceType: string]: WorkerStore };
  /** Calls that it takes at the same time. */
  readonly concurrency: number;
  /** Whether it answers the operation `check`. */
  readonly check: boolean;
}

export interface WorkerStore {
  readonly operations: readonly Operation[];
  readonly meta: NonNullable<Store['meta']>;
}

/** One line about one call. */
export interface AnswerMessage {
  readonly call: number;
  readonly record?: StoredRecord;
  readonly applied?: { readonly filter?: boolean; readonly sort?: boolean; readonly page?: boolean };
  readonly total?: number;
  readonly end?: true;
  readonly error?: { readonly [name: string]: unknown };
}

type Json = { readonly [name: string]: unknown };

/**
 * Reads a line that a worker wrote. The errors are parts of a sentence, and quote nothing of the line.
 * @throws Error where the line is not one of the protocol
 */
export function parseMessage(line: string): { readonly hello: Hello } | AnswerMessage {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    throw new Error('wrote a line that is not JSON; what is not for the gateway belongs on stderr');
  }
  if (!isObject(data)) throw new Error('wrote a line that is not a JSON object');
  if (isObject(data.hello)) return { hello: readHello(data.hello) };
  const { call, record, applied, total, end, error } = data;
  if (typeof call !== 'number') throw new Error('wrote a line with neither "hello" nor a number as its "call"');
  if (record !== undefined && !isObject(record)) throw new Error('wrote a "record" that is not an object');
  if (applied !== undefined && !isApplied(applied)) {
    throw new Error('wrote an "applied" that is not an object of "filter", "sort" and "page", each true or false');
  }
  if (total !== undefined && !isCount(total)) throw new Error('wrote a "total" that is not a number from 0');
  if (error !== undefined && !isObject(error)) throw new Error('wrote an "error" that is not an object');
  return {
    call,
    ...(record && { record: record as StoredRecord }),
    ...(applied && { applied }),
    ...(total !== undefined && { total }),
    ...(end === true && { end }),
    ...(error && { error }),
  };
}

function readHello({ protocol, stores, concurrency = 1, check = false }: Json): Hello {
  if (protocol !== PROTOCOL) throw new Error(`speaks protocol ${String(protocol)}; this gateway speaks ${PROTOCOL}`);
  if (!isObject(stores) || Object.keys(stores).length === 0) throw new Error('said hello without "stores"');
  if (typeof concurrency !== 'number' || !Number.isInteger(concurrency) || concurrency < 1) {
    throw new Error('said hello with a "concurrency" that is no number from 1');
  }
  return {
    stores: Object.fromEntries(Object.entries(stores).map(([type, store]) => [type, readStore(type, store)])),
    concurrency,
    check: check === true,
  };
}

function readStore(type: string, store: unknown): WorkerStore {
  const named = isObject(store) ? store.operations : undefined;
  if (!isObject(store) || !Array.isArray(named)) throw new Error(`said hello without "operations" of ${type}`);
  const unknown = named.find((name) => !operations.some((operation) => operation === name));
  if (unknown !== undefined) {
    throw new Error(`named an operation of ${type} that there is not: there are ${operations.join(', ')}`);
  }
  const meta = isObject(store.meta) ? store.meta : {};
  const fields = ['created', 'lastModified', 'version'].flatMap((name) =>
    typeof meta[name] === 'string' ? [[name, meta[name]]] : [],
  );
  return { operations: named as Operation[], meta: Object.fromEntries(fields) };
}

const faults: { readonly [code: string]: (message: string, retryAfter?: number) => Error } = {
  notFound: (message) => new NotFound(message),
  conflict: (message) => new Conflict(message),
  invalidValue: (message) => new InvalidValue(message),
  notSupported: (message) => new NotSupported(message),
  versionMismatch: (message) => new VersionMismatch(message),
  badGateway: (message) => new BadGateway(message),
  tooManyRequests: (message, retryAfter) =>
    new TooManyRequests(message, { ...(retryAfter !== undefined && { retryAfter }) }),
  unavailable: (message, retryAfter) => new Unavailable(message, { ...(retryAfter !== undefined && { retryAfter }) }),
};

/**
 * An error with a code is for the client; any other one is for the log.
 * @param secrets what is masked in its message
 */
export function toFault({ code, message, retryAfter }: Json, secrets: readonly string[]): Error {
  const text =
    typeof message === 'string' && message !== ''
      ? maskSecrets(message, secrets)
      : 'The application says no more about it.';
  const make = typeof code === 'string' && Object.hasOwn(faults, code) ? faults[code] : undefined;
  if (!make) return new Error(`The worker failed: ${text}`);
  return make(text, typeof retryAfter === 'number' && retryAfter >= 0 ? Math.ceil(retryAfter) : undefined);
}

function isApplied(value: unknown): value is NonNullable<AnswerMessage['applied']> {
  return (
    isObject(value) && ['filter', 'sort', 'page'].every((name) => ['undefined', 'boolean'].includes(typeof value[name]))
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
