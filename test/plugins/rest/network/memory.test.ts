import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { root } from '../../../helpers/gateway.js';
import { startApplication } from '../../../helpers/http-application.js';

/** In a process of its own, so that its memory is its own: asks for large, endless and broken answers, many times. */
const script = `
const { openUpstream } = await import(${JSON.stringify(pathToFileURL(join(root, 'dist/plugins/rest/network/upstream.js')).href)});
const [url] = process.argv.slice(1);
const log = { debug() {}, info() {}, warn() {}, error() {} };
const upstream = await openUpstream(
  { baseUrl: url, headers: {}, auth: { type: 'none' }, tls: {}, proxy: 'none', maxBody: '8MB', connectTimeout: '5s',
    concurrency: 8, retries: 0, redirects: 0, circuitBreaker: { failures: 0, pause: '1s' } },
  { log, now: Date.now, folder: '/', resources: {} },
);
let unexpected = 0;
const ask = (path, expected) =>
  upstream
    .send({ method: 'GET', url: url + path, repeatable: true },
      { signal: AbortSignal.timeout(20_000), deadline: Date.now() + 20_000, requestId: '', log, dryRun: false })
    .then(() => 'answer', (error) => error.name)
    .then((outcome) => { if (outcome !== expected) unexpected += 1; });
const round = async () => {
  await Promise.all(Array.from({ length: 8 }, () => ask('/large', 'answer')));
  await Promise.all(Array.from({ length: 8 }, () => ask('/endless', 'BadGateway')));
  await Promise.all(Array.from({ length: 8 }, () => ask('/broken', 'Unavailable')));
};
const used = () => { gc(); gc(); const { heapUsed, external } = process.memoryUsage(); return heapUsed + external; };
await round();
const base = used();
for (let count = 0; count < 8; count++) await round();
const grown = used() - base;
await upstream.close();
console.log(JSON.stringify({ grown, unexpected }));
`;

t.test('memory returns to its base after large, endless and broken answers', async (t) => {
  const chunk = Buffer.alloc(1_000_000, 'x');
  const application = await startApplication(t, (request, response) => {
    if (request.url === '/large') response.end(Buffer.alloc(4_000_000, 'x'));
    else if (request.url === '/broken') {
      response.writeHead(200, { 'content-length': 2_000_000 });
      response.write(chunk, () => response.destroy());
    } else {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    }
  });
  const args = ['--expose-gc', '--input-type=module', '--eval', script, application.url];
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 60_000 });
  const { grown, unexpected } = JSON.parse(stdout) as { readonly grown: number; readonly unexpected: number };
  t.equal(unexpected, 0);
  // A single round holds 32 MB of answers at once; what is kept of eight more must be far less than one.
  t.ok(grown < 16_000_000, `${grown} bytes more`);
  await application.drained();
});
