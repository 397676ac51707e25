import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { serve } from '../helpers/backends.js';
import { authority, certificate } from '../helpers/certificates.js';
import { profilesExist } from '../helpers/clients.js';
import { binary, root, runCli, temporaryFolder, writeFiles } from '../helpers/gateway.js';

const own = join(root, 'test/fixtures/life-of-a-user.profile.json');
const env = { SECRET: 'secret' };
const credentials = ['--basic', 'okta:${env:SECRET}'];

/** Starts a recording, and waits until it listens. */
async function startRecording(t: Test, folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, [binary, 'record', '--listen', '0', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
  });
  t.teardown(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  let output = '';
  const base = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /Give the client (\S+)[\s\S]*Ctrl-C/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then(() => reject(new Error(output)));
  });
  return {
    base,
    output: () => output,
    async stop() {
      child.kill('SIGINT');
      await exited;
      return child.exitCode;
    },
  };
}

async function listen(t: Test, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

const clients = profilesExist
  ? [
      ...['okta-scim20-crud', 'okta-opp-scim20', 'okta-scim20-groups-oin', 'entra-users', 'entra-groups'],
      ...['entra-legacy-patch', 'onelogin'],
    ].map((name) => join(root, '../shared/clients', `${name}.json`))
  : [];
const clients11 = profilesExist ? [join(root, '../shared/clients/okta-opp-scim11.json')] : [];

for (const [version, files] of [
  ['v2', [own, ...clients]],
  ['v1', clients11],
] as const) {
  const skip = files.length === 0 ? 'the profiles of real clients are not here' : false;
  t.test(`what clients send to ${version} is recorded, and played on a fresh gateway`, { skip }, async (t) => {
    const { gateway, folder } = await serve(t, 'memory', { users: 0 });
    const recorder = await startRecording(t, folder, ['--target', `${gateway.url}/scim/${version}`, '--out', 'r.json']);
    const first = await runCli(folder, ['replay', ...files, '--base', recorder.base, ...credentials], env);
    t.equal(first.code, 0, first.stdout + first.stderr);
    const played = Number(/(\d+) passed, 0 failed.*\n$/.exec(first.stdout)?.[1]);
    t.equal(await recorder.stop(), 0, recorder.output());

    const text = readFileSync(join(folder, 'r.json'), 'utf8');
    t.equal(statSync(join(folder, 'r.json')).mode & 0o777, 0o600);
    const profile = JSON.parse(text);
    t.equal(profile.steps.length, played, 'each request is there');
    for (const word of [
      'Livia',
      'Lang"',
      'Rather-Long-1',
      'okta.local',
      '1mz050nq',
      Buffer.from('okta:secret').toString('base64'),
    ]) {
      t.notOk(text.includes(word), word);
    }

    const fresh = await serve(t, 'memory', { users: 0 });
    const at = ['--base', `${fresh.gateway.url}/scim/${version}`];
    const again = await runCli(folder, ['replay', 'r.json', ...at, ...credentials], env);
    t.equal(again.code, 0, again.stdout + again.stderr);
    t.match(again.stdout, `${played} passed, 0 failed`);
  });
}

t.test('requests and answers go by as they are', async (t) => {
  const large = Buffer.alloc(3_000_000, 'x');
  const zipped = gzipSync(JSON.stringify({ id: '7', userName: 'zoe' }));
  let seen: { headers: NodeJS.Dict<string | string[]>; body: Buffer; url: string | undefined } | undefined;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      seen = { headers: incoming.headers, body: Buffer.concat(chunks), url: incoming.url };
      if (incoming.url?.endsWith('/large')) response.end(large);
      else if (incoming.url?.endsWith('/cut')) {
        response.writeHead(200, { 'content-length': '10' });
        response.write('123');
        setImmediate(() => response.destroy());
      } else if (incoming.method === 'HEAD') {
        response.writeHead(200, { 'content-length': '77' });
        response.end();
      } else {
        response.writeHead(
          201,
          [
            ['Content-Encoding', 'gzip'],
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
            ['Connection', 'x-hop'],
            ['X-Hop', '1'],
          ].flat(),
        );
        response.end(zipped);
      }
    });
  });
  const port = await listen(t, server);
  const folder = temporaryFolder(t);
  const recorder = await startRecording(t, folder, ['--target', `http://127.0.0.1:${port}/scim`, '--max-body', '1kB']);
  const send = (method: string, path: string, headers = {}, body?: Buffer) =>
    new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
      (resolve, reject) => {
        const outgoing = request(`${recorder.base}${path}`, { method, headers, agent: false }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('error', reject);
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }),
          );
        });
        outgoing.on('error', reject);
        outgoing.end(body);
      },
    );

  const json = Buffer.from('{"userName":"zoe"}');
  const made = await send(
    'POST',
    '/Users?a=%20b+c&',
    { connection: 'x-mine', 'x-mine': '1', 'x-api-key': 'k', te: 'trailers' },
    json,
  );
  t.equal(made.status, 201);
  t.same(gunzipSync(made.body).toString(), '{"id":"7","userName":"zoe"}', 'still compressed');
  t.same(made.headers['set-cookie'], ['a=1', 'b=2']);
  t.notOk(made.headers['x-hop'], 'a header of the connection behind');
  t.equal(seen?.url, '/scim/Users?a=%20b+c&');
  t.equal(seen?.headers.host, `127.0.0.1:${port}`);
  t.equal(seen?.headers['x-api-key'], 'k');
  t.notOk(seen?.headers['x-mine'] ?? seen?.headers.te, 'headers of the connection before');
  t.same(seen?.body, json);
  const big = await send('PUT', '/Users/large', {}, large);
  t.ok(big.body.equals(large) && seen?.body.equals(large), 'large bodies whole');
  t.equal((await send('HEAD', '/Users')).headers['content-length'], '77');
  await t.rejects(send('GET', '/Users/cut'), 'a cut answer is cut');
  server.closeAllConnections();
  server.close();
  const none = await send('GET', '/Users');
  t.equal(none.status, 502);
  t.match(JSON.parse(none.body.toString()), { status: '502' });
  t.equal(await recorder.stop(), 0);

  const { steps } = JSON.parse(readFileSync(join(folder, 'scim-recording.json'), 'utf8'));
  t.match(steps, [
    { method: 'POST', headers: { authorization: '{{auth}}' }, recorded: { body: { id: '{{user1}}' } } },
    { method: 'PUT', skip: /larger than the 1000 bytes/, note: /a body of 3000000 bytes/ },
    { method: 'HEAD' },
  ]);
  t.equal(steps.length, 3, 'what was not answered is not recorded');
});

t.test('a target with a certificate of its own; commands that cannot work', async (t) => {
  const ca = await authority('Test');
  const pair = await certificate(ca, ['127.0.0.1']);
  const port = await listen(
    t,
    createTlsServer(pair, (_, response) => response.end('{}')),
  );
  const folder = temporaryFolder(t);
  await writeFiles(folder, { 'ca.pem': ca.cert, 'there.json': '{}' });
  const target = ['--target', `https://127.0.0.1:${port}/scim/v2`];
  for (const [trust, status] of [
    [['--ca', 'ca.pem'], 200],
    [[], 502],
  ] as const) {
    const recorder = await startRecording(t, folder, [...target, ...trust, '--out', `${trust.length}.json`]);
    t.equal((await fetch(`${recorder.base}/Users`)).status, status, trust.join(' '));
    t.equal(await recorder.stop(), 0);
    t.equal(existsSync(join(folder, `${trust.length}.json`)), status === 200, 'no file of nothing');
  }
  for (const [args, says] of [
    [[...target, '--out', 'there.json'], /there\.json is there already/],
    [[...target, '--out', 'no/where.json'], /cannot be written to/],
    [[...target, '--listen', 'x'], /--listen is a port/],
  ] as const) {
    const { code, stderr } = await runCli(folder, ['record', ...args]);
    t.equal(code, 2, args.join(' '));
    t.match(stderr, says);
  }
});
