import t from 'tap';
import { compileAuth } from '#src/auth/index.js';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

t.test('basic: the right name and password, in UTF-8, and nothing else', async (t) => {
  const { authenticate, challenges, description, schemes } = compileAuth([
    { type: 'basic', username: 'öktä', password: 'a:b:ü' },
  ]);
  t.ok(authenticate({ authorization: basic('öktä:a:b:ü') }));
  t.ok(authenticate({ authorization: basic('öktä:a:b:ü').replace('Basic', 'bAsIc') }));
  for (const wrong of ['öktä:a:b:u', 'öktä:', ':a:b:ü', 'öktä', '', 'öktäa:b:ü']) {
    t.notOk(authenticate({ authorization: basic(wrong) }), wrong);
  }
  t.notOk(authenticate({}));
  t.notOk(authenticate({ authorization: 'Basic' }));
  t.match(challenges, [/^Basic realm=/]);
  t.equal(description, 'basic (user öktä)');
  t.match(schemes, [{ type: 'httpbasic' }]);
});

t.test('bearer: RFC 6750, with its challenge', async (t) => {
  const { authenticate, challenges, schemes } = compileAuth([{ type: 'bearer', token: 'abc.def' }]);
  t.ok(authenticate({ authorization: 'Bearer abc.def' }));
  t.ok(authenticate({ authorization: 'bearer abc.def' }));
  for (const wrong of ['Bearer abc', 'Bearer abc.defg', 'Bearer', 'abc.def', 'Basic abc.def']) {
    t.notOk(authenticate({ authorization: wrong }), wrong);
  }
  t.match(challenges, [/^Bearer/]);
  t.match(schemes, [{ type: 'oauthbearertoken' }]);
});

t.test('header: its name in any case of letters', async (t) => {
  const { authenticate, challenges } = compileAuth([{ type: 'header', name: 'X-Api-KEY', value: 'k1' }]);
  t.ok(authenticate({ 'x-api-key': 'k1' }));
  t.notOk(authenticate({ 'x-api-key': 'K1' }));
  t.notOk(authenticate({ 'x-api-key': ['k1', 'k2'] as unknown as string }));
  t.notOk(authenticate({ authorization: 'k1' }));
  t.match(challenges, [/^ApiKey /], 'RFC 9110 15.5.2: a 401 says how to do better');
});

t.test('a list: any one lets in, each is offered', async (t) => {
  const { authenticate, challenges, description } = compileAuth([
    { type: 'bearer', token: 'old' },
    { type: 'bearer', token: 'new' },
    { type: 'basic', username: 'u', password: 'p' },
  ]);
  for (const authorization of ['Bearer old', 'Bearer new', basic('u:p')]) t.ok(authenticate({ authorization }));
  t.notOk(authenticate({ authorization: 'Bearer other' }));
  t.equal(challenges.length, 2);
  t.equal(description, 'bearer token or basic (user u)');
});

t.test('none lets everybody in', async (t) => {
  const { authenticate, challenges, description } = compileAuth([{ type: 'none' }]);
  t.ok(authenticate({}));
  t.same(challenges, []);
  t.equal(description, 'none');
});
