import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { BenchReport } from '#src/bench/index.js';
import { percentilePlot } from '#src/bench/plot.js';
import { createSamples, percentile } from '#src/bench/samples.js';
import { serve } from '../helpers/backends.js';
import { binary, runCli, temporaryFolder } from '../helpers/gateway.js';

const env = { SECRET: 'secret' };
const credentials = ['--basic', 'okta:${env:SECRET}'];
const quick = ['--seconds', '0.2', '--connections', '3'];

t.test('percentiles are exact, and samples have a bound', async (t) => {
  const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const samples = createSamples();
      for (const value of values) samples.add(value);
      const found = percentile(samples.sorted(), share) ?? Number.NaN;
      const notAbove = (limit: number): number => values.filter((value) => value <= limit).length;
      const below = values.filter((value) => value < found);
      // Enough are not above it, and with the next smaller one there would be too few.
      return notAbove(found) >= share * values.length && (below.length === 0 || below.length < share * values.length);
    }),
  );
  t.equal(percentile([], 0.5), undefined);
  let next = 0;
  const samples = createSamples(() => (next++ % 10) / 10, 100);
  for (let each = 0; each < 5_000; each++) samples.add(each);
  t.equal(samples.count, 5_000);
  t.equal(samples.sorted().length, 100);
  t.ok((percentile(samples.sorted(), 1) ?? 0) > 1_000, 'late ones are among them');
  t.equal(percentilePlot([]), '', 'nothing to show');
});

t.test('a server is measured, and left as it was', async (t) => {
  const { gateway, v2, folder } = await serve(t, 'memory');
  const before = await v2('GET', '/Users');
  const base = ['--base', `${gateway.url}/scim/v2`];
  const reports = ['--report', 'b.html', '--report', 'b.json', '--report', 'b.md'];
  const { code, stdout, stderr } = await runCli(folder, ['bench', ...base, ...credentials, ...quick, ...reports], env);
  t.equal(code, 0, stdout + stderr);
  const report: BenchReport = JSON.parse(readFileSync(join(folder, 'b.json'), 'utf8'));
  t.same(
    report.operations.map(({ name }) => name),
    ['look-up', 'filter', 'page', 'create', 'patch', 'membership'],
  );
  for (const { name, requests, errors, p50 = -1, p90 = -1, p99 = -1, max = -1, curve } of report.operations) {
    t.equal(errors, 0, name);
    t.ok(requests > 0 && p50 > 0 && p50 <= p90 && p90 <= p99 && p99 <= max, name);
    t.same([curve[50], curve[90], curve.at(-1)], [p50, p90, max]);
    t.match(stdout, new RegExp(`${requests} +0\n`));
  }
  const html = readFileSync(join(folder, 'b.html'), 'utf8');
  t.equal(html.match(/<polyline/g)?.length, 6);
  t.notMatch(html, /(src|href)=|url\(|@import/, 'nothing is loaded');
  t.match(readFileSync(join(folder, 'b.md'), 'utf8'), /\| Patch a user \| [\d.]+ \|/);
  t.same((await v2('GET', '/Users')).body.Resources, before.body.Resources);
  t.equal((await v2('GET', '/Groups')).body.totalResults, 1);
});

t.test('Ctrl-C ends a run, and what it made is gone', async (t) => {
  const { gateway, v2, folder } = await serve(t, 'memory');
  const args = ['bench', '--base', `${gateway.url}/scim/v2`, '--basic', 'okta:secret', '--seconds', '60'];
  const child = spawn(process.execPath, [binary, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  const count = async (): Promise<number> => Number((await v2('GET', '/Users?count=0')).body.totalResults);
  while ((await count()) === 5) await new Promise(setImmediate);
  child.kill('SIGINT');
  await once(child, 'exit');
  t.equal(child.exitCode, 2);
  t.equal(await count(), 5);
  t.equal((await v2('GET', '/Groups')).body.totalResults, 1);
});

t.test('--read-only changes nothing; wrong answers and what cannot be removed are said', async (t) => {
  const person = { id: '1', userName: 'ada' };
  const methods = new Set<string>();
  const server = createServer((request, response) => {
    methods.add(request.method ?? '');
    const { pathname } = new URL(request.url ?? '', 'http://x');
    const answers: { readonly [method: string]: readonly [number, object] } = {
      GET: [200, pathname.endsWith('/Users') ? { totalResults: 1, Resources: [person] } : person],
      POST: pathname.endsWith('/Users') ? [201, { id: '7' }] : [501, { detail: 'No groups.' }],
      PATCH: [500, { detail: 'Out of order.' }],
    };
    const [status, body] = answers[request.method ?? ''] ?? [403, {}];
    request.resume().on('end', () => response.writeHead(status).end(JSON.stringify(body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`;
  const folder = temporaryFolder(t);
  const read = await runCli(folder, ['bench', '--base', base, ...quick, '--read-only']);
  t.equal(read.code, 0, read.stdout + read.stderr);
  t.same([...methods], ['GET']);
  t.notMatch(read.stdout, 'Removing');

  const all = await runCli(folder, ['bench', '--base', base, ...quick]);
  t.equal(all.code, 1, all.stderr);
  t.match(all.stdout, 'Patch a user: status 500: Out of order.');
  t.match(all.stdout, 'Look-up by id: another id than was asked for');
  t.match(all.stdout, 'Not measured: Group membership, no group can be made (501: No groups.)');
  t.match(all.stdout, /could not be removed; remove them by hand:\n\/Users\/7/);
  for (const [args, says] of [
    [['--base', 'http://127.0.0.1:1'], /does not answer/],
    [['--base', base, '--report', 'x.pdf'], /form of the report x\.pdf is not known/],
    [['--base', base, '--seconds', '0'], /--seconds is a number above 0/],
  ] as const) {
    const { code, stderr } = await runCli(folder, ['bench', ...args]);
    t.equal(code, 2, args.join(' '));
    t.match(stderr, says);
  }
});
