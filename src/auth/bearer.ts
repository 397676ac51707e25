import type { Authenticator } from './authenticator.js';
import type { Principal } from './principal.js';
import { secretMatcher } from './secret-text.js';

/** A bearer token (RFC 6750) that both sides know. */
export function bearer({ token }: { readonly token: string }, principal: Principal): Authenticator {
  const matches = secretMatcher(token);
  return {
    prove({ headers: { authorization } }) {
      if (authorization === undefined || !/^bearer /i.test(authorization)) return undefined;
      return matches(Buffer.from(authorization.slice(7).trim(), 'latin1')) ? principal : undefined;
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
