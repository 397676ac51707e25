import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { RequestGuard } from '#plugins/rest/network/request-guard.js';
import { BadGateway, InvalidValue } from '#src/plugin/index.js';
import { json, startApplication } from '../../../helpers/http-application.js';
import { callOf, networkOptions, open, rejection } from './support.js';

t.test('requests and answers', async (t) => {
  const application = await startApplication(t, (request, response) => {
    if (request.url.startsWith('/api/zipped')) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify({ name: 'Zoë', text: 'x'.repeat(100_000) })));
    } else if (request.url === '/api/latin') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' });
      response.end(Buffer.from('Zoë', 'latin1'));
    } else if (request.url === '/api/nothing') {
      response.writeHead(204);
      response.end();
    } else if (request.url === '/api/brotli') {
      response.writeHead(200, { 'content-encoding': 'br' });
      response.end('?');
    } else if (request.url === '/api/bom') {
      response.end('\ufeff{"a":1}');
    } else {
      json(
        response,
        { at: request.url },
        { status: Number(request.headers['x-status'] ?? 200), headers: { 'X-Total': 7 } },
      );
    }
  });
  const { upstream } = await open(t, { baseUrl: `${application.url}/api/`, headers: { 'X-Tenant': 'acme' } });
  const call = callOf(t);
  const get = (path: string) =>
    upstream.send({ method: 'GET', url: `${application.url}${path}`, repeatable: true }, call);

  const answer = await upstream.send(
    {
      method: 'POST',
      url: `${application.url}/api/employees?x=a%20b&y='c'`,
      headers: { 'Content-Type': 'application/json', 'x-tenant': 'other' },
      body: '{"a":"ü"}',
      repeatable: false,
    },
    call,
  );
  t.equal(answer.status, 200);
  t.same(JSON.parse(answer.body), { at: '/api/employees?x=a%20b&y=%27c%27' }, 'the query goes as it was encoded');
  t.equal(answer.headers['x-total'], '7', 'headers by their names in lower case');
  const [sent] = application.requests;
  t.equal(sent?.method, 'POST');
  t.equal(sent?.body, '{"a":"ü"}');
  t.equal(sent?.headers['content-type'], 'application/json');
  t.equal(sent?.headers['x-tenant'], 'other', "a request's own header stands instead of that of the options");
  t.equal(sent?.headers['accept-encoding'], 'gzip');

  t.equal(JSON.parse((await get('/api/zipped')).body).name, 'Zoë');
  t.equal((await get('/api/latin')).body, 'Zoë', 'the charset of the answer counts');
  t.same(await get('/api/nothing').then(({ status, body }) => ({ status, body })), { status: 204, body: '' });
  t.equal((await get('/api/bom')).body, '{"a":1}', 'a byte order mark is no part of the text');
  t.match(await rejection(get('/api/brotli')), { code: 'badGateway', cause: { message: /"br"/ } });
  for (const status of [201, 400, 404, 409, 410, 412, 422]) {
    const headers = { 'x-status': String(status) };
    const said = await upstream.send({ method: 'GET', url: `${application.url}/api`, headers, repeatable: true }, call);
    t.equal(said.status, status, `${status} is an answer`);
  }
  await upstream.close();
  await application.drained();
});

t.test('connections are kept', async (t) => {
  const application = await startApplication(t);
  const { upstream } = await open(t, { baseUrl: application.url });
  const request = { method: 'GET', url: application.url, repeatable: true };
  for (let count = 0; count < 20; count++) await upstream.send(request, callOf(t));
  t.ok(application.accepted <= 2, 'twenty requests need one, or two where one is not free yet');
  await upstream.close();
  await application.drained();
});

t.test('statuses that are no answer to the request', async (t) => {
  const application = await startApplication(t, (request, response) => {
    const status = Number(/\d+/.exec(request.url)?.[0]);
    json(
      response,
      { secret: 'of the application' },
      { status, headers: status === 429 ? {} : { location: '/elsewhere' } },
    );
  });
  const { upstream } = await open(t, { baseUrl: application.url, retries: 0, circuitBreaker: { failures: 0 } });
  const cases: readonly (readonly [number, boolean, object])[] = [
    [401, true, { name: 'BadGateway', cause: { message: /401.*"auth"/ } }],
    [403, true, { name: 'BadGateway', cause: { message: /403.*"auth"/ } }],
    [429, false, { name: 'TooManyRequests' }],
    [500, false, { name: 'BadGateway' }],
    [501, true, { name: 'BadGateway' }],
    [502, true, { name: 'BadGateway' }],
    [502, false, { name: 'LostAnswer' }],
    [503, false, { name: 'Unavailable' }],
    [504, false, { name: 'LostAnswer' }],
    [302, true, { name: 'BadGateway', cause: { message: /302.*"redirects"/ } }],
    [304, true, { name: 'BadGateway' }],
  ];
  for (const [status, repeatable, expected] of cases) {
    const request = { method: 'PUT', url: `${application.url}/${status}`, repeatable };
    const error = await rejection(upstream.send(request, callOf(t)));
    t.match(error, expected, `${status}, ${repeatable ? 'repeatable' : 'once only'}`);
    t.notMatch(
      `${error.message} ${String(error.cause)}`,
      /of the application'|elsewhere/,
      'nothing of the answer is told',
    );
  }
  t.equal(application.requests.length, cases.length, 'none of them was sent again');
});

t.test('no request leaves baseUrl', async (t) => {
  const application = await startApplication(t);
  const base = `${application.url}/api/v1`;
  const { upstream } = await open(t, { baseUrl: base });
  const hostile: readonly (readonly [string, typeof InvalidValue | typeof BadGateway])[] = [
    [`${base}/../admin`, InvalidValue],
    [`${base}/users/..`, InvalidValue],
    [`${base}/users/%2e%2e/admin`, InvalidValue],
    [`${base}/users/.%2E/admin`, InvalidValue],
    [`${base}/users/..%2fadmin`, InvalidValue],
    [`${base}/users/%2e%2e%2fadmin`, InvalidValue],
    [`${base}/users/..%5cadmin`, InvalidValue],
    [`${base}/users/./x`, InvalidValue],
    [`${base}\\..\\admin`, InvalidValue],
    [`${base}/users/a b`, InvalidValue],
    [`${base}/users/a\r\nHost: evil`, InvalidValue],
    [`${base}/users/a\0`, InvalidValue],
    [`${base}/users/a#b`, InvalidValue],
    [`${base}/us\ters`, InvalidValue],
    [`${application.url}/api/v1evil/users`, BadGateway],
    [`${application.url}/api`, BadGateway],
    [`${application.url}/`, BadGateway],
    [`http://127.0.0.1:1/api/v1/users`, BadGateway],
    [`https://127.0.0.1:${application.port}/api/v1/users`, BadGateway],
    [`http://user:pw@127.0.0.1:${application.port}/api/v1/users`, BadGateway],
    [`http://127.0.0.1:${application.port}@evil.example/api/v1/users`, BadGateway],
    ['//evil.example/api/v1', BadGateway],
    ['file:///etc/passwd', BadGateway],
    ['', BadGateway],
  ];
  for (const [url, expected] of hostile) {
    t.type(
      await rejection(upstream.send({ method: 'GET', url, repeatable: true }, callOf(t))),
      expected,
      JSON.stringify(url),
    );
  }
  for (const value of ['a\r\nX-Evil: 1', 'a\nb', 'a\0', '\u20ac']) {
    const request = { method: 'GET', url: base, headers: { 'X-Name': value }, repeatable: true };
    t.type(await rejection(upstream.send(request, callOf(t))), InvalidValue, JSON.stringify(value));
  }
  t.equal(application.requests.length, 0, 'nothing of it was sent');
  for (const url of [base, `${base}/`, `${base}?a=../b`, `${base}/a..b/...`, `${base}/a%2Fb/%252e%252e/%C3%BC`]) {
    t.equal((await upstream.send({ method: 'GET', url, repeatable: true }, callOf(t))).status, 200, url);
  }
  t.same(
    application.requests.map(({ url }) => url),
    ['/api/v1', '/api/v1/', '/api/v1?a=../b', '/api/v1/a..b/...', '/api/v1/a%2Fb/%252e%252e/%C3%BC'],
  );
});

t.test('whatever is put after baseUrl, what goes out lies below it and is made of one line', async () => {
  const guard = new RequestGuard('https://hr.example.com/api');
  const piece = fc.oneof(
    fc.constantFrom(
      '/',
      '..',
      '%2e',
      '%2E%2e',
      '.',
      '\\',
      '?',
      '#',
      '@',
      ':',
      '%2f',
      '%5C',
      '\t',
      '\r\n',
      '//evil.example',
      '%00',
    ),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      let target: string;
      try {
        target = guard.target(`https://hr.example.com/api${pieces.join('')}`);
      } catch (error) {
        return error instanceof InvalidValue || error instanceof BadGateway;
      }
      const path = new URL(target, 'https://hr.example.com').pathname;
      const decoded = path
        .replace(/%2e/gi, '.')
        .replace(/%2f|%5c/gi, '/')
        .split('/');
      return (
        /^\/api(?:[/?]|$)/.test(target) &&
        /^[\x21-\x7e]+$/.test(target) &&
        !decoded.includes('..') &&
        !decoded.includes('.')
      );
    }),
    { numRuns: 2000 },
  );
});

t.test('redirects', async (t) => {
  const other = await startApplication(t);
  const application = await startApplication(t, (request, response) => {
    const [, path = '', to = ''] = /^\/([^?]*)\??(.*)$/.exec(request.url) ?? [];
    if (path === 'end') json(response, { method: request.method, body: request.body, key: request.headers['x-key'] });
    else json(response, {}, { status: Number(path), headers: { location: decodeURIComponent(to) } });
  });
  const { upstream } = await open(t, {
    baseUrl: application.url,
    redirects: 2,
    auth: { type: 'header', name: 'X-Key', value: 'k' },
  });
  const send = (method: string, path: string) =>
    upstream.send(
      { method, url: `${application.url}${path}`, repeatable: true, ...(method !== 'GET' && { body: 'b' }) },
      callOf(t),
    );
  t.same(JSON.parse((await send('GET', '/301?%2Fend')).body), { method: 'GET', body: '', key: 'k' });
  t.same(JSON.parse((await send('GET', `/307?${encodeURIComponent(`${application.url}/end`)}`)).body).method, 'GET');
  t.same(JSON.parse((await send('PUT', '/308?end')).body), { method: 'PUT', body: 'b', key: 'k' });
  t.same(JSON.parse((await send('PUT', '/303?end')).body), { method: 'GET', body: '', key: 'k' });
  t.match(await rejection(send('PUT', '/301?end')), { name: 'BadGateway' }, 'a write does not become a read');
  t.match(await rejection(send('GET', `/302?${encodeURIComponent(`${other.url}/end`)}`)), {
    name: 'BadGateway',
    cause: { message: new RegExp(`302.*${other.url}`) },
  });
  const before = application.requests.length;
  t.match(await rejection(send('GET', `/302?${encodeURIComponent('/302?%2F302')}`)), { name: 'BadGateway' });
  t.equal(application.requests.length - before, 3, 'two are followed, not more');
  t.equal(other.requests.length, 0, 'nothing went elsewhere');
});

t.test('how the gateway proves who it is', async (t) => {
  const application = await startApplication(t);
  const sent = async (auth: object) => {
    const { upstream } = await open(t, { baseUrl: application.url, auth });
    await upstream.send({ method: 'GET', url: application.url, repeatable: true }, callOf(t));
    return application.requests.at(-1)?.headers ?? {};
  };
  t.equal((await sent({ type: 'none' })).authorization, undefined);
  const basic = `Basic ${Buffer.from('é:p:w').toString('base64')}`;
  t.equal((await sent({ type: 'basic', username: 'é', password: 'p:w' })).authorization, basic);
  t.equal((await sent({ type: 'bearer', token: 'abc' })).authorization, 'Bearer abc');
  t.equal((await sent({ type: 'header', name: 'X-Api-Key', value: 'k y' }))['x-api-key'], 'k y');
});

t.test('options that cannot work are said before anything is sent', async (t) => {
  const baseUrl = 'https://hr.example.com';
  for (const options of [
    {},
    { baseUrl: 'hr.example.com' },
    { baseUrl: 'ftp://hr.example.com' },
    { baseUrl: 'https://user:pw@hr.example.com' },
    { baseUrl: 'https://hr.example.com/api?key=1' },
    { baseUrl, auth: { type: 'basic', username: 'a' } },
    { baseUrl, auth: { type: 'kerberos' } },
    { baseUrl, proxy: 'socks5://x' },
    { baseUrl, redirects: -1 },
    { baseUrl, headers: { 'a b': 'x' } },
    { baseUrl, rateLimit: {} },
    { baseUrl, timeout: 1 },
  ]) {
    t.throws(() => networkOptions(options), JSON.stringify(options));
  }
  for (const [options, message] of [
    [{ headers: { Host: 'x' } }, /"headers" cannot set "Host"/],
    [{ headers: { 'X-A': 'a\nb' } }, /"X-A" in "headers"/],
    [{ auth: { type: 'bearer', token: 'secret\n' } }, /"auth"/],
    [{ auth: { type: 'oauth2', tokenUrl: 'https://a.example', clientId: 'a' } }, /no "clientSecret"/],
    [
      { auth: { type: 'oauth2', tokenUrl: 'https://a.example', clientId: 'a', grant: 'refresh_token' } },
      /no "refreshToken"/,
    ],
    [{ tls: { ca: 'missing.pem' } }, /"tls.ca".*ENOENT/],
    [{ tls: { cert: 'a.pem' } }, /without its key/],
  ] as const) {
    const error = await rejection(open(t, { baseUrl, ...options }));
    t.match(error.message, message);
    t.notMatch(error.message, /secret\n/);
  }
});
