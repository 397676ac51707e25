import t from 'tap';
import { basic, compile, nameOf } from './support.js';

t.test('basic: the right name and password, in UTF-8, and nothing else', async (t) => {
  const auth = await compile([{ type: 'basic', username: 'öktä', password: 'a:b:ü' }]);
  t.equal(await nameOf(auth, { authorization: basic('öktä:a:b:ü') }), 'basic öktä');
  t.ok(await nameOf(auth, { authorization: basic('öktä:a:b:ü').replace('Basic', 'bAsIc') }));
  for (const wrong of ['öktä:a:b:u', 'öktä:', ':a:b:ü', 'öktä', '', 'öktäa:b:ü']) {
    t.notOk(await nameOf(auth, { authorization: basic(wrong) }), wrong);
  }
  t.notOk(await nameOf(auth, {}));
  t.notOk(await nameOf(auth, { authorization: 'Basic' }));
  t.match(auth.challenges, [/^Basic realm=/]);
  t.equal(auth.description, 'basic (user öktä)');
  t.match(auth.schemes, [{ type: 'httpbasic' }]);
});

t.test('bearer: RFC 6750, with its challenge', async (t) => {
  const auth = await compile([{ type: 'bearer', token: 'abc.def' }]);
  t.equal(await nameOf(auth, { authorization: 'Bearer abc.def' }), 'bearer');
  t.ok(await nameOf(auth, { authorization: 'bearer abc.def' }));
  for (const wrong of ['Bearer abc', 'Bearer abc.defg', 'Bearer', 'abc.def', 'Basic abc.def']) {
    t.notOk(await nameOf(auth, { authorization: wrong }), wrong);
  }
  t.match(auth.challenges, [/^Bearer/]);
  t.match(auth.schemes, [{ type: 'oauthbearertoken' }]);
});

t.test('header: its name in any case of letters', async (t) => {
  const auth = await compile([{ type: 'header', name: 'X-Api-KEY', value: 'k1' }]);
  t.equal(await nameOf(auth, { 'x-api-key': 'k1' }), 'header X-Api-KEY');
  t.notOk(await nameOf(auth, { 'x-api-key': 'K1' }));
  t.notOk(await nameOf(auth, { 'x-api-key': ['k1', 'k2'] as unknown as string }));
  t.notOk(await nameOf(auth, { authorization: 'k1' }));
  t.match(auth.challenges, [/^ApiKey /], 'RFC 9110 15.5.2: a 401 says how to do better');
});

t.test('a list: any one lets in, each is offered, and it is known which one it was', async (t) => {
  const auth = await compile([
    { type: 'bearer', token: 'old' },
    { type: 'bearer', token: 'new' },
    { type: 'basic', username: 'u', password: 'p' },
  ]);
  t.equal(await nameOf(auth, { authorization: 'Bearer old' }), 'bearer');
  t.equal(await nameOf(auth, { authorization: 'Bearer new' }), 'bearer 2');
  t.equal(await nameOf(auth, { authorization: basic('u:p') }), 'basic u');
  t.notOk(await nameOf(auth, { authorization: 'Bearer other' }));
  t.equal(auth.challenges.length, 2);
  t.equal(auth.description, 'bearer token or basic (user u)');
});

t.test('none lets everybody in', async (t) => {
  const auth = await compile([{ type: 'none' }]);
  t.equal(await nameOf(auth, {}), 'none');
  t.same(auth.challenges, []);
  t.equal(auth.description, 'none');
});
