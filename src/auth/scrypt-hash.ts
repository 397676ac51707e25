import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** The parameters of one scrypt hash (RFC 7914), with what it came to. */
export interface ScryptHash {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

type Options = { N: number; r: number; p: number; maxmem: number };
const derive = promisify<Buffer, Buffer, number, Options, Buffer>(scrypt);

/** N = 2^15, r = 8, p = 1: 32 MiB and about 0.1 s. */
const LOG_COST = 15;
const BLOCK = 8;
const PARALLEL = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Stronger than that would let a few requests take the memory and the processors of the gateway. */
const MOST_BYTES = 256 * 2 ** 20;
const MOST_PARALLEL = 16;
const LEAST_LOG_COST = 10;
const MOST_LOG_COST = 20;

const phc = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43,86})$/;

/** Whether a secret of the config is meant to be a hash: `$scrypt$…`, the PHC string format. */
export function isHash(text: string): boolean {
  return text.startsWith('$scrypt$');
}

/** @returns undefined where it is none, or one that is too weak or too strong to be checked */
export function parseHash(text: string): ScryptHash | undefined {
  const [, ln, r, p, salt, hash] = phc.exec(text) ?? [];
  if (ln === undefined || salt === undefined || hash === undefined) return undefined;
  const parsed = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
  const isSane =
    Number(ln) >= LEAST_LOG_COST &&
    Number(ln) <= MOST_LOG_COST &&
    parsed.r >= 1 &&
    parsed.p >= 1 &&
    parsed.p <= MOST_PARALLEL &&
    128 * parsed.N * parsed.r <= MOST_BYTES;
  return isSane ? { ...parsed, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') } : undefined;
}

/** The PHC string of a secret, which may stand in the config in its place. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const shape = { N: 2 ** LOG_COST, r: BLOCK, p: PARALLEL };
  const hash = await derive(Buffer.from(secret), salt, HASH_BYTES, { ...shape, maxmem: memoryFor(shape) });
  return `$scrypt$ln=${LOG_COST},r=${BLOCK},p=${PARALLEL}$${base64(salt)}$${base64(hash)}`;
}

/** Whether a secret has the hash; off the main thread, in a time that does not depend on how much of it is right. */
export async function hasHash(secret: Buffer, { salt, hash, ...shape }: ScryptHash): Promise<boolean> {
  const derived = await derive(secret, salt, hash.length, { ...shape, maxmem: memoryFor(shape) });
  return timingSafeEqual(derived, hash);
}

function memoryFor({ N, r, p }: { readonly N: number; readonly r: number; readonly p: number }): number {
  return 128 * r * (N + p) + 2 ** 20;
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
