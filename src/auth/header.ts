import type { Authenticator } from './authenticator.js';
import type { HashQueue } from './hash-queue.js';
import type { Principal } from './principal.js';
import { proofOf } from './proof-of.js';
import { secretMatcher } from './secret-text.js';

/** A header of the client's choice with a value that both sides know: Okta's "HTTP Header". */
export function header(
  { name, value }: { readonly name: string; readonly value: string },
  principal: Principal,
  queue: HashQueue,
): Authenticator {
  const matches = secretMatcher(value, queue);
  const key = name.toLowerCase();
  return {
    prove({ headers }) {
      const sent = Object.hasOwn(headers, key) ? headers[key] : undefined;
      return typeof sent === 'string' ? proofOf(matches(Buffer.from(sent, 'latin1')), principal) : undefined;
    },
    header: key,
    // No registered scheme fits, but a 401 without any challenge breaks RFC 9110 section 15.5.2.
    challenge: 'ApiKey realm="scim-gateway"',
    description: `header ${name}`,
  };
}
