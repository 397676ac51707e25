import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ScimError } from '../scim/index.js';
import type { Later } from './authenticator.js';
import type { HashQueue } from './hash-queue.js';
import { hasHash, type ScryptHash } from './scrypt-hash.js';

/** How long a secret that was right once is let in without being hashed again. */
const REMEMBERED_MS = 5 * 60_000;

/**
 * Compares what clients send with the hash of a secret. The one that was right is remembered for a while by a digest under a
 * key that no other process has, so that a client does not wait for the hash with each request.
 */
export function hashedMatcher(
  hash: ScryptHash,
  queue: HashQueue,
  now: () => number = () => performance.now(),
): (sent: Buffer) => true | Later<boolean> {
  const key = randomBytes(32);
  let right: { readonly digest: Buffer; readonly until: number } | undefined;
  return (sent) => {
    const digest = createHmac('sha256', key).update(sent).digest();
    if (right && right.until > now() && timingSafeEqual(right.digest, digest)) return true;
    return async () => {
      const isRight = queue.run(digest.toString('base64'), () => hasHash(inUtf8(sent), hash));
      if (!isRight) {
        throw new ScimError(503, 'Too many credentials are being checked. Try again.', { retryAfter: 1 });
      }
      if (!(await isRight)) return false;
      right = { digest, until: now() + REMEMBERED_MS };
      return true;
    };
  };
}

/** Older HTTP clients send text beyond ASCII in ISO 8859-1. */
function inUtf8(bytes: Buffer): Buffer {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return bytes;
  } catch {
    return Buffer.from(bytes.toString('latin1'));
  }
}
