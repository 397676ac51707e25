import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runCli, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic, scimClient } from '../helpers/scim-client.js';

const none = { type: 'none' };

/** A plugin in a file of its own whose answers can be told to hang; it notes what became of its signal. */
const slowPlugin = `
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
export default {
  name: 'slow',
  options: { type: 'object', properties: { away: { type: 'boolean' } }, additionalProperties: false },
  open: (options, host) => ({
    check() { if (options.away) throw Object.assign(new Error('The HR system is away.'), { code: 'unavailable' }); },
    stores: {
      User: {
        find: () => ({ records: [{ id: '1', userName: 'ada' }] }),
        get: (id, call) => {
          if (id === 'crash') throw new Error('inside: table hr.people is locked');
          if (id !== 'slow') return { id, userName: 'ada' };
          return new Promise((_, reject) => {
            call.signal.addEventListener('abort', () => {
              appendFileSync(join(host.folder, 'aborted'), 'x');
              reject(call.signal.reason);
            });
          });
        },
      },
    },
  }),
};
`;

t.test('a drop-in plugin: timeouts, missing operations, failures', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': { auth: none, timeout: '300ms', plugin: { use: 'slow' } },
    'plugins/slow.mjs': slowPlugin,
  });
  const gateway = await startGateway(t, folder);
  const client = scimClient(`${gateway.url}/scim/v2`);
  const slow = await client('GET', '/Users/slow');
  t.equal(slow.status, 504);
  t.match(slow.body, { status: '504', detail: /reading the User took too long/ });
  t.equal(readFileSync(join(folder, 'aborted'), 'utf8'), 'x', 'the plugin was told to stop');
  const created = await client('POST', '/Users', { userName: 'bob' });
  t.equal(created.status, 501);
  t.match(created.body.detail, /cannot create Users: .*"insert"/);
  t.equal((await client('GET', '/Groups')).status, 501);
  const crashed = await client('GET', '/Users/crash');
  t.equal(crashed.status, 500);
  t.notMatch(crashed.text, 'hr.people', 'the client learns nothing of the inside');
  const { body } = await client('GET', '/ServiceProviderConfig');
  t.same(body['urn:okta:schemas:scim:providerconfig:1.0'].userManagementCapabilities, [
    'IMPORT_NEW_USERS',
    'IMPORT_PROFILE_UPDATES',
  ]);
  t.match((await client('GET', '/Users?filter=userName%20eq%20%22ADA%22')).body, { totalResults: 1 });
  t.match((await client('GET', '/Users?filter=userName%20eq%20%22bob%22')).body, { totalResults: 0 });
  await gateway.stop();
  t.match(gateway.output(), 'hr.people is locked', 'the log has the reason');
});

t.test('a client that goes away ends the call', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': { auth: none, plugin: { use: './slow.mjs' } },
    'slow.mjs': slowPlugin,
  });
  const gateway = await startGateway(t, folder);
  const abort = new AbortController();
  const request = fetch(`${gateway.url}/scim/v2/Users/slow`, { signal: abort.signal });
  await scimClient(`${gateway.url}/scim/v2`)('GET', '/Users/1');
  abort.abort();
  await t.rejects(request);
  t.equal(await gateway.stop(), 0, 'and does not hold up the stop');
  t.equal(readFileSync(join(folder, 'aborted'), 'utf8'), 'x');
});

t.test('check: exit codes, capabilities with reasons, secrets masked', async (t) => {
  const folder = temporaryFolder(t);
  const config = {
    auth: { type: 'basic', username: 'okta', password: 'S3CRET' },
    plugin: { use: './slow.mjs', options: { away: true } },
  };
  await writeFiles(folder, { 'connector.config.json': config, 'slow.mjs': slowPlugin });
  const away = await runCli(folder, ['check']);
  t.equal(away.code, 1);
  t.match(away.stdout, /does NOT reach its application: The HR system is away/);
  t.match(away.stdout, /no {3}PUSH_NEW_USERS: The plugin's store for User has no insert/);
  t.notMatch(away.stdout + away.stderr, 'S3CRET');
  const gateway = await startGateway(t, folder);
  const tested = await scimClient(`${gateway.url}/scim/v1`, basic('okta', 'S3CRET'))('GET', '/ServiceProviderConfigs');
  t.equal(tested.status, 503, 'and so does the test that Okta makes');
  t.match(tested.body.errors, [{ description: 'The HR system is away.' }]);
  await gateway.stop();
  const port = new URL(gateway.url).port;
  writeFileSync(join(folder, 'ok.json'), JSON.stringify({ ...config, plugin: { use: 'memory' } }));
  t.equal((await runCli(folder, ['check', '-c', 'ok.json'])).code, 0);
  t.ok(port);
  for (const [args, code, message] of [
    [['check', '-c', 'missing.json'], 2, /There is no config file/],
    [['start', '--prot', '1'], 2, /prot/],
    [['strat'], 2, /start/],
    [[], 2, /--help/],
  ] as const) {
    const result = await runCli(folder, args);
    t.equal(result.code, code, args.join(' '));
    t.match(result.stderr, message);
    t.notMatch(result.stderr, /\n {4}at /, 'no stack');
  }
  writeFileSync(join(folder, 'wrong.json'), JSON.stringify({ ...config, plugin: { use: 'cvs' } }));
  const wrong = await runCli(folder, ['start', '-c', 'wrong.json']);
  t.equal(wrong.code, 2);
  t.match(wrong.stderr, /There is no plugin "cvs"[\s\S]*Did you mean "csv"/);
});

t.test('a CSV file behind it: uniqueness, onDelete, edits by others, a second gateway', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': {
      auth: none,
      onDelete: 'deactivate',
      plugin: { use: 'csv', options: { User: { file: 'users.csv' }, checkpoint: '10ms' } },
      mapping: {
        User: {
          id: 'id',
          attributes: { userName: 'login', active: { field: 'status', values: { A: true, D: false } }, title: 'title' },
        },
      },
    },
    'users.csv': 'id;login;status;title;other\r\n1;ada;A;"Ms; Countess";x\r\n',
  });
  const gateway = await startGateway(t, folder);
  const client = scimClient(`${gateway.url}/scim/v2`);
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => client('POST', '/Users', { userName: 'Bob', active: true })),
  );
  t.equal(answers.filter(({ status }) => status === 201).length, 1);
  t.equal(answers.filter(({ status, body }) => status === 409 && body.scimType === 'uniqueness').length, 99);
  t.equal((await client('DELETE', '/Users/1')).status, 204);
  t.match((await client('GET', '/Users/1')).body, { active: false, title: 'Ms; Countess' }, 'it stays, inactive');

  const second = await runCli(folder, ['start', '--port', '0']);
  t.equal(second.code, 1);
  t.match(second.stderr, new RegExp(String(gateway.child.pid)), 'the first process is named');

  const text = readFileSync(join(folder, 'users.csv'), 'utf8');
  writeFileSync(join(folder, 'users.csv'), `${text}2;eve;A;;y\r\n`);
  let seen = await client('GET', '/Users/2');
  while (seen.status === 404) seen = await client('GET', '/Users/2');
  t.match(seen.body, { userName: 'eve' });

  await gateway.stop();
  t.match(
    readFileSync(join(folder, 'users.csv'), 'utf8'),
    /^id;login;status;title;other\r\n1;ada;D;"Ms; Countess";x\r\n/,
  );
});
