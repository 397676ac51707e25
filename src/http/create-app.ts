import { createServer, type Server } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressList } from '../auth/index.js';
import type { Logger } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import { admitRequests } from './admission.js';
import type { BasePath } from './base-path.js';
import { answerClientError, dialectOf } from './client-error.js';
import { type ServedConnector, serveBasePath } from './connector-scope.js';
import { sendError } from './error-answer.js';
import type { FailedLogins } from './failed-logins.js';
import { acceptJsonBodies } from './json-body.js';
import type { Limits } from './limits.js';
import { observeRequests, type RequestObserver, type RequestTracing } from './observe-requests.js';
import { createRequestIds } from './request-id.js';
import { logRequests } from './request-log.js';

const MAX_ID_LENGTH = 1024;

/** A connector and where it is served. */
export type PlacedConnector = ServedConnector & { readonly basePaths: readonly BasePath[] };

export interface AppOptions {
  readonly log: Logger;
  /** Told of every request. */
  readonly observer?: RequestObserver | undefined;
  readonly tracing?: RequestTracing | undefined;
  readonly limits: Limits;
  readonly publicUrl?: string | undefined;
  /** Who may ask; undefined: everybody. */
  readonly allow?: AddressList | undefined;
  /** The proxies whose X-Forwarded headers are believed; undefined: none. */
  readonly trustProxy?: AddressList | undefined;
}

/** What answers the requests for some connectors. It listens nowhere: a server that does hands it its requests. */
export function createApp(
  connectors: readonly PlacedConnector[],
  options: AppOptions & { readonly failedLogins: FailedLogins | undefined },
): FastifyInstance {
  const { log, limits, publicUrl, allow, trustProxy, observer, tracing, failedLogins } = options;
  const app = Fastify<Server>({
    logger: false,
    serverFactory: (handler) => createServer(handler),
    bodyLimit: limits.bodyBytes,
    genReqId: createRequestIds(),
    requestIdHeader: false,
    ...(trustProxy && { trustProxy: (address: string) => trustProxy(address) }),
    clientErrorHandler: answerClientError,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: MAX_ID_LENGTH },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      sendError(error, { request, reply, dialect: dialectOf(request.url), log });
    },
  });
  app.decorateRequest('principal', null);
  app.decorateRequest('timing', null);
  acceptJsonBodies(app, limits.jsonDepth);
  logRequests(app, log);
  if (observer) observeRequests(app, observer);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  admitRequests(app, { limits, allow: trustProxy && allow, log });
  app.setErrorHandler((error, request, reply) => {
    sendError(error, { request, reply, dialect: dialectOf(request.url), log });
  });
  if (!connectors.some(({ basePaths }) => basePaths.some(({ path }) => path === ''))) {
    refuseOtherPaths(app);
  }
  const urls = { publicUrl, isTrustedProxy: trustProxy };
  for (const { basePaths, ...served } of connectors) {
    for (const base of basePaths) serveBasePath(app, { ...served, base, log, limits, urls, failedLogins, tracing });
  }
  return app;
}

/** What is under no base path is refused before its body is read: nobody has said who sends it. */
function refuseOtherPaths(app: FastifyInstance): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', (_request, _reply, done) => done(new ScimError(404, 'There is nothing here.')));
    scope.setNotFoundHandler(() => undefined);
  });
}
