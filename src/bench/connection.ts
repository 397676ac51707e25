import { rootCertificates } from 'node:tls';
import { Pool } from 'undici';
import type { JsonObject } from '../scim/index.js';
import type { Method } from '../verify/exchange.js';

export interface ConnectionOptions {
  /** The base URL, without a slash at its end. */
  readonly base: string;
  readonly credentials: { readonly [name: string]: string };
  readonly connections: number;
  readonly timeoutMs: number;
  readonly ca?: string;
  readonly insecure: boolean;
}

export interface Reply {
  readonly status: number;
  /** The body where it is a JSON object, else an empty one. */
  readonly body: JsonObject;
}

/** Kept connections to one server, so that what is measured is the server. */
export interface Connection {
  /** @throws Error where no answer comes */
  send(method: Method, path: string, body?: JsonObject): Promise<Reply>;
  close(): Promise<void>;
}

export function createConnection(options: ConnectionOptions): Connection {
  const { base, credentials, connections, timeoutMs, ca, insecure } = options;
  const { origin, pathname } = new URL(base);
  const root = pathname === '/' ? '' : pathname;
  const connect = {
    timeout: timeoutMs,
    ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    ...(insecure && { rejectUnauthorized: false }),
  };
  const pool = new Pool(origin, { connections, connect, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  return {
    async send(method, path, body) {
      const answer = await pool.request({
        method,
        path: root + path,
        headers: {
          accept: 'application/scim+json, application/json',
          ...(body !== undefined && { 'content-type': 'application/scim+json' }),
          ...credentials,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.statusCode, body: readJson(await answer.body.text()) };
    },
    close: () => pool.destroy(),
  };
}

function readJson(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}
