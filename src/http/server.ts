import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { AddressList, ClientAuthorities } from '../auth/index.js';
import { type AppOptions, createApp, type PlacedConnector } from './create-app.js';
import { FailedLogins } from './failed-logins.js';
import { NodeServers } from './node-servers.js';
import type { TlsFiles } from './tls-pair.js';

export interface ServerOptions extends AppOptions {
  readonly connectors: readonly PlacedConnector[];
  readonly tls?: TlsFiles | undefined;
}

/** The web server of the gateway. */
export interface WebServer {
  /** What answers now. */
  readonly app: FastifyInstance;
  /** Where it listens; null: it does not. */
  address(): AddressInfo | null;
  /** @throws Error `EADDRINUSE` and the like */
  listen(at: { readonly host: string; readonly port: number }): Promise<void>;
  /**
   * Serves these connectors from the next request on. Connections stay open, and requests on their way are answered by
   * what they came to.
   */
  serve(connectors: readonly PlacedConnector[]): Promise<void>;
  /**
   * Takes no more connections, and lets the requests on their way finish.
   * @param withinMs after so many milliseconds they are cut off
   * @returns how many were cut off
   */
  close(withinMs: number): Promise<number>;
}

/**
 * The web server of the gateway, ready to listen.
 * @throws TlsPairUnusable
 */
export function createServer({ connectors, tls, ...options }: ServerOptions): WebServer {
  const { limits, log, allow, trustProxy } = options;
  const servers = new NodeServers({
    limits,
    tls,
    log,
    authorities: authoritiesOf(connectors),
    mayConnect: mayConnect(allow, trustProxy),
  });
  const failedLogins = limits.failedLogins.count > 0 ? new FailedLogins(limits.failedLogins, log) : undefined;
  let app = createApp(connectors, { ...options, failedLogins });
  return {
    get app() {
      return app;
    },
    address: () => servers.address(),
    async listen(at) {
      await app.ready();
      servers.serve(app.routing);
      await servers.listen(at);
    },
    async serve(next) {
      const before = app;
      const after = createApp(next, { ...options, failedLogins });
      await after.ready();
      servers.trust(authoritiesOf(next));
      servers.serve(after.routing);
      app = after;
      await before.close();
    },
    async close(withinMs) {
      const cutOff = await servers.close(withinMs);
      await app.close();
      return cutOff;
    },
  };
}

function authoritiesOf(connectors: readonly PlacedConnector[]): readonly ClientAuthorities[] {
  return connectors.flatMap(({ auth }) => auth.clientAuthorities);
}

function mayConnect(allow: AddressList | undefined, trustProxy: AddressList | undefined) {
  return allow && ((address: string | undefined) => allow(address) || (trustProxy?.(address) ?? false));
}
