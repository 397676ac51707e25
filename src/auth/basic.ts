import type { Authenticator } from './authenticator.js';
import { secretMatcher } from './secret-text.js';

/** Basic authentication (RFC 7617). */
export function basic({ username, password }: { readonly username: string; readonly password: string }): Authenticator {
  const matches = secretMatcher(`${username}:${password}`);
  return {
    accepts({ authorization }) {
      if (authorization === undefined || !/^basic /i.test(authorization)) return false;
      return matches(Buffer.from(authorization.slice(6).trim(), 'base64'));
    },
    challenge: 'Basic realm="scim-gateway", charset="UTF-8"',
    description: `basic (user ${username})`,
    scheme: { type: 'httpbasic', name: 'HTTP Basic', description: 'User name and password (RFC 7617).' },
  };
}
