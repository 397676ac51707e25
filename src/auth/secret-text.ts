import { hash, timingSafeEqual } from 'node:crypto';
import type { Later } from './authenticator.js';
import type { HashQueue } from './hash-queue.js';
import { hashedMatcher } from './hashed-secret.js';
import { parseHash } from './scrypt-hash.js';

/** Whether what a client sent is the secret; told later where that takes a hash. */
export type SecretMatcher = (sent: Buffer) => boolean | Later<boolean>;

/** Compares what a client sent with a secret of the config, which may be there as its hash. */
export function secretMatcher(secret: string, queue: HashQueue): SecretMatcher {
  const parsed = parseHash(secret);
  return parsed ? hashedMatcher(parsed, queue) : plainMatcher(secret);
}

/**
 * Compares in a time that tells nothing of the secret: both become digests of one length first. The secret itself is not
 * kept. A secret beyond ASCII may come in UTF-8 or, as older HTTP clients send it, in ISO 8859-1.
 */
export function plainMatcher(secret: string): (sent: Buffer) => boolean {
  const digest = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer');
  const inLatin1 = Buffer.from(secret, 'latin1');
  const encodings = [Buffer.from(secret), ...(inLatin1.toString('latin1') === secret ? [inLatin1] : [])];
  const expected = encodings.map(digest);
  return (sent) => {
    const actual = digest(sent);
    return expected.filter((one) => timingSafeEqual(actual, one)).length > 0;
  };
}
