import type { Authenticator } from './authenticator.js';
import type { Principal } from './principal.js';
import { secretMatcher } from './secret-text.js';

/** Basic authentication (RFC 7617). */
export function basic(
  { username, password }: { readonly username: string; readonly password: string },
  principal: Principal,
): Authenticator {
  const matches = secretMatcher(`${username}:${password}`);
  return {
    prove({ headers: { authorization } }) {
      if (authorization === undefined || !/^basic /i.test(authorization)) return undefined;
      return matches(Buffer.from(authorization.slice(6).trim(), 'base64')) ? principal : undefined;
    },
    header: 'authorization',
    challenge: 'Basic realm="scim-gateway", charset="UTF-8"',
    description: `basic (user ${username})`,
    scheme: { type: 'httpbasic', name: 'HTTP Basic', description: 'User name and password (RFC 7617).' },
  };
}
