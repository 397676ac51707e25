import { hash, timingSafeEqual } from 'node:crypto';

/**
 * Compares what a client sent with a secret in a time that tells nothing of it: both become digests of one length first. The secret itself is not kept. A secret beyond ASCII may come in UTF-8 or, as
 * older HTTP clients send it, in ISO 8859-1.
 */
export function secretMatcher(secret: string): (sent: Buffer) => boolean {
  const digest = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer');
  const inLatin1 = Buffer.from(secret, 'latin1');
  const encodings = [Buffer.from(secret), ...(inLatin1.toString('latin1') === secret ? [inLatin1] : [])];
  const expected = encodings.map(digest);
  return (sent) => {
    const actual = digest(sent);
    return expected.filter((one) => timingSafeEqual(actual, one)).length > 0;
  };
}
