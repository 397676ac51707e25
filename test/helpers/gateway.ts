import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const binary = join(root, 'dist/src/cli/main.js');

/** A folder of its own for one test, gone afterwards. */
export function temporaryFolder(t: Test): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scim-gateway-test-')));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files (objects as JSON) under a folder. */
export async function writeFiles(folder: string, files: { readonly [path: string]: string | object }): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
}

export interface RunningGateway {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has printed so far: standard output and standard error. */
  output(): string;
  /** Resolves when it has printed what matches. */
  printed(pattern: RegExp): Promise<void>;
  /** Ends it as an operator would, and waits for it. Returns the exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would, and waits for it. */
  kill(): Promise<void>;
}

/** Starts the built binary on a free port with the config that lies in `folder`, and waits until it listens. */
export async function startGateway(
  t: Test,
  folder: string,
  options: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<RunningGateway> {
  const child = spawn(process.execPath, [binary, 'start', '--port', '0', ...(options.args ?? [])], {
    cwd: folder,
    env: cleanEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = once(child, 'exit');
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /https?:\/\/[\w.[\]:-]+:\d+/.exec(output)?.[0];
      if (found !== undefined && output.includes('/v2')) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then(([code]) => reject(new Error(`the gateway ended with ${String(code)}:\n${output}`)));
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  t.teardown(kill);
  return {
    url: await url,
    child,
    output: () => output,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(output)) return;
          for (const stream of [child.stdout, child.stderr]) stream.off('data', look);
          resolve();
        };
        for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
        void exited.then(() => reject(new Error(`the gateway ended before it printed ${pattern}:\n${output}`)));
        look();
      }),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
    kill,
  };
}

/** Runs the built binary to its end; one that does not end is ended, and has no exit code. */
export async function runCli(
  folder: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [binary, ...args], {
    cwd: folder,
    timeout: 20_000,
    killSignal: 'SIGKILL',
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}

/** The children run the built code: what the test runner puts into the environment for TypeScript is not for them. */
function cleanEnvironment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, FORCE_COLOR: _color, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1', ...env };
}
