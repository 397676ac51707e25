import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidValue, Secret } from 'scim-gateway/plugin';
import t, { type Test } from 'tap';
import { type RunningGateway, root, runCli, startGateway, temporaryFolder } from '../../helpers/gateway.js';
import { basic, type ScimAnswer, type ScimClient, scimClient } from '../../helpers/scim-client.js';
import { CANARY } from './corpus.js';
import { callOf, existsSync, folderWith, openIn } from './support.js';

const env = { SCIM_PASSWORD: 'secret' };

interface Example {
  readonly folder: string;
  readonly gateway: RunningGateway;
  readonly scim: ScimClient;
}

/** Starts the built gateway in a copy of an example's folder. */
async function startExample(t: Test, name: string, more: NodeJS.ProcessEnv = {}, prepare?: (folder: string) => void) {
  const folder = temporaryFolder(t);
  cpSync(join(root, 'plugins/shell/examples', name), folder, { recursive: true });
  prepare?.(folder);
  const gateway = await startGateway(t, folder, { env: { ...env, ...more } });
  const checked = await runCli(folder, ['check'], { ...env, ...more });
  t.equal(checked.code, 0, checked.stdout + checked.stderr);
  t.match(checked.stdout, /User\.insert: \.\/(people|accounts)\.sh \w/, 'check shows the commands');
  return { folder, gateway, scim: scimClient(`${gateway.url}/scim/v2`, basic('okta', 'secret')) } as Example;
}

function missing(program: string): string | false {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return false;
  } catch {
    return `${program} is not on this machine`;
  }
}

const patch = (...operations: readonly object[]): object => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: operations,
});

const names = ({ body }: ScimAnswer): readonly string[] =>
  body.Resources.map((resource: { userName: string }) => resource.userName).sort();

const hostileNames = [
  `$(${CANARY})`,
  `'; ${CANARY}; '`,
  '`id`',
  '-rf',
  '--',
  'a"b',
  "' OR 1=1 --",
  '日本',
  '%s%n',
  '*',
];

t.test('a flat file', async (t) => {
  const { folder, scim, gateway } = await startExample(t, 'flat-file');
  const file = (): string => readFileSync(join(folder, 'people.tsv'), 'utf8');
  t.same(names(await scim('GET', '/Users')), ['ada', 'grace']);
  const grace = await scim('GET', '/Users/grace');
  t.match(grace.body, { name: { givenName: 'Grace' }, emails: [{ value: 'grace@example.com' }], active: true });
  t.equal((await scim('GET', '/Users/nobody')).status, 404);
  const made = await scim('POST', '/Users', { userName: 'eva', name: { givenName: 'Eva' }, active: true });
  t.match([made.status, made.body.id], [201, 'eva']);
  t.equal((await scim('POST', '/Users', { userName: 'EVA' })).status, 409, 'the gateway sees to what is unique');
  const off = await scim(
    'PATCH',
    '/Users/eva',
    patch({ op: 'replace', path: 'active', value: false }, { op: 'remove', path: 'name' }),
  );
  t.match(off.body, { active: false });
  t.match(file(), /^eva\t\t\t\tD$/m);
  t.equal((await scim('DELETE', '/Users/ada')).status, 204);
  t.equal((await scim('DELETE', '/Users/ada')).status, 404);
  for (const userName of hostileNames) {
    const odd = await scim('POST', '/Users', { userName, active: true });
    t.equal(odd.status, 201, odd.text);
    const path = `/Users/${encodeURIComponent(userName)}`;
    t.equal((await scim('GET', path)).body.userName, userName);
    t.match((await scim('PATCH', path, patch({ op: 'replace', path: 'name.givenName', value: userName }))).body, {
      name: { givenName: userName },
    });
  }
  t.match(await scim('POST', '/Users', { userName: 'two\nlines' }), {
    status: 400,
    body: { scimType: 'invalidValue', detail: /cannot keep/ },
  });
  t.same(names(await scim('GET', '/Users')), [...hostileNames, 'eva', 'grace'].sort());
  for (const userName of hostileNames)
    t.equal((await scim('DELETE', `/Users/${encodeURIComponent(userName)}`)).status, 204);
  t.equal(file(), 'grace\tGrace\tHopper\tgrace@example.com\tA\neva\t\t\t\tD\n');
  await scim('POST', '/Users', { userName: '10', active: true });
  for (const id of ['1e1', '010', '10.0'])
    t.equal((await scim('DELETE', `/Users/${id}`)).status, 404, `${id} is not 10`);
  t.equal((await scim('DELETE', '/Users/10')).status, 204);
  appendFileSync(join(folder, 'people.tsv'), 'bob\tC:\\new\\table\t\t\tA\n');
  t.match((await scim('GET', '/Users/bob')).body, { name: { givenName: 'C:\\new\\table' } });
  t.notOk(existsSync(join(folder, 'PWNED')));
  t.equal(await gateway.stop(), 0);
});

const noAccounts = process.getuid?.() !== 0 ? 'not root: accounts cannot be made' : missing('useradd');

t.test('local accounts, below a prefix', { skip: noAccounts }, async (t) => {
  const prefix = temporaryFolder(t);
  mkdirSync(join(prefix, 'etc'));
  for (const name of ['passwd', 'shadow', 'group', 'gshadow']) writeFileSync(join(prefix, 'etc', name), '');
  writeFileSync(join(prefix, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(prefix, 'etc/group'), 'root:x:0:\n');
  const { scim, folder } = await startExample(t, 'accounts', { PREFIX: prefix });
  const etc = (name: string): string => readFileSync(join(prefix, 'etc', name), 'utf8');
  t.same((await scim('GET', '/Users')).body.totalResults, 0, 'accounts of the system are not shown');
  const made = await scim('POST', '/Users', { userName: 'ada', displayName: 'Ada $(id) Lovelace', active: true });
  t.match([made.status, made.body.id], [201, 'ada'], made.text);
  t.match(etc('passwd'), /^ada:x:1000:1000:Ada \$\(id\) Lovelace:\/home\/ada:/m);
  t.equal((await scim('POST', '/Users', { userName: 'ada' })).status, 409);
  for (const userName of [...hostileNames, 'two\nlines', 'a:b', 'root:0', '../x', 'x'.repeat(33)]) {
    t.match(await scim('POST', '/Users', { userName }), { status: 400, body: { scimType: 'invalidValue' } });
  }
  t.match(await scim('POST', '/Users', { userName: 'eva', displayName: 'a\nroot2:x:0:0::/:/bin/sh' }), { status: 400 });
  t.equal((await scim('DELETE', '/Users/root')).status, 404, 'nor can they be touched');
  const off = await scim('PATCH', '/Users/ada', patch({ op: 'replace', path: 'active', value: false }));
  t.equal(off.body.active, false, off.text);
  t.match(etc('shadow'), /^ada:.*:1:$/m);
  t.equal((await scim('PATCH', '/Users/ada', patch({ op: 'replace', path: 'active', value: true }))).body.active, true);
  await scim('POST', '/Users', { userName: 'eva', active: true });
  const staff = await scim('POST', '/Groups', { displayName: 'staff', members: [{ value: 'ada' }] });
  t.match([staff.status, staff.body.members], [201, [{ value: 'ada' }]], staff.text);
  await scim('POST', '/Groups', { displayName: 'admins', members: [{ value: 'ada' }] });
  const changed = await scim(
    'PATCH',
    '/Groups/staff',
    patch({ op: 'add', path: 'members', value: [{ value: 'eva' }] }, { op: 'remove', path: 'members[value eq "ada"]' }),
  );
  t.ok([200, 204].includes(changed.status), changed.text);
  t.match(etc('group'), /^staff:x:\d+:eva$/m);
  t.match(etc('group'), /^admins:x:\d+:ada$/m, 'other memberships stay');
  t.match((await scim('GET', '/Users/eva')).body.groups, [{ value: 'staff' }]);
  t.equal((await scim('DELETE', '/Groups/root')).status, 404);
  t.equal((await scim('DELETE', '/Groups/staff')).status, 204);
  t.equal((await scim('DELETE', '/Users/ada')).status, 204);
  t.notMatch(etc('passwd') + etc('group'), /ada|staff/);
  t.match(etc('passwd'), /^root:x:0:0:root:\/root:\/bin\/sh\neva:.*\n$/, 'nobody else came or went');
  t.notOk(existsSync(join(folder, 'PWNED')));
});

const noSqlite = missing('sqlite3');
/** `.ci/run` does so: a test that is skipped there would show nothing. */
const isInstalledOnCi = process.env.CI === 'true' && process.getuid?.() === 0 && !missing('apt-get');

t.test('an SQLite database', { skip: !isInstalledOnCi && noSqlite }, async (t) => {
  t.notOk(noSqlite, 'on CI, as root, it is installed');
  const { scim, folder } = await startExample(t, 'sqlite', {}, (place) => {
    execFileSync('sqlite3', ['people.db'], { cwd: place, input: readFileSync(join(place, 'schema.sql')) });
  });
  const ids: string[] = [];
  for (const userName of hostileNames) {
    const made = await scim('POST', '/Users', { userName, name: { givenName: userName }, active: true });
    t.match([made.status, made.body.userName], [201, userName], made.text);
    ids.push(made.body.id);
  }
  t.same(names(await scim('GET', '/Users')), [...hostileNames].sort());
  const [first = '', second = ''] = ids;
  t.match((await scim('GET', `/Users/${first}`)).body, { userName: hostileNames[0], meta: { lastModified: /^20/ } });
  for (const id of [`0${first}`, `${first} or 1=1`, `${first}; drop table person`]) {
    t.equal((await scim('GET', `/Users/${encodeURIComponent(id)}`)).status, 404);
    t.equal((await scim('DELETE', `/Users/${encodeURIComponent(id)}`)).status, 404);
  }
  const off = await scim(
    'PATCH',
    `/Users/${first}`,
    patch({ op: 'replace', path: 'active', value: false }, { op: 'remove', path: 'name.givenName' }),
  );
  t.match(off.body, { active: false, name: undefined });
  const team = await scim('POST', '/Groups', { displayName: "o'brien's", members: [{ value: first }] });
  t.equal(team.status, 201, team.text);
  const path = `/Groups/${team.body.id}`;
  t.equal((await scim('POST', '/Groups', { displayName: "O'Brien's" })).status, 409);
  const joined = await scim(
    'PATCH',
    path,
    patch(
      { op: 'add', path: 'members', value: [{ value: second }] },
      { op: 'replace', path: 'displayName', value: 'all' },
    ),
  );
  t.ok([200, 204].includes(joined.status), joined.text);
  const group = (await scim('GET', path)).body;
  t.match(group, { displayName: 'all' });
  t.same(group.members.map(({ value }: { value: string }) => value).sort(), [first, second].sort());
  t.equal((await scim('DELETE', `/Users/${second}`)).status, 204);
  t.same(
    (await scim('GET', path)).body.members.map(({ value }: { value: string }) => value),
    [first],
  );
  t.equal((await scim('DELETE', path)).status, 204);
  t.equal((await scim('GET', '/Users')).body.totalResults, hostileNames.length - 1);
  t.notOk(existsSync(join(folder, 'PWNED')));
});

t.test('accounts: a password sets that of its account, and of no other', async (t) => {
  const tool = (text: string): string => `#!/bin/sh\n${text}\n`;
  // In front of the machine's own tools, which nobody may touch here.
  const folder = folderWith(t, {
    getent: tool('echo "$1:x:1000:1000::/home/x:/bin/sh"'),
    awk: tool('exit 0'),
    usermod: tool('exit 0'),
    chpasswd: tool('cat >> set'),
  });
  const { users } = await openIn(t, folder, {
    User: {
      find: ['true'],
      update: [join(root, 'plugins/shell/examples/accounts/accounts.sh'), 'usermod', '--', '{id}'],
    },
    env: { PATH: `${folder}:${process.env.PATH}` },
    input: 'pairs',
  });
  const update = (password: string) => users.update('ada', { set: { password: new Secret(password) } }, callOf());
  for (const password of ['x\nroot:owned', 'x\r\nroot:owned', '\n', 'x\n']) {
    await t.rejects(update(password), InvalidValue, JSON.stringify(password));
  }
  t.notOk(existsSync(join(folder, 'set')), 'nothing was set');
  const good = ['plain', 'back\\nslash', ' $(id) `id` "\'% %s\\c '];
  for (const password of good) await update(password);
  t.equal(readFileSync(join(folder, 'set'), 'utf8'), good.map((password) => `ada:${password}\n`).join(''));
});
