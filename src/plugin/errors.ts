/**
 * The errors a plugin throws on purpose. The gateway turns each into the SCIM answer of the table in
 * `src/connector/plugin-error.ts`; the message is shown to the client, so it says what to do and nothing of the inside.
 * Anything else that a plugin throws is a 500 whose story is in the log only.
 */
export abstract class PluginError extends Error {
  abstract readonly code:
    | 'notFound'
    | 'conflict'
    | 'invalidValue'
    | 'notSupported'
    | 'versionMismatch'
    | 'tooManyRequests'
    | 'badGateway'
    | 'unavailable';

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** There is no such record: 404. */
export class NotFound extends PluginError {
  readonly code = 'notFound';
}

/** The key or a unique field is taken: 409 `uniqueness`. */
export class Conflict extends PluginError {
  readonly code = 'conflict';
}

/** The system refuses the value: 400 `invalidValue`. */
export class InvalidValue extends PluginError {
  readonly code = 'invalidValue';
}

/** The system cannot do this at all: 501. */
export class NotSupported extends PluginError {
  readonly code = 'notSupported';
}

/** The record is no longer at the version that the change was computed from: 412. */
export class VersionMismatch extends PluginError {
  readonly code = 'versionMismatch';
}

/** The system answers what cannot be understood, or refuses the credentials of the gateway itself: 502. */
export class BadGateway extends PluginError {
  readonly code = 'badGateway';
}

/** An error after which it is worth trying again; `retryAfter` (whole seconds) becomes the header `Retry-After`. */
abstract class RetryableError extends PluginError {
  readonly retryAfter: number | undefined;

  constructor(message: string, options?: { cause?: unknown; retryAfter?: number }) {
    super(message, options);
    this.retryAfter = options?.retryAfter;
  }
}

/** The system has had enough requests for now: 429. */
export class TooManyRequests extends RetryableError {
  readonly code = 'tooManyRequests';
}

/** The system is away for now: 503. */
export class Unavailable extends RetryableError {
  readonly code = 'unavailable';
}
