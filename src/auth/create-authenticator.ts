import { resolve } from 'node:path';
import type { AuthMethod } from '../../schemas/auth.js';
import { type Logger, toMilliseconds } from '../plugin/index.js';
import { AuthUnusable } from './auth-unusable.js';
import type { Authenticator } from './authenticator.js';
import { basic } from './basic.js';
import { bearer } from './bearer.js';
import { ClientAuthorities } from './client-authorities.js';
import type { HashQueue } from './hash-queue.js';
import { header } from './header.js';
import { mtls } from './mtls.js';
import type { Principal } from './principal.js';

/** What ways of authentication are set up with. */
export interface AuthContext {
  /** What relative paths are relative to. */
  readonly folder: string;
  readonly log: Logger;
  readonly queue: HashQueue;
  /** Which of the ways of the config it is, from 0. */
  readonly index: number;
}

type MethodOf<Type extends AuthMethod['type']> = Extract<AuthMethod, { readonly type: Type }>;

/** @throws AuthUnusable */
export async function createAuthenticator(
  method: AuthMethod,
  principal: Principal,
  context: AuthContext,
): Promise<Authenticator> {
  switch (method.type) {
    case 'basic':
      return basic(method, principal, context.queue);
    case 'header':
      return header(method, principal, context.queue);
    case 'bearer':
      return bearer(method, principal, context.queue);
    case 'jwt':
      return createJwt(method, principal, context);
    case 'mtls':
      return createMtls(method, principal, context);
    case 'none':
      return { prove: () => principal, description: 'none' };
  }
}

/** Loaded where a config asks for it: the others start sooner. */
async function createJwt(method: MethodOf<'jwt'>, principal: Principal, context: AuthContext): Promise<Authenticator> {
  const { jwt } = await import('./jwt.js');
  const { secret, jwks = '', issuer, audience, algorithms, clockTolerance, claims = {}, label } = method;
  const options = {
    issuer,
    audience: [audience].flat() as readonly string[],
    clockToleranceMs: toMilliseconds(clockTolerance),
    claims,
    isLabelled: label !== undefined,
    log: context.log,
  };
  if (secret !== undefined) {
    return jwt({ ...options, keys: Buffer.from(secret), algorithms: algorithms ?? ['HS256'] }, principal);
  }
  const keys = await keysAt(jwks, context);
  return jwt({ ...options, keys, algorithms: algorithms ?? ['RS256', 'PS256', 'ES256', 'EdDSA'] }, principal);
}

async function keysAt(jwks: string, { folder, log, index }: AuthContext) {
  const { keysOfFile, keysOfUrl } = await import('./token-keys.js');
  if (/^https?:\/\//i.test(jwks)) return keysOfUrl(new URL(jwks), log);
  try {
    return keysOfFile(resolve(folder, jwks), log);
  } catch (error) {
    throw new AuthUnusable(index, 'jwks', `The keys cannot be read: ${reasonOf(error)}.`);
  }
}

function createMtls(
  { ca, subject, label }: MethodOf<'mtls'>,
  principal: Principal,
  { folder, index, log }: AuthContext,
): Authenticator {
  try {
    const authorities = new ClientAuthorities(resolve(folder, ca), log);
    return mtls({ authorities, subject, isLabelled: label !== undefined }, principal);
  } catch (error) {
    throw new AuthUnusable(index, 'ca', `The certificates of those who sign cannot be read: ${reasonOf(error)}.`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
