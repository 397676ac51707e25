import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The fast application of the bench: it answers every request with one employee, by the last part of the path. */
const server = createServer((request, response) => {
  const id = request.url?.slice(request.url.lastIndexOf('/') + 1) ?? '';
  const body = JSON.stringify({
    id,
    login: `${id}@example.com`,
    first: 'Nóra',
    last: "O'Brien",
    mail: `${id}@example.com`,
    title: 'Engineer',
    department: 'Research',
    status: 'A',
  });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
