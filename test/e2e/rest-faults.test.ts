import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import t, { type Test } from 'tap';
import { authority, certificate } from '../helpers/certificates.js';
import { type RunningGateway, runCli, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { type HttpApplication, json, type ReceivedRequest, startApplication } from '../helpers/http-application.js';
import { basic, type ScimAnswer, type ScimClient, scimClient } from '../helpers/scim-client.js';
import { type Fault, startTcpProxy } from '../helpers/tcp-proxy.js';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const TIMEOUT_MS = 1_000;
/** The machine may be busy. */
const SLACK_MS = 5_000;

const employee = { id: '1', login: 'ann@example.com', note: 'inside'.repeat(2_000) };

const usual = ({ method, url, body }: ReceivedRequest, response: ServerResponse): void => {
  if (method === 'POST') json(response, { ...JSON.parse(body), id: '2' }, { status: 201 });
  else if (url.startsWith('/employees/')) json(response, employee);
  else json(response, []);
};

/** The gateway with the rest plugin over one application. */
async function serve(t: Test, baseUrl: string, options: object = {}, files: { readonly [name: string]: string } = {}) {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    ...files,
    'connector.config.json': {
      scimVersion: '2.0',
      auth: { type: 'basic', username: 'okta', password: 'pw' },
      timeout: TIMEOUT_MS,
      plugin: {
        use: 'rest',
        options: {
          baseUrl,
          auth: { type: 'bearer', token: 'api-secret' },
          ...options,
          User: {
            find: { request: 'GET /employees', filters: { 'login eq': 'login={value}' } },
            get: { request: 'GET /employees/{id}' },
            insert: { request: 'POST /employees', body: '{record}', record: '' },
          },
        },
      },
      mapping: { User: { id: 'id', attributes: { userName: 'login' } } },
    },
  });
  const gateway = await startGateway(t, folder);
  return { folder, gateway, scim: scimClient(`${gateway.url}/scim/v2`, basic('okta', 'pw')) };
}

/** An error as SCIM has it, with nothing of the application in it. */
function isScimError(t: Test, answer: ScimAnswer, statuses: readonly number[], name: string): void {
  t.ok(statuses.includes(answer.status), `${name}: ${answer.status}`);
  t.match(answer.body, { schemas: [ERROR], status: String(answer.status), detail: String }, name);
  t.notMatch(answer.text, /inside|api-secret|127\.0\.0\.1|ECONN|undici|employees/, `${name}: nothing of the inside`);
}

async function within(t: Test, work: Promise<ScimAnswer>, name: string): Promise<ScimAnswer> {
  const started = Date.now();
  const answer = await work;
  t.ok(Date.now() - started < TIMEOUT_MS + SLACK_MS, `${name}: within the deadline`);
  return answer;
}

function residentMegabytes({ child }: RunningGateway): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Ends the gateway, and sees that it lets go of everything. */
async function endsWell(t: Test, gateway: RunningGateway, application: HttpApplication, scim: ScimClient) {
  t.equal((await scim('GET', '/Users/1')).status, 200, 'the gateway lives on');
  t.ok(application.open <= 32, 'no more connections than it may have');
  t.equal(await gateway.stop(), 0);
  await application.drained();
  t.notMatch(gateway.output(), /api-secret|insideinside/, 'no secret and no record is in the log');
}

t.test('a line that breaks', async (t) => {
  const application = await startApplication(t, usual);
  const proxy = await startTcpProxy(t, application.port);
  const { gateway, scim } = await serve(t, proxy.url, { circuitBreaker: { failures: 0 } });
  t.equal((await scim('GET', '/Users/1')).body.userName, 'ann@example.com');

  const cut = (afterBytes: number, how: 'reset' | 'end'): Fault => ({ kind: 'cut', afterBytes, how });
  for (const fault of [cut(0, 'reset'), cut(3_000, 'reset'), cut(3_000, 'end')]) {
    const name = JSON.stringify(fault);
    proxy.spoil(fault, { kind: 'none' });
    t.equal((await scim('GET', '/Users/1')).status, 200, `${name}: once is mended`);
    proxy.spoil(fault);
    isScimError(t, await within(t, scim('GET', '/Users/1'), name), [502, 503], name);
  }
  proxy.spoil({ kind: 'latency', ms: 50 });
  t.equal((await scim('GET', '/Users/1')).status, 200);
  for (const fault of [{ kind: 'hang' }, { kind: 'drip', bytes: 10, ms: 20 }] as const) {
    proxy.spoil(fault);
    isScimError(t, await within(t, scim('GET', '/Users/1'), fault.kind), [504], fault.kind);
  }
  const flapping: Fault[] = [];
  for (let count = 0; count < 60; count++)
    flapping.push(count % 3 === 0 ? { kind: 'none' } : cut((count % 5) * 1_000, 'reset'));
  proxy.spoil(...flapping, { kind: 'none' });
  const answers = await Promise.all(Array.from({ length: 40 }, () => scim('GET', '/Users/1')));
  for (const answer of answers) if (answer.status !== 200) isScimError(t, answer, [502, 503, 504], 'flapping');
  proxy.setAccepting(false);
  proxy.spoil(cut(0, 'reset'));
  isScimError(t, await scim('GET', '/Users/1'), [503], 'away');
  proxy.setAccepting(true);
  proxy.spoil({ kind: 'none' });
  await endsWell(t, gateway, application, scim);
  await proxy.drained();
});

t.test('an application that misbehaves', async (t) => {
  const application = await startApplication(t, usual);
  const { gateway, scim } = await serve(t, application.url, { circuitBreaker: { failures: 0 }, retries: 1 });
  t.equal((await scim('GET', '/Users/1')).status, 200);
  const base = residentMegabytes(gateway);
  const behaviours: readonly (readonly [string, readonly number[], (response: ServerResponse) => void])[] = [
    [
      'truncated JSON',
      [502],
      (response) => response.setHeader('content-type', 'application/json').end('{"id":"1","login":"inside'),
    ],
    ['a login page', [502], (response) => response.setHeader('content-type', 'text/html').end('<html>inside</html>')],
    ['401', [502], (response) => json(response, { inside: 1 }, { status: 401 })],
    ['403', [502], (response) => json(response, { inside: 1 }, { status: 403 })],
    ['500', [502], (response) => json(response, { inside: 1 }, { status: 500 })],
    ['503', [503], (response) => json(response, { inside: 1 }, { status: 503, headers: { 'retry-after': '77' } })],
    ['429', [429], (response) => json(response, { inside: 1 }, { status: 429, headers: { 'retry-after': '77' } })],
    [
      'a redirect',
      [502],
      (response) => json(response, {}, { status: 302, headers: { location: 'http://inside.example' } }),
    ],
    ['noise', [502], (response) => response.socket?.end('inside inside inside\r\n\r\n')],
    ['1 GB', [502], (response) => stream(response, 1_000_000_000)],
  ];
  for (const [name, statuses, answer] of behaviours) {
    application.answer((_request, response) => answer(response));
    const said = await within(t, scim('GET', '/Users/1'), name);
    isScimError(t, said, name === '1 GB' ? [502, 504] : statuses, name);
    if (name === '429' || name === '503') t.equal(said.headers.get('retry-after'), '77', name);
  }
  t.ok(residentMegabytes(gateway) - base < 400, 'a large body does not grow the gateway beyond what maxBody allows');
  t.match(gateway.output(), /does not accept the credentials/, 'the operator reads what to do');

  application.answer((request, response) => {
    if (request.method === 'POST') response.destroy();
    else usual(request, response);
  });
  isScimError(
    t,
    await scim('POST', '/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'bob@example.com',
    }),
    [503],
    'a lost answer',
  );
  t.equal(application.requests.filter(({ method }) => method === 'POST').length, 1, 'a create is not sent twice');
  application.answer(usual);
  await endsWell(t, gateway, application, scim);
});

t.test('an application that is down is left alone, with Retry-After', async (t) => {
  const application = await startApplication(t, (_request, response) => json(response, {}, { status: 500 }));
  const { gateway, scim } = await serve(t, application.url, { circuitBreaker: { failures: 3, pause: '300ms' } });
  for (let count = 0; count < 3; count++) isScimError(t, await scim('GET', '/Users/1'), [502], 'failing');
  const sent = application.requests.length;
  const refused = await scim('GET', '/Users/1');
  if (refused.status === 503) {
    isScimError(t, refused, [503], 'left alone');
    t.equal(refused.headers.get('retry-after'), '1');
    t.equal(application.requests.length, sent);
  }
  application.answer(usual);
  while ((await scim('GET', '/Users/1')).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
  await endsWell(t, gateway, application, scim);
  t.match(gateway.output(), /left alone for a while/);
  t.match(gateway.output(), /answers again/);
});

t.test('certificates and credentials, as the client and the operator see them', async (t) => {
  const ca = await authority('Ours');
  const secure = await startApplication(t, usual, await certificate(ca, ['127.0.0.1']));
  const untrusting = await serve(t, secure.url);
  isScimError(t, await untrusting.scim('GET', '/Users/1'), [502], 'an authority that nobody knows');
  t.equal(await untrusting.gateway.stop(), 0);
  const checked = await runCli(untrusting.folder, ['check']);
  t.equal(checked.code, 1);
  t.match(checked.stdout, /does NOT reach its application: .*secure connection.*certificate/);
  t.notMatch(checked.stdout + checked.stderr, /api-secret/);

  const trusting = await serve(t, secure.url, { tls: { ca: 'ca.pem' } }, { 'ca.pem': ca.cert });
  await endsWell(t, trusting.gateway, secure, trusting.scim);

  const strict = await startApplication(t, (_request, response) => json(response, {}, { status: 401 }));
  const refused = await serve(t, strict.url);
  t.equal(await refused.gateway.stop(), 0);
  const report = await runCli(refused.folder, ['check']);
  t.match(report.stdout, /does NOT reach its application: .*credentials.*401.*"auth"/);
});

/** Sends so many bytes of JSON, as fast as they are taken. */
function stream(response: ServerResponse, bytes: number): void {
  const chunk = Buffer.alloc(256 * 1024, ' ');
  let left = bytes;
  response.setHeader('content-type', 'application/json');
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) return;
    }
    response.end();
  };
  response.on('drain', more);
  more();
}
