import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { AuthenticationScheme } from '../scim/index.js';
import type { ClientAuthorities } from './client-authorities.js';
import type { Principal } from './principal.js';

/** What a client shows of itself. */
export interface Presented {
  readonly headers: IncomingHttpHeaders;
  readonly socket: Socket;
}

/** Finds out later, with work that is not begun before: nobody may have to know. Rejects with a ScimError 503. */
export type Later<Answer> = () => Promise<Answer>;

/** Whom the request proves to come from; undefined: nobody. */
export type Proof = Principal | undefined | Later<Principal | undefined>;

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
  readonly clientAuthorities?: ClientAuthorities;
}
