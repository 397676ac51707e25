import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { type CompiledAuth, type Principal, refusalOf } from '../auth/index.js';
import type { Collection, Connector, RequestCall } from '../connector/index.js';
import type { Logger } from '../plugin/index.js';
import { type Preconditions, type ResourceType, ScimError } from '../scim/index.js';
import { authenticate } from './authenticate.js';
import type { BasePath } from './base-path.js';
import { baseUrl, type UrlSettings } from './base-url.js';
import { DRY_RUN_HEADER, dryRunHeader } from './dry-run-header.js';
import { sendError } from './error-answer.js';
import type { Answer, Exchange, ResourceExchange } from './exchange.js';
import type { FailedLogins } from './failed-logins.js';
import type { Limits } from './limits.js';
import type { RequestTracing } from './observe-requests.js';
import { lowerCaseNames } from './query-parameters.js';
import { RequestLog } from './request-log.js';
import { connectorRoutes, type Method, type PathRoutes, type Route, resourceRoutes } from './routes.js';

/** A connector with what the HTTP layer needs to serve it. */
export interface ServedConnector {
  readonly connector: Connector;
  readonly auth: CompiledAuth;
  /** The resource types that have an endpoint, whether the application behind has them or not. */
  readonly resourceTypes: readonly ResourceType[];
}

export interface ScopeOptions extends ServedConnector {
  readonly base: BasePath;
  readonly log: Logger;
  readonly limits: Limits;
  readonly urls: UrlSettings;
  readonly failedLogins: FailedLogins | undefined;
  readonly tracing: RequestTracing | undefined;
}

const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Serves one base path of a connector: every route, its errors in the dialect's form, and nobody in without a credential. */
export function serveBasePath(server: FastifyInstance, options: ScopeOptions): void {
  const { base } = options;
  server.register(
    async (scope) => {
      scope.addHook('onRequest', authenticate(options));
      scope.setErrorHandler((error, request, reply) => {
        sendError(error, { request, reply, dialect: base.dialect, log: options.log });
      });
      scope.setNotFoundHandler((request) => {
        throw new ScimError(404, `There is nothing at ${request.url.split('?', 1)[0]}.`);
      });
      for (const paths of connectorRoutes) addPath(scope, paths, '', options, (exchange) => exchange);
      for (const type of options.resourceTypes) {
        const withCollection = (exchange: Exchange): ResourceExchange => ({
          ...exchange,
          collection: collectionOf(exchange.connector, type),
        });
        for (const paths of resourceRoutes) addPath(scope, paths, type.endpoint, options, withCollection, type.name);
      }
    },
    { prefix: base.path },
  );
}

function addPath<Asked extends Exchange>(
  scope: FastifyInstance,
  { path, methods: routes }: PathRoutes<Asked>,
  endpoint: string,
  options: ScopeOptions,
  complete: (exchange: Exchange) => Asked,
  resourceType?: string,
): void {
  const url = `${endpoint}${path}`;
  const offered = methods.filter((method) => routes[method]);
  const allow = [...offered, ...(routes.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  for (const method of offered) {
    const route = routes[method];
    if (route) scope.route(toRoute(method, url, route, options, complete, resourceType));
  }
  scope.route({
    method: 'OPTIONS',
    url,
    handler: (_request, reply) => reply.code(204).header('allow', allow).send(),
  });
  scope.route({
    method: methods.filter((method) => !routes[method]),
    url,
    // Before the body is read: what it holds does not matter.
    onRequest: async (request, reply) => {
      reply.header('allow', allow);
      throw new ScimError(405, `${request.method} is not possible here; possible are ${allow}.`);
    },
    handler: async () => undefined,
  });
}

function toRoute<Asked extends Exchange>(
  method: Method,
  url: string,
  { operation, access, handle, bodyLimit }: Route<Asked>,
  options: ScopeOptions,
  complete: (exchange: Exchange) => Asked,
  resourceType: string | undefined,
): RouteOptions {
  const { connector, base, urls, limits, log, tracing } = options;
  const { dialect } = base;
  const facts = {
    ...(connector.name !== undefined && { connector: connector.name }),
    scimVersion: dialect.version,
    operation,
    ...(resourceType !== undefined && { resourceType }),
  };
  return {
    method,
    url,
    config: { facts },
    ...(bodyLimit !== undefined && { bodyLimit: bodyLimit(limits) }),
    // Before the body is read, as authentication is.
    onRequest: ({ principal }, _reply, done) =>
      done(principal ? refusalOf(principal.rights, access, resourceType) : unauthenticated()),
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const timing = { adapterMs: 0 };
      request.timing = timing;
      const origin = {
        requestId: request.id,
        timing,
        log: new RequestLog(log, request.id),
        caller: { name: principal.name, address: request.ip },
        onDisconnect: (listener: () => void) => onDisconnect(reply, listener),
      };
      const respond = async (call: RequestCall, running: Connector): Promise<Answer> => {
        const handled = await handle(
          complete({
            connector: running,
            principal,
            limits,
            dialect,
            baseUrl: baseUrl(request, base.path, urls),
            call,
            query: lowerCaseNames(request.query as { [name: string]: string | string[] | undefined }),
            id: (request.params as { id?: string }).id ?? '',
            body: request.body,
            preconditions: preconditionsOf(request),
            client: request.ip,
          }),
        );
        if (call.dryRun && method !== 'GET') reply.header(DRY_RUN_HEADER, dryRunHeader(call.plans));
        return handled;
      };
      const answer = tracing
        ? await tracing.request(request.headers, facts, (trace) => connector.run({ ...origin, trace }, respond))
        : await connector.run(origin, respond);
      return sendAnswer(reply, answer, dialect.mediaType);
    },
  };
}

function preconditionsOf({ headers }: FastifyRequest): Preconditions {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  return { ...(ifMatch !== undefined && { ifMatch }), ...(ifNoneMatch !== undefined && { ifNoneMatch }) };
}

function sendAnswer(reply: FastifyReply, { status, body, location, etag }: Answer, mediaType: string): FastifyReply {
  reply.code(status);
  if (etag !== undefined) reply.header('etag', etag);
  if (location !== undefined && status === 201) reply.header('location', location);
  return body ? reply.header('content-type', mediaType).send(JSON.stringify(body)) : reply.send();
}

/** Nobody gets here without having been authenticated; a mistake in that must not let anybody in. */
function principalOf({ principal }: FastifyRequest): Principal {
  if (!principal) throw unauthenticated();
  return principal;
}

function unauthenticated(): Error {
  return new Error('a route was reached without authentication');
}

function collectionOf(connector: Connector, { name, endpoint }: ResourceType): Collection {
  const collection = connector.collections.get(name);
  if (!collection) {
    throw new ScimError(501, `This connector has no ${endpoint.slice(1)}: the application behind it offers none.`);
  }
  return collection;
}

function onDisconnect({ raw }: FastifyReply, listener: () => void): void {
  raw.once('close', () => {
    if (!raw.writableFinished) listener();
  });
}
