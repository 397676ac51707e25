import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AddressList } from '../auth/index.js';
import type { Logger } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import { AddressCounter } from './address-counter.js';
import type { Limits } from './limits.js';
import { Pressure } from './pressure.js';

export interface AdmissionOptions {
  readonly limits: Limits;
  /** Who may be served, where it can only be told from what a proxy says; undefined: everybody who could connect. */
  readonly allow: AddressList | undefined;
  readonly log: Logger;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers whatever the load is, and however often it is asked: health and metrics. */
    alwaysAnswers?: true;
  }
}

/** Seconds after which a client may try again when the process has had too much to do. */
const OVERLOAD_RETRY_S = 10;

/** What a request has to pass before anybody looks who sent it. What is switched off costs nothing. */
export function admitRequests(server: FastifyInstance, { limits, allow, log }: AdmissionOptions): void {
  if (allow) {
    server.addHook('onRequest', (request, _reply, done) => {
      done(allow(request.ip) ? undefined : new ScimError(403, 'This address may not ask here.'));
    });
  }
  server.addHook('onRequest', ({ raw }, _reply, done) => done(malformed(raw, limits)));
  if (limits.overload.eventLoopDelayMs > 0 || limits.overload.memoryShare > 0) refuseUnderPressure(server, limits, log);
  if (limits.requests.count > 0) limitRequests(server, limits);
}

function malformed(
  { url = '', headers, rawHeaders, httpVersion }: IncomingMessage,
  { urlLength }: Limits,
): ScimError | undefined {
  if (url.length > urlLength) return new ScimError(414, `The URL has more than ${urlLength} characters.`);
  const twice = namedTwice(rawHeaders);
  if (twice) return new ScimError(400, `The header ${twice} is there twice.`, { scimType: 'invalidSyntax' });
  if (headers.host !== undefined || httpVersion !== '1.1') return undefined;
  return new ScimError(400, 'The Host header is missing.', { scimType: 'invalidSyntax' });
}

/**
 * Of two, a proxy in front may go by one and we by the other. RFC 9112 section 3.2 has it so for Host.
 * @param rawHeaders names and values in turn
 */
function namedTwice(rawHeaders: readonly string[]): string | undefined {
  let hosts = 0;
  let authorizations = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
    else if (name.length === 13 && name.toLowerCase() === 'authorization') authorizations += 1;
  }
  if (hosts > 1) return 'Host';
  return authorizations > 1 ? 'Authorization' : undefined;
}

function refuseUnderPressure(server: FastifyInstance, limits: Limits, log: Logger): void {
  const pressure = new Pressure(limits.overload);
  let told: string | undefined;
  server.addHook('onClose', async () => pressure.close());
  server.addHook('onRequest', (request, _reply, done) => {
    const { reason } = pressure;
    if (reason === undefined || isExempt(request)) {
      done();
      return;
    }
    if (told !== reason) log.warn({ reason }, 'too much to do: requests are answered with 503');
    told = reason;
    done(new ScimError(503, 'The server has too much to do. Try again later.', { retryAfter: OVERLOAD_RETRY_S }));
  });
}

function limitRequests(server: FastifyInstance, { requests }: Limits): void {
  const counter = new AddressCounter(requests);
  server.addHook('onRequest', (request, _reply, done) => {
    const wait = counter.blockedFor(request.ip);
    if (wait === 0 || isExempt(request)) {
      counter.add(request.ip);
      done();
      return;
    }
    done(
      new ScimError(429, `More than ${requests.count} requests in ${requests.perMs / 1000} s.`, { retryAfter: wait }),
    );
  });
}

function isExempt(request: FastifyRequest): boolean {
  return request.routeOptions.config.alwaysAnswers === true;
}
