import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { authority, certificate } from '../../../helpers/certificates.js';
import { temporaryFolder, writeFiles } from '../../../helpers/gateway.js';
import { json, startApplication } from '../../../helpers/http-application.js';
import { callOf, open, rejection } from './support.js';

t.test('certificates', async (t) => {
  const ours = await authority('Ours');
  const theirs = await authority('Theirs');
  const hosts = ['127.0.0.1', 'localhost'];
  const [good, expired, elsewhere, unknown, client, foreignClient] = await Promise.all([
    certificate(ours, hosts),
    certificate(ours, hosts, undefined, -2),
    certificate(ours, ['hr.example.com']),
    certificate(theirs, hosts),
    certificate(ours, ['gateway']),
    certificate(theirs, ['gateway']),
  ]);
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'ca.pem': ours.cert,
    'their-ca.pem': theirs.cert,
    'client.pem': client.cert,
    'client-key.pem': client.key,
    'foreign.pem': foreignClient.cert,
    'foreign-key.pem': foreignClient.key,
    'nonsense.pem': 'nonsense',
  });
  const send = async (application: { readonly url: string }, tls: object, repeatable = true) => {
    const options = { baseUrl: application.url, tls, circuitBreaker: { failures: 0 } };
    const { upstream } = await open(t, options, folder);
    return upstream.send({ method: 'GET', url: application.url, repeatable }, callOf(t));
  };
  const answer = (_request: unknown, response: http.ServerResponse) => json(response, {});
  const trusted = await startApplication(t, answer, good);
  t.equal((await send(trusted, { ca: 'ca.pem' })).status, 200);
  t.equal((await send(trusted, { ca: ['their-ca.pem', join(folder, 'ca.pem')] })).status, 200);
  const insecure: readonly (readonly [string, http.ServerOptions & typeof good, object, RegExp])[] = [
    ['an unknown authority', good, {}, /certificate/i],
    ['another authority', unknown, { ca: 'ca.pem' }, /certificate/i],
    ['an expired certificate', expired, { ca: 'ca.pem' }, /expired/i],
    ['the certificate of another host', elsewhere, { ca: 'ca.pem' }, /altnames/i],
    [
      'a server of an old TLS version',
      { ...good, maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as typeof good,
      { ca: 'ca.pem' },
      /./,
    ],
  ];
  for (const [name, tls, settings, reason] of insecure) {
    const application = await startApplication(t, answer, tls);
    const error = await rejection(send(application, settings, false));
    t.match(error, { name: 'BadGateway', message: /secure connection/, cause: { kind: 'tls', message: reason } }, name);
    t.equal(application.requests.length, 0);
  }
  const named = await startApplication(t, answer, elsewhere);
  t.equal((await send(named, { ca: 'ca.pem', serverName: 'hr.example.com' })).status, 200);

  const mutual = await startApplication(t, answer, {
    ...good,
    ca: ours.cert,
    requestCert: true,
    rejectUnauthorized: true,
  });
  t.equal((await send(mutual, { ca: 'ca.pem', cert: 'client.pem', key: 'client-key.pem' })).status, 200);
  t.match((await rejection(send(mutual, { ca: 'ca.pem' }))).name, /^(BadGateway|Unavailable)$/);
  t.match(
    (await rejection(send(mutual, { ca: 'ca.pem', cert: 'foreign.pem', key: 'foreign-key.pem' }))).name,
    /^(BadGateway|Unavailable)$/,
  );
  for (const [tls, message] of [
    [{ ca: 'nonsense.pem' }, /"tls.ca" names a file without a certificate/],
    [{ cert: 'nonsense.pem', key: 'client-key.pem' }, /files under "tls" cannot be used/],
    [{ cert: 'client.pem', key: 'foreign-key.pem' }, /files under "tls" cannot be used/],
  ] as const) {
    t.match((await rejection(send(trusted, tls))).message, message);
  }
});

/** A real HTTP proxy: forwards requests, opens tunnels, and asks for a password where it has one. */
async function startHttpProxy(t: Test, password?: string) {
  const lines: string[] = [];
  const sockets = new Set<net.Socket>();
  const wanted = password === undefined ? undefined : `Basic ${Buffer.from(`gate:${password}`).toString('base64')}`;
  const server = http.createServer((request, response) => {
    lines.push(`${request.method} ${request.url}`);
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
      response.writeHead(407).end();
      return;
    }
    const { 'proxy-authorization': _own, ...headers } = request.headers;
    request.pipe(
      http.request(request.url ?? '', { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on('connect', (request, socket: net.Socket) => {
    lines.push(`CONNECT ${request.url}`);
    sockets.add(socket);
    socket.on('error', () => {});
    if (wanted !== undefined && request.headers['proxy-authorization'] !== wanted) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [, port] = request.url?.split(':') ?? [];
    const target = net.connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lines };
}

t.test('proxies', async (t) => {
  const ca = await authority('Ours');
  const folder = temporaryFolder(t);
  await writeFiles(folder, { 'ca.pem': ca.cert });
  const plain = await startApplication(t);
  const secure = await startApplication(t, undefined, await certificate(ca, ['127.0.0.1']));
  const proxy = await startHttpProxy(t);
  const strict = await startHttpProxy(t, 'p@ss');
  const send = async (application: { readonly url: string }, options: object) => {
    const { upstream } = await open(t, { baseUrl: application.url, tls: { ca: 'ca.pem' }, ...options }, folder);
    const request = { method: 'POST', url: `${application.url}/x?y=1`, body: '{}', repeatable: false };
    return (await upstream.send(request, callOf(t))).status;
  };
  t.equal(await send(plain, { proxy: proxy.url }), 200);
  t.equal(await send(secure, { proxy: proxy.url }), 200);
  t.same(proxy.lines.splice(0), [`POST ${plain.url}/x?y=1`, `CONNECT 127.0.0.1:${secure.port}`]);
  t.equal(plain.requests.at(-1)?.body, '{}');
  t.equal(await send(plain, { proxy: proxy.url, noProxy: ['localhost', '127.0.0.1'] }), 200);
  t.equal(await send(secure, { proxy: proxy.url, noProxy: [`127.0.0.1:${secure.port}`] }), 200);
  t.same(proxy.lines, []);

  const withPassword = strict.url.replace('//', '//gate:p%40ss@');
  t.equal(await send(plain, { proxy: withPassword }), 200);
  t.equal(await send(secure, { proxy: withPassword }), 200);
  for (const application of [plain, secure]) {
    const error = await rejection(send(application, { proxy: strict.url.replace('//', '//gate:wrong@') }));
    t.match(error, { name: 'BadGateway', message: /way there/ });
    t.notMatch(`${error.message} ${String(error.cause)}`, /wrong/);
  }

  const before = process.env;
  t.teardown(() => {
    process.env = before;
  });
  process.env = { ...before, HTTP_PROXY: proxy.url, https_proxy: proxy.url, NO_PROXY: '' };
  t.equal(await send(plain, {}), 200);
  t.equal(await send(secure, {}), 200);
  t.equal(proxy.lines.splice(0).length, 2, 'the environment counts');
  t.equal(await send(plain, { proxy: 'none' }), 200);
  process.env.NO_PROXY = '.example.com,127.0.0.1';
  t.equal(await send(plain, {}), 200);
  t.same(proxy.lines, []);
  process.env.HTTP_PROXY = 'proxy.example.com';
  t.match((await rejection(send(plain, {}))).message, /HTTP_PROXY in the environment/);
});
