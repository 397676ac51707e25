import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './gateway.js';

/** The replay profiles of real clients lie beside the repository. */
const folder = join(root, '../shared/clients');

export const profilesExist = existsSync(join(folder, 'replay.mjs'));

/** Plays a profile against a base URL. `output` ends with `N passed, N failed`. */
export async function replay(
  profile: string,
  base: string,
  authorization: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const args = [
    join(folder, 'replay.mjs'),
    '-v',
    '--base',
    base,
    '--auth',
    authorization,
    join(folder, `${profile}.json`),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child, 'close');
  return { code: child.exitCode, output };
}
