import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { Ajv } from 'ajv';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { chromium as browser } from 'playwright-core';
import t, { type Test } from 'tap';
import { verifyReportSchema } from '#schemas/verify-report.js';
import { type Report, readBaseline, verify, worseThan, writeReport } from '#src/verify/index.js';
import { serve } from '../helpers/backends.js';
import { binary, runCli, temporaryFolder } from '../helpers/gateway.js';
import { type Fault, openFaultyServers, pretendCreated, say, TOKEN } from './faulty-server.js';

const suites = ['users', 'errors'];

async function reportOf(t: Test, fault: Fault, more: Partial<Parameters<typeof verify>[0]> = {}): Promise<Report> {
  const servers = await openFaultyServers();
  t.teardown(() => servers.close());
  const { base, close } = await servers.serve(fault);
  t.teardown(close);
  return verify({
    base,
    credentials: { authorization: `Bearer ${TOKEN}` },
    readOnly: false,
    selection: { suites, only: [], skip: [] },
    timeoutMs: 60_000,
    toolVersion: '1.2.3',
    signal: new AbortController().signal,
    ...more,
  });
}

/** Hostile on purpose: what a server sends is shown, and does nothing. */
const hostile: Fault = {
  name: 'wrong',
  catches: [],
  response({ status, body }, { path }) {
    if (path.startsWith('/Users/') && status === 404) {
      body.status = 404;
      body.detail = `]]></script><script>document.title='taken'</script>\u0007 # "'`;
    }
  },
};

t.test('one run in every form', async (t) => {
  const report = await reportOf(t, hostile);
  const failed = report.checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
  t.same(failed, ['errors.status']);

  t.test('JSON as its schema says, without credentials', (t) => {
    const text = writeReport(report, 'json');
    const validate = new Ajv({ strict: false }).compile(verifyReportSchema);
    t.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
    t.notMatch(text, TOKEN);
    t.match(text, '$SCIM_AUTHORIZATION');
    t.end();
  });

  t.test('JUnit', (t) => {
    const text = writeReport(report, 'junit');
    t.equal(XMLValidator.validate(text), true);
    const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(text);
    t.equal(Number(testsuites['@_tests']), report.checks.length);
    t.equal(Number(testsuites['@_failures']), 1);
    t.end();
  });

  t.test('TAP 14', (t) => {
    const lines = writeReport(report, 'tap').split('\n');
    t.same(lines.slice(0, 2), ['TAP version 14', `1..${report.checks.length}`]);
    t.equal(lines.filter((line) => /^(not )?ok \d+ - /.test(line)).length, report.checks.length);
    t.equal(lines.filter((line) => /^not ok /.test(line)).length, 1);
    t.end();
  });

  t.test('Markdown', (t) => {
    const text = writeReport(report, 'md');
    t.match(text, /^# SCIM 2\.0 at http/);
    t.match(text, '### MUST: An error has its status as a text');
    t.end();
  });

  t.test('HTML, in a browser', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'report.html');
    writeFileSync(file, writeReport(report, 'html'));
    const app = await browser.launch({
      executablePath: await chromium.executablePath(),
      args: chromium.args,
      headless: true,
    });
    t.teardown(() => app.close());
    const page = await app.newPage();
    const faults: string[] = [];
    const asked: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    t.match(await page.title(), /^SCIM 2\.0 at http/);
    t.equal(await page.locator('details.failed[open]').count(), 1);
    t.match(await page.locator('details.failed[open]').textContent(), "document.title='taken'");
    t.equal(await page.locator('#shown').textContent(), `${report.checks.length} shown`);
    await page.locator('#text').fill('users.create');
    const shown = report.checks.filter(({ id }) => id.startsWith('users.create')).length;
    t.equal(await page.locator('#shown').textContent(), `${shown} shown`);
    await page.locator('#text').fill('');
    await page.locator('#outcome').selectOption('failed');
    t.equal(await page.locator('#shown').textContent(), '1 shown');
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const before = await background();
    await page.locator('#theme').click();
    t.not(await background(), before);
    t.same(faults, []);
    t.same(asked, [pathToFileURL(file).href]);
  });
});

t.test('a read-only run changes nothing', async (t) => {
  const methods = new Set<string>();
  const watch: Fault = {
    name: 'none',
    catches: [],
    request({ method, path }) {
      methods.add(path.endsWith('.search') ? 'search' : method);
      return undefined;
    },
  };
  const selection = { suites: [], only: [], skip: ['security.auth'] };
  const report = await reportOf(t, watch, { readOnly: true, selection });
  t.same(
    [...methods].filter((method) => !['GET', 'HEAD', 'search'].includes(method)),
    [],
  );
  t.ok(report.summary.passed > 30, `${report.summary.passed} passed`);
  t.equal(report.summary.failed, 0);
});

t.test('a create whose answer says nothing is cleaned up by its name; what cannot be removed is listed', async (t) => {
  const created = new Set<string>();
  const silent: Fault = {
    name: 'silent',
    catches: [],
    async request(asked, forward) {
      if (asked.method !== 'POST' || asked.path !== '/Users') return undefined;
      const { status, body } = await forward(asked);
      if (status === 201) created.add(String(body.id));
      return say(500, { status: '500' });
    },
    response({ status }, { method, path }) {
      if (method === 'DELETE' && status === 204) created.delete(path.replace('/Users/', ''));
    },
  };
  const report = await reportOf(t, silent, { selection: { suites: ['users'], only: ['users.create'], skip: [] } });
  t.same([...created], []);
  t.same(report.leftovers, []);

  const keeping: Fault = {
    name: 'keeping',
    catches: [],
    request: ({ method }) => (method === 'DELETE' ? say(405) : undefined),
  };
  const kept = await reportOf(t, keeping, { selection: { suites: ['users'], only: ['users.create.id'], skip: [] } });
  t.match(kept.leftovers[0], { endpoint: '/Users', reason: 'DELETE was answered with 405' });
});

t.test('a baseline: only what got worse counts', async (t) => {
  const missing: Fault = {
    name: 'no userName needed',
    catches: [],
    request: (asked) =>
      asked.method === 'POST' && asked.body?.userName === undefined ? pretendCreated(asked) : undefined,
  };
  const before = await reportOf(t, hostile);
  const baseline = readBaseline(writeReport(before, 'json'), 'before.json');
  t.same(worseThan(baseline, before.checks), []);
  const after = await reportOf(t, missing, { selection: { suites: ['users'], only: [], skip: [] } });
  t.same(worseThan(baseline, after.checks), ['users.create.without-user-name']);
});

t.test('the command: exit codes, reports, and an end by Ctrl-C that leaves nothing behind', async (t) => {
  const { gateway, v2, folder } = await serve(t, 'memory');
  const base = `${gateway.url}/scim/v2`;
  const args = ['verify', base, '--basic', 'okta:secret'];
  const run = await runCli(folder, [
    ...args,
    '--only',
    'users.create',
    '--report',
    'a.json',
    '--report',
    'a.xml',
    '--report',
    'b',
    '--format',
    'md',
  ]);
  t.equal(run.code, 0, run.stdout + run.stderr);
  t.match(JSON.parse(readFileSync(join(folder, 'a.json'), 'utf8')), { stopped: false, summary: { failed: 0 } });
  t.match(readFileSync(join(folder, 'a.xml'), 'utf8'), '<testsuites');
  t.match(readFileSync(join(folder, 'b'), 'utf8'), '# SCIM 2.0');

  const before = (await v2('GET', '/Users')).body.totalResults;
  const child = spawn(process.execPath, [binary, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    // In the middle: the next suites have not yet run.
    if (output.includes('\n  groups ')) child.kill('SIGINT');
  });
  const [code] = await once(child, 'close');
  t.equal(code, 2);
  t.match(output, 'Stopped before its end');
  t.equal((await v2('GET', '/Users')).body.totalResults, before);
  t.equal((await v2('GET', '/Groups')).body.totalResults, 1);
});
