import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** What a process holds. */
export interface Held {
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly openFiles: number;
}

/** The built gateway: killed and started again as often as one likes. */
export class SoakedGateway {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #admin = '';
  /** Such as `http://127.0.0.1:41234`; another one after each start, empty while it is down. */
  url = '';
  /** Why it ended when nobody had told it to. */
  ended: string | undefined;

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#env = env;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [binary, 'start', '--port', '0', '--log-level', 'warn'], {
      cwd: this.#folder,
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr.pipe(createWriteStream(join(this.#folder, 'gateway.log'), { flags: 'a' }));
    let printed = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        const admin = /For operators: (\S+)\/readyz/.exec(printed)?.[1];
        if (admin === undefined) return;
        this.#admin = admin;
        this.url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? '';
        resolve();
      });
      child.once('exit', (code, signal) => {
        if (this.#child === child) this.ended = `the gateway ended by itself: ${code ?? signal}`;
        reject(new Error(`the gateway does not start: ${code ?? signal}, see gateway.log`));
      });
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.url = '';
    if (!child) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** @returns the exit code */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (!child) return null;
    this.#child = undefined;
    child.kill('SIGTERM');
    await once(child, 'exit');
    return child.exitCode;
  }

  /** Resolves once it says that it reaches every application. */
  async ready(): Promise<void> {
    const giveUp = performance.now() + 30_000;
    while (!(await fetch(`${this.#admin}/readyz`)).ok) {
      if (performance.now() > giveUp) throw new Error('the gateway is not ready half a minute after all was mended');
      await sleep(500);
    }
  }

  /** By its own metrics. */
  async held(): Promise<Held> {
    const text = await (await fetch(`${this.#admin}/metrics`)).text();
    const value = (metric: string): number => Number(new RegExp(`^${metric} (\\S+)$`, 'm').exec(text)?.[1]);
    return {
      residentBytes: value('process_resident_memory_bytes'),
      heapBytes: value('nodejs_heap_size_used_bytes'),
      openFiles: value('process_open_fds'),
    };
  }
}
