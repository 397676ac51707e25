import type { IncomingHttpHeaders } from 'node:http';
import type { AuthMethod } from '../../schemas/auth.js';
import type { AuthenticationScheme } from '../scim/index.js';
import type { Authenticator, Presented, Proof } from './authenticator.js';
import { basic } from './basic.js';
import { bearer } from './bearer.js';
import { header } from './header.js';
import { principalOf } from './principal-of.js';

/** The ways of authentication of one connector: any one lets a client in. */
export interface CompiledAuth {
  readonly authenticate: (presented: Presented) => Proof;
  /** Whether the request shows a credential of a kind that is known here, right or wrong. */
  readonly isPresented: (headers: IncomingHttpHeaders) => boolean;
  readonly challenges: readonly string[];
  /** Certificates, PEM, of those who sign clients' certificates. */
  readonly clientCas: readonly string[];
  readonly description: string;
  readonly schemes: readonly AuthenticationScheme[];
}

export function compileAuth(methods: readonly AuthMethod[]): CompiledAuth {
  const authenticators = methods.map((method, index) => createAuthenticator(method, methods.slice(0, index)));
  const headers = [...new Set(authenticators.flatMap(({ header }) => header ?? []))];
  return {
    authenticate: (presented) => firstProof(authenticators, presented, 0),
    isPresented: (sent) => headers.some((name) => Object.hasOwn(sent, name)),
    clientCas: [],
    challenges: [...new Set(authenticators.flatMap(({ challenge }) => challenge ?? []))],
    description: [...new Set(authenticators.map(({ description }) => description))].join(' or '),
    schemes: [...new Map(authenticators.flatMap(({ scheme }) => (scheme ? [[scheme.type, scheme]] : []))).values()],
  };
}

/** Asks one after the other, and waits only for those that cannot tell at once. */
function firstProof(authenticators: readonly Authenticator[], presented: Presented, from: number): Proof {
  for (let index = from; index < authenticators.length; index++) {
    const proof = authenticators[index]?.prove(presented);
    if (proof instanceof Promise) {
      return proof.then((principal) => principal ?? firstProof(authenticators, presented, index + 1));
    }
    if (proof) return proof;
  }
  return undefined;
}

function createAuthenticator(method: AuthMethod, before: readonly AuthMethod[]): Authenticator {
  const principal = principalOf(method, before);
  switch (method.type) {
    case 'basic':
      return basic(method, principal);
    case 'header':
      return header(method, principal);
    case 'bearer':
      return bearer(method, principal);
    case 'none':
      return { prove: () => principal, description: 'none' };
  }
}
