import { type AuthMethod, tokenAlgorithms } from '../../schemas/auth.js';
import { isHash, parseHash } from '../auth/index.js';
import type { Fault } from './config-error.js';
import { withNearest } from './nearest.js';

/** RFC 7518 section 3.2: a key for HS256 has at least the length of its hash. */
const LEAST_SECRET_BYTES = 32;

export interface CheckedAuth {
  readonly methods: readonly AuthMethod[];
  /** Where each stands in the file. */
  readonly pointers: readonly string[];
  /** The names of the connector's resource types. */
  readonly resourceTypes: readonly string[];
  /** Whether clients may show certificates. */
  readonly hasTls: boolean;
}

/** What no schema says of `auth`: hashes that are none, keys that do not go with algorithms, rights to what is not there. */
export function checkAuth({ methods, pointers, resourceTypes, hasTls }: CheckedAuth): readonly Fault[] {
  return methods.flatMap((method, index) => {
    const pointer = pointers[index] ?? '';
    return [
      ...hashFaults(method, pointer),
      ...rightsFaults(method, pointer, resourceTypes),
      ...(method.type === 'jwt' ? jwtFaults(method, pointer) : []),
      ...(method.type === 'mtls' && !hasTls
        ? [
            {
              pointer,
              message: 'Certificates of clients need server.tls: without HTTPS nobody shows one.',
              inName: true as const,
            },
          ]
        : []),
    ];
  });
}

function hashFaults(method: AuthMethod, pointer: string): readonly Fault[] {
  const setting = { basic: 'password', header: 'value', bearer: 'token' }[method.type as string];
  if (setting === undefined) return [];
  const value: unknown = (method as { readonly [name: string]: unknown })[setting];
  if (typeof value !== 'string' || !isHash(value) || parseHash(value)) return [];
  const message =
    'It begins as a hash, but is none that can be checked. "scim-gateway hash" makes one; copy the whole line, and in a shell put it in single quotes.';
  return [{ pointer: `${pointer}/${setting}`, message }];
}

function rightsFaults(method: AuthMethod, pointer: string, known: readonly string[]): readonly Fault[] {
  if (!('rights' in method)) return [];
  return (method.rights?.resourceTypes ?? []).flatMap((name, index) => {
    if (known.includes(name)) return [];
    const message = 'There is no such resource type.';
    return [{ pointer: `${pointer}/rights/resourceTypes/${index}`, message, ...withNearest(name, known) }];
  });
}

function jwtFaults(method: Extract<AuthMethod, { readonly type: 'jwt' }>, pointer: string): readonly Fault[] {
  const { jwks, secret, algorithms } = method;
  if ((jwks === undefined) === (secret === undefined)) {
    return [{ pointer, message: 'A way of type jwt needs either "jwks" or "secret".', inName: true }];
  }
  const faults: Fault[] = [];
  const isShared = (name: string): boolean => name.startsWith('HS');
  const wrong = (algorithms ?? []).findIndex((name) => isShared(name) !== (secret !== undefined));
  if (wrong >= 0) {
    faults.push({
      pointer: `${pointer}/algorithms/${wrong}`,
      message: `It does not go with "${secret === undefined ? 'jwks' : 'secret'}".`,
      allowed: tokenAlgorithms.filter((name) => isShared(name) === (secret !== undefined)),
    });
  }
  if (secret !== undefined && Buffer.byteLength(secret) < LEAST_SECRET_BYTES) {
    faults.push({ pointer: `${pointer}/secret`, message: `It must have at least ${LEAST_SECRET_BYTES} bytes.` });
  }
  if (jwks !== undefined && /^https?:\/\//i.test(jwks) && !isSafeUrl(jwks)) {
    faults.push({
      pointer: `${pointer}/jwks`,
      message:
        'Keys must come over https: whoever is between could make tokens otherwise. http is for this machine alone.',
    });
  }
  return faults;
}

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (
    protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname)
  );
}
