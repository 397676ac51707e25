import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type RunningGateway, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic, type ScimClient, scimClient } from '../helpers/scim-client.js';
import { processesWith, until } from '../plugins/shell/support.js';

const authorization = basic('okta', 'secret');

interface Served {
  readonly folder: string;
  readonly gateway: RunningGateway;
  readonly scim: ScimClient;
  readonly url: string;
}

async function serve(
  t: Test,
  options: object,
  files: { readonly [name: string]: string },
  config: object = {},
): Promise<Served> {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    ...files,
    'connector.config.json': {
      auth: { type: 'basic', username: 'okta', password: 'secret' },
      plugin: { use: 'shell', options: { env: { PATH: process.env.PATH }, ...options } },
      mapping: { User: { id: 'id', attributes: { userName: 'login', password: 'password' } } },
      ...config,
    },
  });
  for (const [name, text] of Object.entries(files)) if (text.startsWith('#!')) chmodSync(join(folder, name), 0o755);
  const gateway = await startGateway(t, folder);
  const url = `${gateway.url}/scim/v2`;
  return { folder, gateway, url, scim: scimClient(url, authorization) };
}

const linesOf = (folder: string, name: string): number =>
  readFileSync(join(folder, name), 'utf8').split('\n').length - 1;

t.test('a script that lists everything is run once a walk, not once a page', async (t) => {
  const { folder, scim } = await serve(
    t,
    { User: { find: ['./list.sh'], get: ['./get.sh', '{id}'] } },
    {
      'list.sh':
        '#!/bin/sh\necho run >> runs\nawk \'BEGIN { for (i = 1; i <= 95; i++) print "{\\"id\\":\\"" i "\\",\\"login\\":\\"user" i "\\"}" }\'\n',
      'get.sh': '#!/bin/sh\necho "login=user$1"\n',
      runs: '',
    },
  );
  const seen = new Set<string>();
  for (let startIndex = 1; startIndex <= 95; startIndex += 10) {
    const { body } = await scim('GET', `/Users?startIndex=${startIndex}&count=10`);
    t.equal(body.totalResults, 95);
    for (const { id } of body.Resources) seen.add(id);
  }
  t.equal(seen.size, 95);
  t.equal(linesOf(folder, 'runs'), 1, 'ten pages, one run');
  const filter = encodeURIComponent('userName sw "USER9"');
  t.equal((await scim('GET', `/Users?filter=${filter}&sortBy=userName&sortOrder=descending`)).body.totalResults, 7);
  t.equal(linesOf(folder, 'runs'), 2, 'the gateway filters and sorts');
});

t.test('a walk through 150,000 records is one run', async (t) => {
  const count = 150_000;
  const { folder, scim } = await serve(
    t,
    { User: { find: ['./list.sh'], get: ['./get.sh', '{id}'] } },
    {
      'list.sh': `#!/bin/sh\necho run >> runs\nawk 'BEGIN { for (i = 1; i <= ${count}; i++) print "{\\"id\\":\\"" i "\\",\\"login\\":\\"user" i "\\"}" }'\n`,
      'get.sh': '#!/bin/sh\necho "login=user$1"\n',
      runs: '',
    },
  );
  for (const startIndex of [1, 1001, 2001, 75_001, 149_001]) {
    const { body } = await scim('GET', `/Users?startIndex=${startIndex}&count=1000`);
    t.equal(body.totalResults, count);
    t.same([body.Resources.length, body.Resources[0].id], [1000, String(startIndex)]);
  }
  t.equal(linesOf(folder, 'runs'), 1);
});

const stubborn = `#!/bin/sh
trap '' TERM
( sh -c 'trap "" TERM; while :; do sleep 600; done' "$1-grandchild" & ) &
while :; do sleep 600; done
`;

t.test('no orphan survives: deadline, client that goes away, stop of the gateway', async (t) => {
  const mark = `mark-${randomUUID()}`;
  const { gateway, scim, url } = await serve(
    t,
    { grace: '200ms', User: { find: ['./stubborn.sh', mark], get: ['./stubborn.sh', '{id}'] } },
    { 'stubborn.sh': stubborn },
    { timeout: '3s' },
  );
  t.equal((await scim('GET', `/Users/${mark}`)).status, 504);
  await until(() => processesWith(mark).length === 0, 'nobody is left after the deadline');

  const controller = new AbortController();
  const gone = fetch(`${url}/Users/${mark}`, { headers: { authorization }, signal: controller.signal });
  await until(() => processesWith(mark).length >= 2, 'everybody runs');
  controller.abort();
  await t.rejects(gone);
  await until(() => processesWith(mark).length === 0, 'nobody is left after the client');

  const last = scim('GET', '/Users').catch(() => undefined);
  await until(() => processesWith(mark).length >= 2, 'everybody runs');
  t.equal(await gateway.stop(), 0);
  t.same(processesWith(mark), [], 'nobody is left after the gateway');
  await last;
});

t.test('what a client is told, and what the log is told', async (t) => {
  const { gateway, scim } = await serve(
    t,
    {
      retryAfter: '45s',
      User: { find: ['true'], get: ['./fail.sh', '{id}'], insert: ['./taken.sh'], remove: ['./busy.sh'] },
    },
    {
      'fail.sh': '#!/bin/sh\necho "ORA-01017 at db7.internal" >&2\nexit 9\n',
      'taken.sh': '#!/bin/sh\necho "scim: This login is taken." >&2\ncat >&2\nexit 4\n',
      'busy.sh': '#!/bin/sh\nexit 75\n',
    },
  );
  const failed = await scim('GET', '/Users/7');
  t.equal(failed.status, 500);
  t.notMatch(failed.text, /ORA|db7|fail\.sh/);
  await until(
    () => /User\.get \(\.\/fail\.sh \{id\}\) ended with exit code 9.*ORA-01017/s.test(gateway.output()),
    'the log',
  );
  const taken = await scim('POST', '/Users', { userName: 'ada', password: 'correct horse' });
  t.match(taken, { status: 409, body: { scimType: 'uniqueness', detail: 'This login is taken.' } });
  const busy = await scim('DELETE', '/Users/7');
  t.match([busy.status, busy.headers.get('retry-after')], [503, '45']);
  t.equal(
    (await scim('PATCH', '/Users/7', { Operations: [{ op: 'replace', path: 'userName', value: 'x' }] })).status,
    501,
  );
  t.notMatch(gateway.output(), /horse/);
});

t.test('a worker behind the gateway: 503 while it is down, and it comes back', async (t) => {
  const worker = `#!/bin/sh
while IFS= read -r line; do
  case $line in
    *'"hello"'*) echo '{"hello":{"protocol":1,"stores":{"User":{"operations":["find","get"]}}}}' ;;
    *'"id":"crash"'*) exit 1 ;;
    *) call=\${line#*:}; call=\${call%%,*}; echo "{\\"call\\":$call,\\"record\\":{\\"id\\":\\"7\\",\\"login\\":\\"ada\\"},\\"end\\":true}" ;;
  esac
done
`;
  const { gateway, scim } = await serve(t, { worker: { command: ['./worker.sh'] } }, { 'worker.sh': worker });
  t.equal((await scim('GET', '/Users/7')).body.userName, 'ada');
  t.equal((await scim('GET', '/Users')).body.totalResults, 1);
  const crashed = await scim('GET', '/Users/crash');
  t.equal(crashed.status, 503);
  t.ok(Number(crashed.headers.get('retry-after')) >= 1);
  let back = await scim('GET', '/Users/7');
  while (back.status === 503) back = await scim('GET', '/Users/7');
  t.equal(back.body.userName, 'ada');
  t.equal(await gateway.stop(), 0);
});
