import { connect } from 'node:net';
import type { Random } from './random.js';
import type { RawRequest } from './raw-requests.js';

export interface RawAnswer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

/** Longer than any answer takes on a busy machine. */
const PATIENCE_MS = 30_000;

/**
 * Sends requests one behind the other over one connection, and reads the answers until all are there or the server ends it.
 * Rejects where it hangs, or where what comes back is no HTTP.
 */
export function exchange(port: number, requests: readonly RawRequest[], random: Random): Promise<readonly RawAnswer[]> {
  const bytes = Buffer.concat(requests.map((request) => request.bytes));
  const isOpenEnd = requests.at(-1)?.isLast === true;
  const answers: RawAnswer[] = [];
  let received: Buffer = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const hang = setTimeout(() => {
      socket.destroy();
      reject(
        new Error(`it hangs: ${answers.length} of ${requests.length} answers, then ${received.toString('latin1')}`),
      );
    }, PATIENCE_MS);
    const end = (error?: Error): void => {
      clearTimeout(hang);
      socket.destroy();
      if (error) reject(error);
      else resolve(answers);
    };
    socket.on('connect', () => {
      const cut = random.below(bytes.length + 1);
      socket.write(bytes.subarray(0, cut));
      socket.write(bytes.subarray(cut));
      if (isOpenEnd) socket.end();
    });
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      try {
        for (;;) {
          const read = readAnswer(received, requests[answers.length]?.isHead === true);
          if (!read) break;
          received = received.subarray(read.length);
          if (read.answer.status >= 200) answers.push(read.answer);
        }
      } catch (error) {
        end(error as Error);
        return;
      }
      if (!isOpenEnd && answers.length === requests.length) end();
    });
    // The server may end a connection at any point of what is wrong; the rest of the requests then goes nowhere.
    socket.on('error', () => end());
    socket.on('close', () => end());
  });
}

function readAnswer(
  bytes: Buffer,
  isHead: boolean,
): { readonly answer: RawAnswer; readonly length: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) throw new Error(`this is no answer: ${head.slice(0, 200)}`);
  const start = headEnd + 4;
  if (isHead || status < 200 || status === 204 || status === 304)
    return { answer: { status, head, body: '' }, length: start };
  const size = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? Number.NaN);
  if (Number.isNaN(size)) throw new Error(`an answer does not say how long it is: ${head}`);
  if (bytes.length < start + size) return undefined;
  return { answer: { status, head, body: bytes.toString('utf8', start, start + size) }, length: start + size };
}
