import type { IncomingHttpHeaders } from 'node:http';
import type { AuthMethod } from '../../schemas/auth.js';
import type { AuthenticationScheme } from '../scim/index.js';
import type { Authenticator, Later, Presented } from './authenticator.js';
import type { ClientAuthorities } from './client-authorities.js';
import { type AuthContext, createAuthenticator } from './create-authenticator.js';
import { HashQueue } from './hash-queue.js';
import type { Principal } from './principal.js';
import { principalOf } from './principal-of.js';

type Proven = Principal | undefined | Promise<Principal | undefined>;

/** The ways of authentication of one connector: any one lets a client in. */
export interface CompiledAuth {
  /** undefined: nobody has been proven. Rejects with a ScimError 503 where it cannot be told now. */
  readonly authenticate: (presented: Presented) => Proven;
  /** Whether the request shows a credential of a kind that is known here, right or wrong. */
  readonly isPresented: (headers: IncomingHttpHeaders) => boolean;
  readonly challenges: readonly string[];
  /** Those who sign clients' certificates. */
  readonly clientAuthorities: readonly ClientAuthorities[];
  readonly description: string;
  readonly schemes: readonly AuthenticationScheme[];
}

/** @throws AuthUnusable where a file that one of them needs cannot be used */
export async function compileAuth(
  methods: readonly AuthMethod[],
  context: Pick<AuthContext, 'folder' | 'log'>,
): Promise<CompiledAuth> {
  const queue = new HashQueue();
  const authenticators: Authenticator[] = [];
  for (const [index, method] of methods.entries()) {
    const principal = principalOf(method, methods.slice(0, index));
    authenticators.push(await createAuthenticator(method, principal, { ...context, queue, index }));
  }
  const headers = [...new Set(authenticators.flatMap(({ header }) => header ?? []))];
  return {
    authenticate: (presented) => proofOfAny(authenticators, presented),
    isPresented: (sent) => headers.some((name) => Object.hasOwn(sent, name)),
    clientAuthorities: authenticators.flatMap(({ clientAuthorities }) => clientAuthorities ?? []),
    challenges: [...new Set(authenticators.flatMap(({ challenge }) => challenge ?? []))],
    description: [...new Set(authenticators.map(({ description }) => description))].join(' or '),
    schemes: [...new Map(authenticators.flatMap(({ scheme }) => (scheme ? [[scheme.type, scheme]] : []))).values()],
  };
}

/** Those that can tell at once come first; only then is one waited for that cannot. */
function proofOfAny(authenticators: readonly Authenticator[], presented: Presented): Proven {
  const later: Later<Principal | undefined>[] = [];
  for (const { prove } of authenticators) {
    const proof = prove(presented);
    if (typeof proof === 'object') return proof;
    if (proof) later.push(proof);
  }
  return later.length > 0 ? firstOf(later) : undefined;
}

/** Where one cannot tell, another may; what kept it is told only where none lets the client in. */
async function firstOf(proofs: readonly Later<Principal | undefined>[]): Promise<Principal | undefined> {
  let trouble: unknown;
  for (const proof of proofs) {
    try {
      const principal = await proof();
      if (principal) return principal;
    } catch (error) {
      trouble ??= error;
    }
  }
  if (trouble !== undefined) throw trouble;
  return undefined;
}
