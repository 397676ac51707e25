import { randomBytes } from 'node:crypto';
import type { Authenticator } from './authenticator.js';
import type { HashQueue } from './hash-queue.js';
import { hashedMatcher } from './hashed-secret.js';
import type { Principal } from './principal.js';
import { proofOf } from './proof-of.js';
import { parseHash } from './scrypt-hash.js';
import { plainMatcher, type SecretMatcher } from './secret-text.js';

const COLON = 0x3a;

const NOBODY = randomBytes(16);

/** Basic authentication (RFC 7617). */
export function basic(
  { username, password }: { readonly username: string; readonly password: string },
  principal: Principal,
  queue: HashQueue,
): Authenticator {
  const matches = pairMatcher(username, password, queue);
  return {
    prove({ headers: { authorization } }) {
      if (authorization === undefined || !/^basic /i.test(authorization)) return undefined;
      return proofOf(matches(Buffer.from(authorization.slice(6).trim(), 'base64')), principal);
    },
    header: 'authorization',
    challenge: 'Basic realm="scim-gateway", charset="UTF-8"',
    description: `basic (user ${username})`,
    scheme: { type: 'httpbasic', name: 'HTTP Basic', description: 'User name and password (RFC 7617).' },
  };
}

/** For `username:password`. A password that is hashed is hashed for an unknown user as well: the time tells nothing. */
function pairMatcher(username: string, password: string, queue: HashQueue): SecretMatcher {
  const hash = parseHash(password);
  if (!hash) return plainMatcher(`${username}:${password}`);
  const isUser = plainMatcher(username);
  const isPassword = hashedMatcher(hash, queue);
  return (sent) => {
    const colon = sent.indexOf(COLON);
    const given = colon < 0 ? Buffer.alloc(0) : sent.subarray(colon + 1);
    if (colon >= 0 && isUser(sent.subarray(0, colon))) return isPassword(given);
    // Nothing that begins so is remembered as right: it is always hashed.
    const hashing = isPassword(Buffer.concat([NOBODY, given]));
    return async () => {
      if (hashing !== true) await hashing();
      return false;
    };
  };
}
