import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import t, { type Test } from 'tap';
import { jwt } from '#src/auth/jwt.js';
import { ALL_RIGHTS } from '#src/auth/principal.js';
import { keysOfUrl } from '#src/auth/token-keys.js';
import { temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { compile, keptLog, nameOf } from './support.js';

const issuer = 'https://login.example.com';
const audience = 'scim';
const now = (): number => Math.floor(Date.now() / 1000);

async function keyPair(kid: string, alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  const sign = (claims: JWTPayload = {}, header: object = {}): Promise<string> =>
    new SignJWT({ iss: issuer, aud: audience, sub: 'agent', exp: now() + 60, ...claims })
      .setProtectedHeader({ alg, kid, ...header })
      .sign(privateKey);
  return { jwk, sign, publicKey };
}

const first = await keyPair('first');
const second = await keyPair('second', 'RS256');

/** A server of keys as identity providers have it. `keys` may be changed; `asked` counts. */
async function keyServer(t: Test, keys: readonly object[]) {
  const state = { keys, asked: 0, status: 200 };
  const server: Server = createServer((_request, response) => {
    state.asked += 1;
    response.writeHead(state.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: state.keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return { state, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys` };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

t.test('a token is verified: signature, issuer, audience, times, algorithm, claims', async (t) => {
  const { url } = await keyServer(t, [first.jwk, second.jwk]);
  const auth = await compile([
    {
      type: 'jwt',
      issuer,
      audience: [audience, 'other'],
      jwks: url,
      algorithms: ['ES256'],
      clockTolerance: '30s',
      claims: { scope: 'scim.write', roles: 'provisioner' },
    },
  ]);
  const good = { scope: 'openid scim.write', roles: ['reader', 'provisioner'] };
  t.equal(await nameOf(auth, bearer(await first.sign(good))), 'jwt agent');
  t.equal(await nameOf(auth, bearer(await first.sign({ ...good, aud: ['x', 'other'] }))), 'jwt agent');
  t.equal(await nameOf(auth, bearer(await first.sign({ ...good, exp: now() - 10 }))), 'jwt agent', 'clocks differ');
  const token = await first.sign(good);
  const [head = '', body = '', signature = ''] = token.split('.');
  const forged = Buffer.from(JSON.stringify({ iss: issuer, aud: audience, sub: 'root', exp: now() + 60, ...good }));
  const wrong: { readonly [why: string]: string } = {
    expired: await first.sign({ ...good, exp: now() - 60 }),
    'not yet valid': await first.sign({ ...good, nbf: now() + 60 }),
    'no expiry': await first.sign({ ...good, exp: undefined as never }),
    'another issuer': await first.sign({ ...good, iss: 'https://evil.example.com' }),
    'another audience': await first.sign({ ...good, aud: 'mail' }),
    'no scope': await first.sign({ ...good, scope: 'scim.read' }),
    'a scope that only looks so': await first.sign({ ...good, scope: 'xscim.write' }),
    'no role': await first.sign({ ...good, roles: [] }),
    'a claim of the prototype': await first.sign({ ...good, roles: undefined }),
    'an algorithm that is not allowed': await second.sign(good),
    'an unknown key': await (await keyPair('third')).sign(good),
    'a key that only has the name': await (await keyPair('first')).sign(good),
    unsigned: new UnsecuredJWT({ iss: issuer, aud: audience, exp: now() + 60, ...good }).encode(),
    'another body': `${head}.${forged.toString('base64url')}.${signature}`,
    'no signature': `${head}.${body}.`,
    'a critical header': await first.sign(good, { crit: ['x'], x: 1 }).catch(() => `${head}.${body}.x`),
    'no token': 'a.b.c',
    empty: '',
    long: `${'a'.repeat(100_000)}.b.c`,
  };
  for (const [why, text] of Object.entries(wrong)) t.equal(await nameOf(auth, bearer(text)), undefined, why);
  t.match(auth.schemes, [{ type: 'oauthbearertoken' }]);
  t.ok(auth.isPresented(bearer('x')));
});

t.test('a public key is no secret: the algorithm of a token does not choose the kind of key', async (t) => {
  const { url } = await keyServer(t, [first.jwk]);
  const auth = await compile([{ type: 'jwt', issuer, audience, jwks: url, clockTolerance: 0 }]);
  const asSecret = Buffer.from(JSON.stringify(first.jwk));
  const token = await new SignJWT({ iss: issuer, aud: audience, exp: now() + 60 })
    .setProtectedHeader({ alg: 'HS256', kid: 'first' })
    .sign(asSecret);
  t.equal(await nameOf(auth, bearer(token)), undefined);
});

t.test('a secret that both sides know', async (t) => {
  const secret = 'x'.repeat(32);
  const auth = await compile([
    { type: 'jwt', issuer, audience, secret, clockTolerance: 0, label: 'payroll', rights: { access: 'read' } },
  ]);
  const sign = (key: string, alg = 'HS256') =>
    new SignJWT({ iss: issuer, aud: audience, sub: 'a', exp: now() + 60 })
      .setProtectedHeader({ alg })
      .sign(Buffer.from(key));
  t.equal(await nameOf(auth, bearer(await sign(secret))), 'payroll', 'its label is its name');
  t.equal(await nameOf(auth, bearer(await sign('y'.repeat(32)))), undefined);
  t.equal(await nameOf(auth, bearer(await sign('x'.repeat(64), 'HS512'))), undefined);
});

t.test('keys of a URL are changed by its owner', async (t) => {
  const rotated = await keyServer(t, [first.jwk]);
  const keys = keysOfUrl(new URL(rotated.url), keptLog().log, 0);
  const { log } = keptLog();
  const rules = { issuer, audience: [audience], algorithms: ['ES256', 'RS256'], clockToleranceMs: 0, claims: {}, log };
  const { prove } = jwt({ ...rules, keys, isLabelled: true }, { name: 'agent', rights: ALL_RIGHTS });
  const proven = async (token: string): Promise<string | undefined> => {
    const proof = prove({ headers: bearer(token), socket: new Socket() });
    return (typeof proof === 'function' ? await proof() : proof)?.name;
  };
  t.equal(await proven(await first.sign()), 'agent');
  rotated.state.keys = [second.jwk];
  t.equal(await proven(await second.sign()), 'agent', 'a new key is asked for when a token names it');
  t.equal(await proven(await first.sign()), undefined, 'the one that is gone opens nothing any more');
});

t.test('tokens with unknown keys do not make the gateway a flood', async (t) => {
  const { url, state } = await keyServer(t, [first.jwk]);
  const kept = keptLog();
  const auth = await compile([{ type: 'jwt', issuer, audience, jwks: url, clockTolerance: 0 }], '.', kept);
  t.equal(await nameOf(auth, bearer(await first.sign())), 'jwt agent');
  const { asked } = state;
  for (let time = 0; time < 20; time++) await nameOf(auth, bearer(await second.sign()));
  t.ok(state.asked <= asked + 1, 'tokens with unknown keys do not make us ask each time');
  t.equal(await nameOf(auth, bearer(await first.sign())), 'jwt agent');
});

t.test('keys that cannot be had are no failure at the start, and are had later', async (t) => {
  const { url, state, server } = await keyServer(t, [first.jwk]);
  state.status = 500;
  const kept = keptLog();
  const auth = await compile([{ type: 'jwt', issuer, audience, jwks: url, clockTolerance: 0 }], '.', kept);
  const failure = await nameOf(auth, bearer(await first.sign())).catch((error: unknown) => error);
  t.match(failure, { status: 503, retryAfter: 5 });
  t.match(kept.lines, [{ level: 'error', facts: { url, reason: String }, message: /tokens are refused until/ }]);
  state.status = 200;
  t.equal(await nameOf(auth, bearer(await first.sign())), 'jwt agent', 'without a restart');
  server.close();
  server.closeAllConnections();
  t.equal(await nameOf(auth, bearer(await first.sign())), 'jwt agent', 'known keys are used while it is away');
});

t.test('keys of a file are read again when it changes', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, { 'keys.json': { keys: [first.jwk] } });
  const kept = keptLog();
  const methods = [{ type: 'jwt', issuer, audience, jwks: 'keys.json', clockTolerance: 0 }] as const;
  const auth = await compile(methods, folder, kept);
  t.equal(await nameOf(auth, bearer(await first.sign())), 'jwt agent');
  await writeFiles(folder, { 'keys.json': { keys: [second.jwk] } });
  let name: string | undefined;
  while (name === undefined) name = await nameOf(auth, bearer(await second.sign()));
  t.equal(name, 'jwt agent');
  t.equal(await nameOf(auth, bearer(await first.sign())), undefined, 'a key that was taken away opens nothing');
  await writeFiles(folder, { 'keys.json': 'no keys' });
  while (kept.lines.every(({ level }) => level !== 'error')) {
    t.equal(await nameOf(auth, bearer(await second.sign())), 'jwt agent', 'what is no set of keys changes nothing');
  }
  for (const jwks of ['gone.json', join(folder, 'keys.json')]) {
    const fault = await compile([{ ...methods[0], jwks }], folder).catch((error: unknown) => error);
    t.match(fault, { index: 0, setting: 'jwks', message: /cannot be read/ });
  }
});
