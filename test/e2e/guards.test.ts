import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { serve } from '../helpers/backends.js';
import { runCli, startGateway } from '../helpers/gateway.js';
import { basic, scimClient } from '../helpers/scim-client.js';

const deactivate = { Operations: [{ op: 'replace', path: 'active', value: false }] };
const rename = { Operations: [{ op: 'replace', path: 'displayName', value: 'New Name' }] };

// What reads at once and what does not; the gateway's own work is the same for both.
for (const backend of ['csv', 'bare'] as const) {
  t.test(`guards on ${backend}`, async (t) => {
    await t.test('readOnly: every change is a 403, every read goes on, and the capabilities say so', async (t) => {
      const { v1, v2 } = await serve(t, backend, { config: { readOnly: true } });
      for (const [method, path, body] of [
        ['POST', '/Users', { userName: 'x@example.com' }],
        ['PUT', '/Users/1', { userName: 'x@example.com' }],
        ['PATCH', '/Users/1', rename],
        ['DELETE', '/Users/1', undefined],
      ] as const) {
        t.match(await v2(method, path, body), { status: 403, body: { detail: /read-only/ } }, method);
      }
      t.match(await v2('GET', '/Users/1'), { status: 200, body: { userName: 'user1@example.com' } });
      t.equal((await v2('GET', '/ServiceProviderConfig')).body.patch.supported, false);
      const { body } = await v1('GET', '/ServiceProviderConfigs');
      t.strictSame(body['urn:okta:schemas:scim:providerconfig:1.0'].userManagementCapabilities, [
        'IMPORT_NEW_USERS',
        'IMPORT_PROFILE_UPDATES',
        ...(backend === 'bare' ? [] : ['OPP_SCIM_INCREMENTAL_IMPORTS']),
      ]);
    });

    await t.test('dryRun: a change is checked and shown in the answer and the log, and not made', async (t) => {
      const { v2, gateway } = await serve(t, backend, { config: { dryRun: true } });
      const before = (await v2('GET', '/Users')).body.Resources;
      const planned = (answer: Awaited<ReturnType<typeof v2>>) =>
        JSON.parse(answer.headers.get('scim-gateway-dry-run') ?? 'null');

      const made = await v2('POST', '/Users', { userName: 'new@example.com', displayName: 'Zoë', password: 'hunter2' });
      t.match(made, { status: 201, body: { id: /./, userName: 'new@example.com' } });
      t.match(planned(made), [{ operation: 'create', resourceType: 'User' }]);
      t.ok(
        planned(made)[0].changes.some(
          ({ path, after }: { path: string; after: string }) => path === 'displayName' && after === 'Zoë',
        ),
      );
      t.equal((await v2('POST', '/Users', { userName: 'USER1@example.com' })).status, 409, 'uniqueness is checked');

      const patched = await v2('PATCH', '/Users/1', rename);
      t.match(patched, { status: 200, body: { displayName: 'New Name' } });
      t.match(planned(patched), [
        { operation: 'update', id: '1', changes: [{ path: 'displayName', after: 'New Name' }] },
      ]);

      const removed = await v2('DELETE', '/Users/2');
      t.equal(removed.status, 204);
      t.match(planned(removed), [{ operation: 'delete', id: '2' }]);
      t.equal((await v2('DELETE', '/Users/nobody')).status, 404);

      const member = await v2('PATCH', '/Groups/g1', { Operations: [{ op: 'remove', path: 'members[value eq "1"]' }] });
      t.match(planned(member), [{ operation: 'update', id: 'g1', changes: [{ path: 'members', before: ['1'] }] }]);

      t.strictSame((await v2('GET', '/Users')).body.Resources, before, 'nothing was made');
      t.equal((await v2('GET', '/Groups/g1')).body.members.length, 2);
      await gateway.stop();
      t.match(gateway.output(), /dry run: this change was not made/);
      t.notMatch(gateway.output(), /hunter2/);
    });

    await t.test('protect: who matches is never changed or deleted, by whatever way', async (t) => {
      const { v2 } = await serve(t, backend, {
        config: {
          protect: [
            'userName eq "USER1@example.com"',
            'displayName eq "staff"',
            'groups.display eq "STAFF"',
            'members[value eq "5"]',
          ],
          onRehire: 'reactivate',
        },
      });
      const { id } = (await v2('POST', '/Groups', { displayName: 'other', members: [{ value: '5' }] })).body;
      const leave = (member: string) => ({ Operations: [{ op: 'remove', path: `members[value eq "${member}"]` }] });
      for (const [method, path, body] of [
        ['PUT', '/Users/1', { userName: 'x@example.com' }],
        ['PATCH', '/Users/1', deactivate],
        ['DELETE', '/Users/1', undefined],
        ['PATCH', '/Groups/g1', leave('1')],
        ['DELETE', '/Groups/g1', undefined],
        ['PATCH', '/Users/2', rename],
        ['PATCH', `/Groups/${id}`, leave('5')],
        ['PUT', `/Groups/${id}`, { displayName: 'renamed' }],
        ['DELETE', `/Groups/${id}`, undefined],
      ] as const) {
        t.match(await v2(method, path, body), { status: 403, body: { detail: /protected/ } }, `${method} ${path}`);
      }
      const bulk = await v2('POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [
          { method: 'DELETE', path: '/Users/1' },
          { method: 'DELETE', path: '/Users/4' },
        ],
      });
      t.strictSame(
        bulk.body.Operations.map(({ status }: { status: string }) => status),
        ['403', '204'],
      );
      t.match((await v2('GET', '/Users/1')).body, { active: true, userName: 'user1@example.com' });
    });

    await t.test('safety: past a limit nothing is taken away any more, until an operator releases it', async (t) => {
      const { v1, v2, gateway, folder } = await serve(t, backend, {
        users: 30,
        config: { safety: { maxDeactivations: { count: 2, per: '1h' }, maxDeletes: { count: 100, per: '1h' } } },
      });
      t.equal((await v2('PATCH', '/Users/1', deactivate)).status, 200);
      const asText = { Operations: [{ op: 'Replace', path: 'ACTIVE', value: 'False' }] };
      t.equal((await v2('PATCH', '/Users/2', asText)).status, 200);
      t.equal((await v2('PATCH', '/Users/1', deactivate)).status, 200, 'who is inactive already does not count');
      const refused = await v2('PUT', '/Users/4', { userName: 'user4@example.com', active: false });
      t.match(refused, { status: 403, body: { detail: /maxDeactivations.*until an operator releases it/ } });
      t.equal((await v2('DELETE', '/Users/5')).status, 403, 'nor is anything else');
      const without = { Operations: [{ op: 'remove', path: 'active' }] };
      t.equal((await v2('PATCH', '/Users/4', without)).status, 403, 'nobody is left without a word on it either');
      t.equal((await v1('PATCH', '/Users/4', { meta: { attributes: ['Active'] } })).status, 403);
      t.equal((await v2('PUT', '/Users/4', { userName: 'user4@example.com', ACTIVE: null })).status, 403);
      t.equal((await v2('PATCH', '/Users/4', rename)).status, 200, 'other changes go on');
      t.equal((await v2('GET', '/Users/4')).body.active, true);

      if (backend === 'csv') {
        t.match(await runCli(folder, ['rails', 'status']), {
          code: 1,
          stdout: /2 deactivations.*\n.*CLOSED by maxDeactivations/,
        });
      }
      t.match(await runCli(folder, ['rails', 'release']), { code: 0, stdout: /released/ });
      t.equal((await v2('DELETE', '/Users/5')).status, 204);
      if (backend === 'csv') {
        t.match(await runCli(folder, ['rails', 'status']), { code: 0, stdout: /0 deactivations, 1 deletions/ });
      }
      t.match(gateway.output(), /a rail has closed/);
    });
  });
}

t.test('safety: a count survives kill -9; a group keeps its share of members', async (t) => {
  const { v2, gateway, folder } = await serve(t, 'csv', {
    users: 40,
    config: { safety: { maxDeletes: { count: 1, per: '1d' }, maxGroupShrink: '50%' } },
  });
  const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
  const add = { Operations: [{ op: 'add', path: 'members', value: ids.map((value) => ({ value })) }] };
  t.equal((await v2('PATCH', '/Groups/g1', add)).status, 204);
  for (const id of ids.slice(0, 10)) {
    const one = { Operations: [{ op: 'remove', path: `members[value eq "${id}"]` }] };
    t.equal((await v2('PATCH', '/Groups/g1', one)).status, 204);
  }
  t.equal((await v2('DELETE', '/Users/40')).status, 204);
  await gateway.kill();
  const again = await startGateway(t, folder);
  const client = scimClient(`${again.url}/scim/v2`, basic('okta', 'secret'));
  const empty = { Operations: [{ op: 'replace', path: 'members', value: [] }] };
  t.match(await client('PATCH', '/Groups/g1', empty), { status: 403, body: { detail: /maxGroupShrink/ } });
  t.equal((await client('GET', '/Groups/g1')).body.members.length, 10);
  t.equal((await client('DELETE', '/Users/39')).status, 403);
});

t.test('audit: who changed what, from where, and how it ended; verified and asked by commands', async (t) => {
  const { v2, gateway, folder } = await serve(t, 'csv', { config: { audit: { file: 'log/audit.jsonl' } } });
  const made = await v2('POST', '/Users', { userName: 'ada@example.com', displayName: 'Ada', password: 'hunter2' });
  const { id } = made.body;
  await v2('PATCH', `/Users/${id}`, { Operations: [{ op: 'replace', path: 'displayName', value: 'Ada L' }] });
  await v2('PATCH', '/Groups/g1', { Operations: [{ op: 'add', path: 'members', value: [{ value: id }] }] });
  t.equal((await v2('POST', '/Users', { userName: 'ada@example.com' })).status, 409);
  await v2('DELETE', `/Users/${id}`);
  for (const value of ['g1 by basic root\u009b31m', 'x\u202e\n2099']) {
    await v2('PATCH', '/Groups/g1', { Operations: [{ op: 'replace', path: 'displayName', value }] });
  }
  await gateway.stop();

  const shown = await runCli(folder, ['audit', 'show', '--json']);
  const entries = shown.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const requestId = made.headers.get('x-request-id');
  t.match(entries, [
    {
      operation: 'create',
      resourceType: 'User',
      id,
      subject: 'ada@example.com',
      outcome: 'done',
      requestId,
      by: { credential: 'basic okta', address: '127.0.0.1' },
    },
    { operation: 'update', id, changes: [{ path: 'displayName', before: 'Ada', after: 'Ada L' }], outcome: 'done' },
    { operation: 'update', resourceType: 'Group', id: 'g1', changes: [{ path: 'members', after: [id] }] },
    { operation: 'delete', id, subject: 'ada@example.com', outcome: 'done' },
  ]);
  t.equal(entries.length, 6, 'what was refused before it was tried is no change');
  t.match(
    entries[3].changes.find(({ path }: { path: string }) => path === 'displayName'),
    { before: 'Ada L' },
  );
  t.notMatch(readFileSync(join(folder, 'log/audit.jsonl'), 'utf8'), /hunter2/);

  const asked = await runCli(folder, ['audit', 'show', '--since', '1h']);
  t.match(asked.stdout, /update Group "g1 by basic root\\u\{009b\}31m" \(g1\) by basic okta/);
  t.notMatch(asked.stdout, /\u009b|\u202e|\n2099/, 'names do not steer the terminal, nor forge lines');
  t.match(asked, { code: 0, stdout: /create User ada@example\.com .* by basic okta from 127\.0\.0\.1/ });
  t.equal((await runCli(folder, ['audit', 'show', '--since', 'yesterday'])).code, 2);
  t.match(await runCli(folder, ['audit', 'verify']), {
    code: 0,
    stdout: /12 lines in 1 file.*all as they were written/,
  });
  const file = join(folder, 'log/audit.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replace('Ada L', 'Ada M'));
  t.match(await runCli(folder, ['audit', 'verify']), { code: 1, stdout: /line 3: the line has been changed/ });
});

t.test('audit: where it cannot be written nothing is changed, reads go on, and it heals', async (t) => {
  const { v2, folder } = await serve(t, 'memory', { config: { audit: { file: 'log/audit.jsonl' } } });
  t.equal((await v2('PATCH', '/Users/1', rename)).status, 200);
  // A file in place of the folder: whoever the gateway runs as, nothing can be written there.
  rmSync(join(folder, 'log'), { recursive: true });
  writeFileSync(join(folder, 'log'), '');
  const refused = await v2('PATCH', '/Users/2', rename);
  t.match(refused, { status: 503, body: { detail: /audit cannot be written/ } });
  t.notMatch(refused.text, /log|audit\.jsonl/);
  t.not((await v2('GET', '/Users/2')).body.displayName, 'New Name');
  rmSync(join(folder, 'log'));
  mkdirSync(join(folder, 'log'));
  chmodSync(join(folder, 'log'), 0o700);
  t.equal((await v2('PATCH', '/Users/2', rename)).status, 200);
  t.ok(existsSync(join(folder, 'log/audit.jsonl')));
});

t.test('audit: what was answered with success is in it, whenever the gateway is killed', async (t) => {
  const { v2, gateway, folder } = await serve(t, 'csv', { config: { audit: { file: 'audit.jsonl' } } });
  const made: string[] = [];
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let index = 0; ; index++) {
      const answer = await v2('POST', '/Users', { userName: `w${writer}-${index}@example.com` }).catch(() => undefined);
      if (answer?.status !== 201) return;
      made.push(answer.body.userName);
      if (made.length === 60) void gateway.kill();
    }
  });
  await Promise.all(writers);
  const shown = await runCli(folder, ['audit', 'show', '--json']);
  const subjects = new Set(
    shown.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).subject),
  );
  t.ok(made.length >= 60);
  t.strictSame(
    made.filter((name) => !subjects.has(name)),
    [],
  );
  t.match(await runCli(folder, ['audit', 'verify']), { code: 0 });
});

t.test('wrong guards are explained', async (t) => {
  const { folder } = await serve(t, 'memory');
  const check = (config: object) => {
    writeFileSync(
      join(folder, 'wrong.json'),
      JSON.stringify({ auth: { type: 'none' }, plugin: { use: 'memory' }, ...config }),
    );
    return runCli(folder, ['check', '-c', 'wrong.json']);
  };
  t.match(await check({ protect: ['userName eq'] }), { code: 2, stderr: /no filter over the attributes/ });
  const wrong = await check({
    safety: { maxDelets: { count: 1, per: '1h' }, maxGroupShrink: '150%' },
    audit: {},
  });
  t.equal(wrong.code, 2);
  for (const fault of [/Did you mean "maxDeletes"/, /maxGroupShrink/, /"file"/]) t.match(wrong.stderr, fault);
  t.match(await runCli(folder, ['rails', 'release', 'hr']), { code: 2, stderr: /one connector, without a name/ });
});
