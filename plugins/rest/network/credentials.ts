import type { AuthOptions } from './options.js';
import { checkConfigured } from './request-headers.js';
import { basic } from './token-endpoint.js';
import type { TokenSource } from './token-source.js';

type Headers = { readonly [name: string]: string };

/** How the gateway proves to the application who it is. */
export interface Credentials {
  /** What goes into the headers of a request. */
  headers(signal: AbortSignal): Headers | Promise<Headers>;
  /** These headers were refused. true: the next ones are others, and worth a try. */
  refused(headers: Headers): boolean;
}

/**
 * @param tokens where the tokens of `oauth2` come from
 * @throws Error a sentence for the operator, where a secret cannot stand in a header
 */
export function credentialsOf(auth: AuthOptions, tokens: TokenSource | undefined): Credentials {
  if (tokens) return tokenCredentials(tokens);
  const headers = fixedHeaders(auth);
  checkConfigured(headers, 'auth');
  return { headers: () => headers, refused: () => false };
}

function fixedHeaders(auth: AuthOptions): Headers {
  switch (auth.type) {
    case 'basic':
      return { authorization: basic(auth.username, auth.password) };
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` };
    case 'header':
      return { [auth.name.toLowerCase()]: auth.value };
    default:
      return {};
  }
}

function tokenCredentials(tokens: TokenSource): Credentials {
  const headersOf = (token: string): Headers => ({ authorization: `Bearer ${token}` });
  return {
    headers: (signal) => {
      const token = tokens.get(signal);
      return typeof token === 'string' ? headersOf(token) : token.then(headersOf);
    },
    refused: ({ authorization = '' }) => tokens.refused(authorization.slice('Bearer '.length)),
  };
}
