import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Test } from 'tap';

/** A request as an application got it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Answerer = (request: ReceivedRequest, response: ServerResponse) => void;

/** A real HTTP server that stands for an application. */
export interface HttpApplication {
  /** Such as `http://127.0.0.1:41234`; https where it has a certificate. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** Connections that are open now. */
  readonly open: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** The largest number of requests that it had at one time. */
  readonly mostAtOnce: number;
  answer(answerer: Answerer): void;
  /** Resolves when no connection is open. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one on a free port; its answers are `answerer`'s. */
export async function startApplication(
  t: Test,
  answerer: Answerer = (_request, response) => json(response, {}),
  tls?: https.ServerOptions,
): Promise<HttpApplication> {
  let current = answerer;
  let accepted = 0;
  let atOnce = 0;
  let mostAtOnce = 0;
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let onDrained: (() => void)[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.on('close', () => {
      atOnce -= 1;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    response.on('error', () => {});
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const received = { method, url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(received);
      current(received, response);
    });
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      for (const resolve of onDrained) resolve();
      onDrained = [];
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  t.teardown(close);
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    get open() {
      return sockets.size;
    },
    get accepted() {
      return accepted;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    answer: (next) => {
      current = next;
    },
    drained: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => onDrained.push(resolve))),
    close,
  };
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  value: unknown,
  { status = 200, headers = {} }: { readonly status?: number; readonly headers?: http.OutgoingHttpHeaders } = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
