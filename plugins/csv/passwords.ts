import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { Secret } from 'scim-gateway/plugin';

export type PasswordForm = 'scrypt' | 'plain';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** 2^15, 8, 1: 32 MiB and about 0.1 s. */
const LOG_COST = 15;
const BLOCK = 8;
const PARALLEL = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** What the password column holds for a password: its scrypt hash as a PHC string, off the main thread. */
export async function storedPassword(password: Secret, form: PasswordForm): Promise<string> {
  if (form === 'plain') return password.reveal();
  const salt = randomBytes(SALT_BYTES);
  const N = 2 ** LOG_COST;
  const hash = await derive(password.reveal(), salt, HASH_BYTES, { N, r: BLOCK, p: PARALLEL, maxmem: 256 * N * BLOCK });
  return `$scrypt$ln=${LOG_COST},r=${BLOCK},p=${PARALLEL}$${base64(salt)}$${base64(hash)}`;
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
