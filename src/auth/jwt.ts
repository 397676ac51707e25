import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { Logger } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import type { Authenticator } from './authenticator.js';
import type { Principal } from './principal.js';

/** A signed token is three parts in base64url. */
const compact = /^[\w-]{1,4096}\.[\w-]{1,8192}\.[\w-]{0,4096}$/;

const MAX_NAME_LENGTH = 100;

/** Troubles of ours or of the identity provider, not of the token. */
const keyTroubles: ReadonlySet<string> = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

export interface JwtOptions {
  readonly keys: JWTVerifyGetKey | Uint8Array;
  readonly algorithms: readonly string[];
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly clockToleranceMs: number;
  /** Values that claims must have. */
  readonly claims: { readonly [claim: string]: string };
  /** Whether the principal is named as the config has it; else the token's subject goes behind. */
  readonly isLabelled: boolean;
  readonly log: Logger;
}

/** A JSON Web Token (RFC 7519) as bearer token: its signature, issuer, audience, times and claims are verified. */
export function jwt(options: JwtOptions, principal: Principal): Authenticator {
  const { keys, issuer, audience, algorithms, clockToleranceMs, log } = options;
  const rules: JWTVerifyOptions = {
    issuer,
    audience: [...audience],
    algorithms: [...algorithms],
    clockTolerance: clockToleranceMs / 1000,
    requiredClaims: ['exp'],
  };
  const verify = async (token: string): Promise<Principal | undefined> => {
    try {
      const { payload } =
        typeof keys === 'function' ? await jwtVerify(token, keys, rules) : await jwtVerify(token, keys, rules);
      const missing = Object.entries(options.claims).find(([claim, value]) => !hasValue(payload, claim, value));
      if (!missing) return options.isLabelled ? principal : named(principal, payload);
      log.info({ claim: missing[0] }, 'a token was refused: a claim is not as it must be');
    } catch (error) {
      if (!(error instanceof errors.JOSEError) || keyTroubles.has(error.code)) {
        throw new ScimError(503, 'The token cannot be verified now. Try again.', { retryAfter: 5, cause: error });
      }
      log.info({ reason: error.code }, 'a token was refused');
    }
    return undefined;
  };
  return {
    prove({ headers: { authorization } }) {
      if (authorization === undefined || !/^bearer /i.test(authorization)) return undefined;
      const token = authorization.slice(7).trim();
      return compact.test(token) ? () => verify(token) : undefined;
    },
    header: 'authorization',
    challenge: 'Bearer realm="scim-gateway"',
    description: `bearer token of ${issuer}`,
    scheme: {
      type: 'oauthbearertoken',
      name: 'OAuth Bearer Token',
      description: 'A signed token in the Authorization header (RFC 6750, RFC 7519).',
    },
  };
}

/** The claim itself, one of its list, or one of its words: `scope` is a text with blanks between (RFC 8693 section 4.2). */
function hasValue(payload: JWTPayload, claim: string, value: string): boolean {
  const held = Object.hasOwn(payload, claim) ? payload[claim] : undefined;
  if (Array.isArray(held)) return held.includes(value);
  if (typeof held === 'string') return held === value || held.split(' ').includes(value);
  return typeof held === 'boolean' || typeof held === 'number' ? String(held) === value : false;
}

function named(principal: Principal, { sub, client_id: client }: JWTPayload): Principal {
  const name = typeof sub === 'string' ? sub : client;
  if (typeof name !== 'string' || name === '') return principal;
  return { ...principal, name: `${principal.name} ${name.slice(0, MAX_NAME_LENGTH)}` };
}
