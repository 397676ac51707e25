import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { text as readText } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import t from 'tap';
import { authority, certificate } from '../helpers/certificates.js';
import { binary, runCli, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic, scimClient } from '../helpers/scim-client.js';

const plugin = {
  use: 'memory',
  options: {
    seed: {
      User: [{ id: '1', userName: 'ada' }],
      Group: [{ id: 'g1', displayName: 'staff', members: [{ value: '1' }] }],
    },
  },
};

/** What `scim-gateway hash` does with what is piped in. */
async function hash(
  input: string,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [binary, 'hash'], { stdio: 'pipe' });
  child.stdin.end(input);
  const closed = once(child, 'close');
  const [out, err] = await Promise.all([readText(child.stdout), readText(child.stderr)]);
  await closed;
  return { code: child.exitCode, out, err };
}

t.test('scim-gateway hash makes what may stand in the config', async (t) => {
  const folder = temporaryFolder(t);
  const { code, out } = await hash('top-secret-7\n');
  t.equal(code, 0);
  const auth = [
    { type: 'basic', username: 'okta', password: '${file:password.hash}' },
    { type: 'bearer', token: (await hash('token-7')).out.trim() },
  ];
  await writeFiles(folder, { 'connector.config.json': { auth, plugin }, 'password.hash': out });
  const gateway = await startGateway(t, folder);
  const client = scimClient(`${gateway.url}/scim/v2`);
  for (let time = 0; time < 2; time++) {
    t.equal((await client('GET', '/Users/1', undefined, { authorization: basic('okta', 'top-secret-7') })).status, 200);
    t.equal((await client('GET', '/Users/1', undefined, { authorization: 'Bearer token-7' })).status, 200);
    t.equal((await client('GET', '/Users/1', undefined, { authorization: basic('okta', 'top-secret-8') })).status, 401);
  }
  const { stdout } = await runCli(folder, ['check']);
  t.notMatch(stdout, /\$scrypt/, 'a hash is not shown either');
  await writeFiles(folder, { 'password.hash': out.slice(0, 40) });
  const wrong = await runCli(folder, ['check']);
  t.equal(wrong.code, 2);
  t.match(wrong.stderr, /begins as a hash[\s\S]*scim-gateway hash/);
  t.notMatch(wrong.stderr, out.slice(20, 40));
  for (const input of ['\n', 'two\nlines\n']) {
    const refused = await hash(input);
    t.equal(refused.code, 2, JSON.stringify(input));
    t.equal(refused.out, '');
    t.notMatch(refused.err, 'lines\n');
  }
});

t.test('wrong credentials close the door on their address, for a time', async (t) => {
  const folder = temporaryFolder(t);
  const auth = [
    { type: 'basic', username: 'okta', password: 'right' },
    { type: 'header', name: 'X-Api-Key', value: 'key' },
  ];
  const limits = { failedLogins: { count: 3, per: '1h' } };
  const server = { limits, trustProxy: ['127.0.0.9'] };
  await writeFiles(folder, { 'connector.config.json': { auth, plugin, server } });
  const gateway = await startGateway(t, folder);
  const { port, hostname } = new URL(gateway.url);
  const ask = async (localAddress: string, headers: Record<string, string>, version = 'v2') => {
    const path = `/scim/${version}/Users/1`;
    const request = requestHttp({ port, hostname, localAddress, path, headers }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const body = JSON.parse(await readText(response));
    return { status: response.statusCode, body, retryAfter: Number(response.headers['retry-after']) };
  };
  const right = { authorization: basic('okta', 'right') };
  const wrong = { authorization: basic('okta', 'wrong') };
  for (let time = 0; time < 5; time++) t.equal((await ask('127.0.0.1', {})).status, 401, 'no credential is no failure');
  t.equal((await ask('127.0.0.1', right)).status, 200);
  const answers = await Promise.all(
    [wrong, { 'x-api-key': 'wrong' }, wrong].map((headers) => ask('127.0.0.1', headers)),
  );
  t.same(
    answers.map(({ status }) => status),
    [401, 401, 401],
  );
  for (const headers of [wrong, right, { 'x-api-key': 'key' }]) {
    const refused = await ask('127.0.0.1', headers);
    t.equal(refused.status, 429, 'whatever it sends');
    t.ok(refused.retryAfter > 3000 && refused.retryAfter <= 3600);
    t.match(refused.body, { status: '429', detail: String });
  }
  t.match((await ask('127.0.0.1', right, 'v1')).body, { Errors: [{ code: '429' }] });
  t.equal((await ask('127.0.0.2', right)).status, 200, 'others are let in');
  const behind = (address: string) => ({ 'x-forwarded-for': address });
  await Promise.all([1, 2, 3].map(() => ask('127.0.0.9', { ...wrong, ...behind('192.0.2.1') })));
  t.equal((await ask('127.0.0.9', { ...right, ...behind('192.0.2.1') })).status, 429);
  t.equal(
    (await ask('127.0.0.9', { ...right, ...behind('192.0.2.2') })).status,
    200,
    'not the proxy: who is behind it',
  );
  t.equal(
    (await ask('127.0.0.2', { ...right, ...behind('192.0.2.1') })).status,
    200,
    'and nobody pretends to be another',
  );
  await gateway.stop();
  t.match(gateway.output(), /wrong credentials.*|the address has to wait/);
  t.notMatch(gateway.output(), /"level":50/);
});

t.test('a credential may do what its rights say, and nothing else', async (t) => {
  const folder = temporaryFolder(t);
  const auth = [
    { type: 'bearer', token: 'all' },
    { type: 'bearer', token: 'reads', label: 'auditor', rights: { access: 'read' } },
    { type: 'bearer', token: 'users', rights: { resourceTypes: ['User'] } },
  ];
  await writeFiles(folder, { 'connector.config.json': { auth, plugin } });
  const { url } = await startGateway(t, folder);
  for (const version of ['v1', 'v2']) {
    const as = (token: string) => scimClient(`${url}/scim/${version}`, `Bearer ${token}`);
    const [all, reads, users] = [as('all'), as('reads'), as('users')];
    const user = { userName: `new-${version}` };
    const bulk = {
      Operations: [
        { method: 'POST', path: '/Groups', bulkId: 'a', data: { displayName: `bulk-${version}` } },
        { method: 'POST', path: '/Users', bulkId: 'b', data: { userName: `bulk-${version}` } },
      ],
    };
    for (const path of ['/Users', '/Users/1', '/Groups/g1', '/', '/Schemas', '/ServiceProviderConfig']) {
      t.equal((await reads('GET', path)).status, 200, `${version} ${path}`);
    }
    t.equal((await reads('POST', '/Users/.search', {})).status, 200, 'a search reads');
    const refused: readonly (readonly [client: typeof all, method: string, path: string, body?: unknown])[] = [
      [reads, 'POST', '/Users', user],
      [reads, 'POST', '/Users', 'not even JSON'],
      [reads, 'PUT', '/Users/1', user],
      [reads, 'PATCH', '/Users/1', { Operations: [] }],
      [reads, 'DELETE', '/Users/1'],
      [reads, 'POST', '/Bulk', bulk],
      [users, 'GET', '/Groups'],
      [users, 'GET', '/Groups/g1'],
      [users, 'HEAD', '/Groups/g1'],
      [users, 'POST', '/Groups', { displayName: 'x' }],
      [users, 'POST', '/Groups/.search', {}],
      [users, 'DELETE', '/Groups/g1'],
    ];
    for (const [client, method, path, body] of refused) {
      const { status, body: answer } = await client(method, path, body);
      t.equal(status, 403, `${version} ${method} ${path}`);
      if (method === 'HEAD') continue;
      t.match(answer, version === 'v2' ? { status: '403', detail: String } : { Errors: [{ code: '403' }] });
    }
    const { body: done } = await users('POST', '/Bulk', bulk);
    t.match(
      done.Operations.map(({ status }: { status: unknown }) => String((status as { code?: string }).code ?? status)),
      ['403', '201'],
      'each operation of a bulk request is looked at',
    );
    const { body: everything } = await users('GET', '/');
    t.notMatch(JSON.stringify(everything), /"displayName":"staff"/, 'a list of all types holds none of the others');
    t.match(JSON.stringify((await all('GET', '/')).body), /"displayName":"staff"/);
    t.equal((await users('GET', '/Users/1')).status, 200);
    t.equal((await users('POST', '/Users', user)).status, 201);
  }
  await writeFiles(folder, {
    'connector.config.json': { auth: { type: 'bearer', token: 'x', rights: { resourceTypes: ['Users'] } }, plugin },
  });
  const { code, stderr } = await runCli(folder, ['check']);
  t.equal(code, 2);
  t.match(stderr, /no such resource type[\s\S]*User/);
});

t.test('mutual TLS: the certificate of the right authority, with the right subject', async (t) => {
  const folder = temporaryFolder(t);
  const [ours, theirs, server] = await Promise.all(['Ours', 'Theirs', 'Server'].map(authority));
  if (!ours || !theirs || !server) throw new Error('three authorities were made');
  const [own, agent, other, stranger] = await Promise.all([
    certificate(server, ['127.0.0.1']),
    certificate(ours, ['okta-agent'], 'Example, Inc.'),
    certificate(ours, ['somebody-else'], 'Example, Inc.'),
    certificate(theirs, ['okta-agent'], 'Example, Inc.'),
  ]);
  const subject = 'CN=okta-agent, O=Example\\, Inc.';
  await writeFiles(folder, {
    'connector.config.json': {
      server: { tls: { cert: 'cert.pem', key: 'key.pem' } },
      connectors: {
        hr: {
          auth: [
            { type: 'mtls', ca: 'ours.pem', subject },
            { type: 'bearer', token: 'way-out' },
          ],
          plugin,
        },
        badge: { auth: { type: 'mtls', ca: 'theirs.pem' }, plugin },
      },
    },
    'cert.pem': own.cert,
    'key.pem': own.key,
    'ours.pem': ours.cert,
    'theirs.pem': theirs.cert,
  });
  const gateway = await startGateway(t, folder);
  const ask = async (connector: string, options: object, headers = {}): Promise<number | undefined> => {
    const request = requestHttps(`${gateway.url}/${connector}/scim/v2/Users/1`, {
      ca: server.cert,
      agent: false,
      ...options,
      headers,
    });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  t.equal(await ask('hr', agent), 200);
  t.equal(await ask('hr', other), 401, 'another subject');
  t.equal(await ask('hr', stranger), 401, 'another authority, though another connector trusts it');
  t.equal(await ask('hr', own), 401, 'an authority that nobody trusts');
  t.equal(await ask('hr', {}), 401, 'no certificate');
  t.equal(await ask('hr', {}, { authorization: 'Bearer way-out' }), 200, 'the other way in');
  t.equal(await ask('badge', stranger), 200);
  t.equal(await ask('badge', agent), 401);
  const { port, hostname: host } = new URL(gateway.url);
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const sessions: Buffer[] = [];
    const one: TLSSocket = connect({ port: Number(port), host, ca: server.cert, ...agent, maxVersion });
    one.on('session', (session) => sessions.push(session));
    await once(one, 'secureConnect');
    one.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    one.resume();
    await once(one, 'close');
    const session = sessions.at(-1);
    if (session) t.equal(await ask('hr', { ...agent, session, maxVersion }), 200, `taken up again: ${maxVersion}`);
    t.equal(await ask('hr', { ...other, ...(session && { session }), maxVersion }), 401);
  }
  const agentOfTheirs = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => agentOfTheirs.destroy());
  const overOne = { ...stranger, agent: agentOfTheirs };
  t.equal(await ask('badge', overOne), 200);
  const replaced = (count: number) =>
    gateway.printed(new RegExp(`(certificates of clients have changed[^]*){${count}}`));
  await writeFiles(folder, { 'theirs.pem': 'no certificate' });
  await gateway.printed(/those who sign cannot be used: the ones before stay/);
  t.equal(await ask('badge', overOne), 200);
  await writeFiles(folder, { 'theirs.pem': `${theirs.cert}\n${server.cert}` });
  await replaced(1);
  t.equal(await ask('badge', own), 200, 'an authority that was added');
  await writeFiles(folder, { 'theirs.pem': server.cert });
  await replaced(2);
  t.equal(await ask('badge', stranger), 401, 'an authority that is trusted no more');
  t.equal(await ask('badge', overOne), 401, 'nor on a connection from before');
  t.equal(await ask('hr', agent), 200);
  const config = { auth: { type: 'mtls', ca: 'gone.pem' }, plugin };
  await writeFiles(folder, { 'connector.config.json': config });
  t.match((await runCli(folder, ['check'])).stderr, /need server\.tls/);
  await writeFiles(folder, {
    'connector.config.json': { ...config, server: { tls: { cert: 'cert.pem', key: 'key.pem' } } },
  });
  const missing = await runCli(folder, ['check']);
  t.equal(missing.code, 2);
  t.match(missing.stderr, /cannot be read[\s\S]*gone\.pem/);
});

t.test('settings of tokens that do not go together are explained', async (t) => {
  const folder = temporaryFolder(t);
  const jwt = { type: 'jwt', issuer: 'https://login.example.com', audience: 'scim' };
  const cases: readonly (readonly [auth: readonly object[], texts: readonly RegExp[]])[] = [
    [
      [
        jwt,
        { ...jwt, jwks: 'k.json', secret: 'x'.repeat(40) },
        { ...jwt, jwks: 'https://x.example/keys', algorithms: ['HS256'] },
        { ...jwt, secret: 'x'.repeat(40), algorithms: ['RS256'] },
        { ...jwt, secret: 'short-secret-7' },
        { ...jwt, jwks: 'http://login.example.com/keys' },
      ],
      [
        /either "jwks" or "secret"[\s\S]*either "jwks" or "secret"/,
        /does not go with "jwks"/,
        /does not go with "secret"/,
        /at least 32 bytes/,
        /over https/,
      ],
    ],
    [[{ ...jwt, jwks: 'gone.json' }], [/keys cannot be read/]],
    [[{ ...jwt, jwks: 'gone.json', algorithms: ['none'] }], [/algorithms/]],
  ];
  for (const [auth, texts] of cases) {
    await writeFiles(folder, { 'connector.config.json': { auth, plugin } });
    const { code, stderr } = await runCli(folder, ['check']);
    t.equal(code, 2, stderr);
    for (const text of texts) t.match(stderr, text);
    t.notMatch(stderr, /short-secret-7/);
  }
});
