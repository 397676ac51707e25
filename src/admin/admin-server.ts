import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { Readiness } from './readiness.js';

/** Where the answers come from. */
export interface AdminSource {
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

/** A listener of its own, so that what operators see is not where clients are, and answers when those are too many. */
export interface AdminServer {
  /** @returns such as `http://127.0.0.1:8081` */
  listen(at: { readonly host: string; readonly port: number }): Promise<string>;
  close(): Promise<void>;
}

/** `/healthz`: the process lives. `/readyz`: its applications are reached. `/metrics`: for Prometheus. */
export function createAdminServer({ readiness, metrics }: AdminSource): AdminServer {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, stopping, connectors, configRefusedAt } = await readiness();
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ready' : stopping ? 'stopping' : 'not ready',
      connectors,
      ...(configRefusedAt && { configRefusedAt }),
    });
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics();
    return reply.type(contentType).send(text);
  });
  return {
    async listen({ host, port }) {
      await app.listen({ host, port });
      const { port: actual } = app.server.address() as AddressInfo;
      return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
    },
    close: () => app.close(),
  };
}
