import { createInterface } from 'node:readline';
import type { Logger } from 'scim-gateway/plugin';
import type { GroupProcess } from './group-process.js';
import { maskSecrets } from './reveal-secrets.js';

const MAX_LINE = 2000;
const MAX_TAIL = 20;
/** stderr and stdout come by different ways: a password may still be on one when its call has ended on the other. */
const KEPT_SECRETS = 100;

/** Puts what a worker says on stderr into the log, line by line, with the passwords of its last calls masked. */
export function logWorkerStderr({ stderr, pid }: GroupProcess, log: Logger) {
  const tail: string[] = [];
  let secrets: readonly string[] = [];
  stderr.on('error', () => {});
  const lines = createInterface({ input: stderr, crlfDelay: Number.POSITIVE_INFINITY });
  const closed = new Promise<void>((resolve) => lines.once('close', resolve));
  lines.on('line', (line) => {
    const text = maskSecrets(line, secrets).slice(0, MAX_LINE);
    tail.push(text);
    if (tail.length > MAX_TAIL) tail.shift();
    log.info({ worker: pid, stderr: text }, 'the worker says');
  });
  return {
    hide(more: readonly string[]): void {
      if (more.length > 0) secrets = [...secrets, ...more].slice(-KEPT_SECRETS);
    },
    /** Resolves when everything has been read. */
    closed,
    /** The last lines, as the end of an error's message. */
    tail: (): string => (tail.length === 0 ? '' : ` Its stderr ends with:\n${tail.join('\n')}`),
  };
}
