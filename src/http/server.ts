import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from '../plugin/index.js';
import { type Dialect, dialect11, dialect20, ScimError } from '../scim/index.js';
import type { BasePath } from './base-path.js';
import { type ServedConnector, serveBasePath } from './connector-scope.js';
import { sendError } from './error-answer.js';
import { acceptJsonBodies } from './json-body.js';
import { createRequestIds } from './request-id.js';
import { logRequests } from './request-log.js';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_ID_LENGTH = 1024;

export interface ServerOptions {
  readonly connectors: readonly (ServedConnector & { readonly basePaths: readonly BasePath[] })[];
  readonly log: Logger;
  readonly publicUrl?: string | undefined;
  /** PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
}

/** The web server of the gateway, ready to listen. */
export function createServer({ connectors, log, publicUrl, tls }: ServerOptions): FastifyInstance {
  const options = {
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    genReqId: createRequestIds(),
    requestIdHeader: false as const,
    forceCloseConnections: 'idle' as const,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: MAX_ID_LENGTH },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      sendError(error, { request, reply, dialect: dialectOf(request.url), log });
    },
  };
  const server: FastifyInstance = tls
    ? (Fastify({ ...options, https: { ...tls, minVersion: 'TLSv1.2' } }) as unknown as FastifyInstance)
    : (Fastify(options) as unknown as FastifyInstance);
  server.decorateRequest('principal', null);
  acceptJsonBodies(server);
  logRequests(server, log);
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  server.setErrorHandler((error, request, reply) => {
    sendError(error, { request, reply, dialect: dialectOf(request.url), log });
  });
  if (!connectors.some(({ basePaths }) => basePaths.some(({ path }) => path === ''))) {
    server.setNotFoundHandler(() => {
      throw new ScimError(404, 'There is nothing here.');
    });
  }
  for (const { basePaths, ...served } of connectors) {
    for (const base of basePaths) serveBasePath(server, { ...served, base, log, publicUrl });
  }
  return server;
}

/** For requests that reach no route, and so no base path. */
function dialectOf(url: string): Dialect {
  return url.includes('/v1') ? dialect11 : dialect20;
}
