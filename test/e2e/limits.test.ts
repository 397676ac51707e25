import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { loadConfig } from '#src/config/index.js';
import { overloadOf } from '#src/http/pressure.js';
import { openGateway } from '#src/start.js';
import { startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { type ScimAnswer, scimClient } from '../helpers/scim-client.js';

const plugin = {
  use: 'memory',
  options: { seed: { User: Array.from({ length: 9 }, (_, index) => ({ id: `${index}`, userName: `u${index}` })) } },
};
const token = 'Bearer t';

async function serve(t: Test, limits: object) {
  const folder = temporaryFolder(t);
  const config = { auth: { type: 'bearer', token: 't' }, plugin, server: { limits } };
  await writeFiles(folder, { 'connector.config.json': config });
  const gateway = await startGateway(t, folder);
  const clients = (['v1', 'v2'] as const).map(
    (version) => [version, scimClient(`${gateway.url}/scim/${version}`, token)] as const,
  );
  return { gateway, clients, port: Number(new URL(gateway.url).port) };
}

/** An answer that says no, in the form of its version. */
function isRefusal(t: Test, version: string, { status, body, headers }: ScimAnswer, expected: number): void {
  t.equal(status, expected, `${version} ${JSON.stringify(body).slice(0, 200)}`);
  t.match(body, version === 'v2' ? { status: `${expected}`, detail: String } : { Errors: [{ code: `${expected}` }] });
  t.match(headers.get('content-type'), version === 'v2' ? /scim\+json/ : /json/);
}

/** All that a server says to a text until it closes the connection. */
async function say(port: number, text: string): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(text);
  await closed;
  return answer;
}

t.test('each limit of a request can be set, and its refusal is SCIM', async (t) => {
  const limits = {
    bodySize: 2000,
    headerSize: '2KB',
    urlLength: 500,
    jsonDepth: 10,
    pageSize: 4,
    bulkOperations: 2,
    bulkSize: '4kB',
  };
  const { clients, port } = await serve(t, limits);
  for (const [version, client] of clients) {
    const large = { userName: 'x', displayName: 'y'.repeat(3000) };
    isRefusal(t, version, await client('POST', '/Users', large), 413);
    isRefusal(t, version, await client('GET', `/Users?filter=${'x'.repeat(600)}`), 414);
    isRefusal(t, version, await client('POST', '/Users', `${'['.repeat(11)}${']'.repeat(11)}`), 400);
    isRefusal(t, version, await client('GET', `/Users/${'x'.repeat(400)}/${'y'.repeat(400)}`), 414);
    const operation = { method: 'DELETE', path: '/Users/none' };
    isRefusal(t, version, await client('POST', '/Bulk', { Operations: [operation, operation, operation] }), 413);
    isRefusal(t, version, await client('POST', '/Bulk', { Operations: [], padding: 'x'.repeat(5000) }), 413);
    t.equal((await client('POST', '/Bulk', { Operations: [operation], x: 'x'.repeat(3000) })).status, 200);
    for (const count of ['', '?count=100']) {
      const { body } = await client('GET', `/Users${count}`);
      t.match(body, { totalResults: 9, itemsPerPage: 4 });
      t.equal(body.Resources.length, 4);
    }
    const facts = (await client('GET', `/ServiceProviderConfig${version === 'v1' ? 's' : ''}`)).body;
    t.match(facts, { bulk: { maxOperations: 2, maxPayloadSize: 4000 }, filter: { maxResults: 4 } });
  }
  const head = `GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(3000)}\r\n\r\n`;
  t.match(await say(port, head), /^HTTP\/1\.1 431 [\s\S]*application\/scim\+json[\s\S]*"status":"431"/);
  t.match(await say(port, 'BREW /pot\r\n\r\n'), /^HTTP\/1\.1 400 [\s\S]*"status":"400"/);
  t.match(await say(port, 'GET /scim/v1/Users HTTP/1.1\r\nbad header\r\n\r\n'), /^HTTP\/1\.1 400 [\s\S]*"Errors":\[/);
});

t.test('slow clients are cut off', async (t) => {
  const { port, gateway } = await serve(t, { headersTimeout: '300ms', requestTimeout: '600ms', keepAlive: '300ms' });
  const post = `POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${token}\r\nContent-Type: application/json\r\n`;
  const [headers, body, idle] = await Promise.all([
    say(port, 'GET /scim/v2/Users HTTP/1.1\r\nHost:'),
    say(port, `${post}Content-Length: 100\r\n\r\n{`),
    say(port, `GET /scim/v2/Users/1 HTTP/1.1\r\nHost: x\r\nAuthorization: ${token}\r\n\r\n`),
  ]);
  t.match(headers, /^HTTP\/1\.1 408 [\s\S]*"status":"408"/);
  t.match(body, /^HTTP\/1\.1 408 [\s\S]*"status":"408"/);
  t.match(idle, /^HTTP\/1\.1 200 /, 'and a connection without a request is closed');
  t.equal((await scimClient(`${gateway.url}/scim/v2`, token)('GET', '/Users/1')).status, 200);
});

t.test('a client that asks too often has to wait', async (t) => {
  const { clients } = await serve(t, { requests: { count: 6, per: '1h' } });
  for (const [, client] of clients) {
    for (const path of ['/Users/1', '/nothing', '/Users']) await client('GET', path);
  }
  for (const [version, client] of clients) {
    const refused = await client('GET', '/Users/1');
    isRefusal(t, version, refused, 429);
    t.ok(Number(refused.headers.get('retry-after')) > 3000);
    isRefusal(t, version, await client('GET', '/nothing'), 429);
  }
});

t.test('only so many connections', async (t) => {
  const { port } = await serve(t, { connections: 3 });
  const sockets = [1, 2, 3].map(() => connect(port, '127.0.0.1').on('error', () => undefined));
  t.teardown(() => sockets.forEach((socket) => void socket.destroy()));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  t.equal(
    await say(port, `GET /scim/v2/Users/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    '',
    'closed at once',
  );
});

t.test('a process that has too much to do says so, but for what always answers', async (t) => {
  const folder = temporaryFolder(t);
  const limits = { overload: { memory: 0.000001 } };
  await writeFiles(folder, {
    'connector.config.json': { auth: { type: 'bearer', token: 't' }, plugin, server: { limits } },
  });
  const ignore = () => undefined;
  const told: string[] = [];
  const log = {
    debug: ignore,
    info: ignore,
    warn: (_facts: object, message: string) => told.push(message),
    error: ignore,
  };
  const gateway = await openGateway(await loadConfig({ cwd: folder, env: {} }), { log });
  t.teardown(() => gateway.close());
  const { app } = gateway.web;
  app.get('/always', { config: { alwaysAnswers: true } }, async () => 'here');
  const ask = (url: string) => app.inject({ url, headers: { authorization: token } });
  let answer = await ask('/scim/v2/Users/1');
  while (answer.statusCode === 200) {
    await setImmediate();
    answer = await ask('/scim/v2/Users/1');
  }
  t.equal(answer.statusCode, 503);
  t.equal(answer.headers['retry-after'], '10');
  t.match(answer.json(), { status: '503', detail: String });
  t.match((await ask('/scim/v1/Users/1')).json(), { Errors: [{ code: '503' }] });
  t.equal((await ask('/always')).body, 'here');
  t.equal(told.filter((line) => /503/.test(line)).length, 1, 'and the log, once');
});

t.test('which load is too much', async (t) => {
  const limits = { eventLoopDelayMs: 100, memoryShare: 0.9 };
  t.equal(overloadOf({ eventLoopDelayMs: 100, memoryShare: 0.9 }, limits), undefined);
  t.match(overloadOf({ eventLoopDelayMs: 101, memoryShare: 0 }, limits), /101 ms late/);
  t.match(overloadOf({ eventLoopDelayMs: 0, memoryShare: 0.91 }, limits), /91 % of the memory/);
  const off = { eventLoopDelayMs: 0, memoryShare: 0 };
  t.equal(overloadOf({ eventLoopDelayMs: 1e9, memoryShare: 1 }, off), undefined);
});
