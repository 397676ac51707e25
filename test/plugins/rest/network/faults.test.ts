import { gzipSync } from 'node:zlib';
import t from 'tap';
import { json, startApplication } from '../../../helpers/http-application.js';
import { type Fault, startTcpProxy } from '../../../helpers/tcp-proxy.js';
import { callOf, DeadlineOver, open, rejection } from './support.js';

const long = { name: 'x'.repeat(20_000) };
const ok: Fault = { kind: 'none' };
const reset: Fault = { kind: 'cut', afterBytes: 0, how: 'reset' };
const resetInBody: Fault = { kind: 'cut', afterBytes: 5_000, how: 'reset' };
const endInBody: Fault = { kind: 'cut', afterBytes: 5_000, how: 'end' };

/** Until it is due, at the latest: generous, as the machine may be busy. */
const SLACK_MS = 2_000;

t.test('an application behind a bad line', async (t) => {
  const application = await startApplication(t, (_request, response) => json(response, long));
  const proxy = await startTcpProxy(t, application.port);
  const { upstream } = await open(t, { baseUrl: proxy.url, circuitBreaker: { failures: 0 } });
  const send = (repeatable: boolean, ms?: number) =>
    upstream.send({ method: repeatable ? 'GET' : 'POST', url: proxy.url, repeatable }, callOf(t, ms));
  const received = async (work: () => Promise<unknown>): Promise<number> => {
    const before = application.requests.length;
    await work();
    return application.requests.length - before;
  };

  for (const [name, fault] of Object.entries({ reset, resetInBody, endInBody })) {
    proxy.spoil(fault, fault, ok);
    t.equal(await received(() => send(true)), 3, `${name}: what may be repeated is, until it comes through`);
    proxy.spoil(fault);
    t.equal(
      await received(async () => t.match(await rejection(send(true)), { name: 'Unavailable', cause: { sent: true } })),
      3,
      `${name}: twice at most`,
    );
    t.equal(
      await received(async () => t.match(await rejection(send(false)), { name: 'LostAnswer', code: 'unavailable' })),
      1,
      `${name}: what must not be sent twice is not`,
    );
  }

  proxy.spoil({ kind: 'latency', ms: 50 });
  t.equal((await send(false)).status, 200, 'slow is not wrong');

  for (const fault of [{ kind: 'hang' }, { kind: 'drip', bytes: 1, ms: 20 }] as const) {
    proxy.spoil(fault);
    const started = Date.now();
    t.type(await rejection(send(true, 300)), DeadlineOver, `${fault.kind}: the deadline holds`);
    t.ok(Date.now() - started < 300 + SLACK_MS);
  }
  proxy.spoil({ kind: 'hang' });
  const call = callOf(t);
  const gone = new Error('The client is gone.');
  const pending = rejection(upstream.send({ method: 'GET', url: proxy.url, repeatable: true }, call));
  setImmediate(() => call.controller.abort(gone));
  t.equal(await pending, gone, 'a client that goes away is not waited for');
  t.equal(await rejection(upstream.send({ method: 'GET', url: proxy.url, repeatable: true }, call)), gone);

  proxy.spoil(ok);
  t.equal((await send(true)).status, 200, 'and then all is well again');
  t.same(upstream.state(), { circuitBreaker: 'closed', running: 0, waiting: 0 });
  await upstream.close();
  await Promise.all([proxy.drained(), application.drained()]);
  t.pass('no connection is left');
});

t.test('an application that is away', async (t) => {
  const application = await startApplication(t, (_request, response) => json(response, {}));
  const { upstream } = await open(t, { baseUrl: application.url, circuitBreaker: { failures: 0 } });
  const { port } = application;
  await application.close();
  const post = () => upstream.send({ method: 'POST', url: application.url, repeatable: false }, callOf(t));
  t.match(await rejection(post()), { name: 'Unavailable', cause: { sent: false, message: /ECONNREFUSED/ } });
  const answered = post();
  const back = await startApplication(t, (_request, response) => json(response, {}));
  const proxy = await startTcpProxy(t, back.port);
  t.not(proxy.port, port);
  t.match(await rejection(answered), { name: 'Unavailable' });

  proxy.setAccepting(false);
  const second = await open(t, { baseUrl: proxy.url, circuitBreaker: { failures: 0 }, connectTimeout: '2s' });
  const get = () => second.upstream.send({ method: 'GET', url: proxy.url, repeatable: true }, callOf(t));
  t.match(await rejection(get()), { name: 'Unavailable' });
  t.equal(proxy.accepted, 3, 'it is tried again, as nothing was done');
  proxy.setAccepting(true);
  t.equal((await get()).status, 200);
});

t.test('answers that cannot be read', async (t) => {
  const bad: { readonly [path: string]: string | Buffer } = {
    '/noise': 'SSH-2.0-OpenSSH_9.2\r\n',
    '/headers': `HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(100_000)}\r\n\r\n`,
    '/chunks': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n',
    '/gzip': 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello',
    '/cut-gzip': Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 20\r\n\r\n'),
      gzipSync('x'.repeat(1000)).subarray(0, 20),
    ]),
    '/charset': 'HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=klingon\r\ncontent-length: 2\r\n\r\nab',
  };
  const application = await startApplication(t, (request, response) => response.socket?.end(bad[request.url] ?? ''));
  const { upstream } = await open(t, { baseUrl: application.url, circuitBreaker: { failures: 0 } });
  for (const path of Object.keys(bad)) {
    const url = `${application.url}${path}`;
    const before = application.requests.length;
    const error = await rejection(upstream.send({ method: 'GET', url, repeatable: true }, callOf(t)));
    t.match(error, { name: 'BadGateway', cause: { kind: 'malformed' } }, path);
    t.equal(application.requests.length - before, 1, 'asking again would not mend it');
    t.match(await rejection(upstream.send({ method: 'POST', url, repeatable: false }, callOf(t))), {
      name: 'LostAnswer',
    });
  }
});

t.test('bodies are bounded, as they are when they are unpacked', async (t) => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let written = 0;
  const application = await startApplication(t, (request, response) => {
    if (request.url === '/bomb') {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(Buffer.alloc(20_000_000)));
      return;
    }
    if (request.url === '/exact') {
      response.end(Buffer.alloc(1_000_000, 'x'));
      return;
    }
    const more = (): void => {
      while (!response.destroyed && response.write(chunk)) written += chunk.length;
      written += chunk.length;
    };
    response.on('drain', more);
    more();
  });
  const { upstream } = await open(t, { baseUrl: application.url, maxBody: '1MB' });
  const get = (path: string) =>
    upstream.send({ method: 'GET', url: `${application.url}${path}`, repeatable: true }, callOf(t));
  t.equal((await get('/exact')).body.length, 1_000_000);
  t.match(await rejection(get('/endless')), { name: 'BadGateway', cause: { kind: 'tooLarge', message: /"maxBody"/ } });
  t.match(await rejection(get('/bomb')), { name: 'BadGateway', cause: { kind: 'tooLarge' } });
  await application.drained();
  t.ok(written < 50_000_000, 'the connection is closed, not read to its end');
});
