import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { Pool } from 'undici';

/** What a proxy costs that only passes on: fastify in front, undici behind, no look at what goes through. */
const [, , application = ''] = process.argv;
const pool = new Pool(application, { connections: 32 });
const server = Fastify({ logger: false });
server.get<{ Params: { id: string } }>('/scim/v2/Users/:id', async ({ params }, reply) => {
  const { statusCode, headers, body } = await pool.request({ method: 'GET', path: `/employees/${params.id}` });
  reply.code(statusCode).header('content-type', headers['content-type']);
  return body.text();
});
await server.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`http://127.0.0.1:${(server.server.address() as AddressInfo).port}\n`);
process.once('SIGTERM', () => process.exit(0));
