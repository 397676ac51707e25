import type { Authenticator } from './authenticator.js';
import type { HashQueue } from './hash-queue.js';
import type { Principal } from './principal.js';
import { proofOf } from './proof-of.js';
import { secretMatcher } from './secret-text.js';

/** A bearer token (RFC 6750) that both sides know. */
export function bearer({ token }: { readonly token: string }, principal: Principal, queue: HashQueue): Authenticator {
  const matches = secretMatcher(token, queue);
  return {
    prove({ headers: { authorization } }) {
      if (authorization === undefined || !/^bearer /i.test(authorization)) return undefined;
      return proofOf(matches(Buffer.from(authorization.slice(7).trim(), 'latin1')), principal);
    },
    header: 'authorization',
    challenge: 'Bearer realm="scim-gateway"',
    description: 'bearer token',
    scheme: {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A token in the Authorization header (RFC 6750).',
    },
  };
}
