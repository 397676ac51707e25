import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import t from 'tap';
import { authority, certificate } from '../helpers/certificates.js';
import { runCli, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic } from '../helpers/scim-client.js';

const authorization = basic('okta', 'secret');
const config = {
  auth: { type: 'basic', username: 'okta', password: 'secret' },
  plugin: { use: 'memory', options: { seed: { User: [{ id: '1', userName: 'ada' }] } } },
};

interface Asked {
  readonly status: number | undefined;
  readonly text: string;
  readonly location?: string;
}

/** Asks for one user, over the connection and with the headers that a test needs. */
async function ask(url: string, options: RequestOptions = {}, path = '/scim/v2/Users/1'): Promise<Asked> {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const headers = { authorization, ...options.headers };
  const request = send(`${url}${path}`, { ...options, headers }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, text, location: JSON.parse(text).meta?.location };
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

const ca = await authority('Test CA');
const [first, second] = [await certificate(ca, ['127.0.0.1', 'first']), await certificate(ca, ['127.0.0.1', 'second'])];

t.test('a certificate is replaced while connections stay', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': { ...config, server: { tls: { cert: 'tls/cert.pem', key: 'tls/key.pem' } } },
    'tls/cert.pem': first.cert,
    'tls/key.pem': first.key,
  });
  const replace = (name: string, text: string): void => {
    writeFileSync(join(folder, `tls/${name}.new`), text);
    renameSync(join(folder, `tls/${name}.new`), join(folder, `tls/${name}`));
  };
  const gateway = await startGateway(t, folder);
  const { port, hostname: host } = new URL(gateway.url);
  const namesServed = async (): Promise<string | undefined> => {
    const socket = connect({ port: Number(port), host, ca: ca.cert });
    await once(socket, 'secureConnect');
    const names = socket.getPeerCertificate().subjectaltname;
    socket.destroy();
    return names;
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: ca.cert });
  t.teardown(() => agent.destroy());
  let connections = 0;
  const askAgain = async (): Promise<number | undefined> => {
    const request = requestHttps(`${gateway.url}/scim/v2/Users/1`, { agent, headers: { authorization } }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    if (!request.reusedSocket) connections += 1;
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  };
  t.match(await namesServed(), /first/);
  t.equal(await askAgain(), 200);

  replace('cert.pem', second.cert);
  await gateway.printed(/cannot be used: the one before stays/);
  t.match(gateway.output(), /is not the one of the certificate/, 'the log says why');
  t.match(await namesServed(), /first/, 'half a renewal changes nothing');

  replace('key.pem', second.key);
  await gateway.printed(/new connections get the new one/);
  t.match(await namesServed(), /second/);
  t.equal(await askAgain(), 200);
  t.equal(connections, 1, 'the connection from before goes on');

  replace('cert.pem', 'no certificate');
  await gateway.printed(/holds no certificate in PEM form/);
  t.match(await namesServed(), /second/);
  t.equal(await gateway.stop(), 0);
});

t.test('TLS 1.2 and 1.3 with forward secrecy, and nothing older', async (t) => {
  const folder = temporaryFolder(t);
  const { cert, key } = first;
  const server = { tls: { cert: 'cert.pem', key: 'key.pem' } };
  await writeFiles(folder, { 'connector.config.json': { ...config, server }, 'cert.pem': cert, 'key.pem': key });
  const gateway = await startGateway(t, folder);
  const { port, hostname: host } = new URL(gateway.url);
  const agreed = async (options: object): Promise<string> => {
    const socket: TLSSocket = connect({ port: Number(port), host, ca: ca.cert, ...options });
    try {
      await once(socket, 'secureConnect');
      return `${socket.getProtocol()} ${socket.getCipher().name}`;
    } catch {
      return 'refused';
    } finally {
      socket.destroy();
    }
  };
  t.match(await agreed({}), /^TLSv1\.3 TLS_/);
  t.match(await agreed({ maxVersion: 'TLSv1.2' }), /^TLSv1\.2 ECDHE-RSA-(AES|CHACHA).*(GCM|POLY)/);
  const old = 'DEFAULT@SECLEVEL=0';
  t.equal(await agreed({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: old }), 'refused');
  for (const ciphers of ['AES128-GCM-SHA256', 'AES256-SHA', 'ECDHE-RSA-AES128-SHA', 'DHE-RSA-AES128-GCM-SHA256']) {
    t.equal(await agreed({ maxVersion: 'TLSv1.2', ciphers }), 'refused', ciphers);
  }
});

t.test('certificates that cannot be served with are explained before the start', async (t) => {
  const folder = temporaryFolder(t);
  const files = { 'cert.pem': first.cert, 'other.pem': second.key, 'text.pem': 'no PEM', 'key.pem': first.key };
  const cases: readonly (readonly [tls: object, text: RegExp])[] = [
    [{ cert: 'gone.pem', key: 'key.pem' }, /"cert"[\s\S]*cannot be read|cannot be read[\s\S]*gone/],
    [{ cert: 'text.pem', key: 'key.pem' }, /holds no certificate in PEM form/],
    [{ cert: 'cert.pem', key: 'text.pem' }, /holds no private key in PEM form/],
    [{ cert: 'cert.pem', key: 'other.pem' }, /is not the one of the certificate/],
  ];
  for (const [tls, text] of cases) {
    await writeFiles(folder, { ...files, 'connector.config.json': { ...config, server: { tls } } });
    const { code, stderr } = await runCli(folder, ['check']);
    t.equal(code, 2, stderr);
    t.match(stderr, text);
    t.match(stderr, /connector\.config\.json:\d+:\d+/);
    t.notMatch(stderr, /BEGIN|^\s+at /m);
  }
});

t.test('server.allow: strangers are not even listened to', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': { ...config, server: { allow: ['127.0.0.0/31', '::1'] } },
  });
  const gateway = await startGateway(t, folder);
  t.equal((await ask(gateway.url, { localAddress: '127.0.0.1' })).status, 200);
  await t.rejects(ask(gateway.url, { localAddress: '127.0.0.2' }), { code: /ECONNRESET|EPIPE/ });
  t.equal((await ask(gateway.url)).status, 200);
});

t.test('X-Forwarded headers are believed from trusted proxies alone', async (t) => {
  const folder = temporaryFolder(t);
  const server = { trustProxy: ['127.0.0.1'], allow: ['10.0.0.0/8', '2001:db8::/32', '127.0.0.3'] };
  await writeFiles(folder, { 'connector.config.json': { ...config, server } });
  const gateway = await startGateway(t, folder);
  const { host } = new URL(gateway.url);
  const proxy = (headers: Record<string, string>) => ask(gateway.url, { localAddress: '127.0.0.1', headers });
  const direct = (headers: Record<string, string>) => ask(gateway.url, { localAddress: '127.0.0.3', headers });

  t.equal((await proxy({ 'x-forwarded-for': '10.1.2.3' })).status, 200);
  t.equal((await proxy({ 'x-forwarded-for': '2001:db8::7' })).status, 200);
  t.equal((await proxy({ 'x-forwarded-for': '192.0.2.1, 10.1.2.3' })).status, 200, 'the last hop is what counts');
  for (const address of ['192.0.2.1', '10.1.2.3, 192.0.2.1', '2001:db9::1', 'nonsense', '']) {
    const { status, text } = await proxy({ 'x-forwarded-for': address });
    t.equal(status, 403, address);
    t.match(JSON.parse(text), { status: '403', detail: String });
  }
  await t.rejects(ask(gateway.url, { localAddress: '127.0.0.2', headers: { 'x-forwarded-for': '10.1.2.3' } }));

  const forwarded = {
    'x-forwarded-for': '10.1.2.3',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'scim.example.com',
    'x-forwarded-prefix': '/identity/',
  };
  t.equal((await proxy(forwarded)).location, 'https://scim.example.com/identity/scim/v2/Users/1');
  t.equal(
    (await proxy({ ...forwarded, 'x-forwarded-port': '8443', 'x-forwarded-prefix': '' })).location,
    'https://scim.example.com:8443/scim/v2/Users/1',
  );
  t.equal(
    (await proxy({ ...forwarded, 'x-forwarded-port': '443' })).location,
    'https://scim.example.com/identity/scim/v2/Users/1',
  );
  t.equal(
    (await proxy({ ...forwarded, 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'evil"><x' })).location,
    `http://${host}/identity/scim/v2/Users/1`,
    'what is no host and no protocol is left out',
  );
  t.equal((await proxy({ ...forwarded, 'x-forwarded-prefix': '/a?b' })).location?.includes('?'), false);
  t.equal((await direct(forwarded)).location, `http://${host}/scim/v2/Users/1`, 'of others, nothing is believed');
});

t.test('meta.location: the public URL wins, under any base path', async (t) => {
  for (const [basePath, publicUrl, expected] of [
    ['/', 'https://scim.example.com:8443/gateway/', 'https://scim.example.com:8443/gateway/v2/Users/1'],
    ['/a/b', 'https://scim.example.com:8443', 'https://scim.example.com:8443/a/b/v2/Users/1'],
  ] as const) {
    const folder = temporaryFolder(t);
    const server = { basePath, publicUrl, trustProxy: ['127.0.0.1'] };
    await writeFiles(folder, { 'connector.config.json': { ...config, server } });
    const port = await freePort();
    await startGateway(t, folder, { args: ['--port', port] });
    const headers = { 'x-forwarded-host': 'other.example.com', 'x-forwarded-prefix': '/other' };
    const base = `http://127.0.0.1:${port}${basePath.replace(/\/$/, '')}`;
    t.equal((await ask(base, { headers }, '/v2/Users/1')).location, expected);
  }
});

t.test('localhost is both of its addresses', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, { 'connector.config.json': { ...config, server: { host: 'localhost' } } });
  const gateway = await startGateway(t, folder);
  const { port } = new URL(gateway.url);
  const agent = new HttpAgent();
  for (const { address, family } of await lookup('localhost', { all: true })) {
    const host = family === 6 ? `[${address}]` : address;
    t.equal((await ask(`http://${host}:${port}`, { agent })).status, 200, host);
  }
  t.equal(await gateway.stop(), 0);
});

t.test('a development certificate with one flag, kept where the user alone can read it', async (t) => {
  const [folder, home] = [temporaryFolder(t), temporaryFolder(t)];
  await writeFiles(folder, { 'connector.config.json': config });
  const start = () => startGateway(t, folder, { args: ['--dev-tls'], env: { XDG_DATA_HOME: home } });
  const gateway = await start();
  t.match(gateway.url, /^https:/);
  const kept = join(home, 'scim-gateway/dev-tls');
  await gateway.printed(/NODE_EXTRA_CA_CERTS=/);
  t.ok(gateway.output().includes(`--cacert ${join(kept, 'ca.pem')}`), 'it says how to trust it');
  const trusting = { ca: readFileSync(join(kept, 'ca.pem')), agent: false } as const;
  t.equal((await ask(gateway.url, trusting)).status, 200);
  await t.rejects(ask(gateway.url, { agent: false }), 'nobody trusts it without');
  for (const name of ['key.pem', 'ca-key.pem']) t.equal(statSync(join(kept, name)).mode & 0o077, 0, name);
  const cert = readFileSync(join(kept, 'cert.pem'), 'utf8');
  await gateway.stop();
  const again = await start();
  t.equal((await ask(again.url, trusting)).status, 200);
  t.equal(readFileSync(join(kept, 'cert.pem'), 'utf8'), cert, 'the next start has the same one');
});
