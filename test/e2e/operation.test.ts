import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t, { type Test } from 'tap';
import { serve } from '../helpers/backends.js';
import { type RunningGateway, root, runCli, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic, scimClient } from '../helpers/scim-client.js';

const adminUrl = ({ output }: RunningGateway): string =>
  /For operators: (http:\S+)\/readyz/.exec(output())?.[1] ?? 'none';

/** The value of one line of Prometheus' text; the labels in whatever order. */
const sample = (text: string, name: string, labels: { readonly [label: string]: string }): number | undefined => {
  const line = text
    .split('\n')
    .find(
      (one) =>
        one.startsWith(`${name}{`) &&
        Object.entries(labels).every(([label, value]) => one.includes(`${label}="${value}"`)),
    );
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
};

const silently = { log: { level: 'silent' } };

t.test('health, readiness and metrics are on a listener of their own', async (t) => {
  const { gateway, v2, folder } = await serve(t, 'csv', { config: silently });
  const admin = adminUrl(gateway);
  const get = async (path: string) => {
    const answer = await fetch(`${admin}${path}`);
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };
  t.match(await get('/healthz'), { status: 200, text: '{"status":"alive"}' });
  t.match(await get('/readyz'), { status: 200, text: /"status":"ready"/ });
  for (const path of ['/healthz', '/readyz', '/metrics'])
    t.equal((await fetch(`${gateway.url}${path}`)).status, 404, path);
  t.equal((await fetch(`${admin}/scim/v2/Users`)).status, 404, 'no client gets in there');

  await v2('GET', '/Users/1');
  await v2('GET', '/Users/1');
  await v2('GET', '/Users/nobody');
  await v2('PATCH', '/Users/1', { Operations: [{ op: 'replace', path: 'title', value: 'x' }] });
  const metrics = await get('/metrics');
  t.match(metrics.type, /^text\/plain/);
  const read = { connector: '', operation: 'read' };
  t.equal(sample(metrics.text, 'scim_gateway_requests_total', { ...read, status: '200' }), 2);
  t.equal(sample(metrics.text, 'scim_gateway_requests_total', { ...read, status: '404' }), 1);
  t.equal(sample(metrics.text, 'scim_gateway_request_duration_seconds_count', { ...read, status: '200' }), 2);
  const whole = sample(metrics.text, 'scim_gateway_request_duration_seconds_sum', { operation: 'patch' }) ?? 0;
  const adapter = sample(metrics.text, 'scim_gateway_adapter_duration_seconds_sum', { operation: 'patch' }) ?? 0;
  t.ok(adapter > 0 && adapter <= whole, `${adapter} of ${whole}`);
  t.equal(sample(metrics.text, 'scim_gateway_connector', { name: 'journal_broken' }), 0);
  t.match(metrics.text, /^scim_gateway_requests_in_flight 0$/m);
  t.match(metrics.text, /nodejs_eventloop_lag_seconds/);
  t.notMatch(metrics.text, /user1|example\.com/, 'no personal data');

  // Away, as far as the gateway can see; nobody is told more than that outside.
  renameSync(join(folder, 'users.csv'), join(folder, 'elsewhere.csv'));
  writeFileSync(join(folder, 'users.csv'), 'broken"\n');
  let ready = await get('/readyz');
  for (let tries = 0; ready.status === 200 && tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    ready = await get('/readyz');
  }
  t.match(ready, { status: 503, text: /"status":"not ready".*users\.csv/ });
  t.equal((await get('/healthz')).status, 200);
});

t.test(
  'a listener for operators can be placed, left out, and goes elsewhere only where its port is taken',
  async (t) => {
    const folder = temporaryFolder(t);
    const config = (more: object) => ({ auth: { type: 'none' }, plugin: { use: 'memory' }, ...more });
    await writeFiles(folder, { 'connector.config.json': config({ admin: false }) });
    const without = await startGateway(t, folder);
    t.equal(adminUrl(without), 'none');

    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    t.teardown(() => taken.close());
    const { port } = taken.address() as AddressInfo;
    // Whoever has it, the usual port is taken now.
    const usual = createServer()
      .on('error', () => undefined)
      .listen(8081, '127.0.0.1');
    t.teardown(() => usual.close());
    await writeFiles(folder, { 'usual.json': config({}) });
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    const { port: freePort } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const beside = await startGateway(t, folder, { args: ['--port', String(freePort), '-c', 'usual.json'] });
    t.equal(adminUrl(beside), 'none', 'clients are served all the same');
    await beside.stop();
    t.match(beside.output(), /nobody can ask for health and metrics: the port is taken/);
    await writeFiles(folder, { 'named.json': config({ admin: { port } }) });
    t.match(await runCli(folder, ['start', '--port', '0', '-c', 'named.json']), {
      code: 1,
      stderr: /EADDRINUSE|in use/,
    });
  },
);

t.test('the gauges of the guards', async (t) => {
  const { gateway, v2 } = await serve(t, 'memory', {
    config: { ...silently, safety: { maxDeletes: { count: 0, per: '1h' } } },
  });
  const rails = async () =>
    sample(await (await fetch(`${adminUrl(gateway)}/metrics`)).text(), 'scim_gateway_connector', {
      name: 'rails_closed',
    });
  t.equal(await rails(), 0);
  t.equal((await v2('DELETE', '/Users/1')).status, 403);
  t.equal(await rails(), 1);
});

t.test(
  'tracing: a span for the request that goes on from the caller\u2019s, and one for each step of the application',
  async (t) => {
    const { folder, spans } = await traced(t);
    const gateway = await startGateway(t, folder, {
      env: { NODE_OPTIONS: `--import ${pathToFileURL(join(folder, 'otel.mjs')).href}` },
    });
    const client = scimClient(`${gateway.url}/scim/v2`, basic('okta', 'secret'));
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await client(
      'POST',
      '/Users',
      { userName: 'ada@example.com' },
      { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    );
    await client('GET', '/Users/nobody');
    await gateway.stop();
    const seen = spans();
    const request = seen.find(({ name }) => name === 'SCIM create');
    t.match(request, {
      traceId,
      parentId: 'b7ad6b7169203331',
      attributes: { 'scim.operation': 'create', 'scim.resourceType': 'User' },
    });
    const step = seen.find(({ name, traceId: id }) => id === traceId && name === 'creating the User');
    t.equal(step?.parentId, request?.id);
    t.match(
      seen.find(({ name }) => name === 'SCIM read'),
      { attributes: { 'scim.status': 404 }, failed: true },
    );
  },
);

t.test('tracing without its package is explained', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': { auth: { type: 'none' }, plugin: { use: 'memory' }, tracing: true },
    'without.mjs': `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);`,
    'hooks.mjs': `export const resolve = (name, context, next) => {
      if (name === '@opentelemetry/api') throw new Error('not installed');
      return next(name, context);
    };`,
  });
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(join(folder, 'without.mjs')).href}` };
  t.match(await runCli(folder, ['check'], env), { code: 2, stderr: /npm install @opentelemetry\/api/ });
});

/** A folder with a config that traces, and an SDK that writes spans into a file. */
async function traced(t: Test) {
  const folder = temporaryFolder(t);
  const sdk = pathToFileURL(join(root, 'node_modules/@opentelemetry/sdk-trace-node/build/src/index.js')).href;
  await writeFiles(folder, {
    'connector.config.json': {
      auth: { type: 'basic', username: 'okta', password: 'secret' },
      plugin: { use: 'memory' },
      tracing: true,
    },
    'otel.mjs': `
      import { appendFileSync } from 'node:fs';
      import sdk from '${sdk}';
      const exporter = {
        export(spans, done) {
          for (const span of spans) {
            const { traceId, spanId } = span.spanContext();
            const { name, attributes, status, parentSpanContext } = span;
            const line = { name, traceId, id: spanId, parentId: parentSpanContext?.spanId, attributes, failed: status.code === 2 };
            appendFileSync(new URL('spans.jsonl', import.meta.url), JSON.stringify(line) + '\\n');
          }
          done({ code: 0 });
        },
        shutdown: async () => undefined,
      };
      new sdk.NodeTracerProvider({ spanProcessors: [new sdk.SimpleSpanProcessor(exporter)] }).register();
    `,
  });
  const spans = (): readonly {
    readonly name: string;
    readonly traceId: string;
    readonly id: string;
    readonly parentId?: string;
    readonly attributes: object;
    readonly failed: boolean;
  }[] =>
    readFileSync(join(folder, 'spans.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { folder, spans };
}
