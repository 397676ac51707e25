import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { InvalidValue, Unavailable } from 'scim-gateway/plugin';
import type { ProcessGroups } from './process-groups.js';

/** How programs are started. */
export interface ProcessSettings {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  readonly uid?: number;
  readonly gid?: number;
  /** How long a stdout that nobody writes to may stay open after the program has exited. */
  readonly graceMs: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Starts a program, without a shell, as the leader of a process group of its own.
 * @throws InvalidValue, Unavailable, Error a sentence for the log that says why it cannot start
 */
export async function startProcess(
  [program, ...args]: readonly [string, ...string[]],
  { cwd, env, uid, gid, graceMs }: ProcessSettings,
  groups: ProcessGroups,
): Promise<GroupProcess> {
  let child: ChildProcessWithoutNullStreams;
  try {
    child = spawn(program, args, {
      cwd,
      env,
      detached: process.platform !== 'win32',
      windowsHide: true,
      ...(uid !== undefined && { uid }),
      ...(gid !== undefined && { gid }),
    });
    if (child.pid === undefined) {
      const [error] = await once(child, 'error');
      throw error;
    }
  } catch (error) {
    throw startFault(error as NodeJS.ErrnoException, program, cwd);
  }
  return new GroupProcess(child, child.pid, groups, graceMs);
}

/** A running program and all that it starts. */
export class GroupProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stderr: Readable;
  readonly exited: Promise<Exit>;
  readonly #stdout: Readable;
  readonly #groups: ProcessGroups;
  readonly #graceMs: number;
  #hasExited = false;

  constructor(child: ChildProcessWithoutNullStreams, pid: number, groups: ProcessGroups, graceMs: number) {
    this.pid = pid;
    this.stdin = child.stdin;
    this.stderr = child.stderr;
    this.#stdout = child.stdout;
    this.#groups = groups;
    this.#graceMs = graceMs;
    groups.add(pid);
    // A program that does not read what it is sent is free to do so; a signal that cannot be sent changes nothing.
    child.stdin.on('error', () => {});
    child.on('error', () => {});
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#hasExited = true;
        groups.leaderExited(pid);
        resolve({ code, signal });
      });
    });
  }

  /** Ends the program and what it started; resolves when nobody is left. */
  async end(): Promise<void> {
    await this.#groups.end(this.pid);
    this.#letGo();
  }

  /** Ends what still runs; what a program that has ended by itself left behind may finish within the grace. */
  async leave(): Promise<void> {
    if (this.#hasExited && !this.#groups.isEnding(this.pid)) this.#letGo();
    else await this.end();
  }

  /** Somebody outside of the group may hold the other ends for as long as it runs. */
  #letGo(): void {
    for (const stream of [this.stdin, this.#stdout, this.stderr]) stream.destroy();
  }

  /**
   * What the program writes, as it is read on: while nobody reads, the program waits. It is over with the program, even
   * where somebody else keeps its stdout open.
   */
  async *output(): AsyncGenerator<Buffer> {
    const stdout = this.#stdout;
    let wake = (): void => {};
    const onEvent = (): void => wake();
    for (const event of ['readable', 'end', 'close', 'error']) stdout.on(event, onEvent);
    void this.exited.then(onEvent);
    for (;;) {
      const chunk = stdout.read() as Buffer | null;
      if (chunk !== null) {
        yield chunk;
        continue;
      }
      if (stdout.readableEnded || stdout.destroyed) return;
      const more = await new Promise<boolean>((resolve) => {
        // Who is left of the group is being ended. A stdout that is still open then is held by somebody outside of it.
        const isOver = this.#hasExited && !this.#groups.has(this.pid);
        const timer = this.#hasExited ? setTimeout(() => resolve(!isOver), this.#graceMs) : undefined;
        wake = () => {
          clearTimeout(timer);
          resolve(true);
        };
      });
      if (!more) {
        stdout.destroy();
        return;
      }
    }
  }
}

function startFault(error: NodeJS.ErrnoException, program: string, cwd: string): Error {
  const cause = { cause: error };
  switch (error.code) {
    case 'E2BIG':
      return new InvalidValue('The values are too long for this application.', cause);
    case 'EAGAIN':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return new Unavailable('The gateway cannot start another program now.', cause);
    case 'ENOENT':
      return new Error(`There is no program ${program} (looked for from ${cwd}), or what its first line names.`, cause);
    case 'EACCES':
      return new Error(
        `${program} (in ${cwd}) may not be executed: chmod +x, or a folder that nobody may enter.`,
        cause,
      );
    default:
      return new Error(`${program} (in ${cwd}) cannot be started: ${error.message}`, cause);
  }
}
