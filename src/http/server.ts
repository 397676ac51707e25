import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressList } from '../auth/index.js';
import type { Logger } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import { admitRequests } from './admission.js';
import type { BasePath } from './base-path.js';
import { answerClientError, dialectOf } from './client-error.js';
import { type ServedConnector, serveBasePath } from './connector-scope.js';
import { sendError } from './error-answer.js';
import { FailedLogins } from './failed-logins.js';
import { acceptJsonBodies } from './json-body.js';
import type { Limits } from './limits.js';
import { NodeServers } from './node-servers.js';
import { observeRequests, type RequestObserver, type RequestTracing } from './observe-requests.js';
import { createRequestIds } from './request-id.js';
import { logRequests } from './request-log.js';
import type { TlsFiles } from './tls-pair.js';

const MAX_ID_LENGTH = 1024;

export interface ServerOptions {
  readonly connectors: readonly (ServedConnector & { readonly basePaths: readonly BasePath[] })[];
  readonly log: Logger;
  /** Told of every request. */
  readonly observer?: RequestObserver | undefined;
  readonly tracing?: RequestTracing | undefined;
  readonly limits: Limits;
  readonly publicUrl?: string | undefined;
  readonly tls?: TlsFiles | undefined;
  /** Who may ask; undefined: everybody. */
  readonly allow?: AddressList | undefined;
  /** The proxies whose X-Forwarded headers are believed; undefined: none. */
  readonly trustProxy?: AddressList | undefined;
}

/** The web server of the gateway. */
export interface WebServer {
  readonly app: FastifyInstance;
  /** @throws Error `EADDRINUSE` and the like */
  listen(at: { readonly host: string; readonly port: number }): Promise<void>;
  /** Lets the requests on their way finish. */
  close(): Promise<void>;
}

/** What is under no base path is refused before its body is read: nobody has said who sends it. */
function refuseOtherPaths(app: FastifyInstance): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', (_request, _reply, done) => done(new ScimError(404, 'There is nothing here.')));
    scope.setNotFoundHandler(() => undefined);
  });
}

/**
 * The web server of the gateway, ready to listen.
 * @throws TlsPairUnusable
 */
export function createServer(options: ServerOptions): WebServer {
  const { connectors, log, limits, publicUrl, tls, allow, trustProxy, observer, tracing } = options;
  const servers = new NodeServers({
    limits,
    tls,
    log,
    clientCas: [...new Set(connectors.flatMap(({ auth }) => auth.clientCas))],
    mayConnect: allow && ((address) => allow(address) || (trustProxy?.(address) ?? false)),
  });
  const app = Fastify<Server>({
    logger: false,
    serverFactory: (handler) => servers.createMain(handler),
    bodyLimit: limits.bodyBytes,
    genReqId: createRequestIds(),
    requestIdHeader: false,
    forceCloseConnections: 'idle',
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
  const failedLogins = limits.failedLogins.count > 0 ? new FailedLogins(limits.failedLogins, log) : undefined;
  for (const { basePaths, ...served } of connectors) {
    for (const base of basePaths) serveBasePath(app, { ...served, base, log, limits, urls, failedLogins, tracing });
  }
  return {
    app,
    async listen({ host, port }) {
      await app.listen({ host, port });
      if (host === 'localhost') await servers.listenBeside(app.server.address() as AddressInfo, host);
    },
    async close() {
      servers.close();
      await app.close();
    },
  };
}
