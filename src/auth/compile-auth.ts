import type { IncomingHttpHeaders } from 'node:http';
import type { AuthMethod } from '../../schemas/auth.js';
import type { AuthenticationScheme } from '../scim/index.js';
import type { Authenticator } from './authenticator.js';
import { basic } from './basic.js';
import { bearer } from './bearer.js';
import { header } from './header.js';

/** The ways of authentication of one connector: any one lets a client in. */
export interface CompiledAuth {
  readonly authenticate: (headers: IncomingHttpHeaders) => boolean;
  readonly challenges: readonly string[];
  readonly description: string;
  readonly schemes: readonly AuthenticationScheme[];
}

export function compileAuth(methods: readonly AuthMethod[]): CompiledAuth {
  const authenticators = methods.map(createAuthenticator);
  return {
    authenticate: (headers) => authenticators.some(({ accepts }) => accepts(headers)),
    challenges: [...new Set(authenticators.flatMap(({ challenge }) => challenge ?? []))],
    description: [...new Set(authenticators.map(({ description }) => description))].join(' or '),
    schemes: [...new Map(authenticators.flatMap(({ scheme }) => (scheme ? [[scheme.type, scheme]] : []))).values()],
  };
}

function createAuthenticator(method: AuthMethod): Authenticator {
  switch (method.type) {
    case 'basic':
      return basic(method);
    case 'header':
      return header(method);
    case 'bearer':
      return bearer(method);
    case 'none':
      return { accepts: () => true, description: 'none' };
  }
}
