import type { Authenticator } from './authenticator.js';
import { secretMatcher } from './secret-text.js';

/** A header of the client's choice with a value that both sides know: Okta's "HTTP Header". */
export function header({ name, value }: { readonly name: string; readonly value: string }): Authenticator {
  const matches = secretMatcher(value);
  const key = name.toLowerCase();
  return {
    accepts(headers) {
      const sent = Object.hasOwn(headers, key) ? headers[key] : undefined;
      return typeof sent === 'string' && matches(Buffer.from(sent, 'latin1'));
    },
    // No registered scheme fits, but a 401 without any challenge breaks RFC 9110 section 15.5.2.
    challenge: 'ApiKey realm="scim-gateway"',
    description: `header ${name}`,
  };
}
