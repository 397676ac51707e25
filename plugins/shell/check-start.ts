import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import type { ProcessSettings } from './group-process.js';

/** Where programs are looked for without a PATH in `env`. */
const DEFAULT_PATH = '/bin:/usr/bin';

/**
 * Whether a program can be started, as far as that can be known before.
 * @throws Error a sentence that says what is wrong in the options
 */
export function checkProgram(program: string, { cwd, env }: ProcessSettings, where: string): void {
  if (program.includes('/') || program.includes('\\')) {
    const reason = whyNot(resolve(cwd, program));
    if (reason !== undefined) throw new Error(`The program ${program} of ${where} ${reason} (in ${cwd}).`);
    return;
  }
  // On Windows, endings that nobody wrote are tried too.
  if (process.platform === 'win32') return;
  const path = env.PATH ?? DEFAULT_PATH;
  const isThere = path.split(delimiter).some((folder) => whyNot(resolve(cwd, folder, program)) === undefined);
  if (isThere) return;
  throw new Error(
    env.PATH === undefined
      ? `The program ${program} of ${where} is in none of the folders ${path}: name others in "env": { "PATH": "\${env:PATH}" }, or begin it with "./" where it is in ${cwd}.`
      : `The program ${program} of ${where} is in no folder of the PATH in "env": begin it with "./" where it is in ${cwd}.`,
  );
}

/**
 * Whether the folder is one, the environment can be one, and the gateway may become who it is told to be.
 * @throws Error a sentence that says what is wrong in the options
 */
export function checkSettings({ cwd, env, uid, gid }: ProcessSettings): void {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`"cwd": there is no folder ${cwd}.`);
  for (const [name, value] of Object.entries(env)) {
    if (!/^[^=\0]+$/.test(name)) throw new Error(`"env": ${JSON.stringify(name)} cannot be the name of a variable.`);
    if (value.includes('\0')) throw new Error(`"env": the value of ${name} holds a NUL character.`);
  }
  if (uid !== undefined && gid === undefined) {
    throw new Error('"uid" needs a "gid" beside it: the commands would keep the group of the gateway.');
  }
  const { getuid, getgid } = process;
  if (gid === undefined || !getuid || !getgid || getuid() === 0) return;
  if ((uid ?? getuid()) !== getuid() || gid !== getgid()) {
    throw new Error('"uid" and "gid": only a gateway that runs as root can start commands as somebody else.');
  }
}

function whyNot(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) return 'is not there';
  try {
    accessSync(path, constants.X_OK);
    return undefined;
  } catch {
    return 'may not be executed: chmod +x';
  }
}
