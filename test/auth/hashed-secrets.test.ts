import { scryptSync } from 'node:crypto';
import t from 'tap';
import { HashQueue } from '#src/auth/hash-queue.js';
import { hashedMatcher } from '#src/auth/hashed-secret.js';
import { hashSecret, parseHash } from '#src/auth/index.js';
import { basic, compile, nameOf } from './support.js';

/** A hash that costs nothing, made by Node alone. */
function cheapHash(secret: string, salt = 'salt-of-16-bytes'): string {
  const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
  const hash = scryptSync(secret, salt, 32, { N: 2 ** 10, r: 8, p: 1 });
  return `$scrypt$ln=10,r=8,p=1$${base64(Buffer.from(salt))}$${base64(hash)}`;
}

t.test('a hash in the config stands for its secret, in every way that has one', async (t) => {
  const auth = await compile([
    { type: 'basic', username: 'okta', password: cheapHash('pâss:word') },
    { type: 'header', name: 'X-Api-Key', value: cheapHash('key-1') },
    { type: 'bearer', token: cheapHash('token-1') },
    { type: 'bearer', token: 'token-2' },
  ]);
  for (let time = 0; time < 2; time++) {
    t.equal(await nameOf(auth, { authorization: basic('okta:pâss:word') }), 'basic okta');
    t.equal(await nameOf(auth, { 'x-api-key': 'key-1' }), 'header X-Api-Key');
    t.equal(await nameOf(auth, { authorization: 'Bearer token-1' }), 'bearer');
    t.equal(await nameOf(auth, { authorization: 'Bearer token-2' }), 'bearer 2');
    const inLatin1 = `Basic ${Buffer.from('okta:pâss:word', 'latin1').toString('base64')}`;
    t.equal(await nameOf(auth, { authorization: inLatin1 }), 'basic okta');
    for (const wrong of ['okta:pass:word', 'root:pâss:word', 'okta:', 'okta', ':pâss:word', '']) {
      t.equal(await nameOf(auth, { authorization: basic(wrong) }), undefined, wrong);
    }
    t.equal(await nameOf(auth, { 'x-api-key': cheapHash('key-1') }), undefined, 'the hash itself is no secret');
    t.equal(await nameOf(auth, { authorization: `Bearer ${cheapHash('token-1')}` }), undefined);
  }
});

t.test('what is right is remembered for a while, what is wrong never', async (t) => {
  const parsed = parseHash(cheapHash('secret'));
  if (!parsed) throw new Error('the hash is one');
  let now = 0;
  const matches = hashedMatcher(parsed, new HashQueue(), () => now);
  const answer = matches(Buffer.from('secret'));
  t.type(answer, 'function', 'the first time it has to be hashed');
  t.equal(answer === true || (await answer()), true);
  t.equal(matches(Buffer.from('secret')), true, 'then it is known at once');
  for (let time = 0; time < 2; time++) {
    const wrong = matches(Buffer.from('Secret'));
    t.type(wrong, 'function');
    t.equal(wrong === true || (await wrong()), false);
  }
  t.equal(matches(Buffer.from('secret')), true, 'which is not forgotten over wrong ones');
  now = 6 * 60_000;
  t.type(matches(Buffer.from('secret')), 'function', 'for minutes');
});

t.test('an unknown user costs what a wrong password costs: each is hashed', async (t) => {
  const auth = await compile([{ type: 'basic', username: 'okta', password: cheapHash('secret') }]);
  t.equal(await nameOf(auth, { authorization: basic('okta:secret') }), 'basic okta');
  for (const sent of ['okta:wrong', 'root:wrong', 'root:secret', 'secret', '']) {
    const { authenticate } = auth;
    const proof = authenticate({ headers: { authorization: basic(sent) }, socket: null as never });
    t.ok(proof instanceof Promise, sent);
    t.equal(await proof, undefined);
  }
});

t.test('many guesses at once wait in a short line, and then are turned away', async (t) => {
  const auth = await compile([{ type: 'bearer', token: cheapHash('right') }]);
  const guesses = Array.from({ length: 50 }, (_, index) => nameOf(auth, { authorization: `Bearer guess-${index}` }));
  const outcomes = await Promise.allSettled(guesses);
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  t.equal(refused.length, 50 - 16);
  t.match(refused[0], { reason: { status: 503, retryAfter: 1 } });
  const same = Array.from({ length: 50 }, () => nameOf(auth, { authorization: 'Bearer right' }));
  t.same(new Set(await Promise.all(same)), new Set(['bearer']), 'the same secret is hashed once for all');
});

t.test('hashes have the form of the PHC, a salt of their own, and bounds', async (t) => {
  const [one, other] = [await hashSecret('secret'), await hashSecret('secret')];
  t.match(one, /^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  t.not(one, other);
  const rest = one.split('$').slice(3).join('$');
  t.ok(parseHash(`$scrypt$ln=16,r=8,p=2$${rest}`));
  for (const shape of ['ln=31,r=8,p=1', 'ln=20,r=32,p=1', 'ln=4,r=8,p=1', 'ln=15,r=0,p=1', 'ln=15,r=8,p=99', 'n=15']) {
    t.notOk(parseHash(`$scrypt$${shape}$${rest}`), shape);
  }
  for (const text of ['', '$scrypt$', `${one}x=`, one.slice(0, -8), one.replace('$scrypt', '$argon2id')]) {
    t.notOk(parseHash(text), text);
  }
});
