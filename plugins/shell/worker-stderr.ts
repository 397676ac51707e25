import type { Logger } from 'scim-gateway/plugin';
import type { GroupProcess } from './group-process.js';
import { maskSecrets } from './mask-secrets.js';

const MAX_LINE = 2000;
/** Of a line, so much is looked through for passwords before it is cut. */
const MAX_HELD = 64_000;
const MAX_TAIL = 20;
/** stderr and stdout come by different ways: a password may still be on one when its call has ended on the other. */
const KEPT_SECRETS = 100;

/** Puts what a worker says on stderr into the log, line by line, with the passwords of its last calls masked. */
export function logWorkerStderr({ stderr, pid }: GroupProcess, log: Logger) {
  const tail: string[] = [];
  let secrets: readonly string[] = [];
  let begun = '';
  const say = (): void => {
    const text = maskSecrets(begun, secrets).slice(0, MAX_LINE).trimEnd();
    begun = '';
    tail.push(text);
    if (tail.length > MAX_TAIL) tail.shift();
    log.info({ worker: pid, stderr: text }, 'the worker says');
  };
  stderr.on('error', () => {});
  stderr.setEncoding('utf8').on('data', (piece: string) => {
    for (const [index, part] of piece.split('\n').entries()) {
      if (index > 0) say();
      // Not readline: that holds a line that never ends until there is no more memory.
      if (begun.length < MAX_HELD) begun = (begun + part).slice(0, MAX_HELD);
    }
  });
  const closed = new Promise<void>((resolve) => {
    stderr.once('close', () => {
      if (begun !== '') say();
      resolve();
    });
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
