import { rootCertificates } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import { Agent, request } from 'undici';
import type { JsonObject } from '../scim/index.js';
import type { Answer, SentRequest } from './exchange.js';
import { NoAnswer } from './mismatch.js';

/** No answer of a SCIM server is larger; a larger one is cut off and fails its check. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

export interface TransportOptions {
  readonly timeoutMs: number;
  /** Certificates of authorities to trust besides the well-known ones, PEM. */
  readonly ca?: string;
  /** Take any certificate. */
  readonly insecure?: boolean;
}

/** Sends a request with the credentials' headers. Redirects are not followed. */
export interface Transport {
  send(request: SentRequest, secrets: { readonly [name: string]: string }, signal?: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

export function createTransport({ timeoutMs, ca, insecure }: TransportOptions): Transport {
  const connect = {
    timeout: timeoutMs,
    ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    ...(insecure && { rejectUnauthorized: false }),
  };
  const agent = new Agent({
    connect,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    // A connection of its own for each request: one that the server is about to close would fail a write, which cannot
    // be repeated.
    pipelining: 0,
  });
  return {
    async send(sent, secrets, signal) {
      const started = performance.now();
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        const response = await request(sent.url, {
          dispatcher: agent,
          method: sent.method,
          headers: { ...sent.headers, ...secrets },
          signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
          ...(sent.body !== undefined && { body: sent.body }),
        });
        const text = await readText(response.body);
        return {
          request: sent,
          status: response.statusCode,
          headers: flat(response.headers),
          text,
          ...readJson(text),
          durationMs: performance.now() - started,
        };
      } catch (error) {
        throw new NoAnswer(limit.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error), sent);
      }
    },
    close: () => agent.destroy(),
  };
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flat(headers: { readonly [name: string]: string | string[] | undefined }): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function readJson(text: string): { readonly body: JsonObject; readonly isJson: boolean } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { body: value as JsonObject, isJson: true };
    }
  } catch {
    // Checks of what must be JSON look at isJson.
  }
  return { body: {}, isJson: false };
}

/** The system's reason in words, with the first cause that has one. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error.cause instanceof Error && !isDeepStrictEqual(error.cause, error) ? reasonOf(error.cause) : error.message;
}
