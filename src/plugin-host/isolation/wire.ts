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

/** What is no data at all (functions, symbols, what holds itself) is left out. */
export function toWire(value: unknown): Wire {
  return convert(value, 0, undefined);
}

/** The objects that hold the one that is looked at, the innermost first. */
interface Holders {
  readonly holder: object;
  readonly outer: Holders | undefined;
}

function convert(value: unknown, causes: number, holders: Holders | undefined): Wire {
  if (value instanceof Secret) return new Map([['secret', value.reveal()]]);
  if (value instanceof Error) return new Map([['error', errorFacts(value, causes)]]);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (let above = holders; above; above = above.outer) if (above.holder === value) return undefined;
  const inside: Holders = { holder: value, outer: holders };
  if (Array.isArray(value)) return value.map((element) => convert(element, causes, inside));
  const data: { [name: string]: Wire } = {};
  for (const [name, inner] of Object.entries(value)) define(data, name, convert(inner, causes, inside));
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

function errorFacts(error: Error & { code?: unknown; retryAfter?: unknown }, causes: number): ErrorFacts {
  const { name, message, stack, code, retryAfter, cause } = error;
  return {
    name,
    message,
    stack,
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    retryAfter: typeof retryAfter === 'number' ? retryAfter : undefined,
    cause: causes < MAX_CAUSES ? convert(cause, causes + 1, undefined) : undefined,
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
