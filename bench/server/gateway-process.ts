import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const ceiling = fileURLToPath(new URL('ceiling-server.js', import.meta.url));

/** A server in a process of its own. */
export interface ServerProcess {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** From the command to the line that says where it listens. */
  readonly startMs: number;
  /** Bytes of memory that it holds now; undefined where the system does not say. */
  residentBytes(): number | undefined;
  /** Milliseconds of processor time that it has used so far; undefined where the system does not say. */
  processorMs(): number | undefined;
  stop(): Promise<void>;
}

/** The built gateway on the config of a folder, its log going nowhere. */
export function startGateway(folder: string): Promise<ServerProcess> {
  return startServer(folder, [binary, 'start', '--port', '0']);
}

/** The bare server that the gateway is measured against. */
export function startCeiling(folder: string, answersFile: string): Promise<ServerProcess> {
  return startServer(folder, [ceiling, answersFile]);
}

/** A script of Node.js that prints where it listens. */
export async function startServer(cwd: string, args: readonly string[]): Promise<ServerProcess> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /http:\/\/[\w.]+:\d+/.exec(output)?.[0];
      if (found !== undefined) resolve(found);
    });
    void exited.then(([code]) => reject(new Error(`${args.join(' ')} ended with ${String(code)}: ${output}`)));
  });
  return {
    url,
    startMs: performance.now() - startedAt,
    residentBytes: () => residentBytes(child.pid),
    processorMs: () => processorMs(child.pid),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function residentBytes(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/** Linux counts in hundredths of a second. */
const TICK_MS = 10;

function processorMs(pid: number | undefined): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return undefined;
  }
}
