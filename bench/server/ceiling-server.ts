import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { RecordedAnswer } from './scenario.js';

/**
 * What fastify can do at most: a server that answers each method and path with bytes that the gateway has sent once, and
 * does nothing else.
 */
const [, , file] = process.argv;
const answers = JSON.parse(readFileSync(file as string, 'utf8')) as readonly RecordedAnswer[];
const server = Fastify({ logger: false });
server.addContentTypeParser(
  'application/scim+json',
  { parseAs: 'string' },
  server.getDefaultJsonParser('error', 'error'),
);
for (const { method, route, status, headers, body } of answers) {
  server.route({
    method,
    url: route,
    handler: (_request, reply) => {
      reply.code(status).headers(headers).send(body);
    },
  });
}
await server.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`http://127.0.0.1:${(server.server.address() as AddressInfo).port}\n`);
process.once('SIGTERM', () => process.exit(0));
