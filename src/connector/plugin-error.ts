import { PluginError } from '../plugin/index.js';
import { ScimError, type ScimType } from '../scim/index.js';

/** What each error that a plugin throws on purpose means to a client. */
const answers: Record<PluginError['code'], { readonly status: number; readonly scimType?: ScimType }> = {
  notFound: { status: 404 },
  conflict: { status: 409, scimType: 'uniqueness' },
  invalidValue: { status: 400, scimType: 'invalidValue' },
  notSupported: { status: 501 },
  versionMismatch: { status: 412 },
  tooManyRequests: { status: 429 },
  badGateway: { status: 502 },
  unavailable: { status: 503 },
};

/**
 * The answer for whatever a plugin threw: its typed errors and SCIM errors speak for themselves, anything else is a 500
 * that tells the client nothing of the inside (the cause is for the log).
 */
export function toScimError(error: unknown): ScimError {
  if (error instanceof ScimError) return error;
  if (isPluginError(error)) {
    const { status, scimType } = answers[error.code];
    return new ScimError(status, error.message, {
      cause: error,
      ...(scimType && { scimType }),
      ...('retryAfter' in error && typeof error.retryAfter === 'number' && { retryAfter: error.retryAfter }),
    });
  }
  return new ScimError(500, 'The application behind the gateway failed; the gateway log has the reason.', {
    cause: error,
  });
}

/** By code, not by class: a plugin may bring its own copy of the package, and its errors mean the same. */
function isPluginError(error: unknown): error is PluginError {
  return (
    error instanceof PluginError ||
    (error instanceof Error && 'code' in error && typeof error.code === 'string' && Object.hasOwn(answers, error.code))
  );
}
