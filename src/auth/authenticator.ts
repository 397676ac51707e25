import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { AuthenticationScheme } from '../scim/index.js';
import type { Principal } from './principal.js';

/** What a client shows of itself. */
export interface Presented {
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
}

/** Whom the request proves to come from; undefined: nobody. What can be told at once is no promise. */
export type Proof = Principal | undefined | Promise<Principal | undefined>;

/** One way of authentication. */
export interface Authenticator {
  readonly prove: (presented: Presented) => Proof;
  /** The header that holds the credential, in lower case; undefined: it is no header. */
  readonly header?: string;
  /** For WWW-Authenticate (RFC 9110 section 11.6.1). */
  readonly challenge?: string;
  /** For people: `basic (user okta)`. */
  readonly description: string;
  readonly scheme?: AuthenticationScheme;
}
