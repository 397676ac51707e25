import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../plugin/index.js';
import { answerClientError } from './client-error.js';
import { createNodeServer, type NodeServerOptions } from './node-server.js';
import { secureOptions } from './tls-options.js';
import { readTlsPair, type TlsFiles } from './tls-pair.js';
import { watchTls } from './watch-tls.js';

export interface NodeServersOptions extends Omit<NodeServerOptions, 'tls'> {
  readonly tls: TlsFiles | undefined;
  /** Certificates of those who sign clients' certificates, PEM. */
  readonly clientCas: readonly string[];
  readonly log: Logger;
}

/** The main server, and beside it those for the other addresses of `localhost`: with one certificate at a time. */
export class NodeServers {
  readonly #options: NodeServerOptions;
  readonly #servers: Server[] = [];
  readonly #stopWatching: (() => void) | undefined;
  #handler: RequestListener = (_request, response) => void response.destroy();

  /** @throws TlsPairUnusable */
  constructor({ tls: files, clientCas, log, ...options }: NodeServersOptions) {
    const pair = files && readTlsPair(files);
    let tls = pair && { pair, clientCas };
    this.#options = {
      ...options,
      get tls() {
        return tls;
      },
    };
    if (!files || !pair) return;
    this.#stopWatching = watchTls(files, {
      current: pair,
      log,
      onPair: (next) => {
        tls = { pair: next, clientCas };
        for (const server of this.#servers) {
          if (server instanceof HttpsServer) server.setSecureContext(secureOptions(tls));
        }
      },
    });
  }

  /** For fastify's `serverFactory`. */
  createMain(handler: RequestListener): Server {
    this.#handler = handler;
    const server = createNodeServer(handler, this.#options);
    this.#servers.push(server);
    return server;
  }

  /** Listens on the other addresses of a name, once the main server listens on one: `localhost` is ::1 and 127.0.0.1. */
  async listenBeside(main: AddressInfo, host: string): Promise<void> {
    const addresses = await lookup(host, { all: true }).catch(() => []);
    for (const { address } of addresses) {
      if (address === main.address) continue;
      const server = createNodeServer(this.#handler, this.#options);
      server.on('clientError', answerClientError);
      server.listen({ host: address, port: main.port });
      // An address that this machine does not have, or whose port is taken, is one fewer.
      await once(server, 'listening').then(
        () => this.#servers.push(server),
        () => undefined,
      );
    }
  }

  close(): void {
    this.#stopWatching?.();
    // A connection whose request is still being answered is not idle yet: it must not stay open for long afterwards.
    for (const server of this.#servers) server.keepAliveTimeout = 1;
    for (const server of this.#servers.slice(1)) server.close();
  }
}
