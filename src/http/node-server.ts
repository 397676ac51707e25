import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { answerExpectation } from './client-error.js';
import type { Limits } from './limits.js';
import { secureOptions, type TlsSettings } from './tls-options.js';

/** How often connections are looked through for requests that take too long to arrive. */
const CHECK_MS = 5_000;

/** Longer than any call may take, so that only connections on which nothing moves are closed. */
const SILENCE_MS = 3_660_000;

export interface NodeServerOptions {
  readonly limits: Limits;
  readonly tls: TlsSettings | undefined;
  /** Who may connect; undefined: everybody. */
  readonly mayConnect: ((address: string | undefined) => boolean) | undefined;
}

/** Node's server for HTTP or HTTPS, which refuses before it reads: strangers, slow clients, too many, too much. */
export function createNodeServer(handler: RequestListener, options: NodeServerOptions): Server {
  const { limits, tls, mayConnect } = options;
  const { headersTimeoutMs, requestTimeoutMs } = limits;
  const settings = {
    maxHeaderSize: limits.headerBytes,
    // Admission refuses it in SCIM's form.
    requireHostHeader: false,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, headersTimeoutMs || CHECK_MS, requestTimeoutMs || CHECK_MS),
  };
  const server = tls
    ? createHttpsServer({ ...settings, ...secureOptions(tls), handshakeTimeout: headersTimeoutMs || CHECK_MS }, handler)
    : createHttpServer(settings, handler);
  server.maxConnections = limits.connections;
  server.setTimeout(SILENCE_MS);
  server.on('checkExpectation', answerExpectation);
  if (mayConnect) refuseStrangers(server, mayConnect);
  return server;
}

/** Before a handshake, before a byte is read: who may not connect learns nothing but that. */
function refuseStrangers(server: Server, mayConnect: (address: string | undefined) => boolean): void {
  const serve = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (!mayConnect(socket.remoteAddress)) socket.destroy();
    else for (const listener of serve) listener.call(server, socket);
  });
}
