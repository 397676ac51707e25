import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Call, Host, Logger } from 'scim-gateway/plugin';
import { openShell } from '../../plugins/shell/open-shell.js';
import type { ShellOptions } from '../../plugins/shell/options.js';

/** Something that answers one request, over and over. */
export interface Contender {
  readonly name: string;
  readonly ask: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** The sources: scripts are not compiled. */
const folder = fileURLToPath(new URL('../../../bench/shell', import.meta.url));
const env = { PATH: process.env.PATH ?? '' };
const worker = [process.execPath, 'worker.mjs'] as const;
const request = { operation: 'get', resourceType: 'User', id: '7', requestId: 'bench', deadline: 1_900_000_000_000 };

/** The plugin with a command for each request. */
export async function spawnMode(): Promise<Contender> {
  return contender('spawn mode', { User: { get: ['./echo.sh', '{id}'] } });
}

/** The plugin with a worker. */
export async function workerMode(): Promise<Contender> {
  return contender('worker mode', { worker: { command: [...worker], processes: 1, startTimeout: '10s' } });
}

/**
 * The same program, started by hand; its answer is read and parsed.
 * @param detached in a session of its own, as the plugin starts it to be able to end all that it starts
 */
export async function bareSpawn(detached: boolean): Promise<Contender> {
  return {
    name: detached ? 'bare spawn, detached' : 'bare spawn',
    ask: async () => {
      const child = spawn('./echo.sh', ['7'], { cwd: folder, env, detached });
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      child.stdin.end(`${JSON.stringify(request)}\n`);
      await once(child, 'close');
      return JSON.parse(text);
    },
    close: async () => {},
  };
}

/** The same worker, a line there and a line back. */
export async function barePipe(): Promise<Contender> {
  const child = spawn(worker[0], [worker[1]], { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (answer: unknown) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as { readonly call: number };
    waiting.get(answer.call)?.(answer);
    waiting.delete(answer.call);
  });
  let call = 0;
  return {
    name: 'bare pipe',
    ask: () =>
      new Promise((resolve) => {
        call += 1;
        waiting.set(call, resolve);
        child.stdin.write(`${JSON.stringify({ call, ...request })}\n`);
      }),
    close: async () => {
      child.stdin.end();
      await once(child, 'close');
    },
  };
}

async function contender(name: string, options: object): Promise<Contender> {
  const log: Logger = { debug() {}, info() {}, warn() {}, error() {} };
  const use = { key: 'id', generate: 'uuid', lookups: [], lists: {}, writable: [] } as const;
  const host: Host = { log, folder, now: Date.now, resources: { User: use } };
  const defaults = {
    env,
    concurrency: 64,
    maxOutput: '64MB',
    grace: '2s',
    retryAfter: '30s',
    input: 'json',
    output: 'auto',
  };
  const adapter = await openShell({ ...defaults, ...options } as ShellOptions, host);
  const { signal } = new AbortController();
  const call = { signal, deadline: request.deadline, requestId: 'bench', log, dryRun: false } as unknown as Call;
  return {
    name,
    // A call of its own for each request, as the gateway has it.
    ask: async () => adapter.stores.User?.get?.('7', { ...call, signal: new AbortController().signal }),
    close: async () => adapter.close?.(),
  };
}
