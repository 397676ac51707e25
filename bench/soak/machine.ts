import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian's package libfaketime has it; `SOAK_FAKETIME` names another place. */
const FAKETIME = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib'].map((folder) =>
  join(folder, 'faketime/libfaketimeMT.so.1'),
);

/** Mounts 8 MB of memory as a disk. @returns whether that is possible here */
export function mountSmallDisk(path: string): boolean {
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** How the clock of a process is moved: by what is written into `file`. undefined: not here. */
export function movableClock(folder: string): { readonly file: string; readonly env: NodeJS.ProcessEnv } | undefined {
  const library = [process.env.SOAK_FAKETIME ?? '', ...FAKETIME].find((path) => path !== '' && existsSync(path));
  if (library === undefined) return undefined;
  const file = join(folder, 'clock');
  writeFileSync(file, '+0s');
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
  };
  return { file, env };
}
