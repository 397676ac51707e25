import { OAuth2Server } from 'oauth2-mock-server';
import t, { type Test } from 'tap';
import { TokenSource } from '#plugins/rest/network/token-source.js';
import { json, type ReceivedRequest, startApplication } from '../../../helpers/http-application.js';
import { callOf, open, recordingLog, rejection } from './support.js';

interface AskedFor {
  readonly form: { readonly [name: string]: string };
  readonly authorization: string | undefined;
}

/** A real authorization server whose tokens live as long as the test says. */
async function authorizationServer(t: Test) {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  t.teardown(() => server.stop());
  const asked: AskedFor[] = [];
  const settings = {
    lifeSeconds: 3600,
    answer: undefined as { statusCode: number; body: Record<string, unknown> } | undefined,
  };
  server.service.on('beforeTokenSigning', (token, request) => {
    // Tokens of the same second are told apart.
    token.payload.jti = String(asked.length);
    void request;
  });
  server.service.on('beforeResponse', (response, request) => {
    asked.push({ form: { ...request.body }, authorization: request.headers.authorization });
    if (settings.answer) Object.assign(response, settings.answer);
    else response.body = { ...(response.body as object), expires_in: settings.lifeSeconds };
  });
  return { url: `http://127.0.0.1:${server.address().port}/token`, asked, settings };
}

const bearer = ({ headers }: ReceivedRequest): string => headers.authorization?.replace(/^Bearer /, '') ?? '';

t.test('one token for all that wait, renewed in good time, and once more where it is refused', async (t) => {
  const authorization = await authorizationServer(t);
  const revoked = new Set<string>();
  const application = await startApplication(t, (request, response) =>
    json(response, {}, { status: bearer(request) === '' || revoked.has(bearer(request)) ? 401 : 200 }),
  );
  const auth = {
    type: 'oauth2',
    tokenUrl: authorization.url,
    clientId: 'gate:way',
    clientSecret: 'säcret +',
    scope: 'a b',
    parameters: { audience: 'hr' },
  };
  const { upstream } = await open(t, { baseUrl: application.url, auth, concurrency: 50 });
  const send = (method = 'GET') =>
    upstream.send({ method, url: application.url, repeatable: method === 'GET' }, callOf(t));
  await Promise.all(Array.from({ length: 20 }, () => send()));
  t.equal(authorization.asked.length, 1, 'twenty calls, one token');
  t.match(authorization.asked[0]?.form, { grant_type: 'client_credentials', scope: 'a b', audience: 'hr' });
  t.notOk(authorization.asked[0]?.form.client_secret);
  const [id, secret] = Buffer.from(authorization.asked[0]?.authorization?.slice(6) ?? '', 'base64')
    .toString()
    .split(':');
  t.equal(decodeURIComponent(id ?? ''), 'gate:way');
  t.equal(decodeURIComponent((secret ?? '').replace(/\+/g, ' ')), 'säcret +');

  for (const request of application.requests) revoked.add(bearer(request));
  await Promise.all(Array.from({ length: 20 }, () => send('POST')));
  t.equal(authorization.asked.length, 2, 'a refused token is replaced once, for all');

  application.answer((_request, response) => json(response, {}, { status: 401 }));
  const before = application.requests.length;
  t.match(await rejection(send()), { name: 'BadGateway', cause: { message: /401.*"auth"/ } });
  t.ok(application.requests.length - before <= 2, 'asked once more, not for ever');
  const tokens = authorization.asked.length;
  for (let count = 0; count < 10; count++) await rejection(send());
  t.equal(authorization.asked.length, tokens, 'who refuses every token is not asked with ten more');
});

t.test('client id and secret in the form; tokens that expire; a refresh token that changes', async (t) => {
  const authorization = await authorizationServer(t);
  const application = await startApplication(t);
  const auth = {
    type: 'oauth2',
    tokenUrl: authorization.url,
    clientId: 'c',
    clientSecret: 's',
    clientAuthentication: 'body',
  };
  const first = await open(t, { baseUrl: application.url, auth });
  const send = ({ upstream }: typeof first) =>
    upstream.send({ method: 'GET', url: application.url, repeatable: true }, callOf(t));
  authorization.settings.lifeSeconds = 0.001;
  await send(first);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await send(first);
  t.match(
    authorization.asked,
    [{ form: { client_id: 'c', client_secret: 's' } }, {}],
    'a token that is over is not used',
  );
  t.equal(authorization.asked[0]?.authorization, undefined);

  const refresh = {
    type: 'oauth2',
    tokenUrl: authorization.url,
    grant: 'refresh_token',
    clientId: 'c',
    refreshToken: 'r0',
  };
  const second = await open(t, { baseUrl: application.url, auth: refresh });
  await send(second);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await send(second);
  const [one, two] = authorization.asked.slice(-2).map(({ form }) => form);
  t.match(one, { grant_type: 'refresh_token', refresh_token: 'r0', client_id: 'c' });
  t.match(two, { grant_type: 'refresh_token', refresh_token: /^[\w-]{30,}$/ }, 'the new one that came with the token');
});

t.test('an authorization server that refuses, fails or speaks nonsense', async (t) => {
  const authorization = await authorizationServer(t);
  const application = await startApplication(t);
  const failure = async (answer: typeof authorization.settings.answer) => {
    authorization.settings.answer = answer;
    const auth = { type: 'oauth2', tokenUrl: authorization.url, clientId: 'c', clientSecret: 'top-secret' };
    const { upstream, lines } = await open(t, { baseUrl: application.url, auth, retries: 1 });
    const send = () => upstream.send({ method: 'POST', url: application.url, repeatable: false }, callOf(t));
    const error = await rejection(send());
    const again = await rejection(send());
    t.notMatch(JSON.stringify([lines, error.message, String(error.cause), error.stack]), /top-secret|dG9w/);
    return { error, again };
  };
  const refused = await failure({
    statusCode: 401,
    body: { error: 'invalid_client', error_description: 'top-secret' },
  });
  t.match(refused.error, { name: 'BadGateway', cause: { message: /401 and "invalid_client": see "auth"/ } });
  t.equal(refused.again, refused.error);
  t.equal(authorization.asked.length, 1, 'who is refused does not knock again at once: accounts get locked by that');
  t.match(await failure({ statusCode: 400, body: { error: 'x'.repeat(100) } }), {
    error: { name: 'BadGateway', cause: { message: /400: see/ } },
  });
  const before = authorization.asked.length;
  const busy = await failure({ statusCode: 429, body: {} });
  t.match(busy, { error: { name: 'TooManyRequests' }, again: { name: 'TooManyRequests' } });
  t.equal(authorization.asked.length - before, 2, 'once, and once again: the next call does not ask at once');
  t.match(await failure({ statusCode: 503, body: {} }), {
    error: { name: 'Unavailable', message: /authorization server/ },
  });
  t.match(await failure({ statusCode: 500, body: {} }), { error: { name: 'BadGateway' } });
  for (const body of [
    {},
    { access_token: 1 },
    { access_token: 'a\r\nX: b' },
    { access_token: 'a', token_type: 'mac' },
  ]) {
    t.match(await failure({ statusCode: 200, body }), { error: { name: 'BadGateway' } }, JSON.stringify(body));
  }
  t.equal(application.requests.length, 0);
  const gone = await startApplication(t);
  await gone.close();
  const auth = { type: 'oauth2', tokenUrl: gone.url, clientId: 'c', clientSecret: 's' };
  const { upstream } = await open(t, { baseUrl: application.url, auth });
  const error = await rejection(upstream.send({ method: 'POST', url: application.url, repeatable: false }, callOf(t)));
  t.match(
    error,
    { name: 'Unavailable', message: /authorization server/ },
    'nothing was sent to the application: no lost answer',
  );
});

t.test('a token is renewed while the old one still serves', async (t) => {
  let now = 0;
  let count = 0;
  let fails = false;
  const { log, lines } = recordingLog();
  const source = new TokenSource({
    now: () => now,
    log,
    fetch: async () => {
      count += 1;
      if (fails) throw new Error('not now');
      return { accessToken: `t${count}`, lifeMs: 100_000 };
    },
  });
  const { signal, controller } = callOf(t);
  t.equal(await source.get(signal), 't1');
  now = 79_999;
  t.equal(source.get(signal), 't1');
  t.equal(count, 1);
  now = 80_001;
  fails = true;
  t.equal(source.get(signal), 't1', 'at once, the new one is asked for beside it');
  await new Promise(setImmediate);
  t.match(lines, [{ level: 'warn' }]);
  t.equal(source.get(signal), 't1');
  t.equal(count, 2, 'a renewal that failed waits a little');
  now = 90_000;
  fails = false;
  source.get(signal);
  await new Promise(setImmediate);
  t.equal(source.get(signal), 't3');
  now = 300_000;
  const waits = source.get(signal);
  controller.abort(new Error('gone'));
  t.equal((await rejection(Promise.resolve(waits))).message, 'gone');

  const other = callOf(t).signal;
  const refused = await source.get(other);
  t.equal(source.refused(refused), true);
  const next = await source.get(other);
  t.not(next, refused);
  t.equal(source.refused(refused), true, 'another call that had the old one gets the new one too');
  t.equal(source.refused(next), false, 'not the token is wrong, where the next is refused as well');
  t.equal(source.get(other), next);
  now += 5_001;
  t.equal(source.refused(next), true);
});
