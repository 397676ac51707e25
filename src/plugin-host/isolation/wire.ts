import {
  BadGateway,
  Conflict,
  InvalidValue,
  NotFound,
  NotSupported,
  type PluginError,
  Secret,
  TooManyRequests,
  Unavailable,
  VersionMismatch,
} from '../../plugin/index.js';

/**
 * A value as it goes from thread to thread: data, and in the place of what is more than data a Map, which data never holds.
 * A Secret stays one, and an error keeps its code, its stack and its causes.
 */
export type Wire = unknown;

/** How deep a chain of causes is told. */
const MAX_CAUSES = 5;

interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: unknown;
  readonly retryAfter: unknown;
  readonly cause: Wire;
}

type ErrorClass = new (message: string, options: { cause?: unknown; retryAfter?: number }) => Error;

const pluginErrors: Record<PluginError['code'], ErrorClass> = {
  notFound: NotFound,
  conflict: Conflict,
  invalidValue: InvalidValue,
  notSupported: NotSupported,
  versionMismatch: VersionMismatch,
  tooManyRequests: TooManyRequests,
  badGateway: BadGateway,
  unavailable: Unavailable,
};

const languageErrors: { readonly [name: string]: ErrorClass } = { TypeError, RangeError, ReferenceError, SyntaxError };

/** What is no data at all (functions, symbols) is left out. */
export function toWire(value: unknown, depth = 0): Wire {
  if (value instanceof Secret) return new Map([['secret', value.reveal()]]);
  if (value instanceof Error) return new Map([['error', errorFacts(value, depth)]]);
  if (Array.isArray(value)) return value.map((element) => toWire(element, depth));
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const data: { [name: string]: Wire } = {};
  for (const [name, inner] of Object.entries(value)) define(data, name, toWire(inner, depth));
  return data;
}

export function fromWire(wire: Wire): unknown {
  if (wire instanceof Map) {
    const secret: unknown = wire.get('secret');
    return typeof secret === 'string' ? new Secret(secret) : toError(wire.get('error') as ErrorFacts);
  }
  if (Array.isArray(wire)) return wire.map(fromWire);
  if (typeof wire !== 'object' || wire === null || wire instanceof Date) return wire;
  const value: { [name: string]: unknown } = {};
  for (const [name, inner] of Object.entries(wire)) define(value, name, fromWire(inner));
  return value;
}

/** A field may be called `__proto__`. */
function define(object: object, name: string, value: unknown): void {
  if (name !== '__proto__') (object as { [name: string]: unknown })[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

function errorFacts(error: Error & { code?: unknown; retryAfter?: unknown }, depth: number): ErrorFacts {
  const { name, message, stack, code, retryAfter, cause } = error;
  return {
    name,
    message,
    stack,
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    retryAfter: typeof retryAfter === 'number' ? retryAfter : undefined,
    cause: depth < MAX_CAUSES ? toWire(cause, depth + 1) : undefined,
  };
}

function toError({ name, message, stack, code, retryAfter, cause }: ErrorFacts): Error {
  const options = {
    ...(cause !== undefined && { cause: fromWire(cause) }),
    ...(typeof retryAfter === 'number' && { retryAfter }),
  };
  const known = typeof code === 'string' && Object.hasOwn(pluginErrors, code);
  const Class = known ? pluginErrors[code as PluginError['code']] : (languageErrors[name] ?? Error);
  const error = new Class(message, options);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return known || code === undefined ? error : Object.assign(error, { code });
}
