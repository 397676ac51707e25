import type { Authenticator } from './authenticator.js';
import { secretMatcher } from './secret-text.js';

/** A header of the client's choice with a value that both sides know: Okta's "HTTP Header". */
export function header({ name, value }: { readonly name: string; readonly value: string }): Authenticator {
  const matches = secretMatcher(value);
  const key = name.toLowerCase();
  return {
    accepts(headers) {
      const sent = Object.hasOwn(headers, key) ? headers[key] : undefined;
      return typeof sent === 'string' && matches(sent);
    },
    description: `header ${name}`,
  };
}
