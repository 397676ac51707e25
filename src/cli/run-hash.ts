import { text as readText } from 'node:stream/consumers';
import { isCancel, password } from '@clack/prompts';
import { hashSecret } from '../auth/index.js';
import { UsageError } from './usage-error.js';

/**
 * Prints the hash of a secret that is piped in or typed.
 * @throws UsageError where there is none
 */
export async function runHash(): Promise<void> {
  const secret = process.stdin.isTTY ? await askForSecret() : (await readText(process.stdin)).replace(/\r?\n$/, '');
  if (secret === '') throw new UsageError('There is nothing to hash: pipe the secret in, or type it when asked.');
  if (/[\r\n]/.test(secret)) throw new UsageError('The secret has several lines; no client could send it.');
  process.stdout.write(`${await hashSecret(secret)}\n`);
}

async function askForSecret(): Promise<string> {
  const options = { output: process.stderr, mask: '•' };
  const secret = await password({ ...options, message: 'Password, header value or token' });
  if (isCancel(secret)) return '';
  const again = await password({ ...options, message: 'Once more' });
  if (isCancel(again)) return '';
  if (again !== secret) throw new UsageError('They are not the same.');
  return secret ?? '';
}
