import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ClientAuthorities } from '../auth/index.js';
import type { Logger } from '../plugin/index.js';
import { answerClientError } from './client-error.js';
import { createNodeServer, type NodeServerOptions } from './node-server.js';
import { RequestsOnTheirWay } from './requests-on-their-way.js';
import { secureOptions } from './tls-options.js';
import { readTlsPair, type TlsFiles } from './tls-pair.js';
import { watchFiles } from './watch-files.js';
import { watchTls } from './watch-tls.js';

/** How long a connection may take to end when nothing is asked on it any more. */
const LEAVING_MS = 500;

export interface NodeServersOptions extends Omit<NodeServerOptions, 'tls'> {
  readonly tls: TlsFiles | undefined;
  /** Those who sign clients' certificates. */
  readonly authorities: readonly ClientAuthorities[];
  readonly log: Logger;
}

/** The main server, and beside it those for the other addresses of `localhost`: with one certificate at a time. */
export class NodeServers {
  readonly #options: NodeServerOptions;
  readonly #servers: Server[] = [];
  readonly #log: Logger;
  #stopWatching = (): void => undefined;
  #stopWatchingAuthorities = (): void => undefined;
  readonly #onTheirWay = new RequestsOnTheirWay();
  #clientCas: readonly string[] = [];
  #handler: RequestListener = (_request, response) => void response.destroy();

  /** @throws TlsPairUnusable */
  constructor({ tls: files, authorities, log, ...options }: NodeServersOptions) {
    this.#log = log;
    let pair = files && readTlsPair(files);
    const current = () => pair && { pair, clientCas: this.#clientCas };
    this.#options = {
      ...options,
      get tls() {
        return current();
      },
    };
    if (!files || !pair) return;
    this.trust(authorities);
    this.#stopWatching = watchTls(files, {
      current: pair,
      log,
      onPair: (next) => {
        pair = next;
        this.#renewContexts();
      },
    });
  }

  /** Hands requests from now on to this one. */
  serve(handler: RequestListener): void {
    this.#handler = handler;
  }

  /** Says anew who signs clients' certificates. A server that asked for none before does not begin to. */
  trust(authorities: readonly ClientAuthorities[]): void {
    if (!this.#options.tls) return;
    this.#stopWatchingAuthorities();
    const take = (): void => {
      const clientCas = [...new Set(authorities.flatMap(({ certificates }) => certificates))];
      if (clientCas.join() === this.#clientCas.join()) return;
      this.#clientCas = clientCas;
      this.#renewContexts();
    };
    take();
    this.#stopWatchingAuthorities = watchFiles(
      authorities.map(({ file }) => file),
      () => {
        for (const one of authorities) one.look();
        take();
      },
      this.#log,
    );
  }

  /** Of the main server. */
  address(): AddressInfo | null {
    return (this.#servers[0]?.address() ?? null) as AddressInfo | null;
  }

  /** @throws Error `EADDRINUSE` and the like */
  async listen(at: { readonly host: string; readonly port: number }): Promise<void> {
    const main = await this.#open(at);
    if (at.host === 'localhost') await this.#listenBeside(main.address() as AddressInfo, at.host);
  }

  /**
   * Takes no more connections, and lets the requests on their way finish.
   * @returns how many were cut off because it took longer than `withinMs`
   */
  async close(withinMs: number): Promise<number> {
    this.#stopWatching();
    this.#stopWatchingAuthorities();
    // A connection whose request is still being answered is not idle yet: it must not stay open for long afterwards.
    for (const server of this.#servers) server.keepAliveTimeout = 1;
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    const cutOff = await this.#onTheirWay.finish(withinMs);
    // The last answers have to leave; who never got as far as a request would keep its connection for ever.
    const timer = setTimeout(() => {
      for (const server of this.#servers) server.closeAllConnections();
    }, LEAVING_MS);
    await Promise.all(closed);
    clearTimeout(timer);
    return cutOff;
  }

  /** On the other addresses of a name, once the main server listens on one: `localhost` is ::1 and 127.0.0.1. */
  async #listenBeside(main: AddressInfo, name: string): Promise<void> {
    const addresses = await lookup(name, { all: true }).catch(() => []);
    for (const { address } of addresses) {
      if (address === main.address) continue;
      // An address that this machine does not have, or whose port is taken, is one fewer.
      await this.#open({ host: address, port: main.port }).catch(() => undefined);
    }
  }

  async #open(at: { readonly host: string; readonly port: number }): Promise<Server> {
    const server = createNodeServer((request, response) => {
      this.#onTheirWay.add(request, response);
      this.#handler(request, response);
    }, this.#options);
    server.on('clientError', answerClientError);
    server.listen(at);
    await once(server, 'listening');
    this.#servers.push(server);
    return server;
  }

  #renewContexts(): void {
    const { tls } = this.#options;
    if (!tls) return;
    for (const server of this.#servers) {
      if (server instanceof HttpsServer) server.setSecureContext(secureOptions(tls));
    }
  }
}
