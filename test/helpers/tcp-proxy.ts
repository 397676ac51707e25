import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import type { Test } from 'tap';

/** What happens to the answer of one request on its way through the proxy. */
export type Fault =
  | { readonly kind: 'none' }
  /** It starts late. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** The request arrives, its answer never does. */
  | { readonly kind: 'hang' }
  /** After so many bytes of it the connection is reset, or ended in good order. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly how: 'reset' | 'end' }
  /** It comes in pieces of so many bytes, so far apart. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly ms: number };

/** A TCP proxy between the gateway and an application, which spoils what it lets through. */
export interface TcpProxy {
  readonly port: number;
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Connections that are open now. */
  readonly open: number;
  /** What happens to the next requests, one each; to all that follow, what the last one says. */
  spoil(...faults: readonly Fault[]): void;
  /** false: new connections are reset as soon as they are there. */
  setAccepting(accepting: boolean): void;
  /** Resolves when no connection is open. */
  drained(): Promise<void>;
}

/** @param target the port on this machine that the proxy leads to */
export async function startTcpProxy(t: Test, target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let faults: Fault[] = [{ kind: 'none' }];
  let accepting = true;
  let accepted = 0;
  let onDrained: (() => void)[] = [];
  const next = (): Fault => (faults.length > 1 ? (faults.shift() as Fault) : (faults[0] as Fault));
  const server = net.createServer((client) => {
    accepted += 1;
    sockets.add(client);
    client.on('error', () => {});
    const application = net.connect(target, '127.0.0.1');
    application.on('error', () => client.destroy());
    client.on('close', () => {
      application.destroy();
      sockets.delete(client);
      if (sockets.size > 0) return;
      for (const resolve of onDrained) resolve();
      onDrained = [];
    });
    if (!accepting) {
      client.resetAndDestroy();
      return;
    }
    let way = wayBack(client, { kind: 'none' });
    client.on('data', (chunk) => {
      // The requests of a test are small: each comes in one piece.
      way = wayBack(client, next());
      application.write(chunk);
    });
    application.on('data', (chunk) => {
      application.pause();
      void way(chunk).then(() => application.resume());
    });
    application.on('end', () => client.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get accepted() {
      return accepted;
    },
    get open() {
      return sockets.size;
    },
    spoil: (...list) => {
      faults = [...list];
    },
    setAccepting: (value) => {
      accepting = value;
    },
    drained: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => onDrained.push(resolve))),
  };
}

/** Passes the chunks of one answer on; resolves when the client can take more. */
function wayBack(client: Socket, fault: Fault): (chunk: Buffer) => Promise<void> {
  let passed = 0;
  const write = async (chunk: Buffer): Promise<void> => {
    if (client.destroyed || client.write(chunk)) return;
    await Promise.race([once(client, 'drain'), once(client, 'close')]);
  };
  return async (chunk) => {
    switch (fault.kind) {
      case 'none':
        return write(chunk);
      case 'latency':
        if (passed === 0) await delay(client, fault.ms);
        passed += chunk.length;
        return write(chunk);
      case 'hang':
        return;
      case 'cut': {
        const part = chunk.subarray(0, Math.max(0, fault.afterBytes - passed));
        passed += part.length;
        if (part.length > 0) await write(part);
        if (passed < fault.afterBytes) return;
        if (fault.how === 'end') client.end();
        else client.resetAndDestroy();
        return;
      }
      case 'drip':
        for (let at = 0; at < chunk.length && !client.destroyed; at += fault.bytes) {
          await delay(client, fault.ms);
          await write(chunk.subarray(at, at + fault.bytes));
        }
    }
  };
}

/** A while, or until the client is gone. */
function delay(client: Socket, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    client.once('close', done);
    function done(): void {
      clearTimeout(timer);
      client.off('close', done);
      resolve();
    }
  });
}
