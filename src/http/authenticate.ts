import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { CompiledAuth, Principal } from '../auth/index.js';
import type { Logger } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import type { FailedLogins } from './failed-logins.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null until it is proven. */
    principal: Principal | null;
  }
}

export interface AuthenticationOptions {
  readonly auth: CompiledAuth;
  /** undefined: wrong credentials may be tried as often as one likes. */
  readonly failedLogins: FailedLogins | undefined;
  readonly log: Logger;
}

/** The one way in: lets a request through once it is proven who sent it. */
export function authenticate({ auth, failedLogins, log }: AuthenticationOptions): onRequestHookHandler {
  const refuse = async (request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    if (auth.isPresented(request.headers)) {
      const { id: requestId, ip: address } = request;
      log.warn({ requestId, address }, 'wrong credentials');
      await failedLogins?.note(address);
    }
    if (auth.challenges.length > 0) reply.header('www-authenticate', auth.challenges);
    throw new ScimError(401, 'The credentials are missing or wrong.');
  };
  return (request, reply, done) => {
    const wait = failedLogins?.isWatching ? failedLogins.blockedFor(request.ip) : 0;
    if (wait > 0) {
      done(new ScimError(429, 'Too many wrong credentials came from this address.', { retryAfter: wait }));
      return;
    }
    const settle = (principal: Principal | undefined): void | Promise<void> => {
      if (!principal) return refuse(request, reply).catch(done);
      request.principal = principal;
      done();
    };
    const proof = auth.authenticate({ headers: request.headers, socket: request.socket });
    if (proof instanceof Promise) proof.then(settle, done);
    else void settle(proof);
  };
}
