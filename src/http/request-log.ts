import type { FastifyInstance } from 'fastify';
import type { Logger } from '../plugin/index.js';

/** What a route knows of a request before it comes; goes into its log line. */
export interface RouteFacts {
  readonly connector?: string;
  readonly scimVersion?: string;
  readonly operation?: string;
  readonly resourceType?: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    facts?: RouteFacts;
  }
}

/**
 * One line a request, when its answer has gone: who was asked for what, and how it ended. No URL: its query and its ids
 * are personal data.
 */
export function logRequests(server: FastifyInstance, log: Logger): void {
  server.addHook('onResponse', (request, reply, done) => {
    const { facts } = request.routeOptions.config;
    log.info(
      {
        requestId: request.id,
        method: request.method,
        ...facts,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}

/** A logger that puts the request's id on every line. */
export class RequestLog implements Logger {
  readonly #log: Logger;
  readonly #requestId: string;

  constructor(log: Logger, requestId: string) {
    this.#log = log;
    this.#requestId = requestId;
  }

  debug(facts: object, message: string): void {
    this.#log.debug({ ...facts, requestId: this.#requestId }, message);
  }

  info(facts: object, message: string): void {
    this.#log.info({ ...facts, requestId: this.#requestId }, message);
  }

  warn(facts: object, message: string): void {
    this.#log.warn({ ...facts, requestId: this.#requestId }, message);
  }

  error(facts: object, message: string): void {
    this.#log.error({ ...facts, requestId: this.#requestId }, message);
  }
}
