import type { IncomingHttpHeaders } from 'node:http';
import type { AuthenticationScheme } from '../scim/index.js';

/** One way of authentication. */
export interface Authenticator {
  /** Whether the request proves it. */
  readonly accepts: (headers: IncomingHttpHeaders) => boolean;
  /** For WWW-Authenticate (RFC 9110 section 11.6.1). */
  readonly challenge?: string;
  /** For people: `basic (user okta)`. */
  readonly description: string;
  readonly scheme?: AuthenticationScheme;
}
