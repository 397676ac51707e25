import type { FastifyReply, FastifyRequest } from 'fastify';
import { toScimError } from '../connector/index.js';
import type { Logger } from '../plugin/index.js';
import { type Dialect, ScimError, type ScimType } from '../scim/index.js';

/** What the web server's own refusals mean to a SCIM client. */
const serverErrors: { readonly [code: string]: { status: number; detail: string; scimType?: ScimType } } = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    detail: 'This Content-Type is not accepted; send application/scim+json or application/json.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    detail: 'The Content-Length is not the length of the body.',
    scimType: 'invalidSyntax',
  },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, detail: 'A part of the path is longer than any id.' },
  FST_ERR_BAD_URL: { status: 400, detail: 'The URL cannot be decoded.', scimType: 'invalidSyntax' },
};

/** Turns whatever was thrown into the answer for a client, and logs what the client is not told. */
export function sendError(
  error: unknown,
  { request, reply, dialect, log }: { request: FastifyRequest; reply: FastifyReply; dialect: Dialect; log: Logger },
): void {
  const answer = asScimError(error, request);
  const facts = { requestId: request.id, status: answer.status, detail: answer.detail };
  // A 501 says that something is not offered: nothing failed.
  if (answer.status >= 500 && answer.status !== 501)
    log.error({ ...facts, err: answer.cause ?? answer }, 'request failed');
  else log.debug(facts, 'request refused');
  if (answer.retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(answer.retryAfter)));
  reply
    .code(answer.status)
    .header('content-type', dialect.mediaType)
    .send(JSON.stringify(dialect.writeError(answer)));
}

function isRefusal(error: object): error is { readonly statusCode: number } {
  return (
    'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500
  );
}

function asScimError(error: unknown, { routeOptions, raw }: FastifyRequest): ScimError {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    if (error.code === 'ECONNRESET' && raw.readableAborted) {
      return new ScimError(499, 'The client went away before its request was whole.');
    }
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      return new ScimError(413, `The body has more than the ${routeOptions.bodyLimit} bytes that are taken here.`);
    }
    const known = Object.hasOwn(serverErrors, error.code) ? serverErrors[error.code] : undefined;
    if (known) {
      return new ScimError(known.status, known.detail, { ...(known.scimType && { scimType: known.scimType }) });
    }
    if (error.code.startsWith('FST_') && isRefusal(error)) {
      return new ScimError(error.statusCode, 'The request cannot be taken as it is.');
    }
  }
  return toScimError(error);
}
