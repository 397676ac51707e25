import { Unavailable } from 'scim-gateway/plugin';
import t from 'tap';
import { callOf, folderWith, join, openIn, writeFileSync } from './support.js';

t.test('a wrong config is explained when it is opened', async (t) => {
  const folder = folderWith(t);
  const opening = (options: object) => openIn(t, folder, options);
  await t.rejects(opening({}), /Name the commands of a resource type/);
  await t.rejects(
    opening({ Usr: { find: ['x'] } }),
    /"Usr" is no resource type of this connector, which has User, Group/,
  );
  await t.rejects(opening({ User: { insert: ['x'] } }), /"User" needs a "find" or a "get" command/);
  await t.rejects(opening({ User: { find: ['x'], get: ['x', '{di}'] } }), /User\.get has "\{di\}" in it.*knows \{id\}/);
  await t.rejects(opening({ User: { find: ['x', '{id}'] } }), /User\.find has no values to fill in/);
  await t.rejects(opening({ User: { get: ['{id}'] } }), /no value may choose the program/);
  await t.rejects(opening({ User: { find: ['x'], addMember: ['x'] } }), /no field of its mapping holds members/);
  await t.rejects(opening({ User: { find: ['x\0'] } }), /NUL/);
  await t.rejects(opening({ User: { find: [] } }), /minItems/);
  writeFileSync(join(folder, 'plain.txt'), 'no script');
  await t.rejects(opening({ User: { find: ['./nothing.sh'] } }), /program \.\/nothing\.sh of User\.find is not there/);
  await t.rejects(opening({ User: { find: ['./plain.txt'] } }), /User\.find may not be executed: chmod \+x/);
  await t.rejects(opening({ User: { find: ['plain.txt'] } }), /is in no folder of the PATH.*begin it with "\.\/"/);
  await t.rejects(
    opening({ User: { find: ['plain.txt'] }, env: {} }),
    /in none of the folders \/bin:\/usr\/bin.*\{env:PATH\}/,
  );
  await t.rejects(opening({ User: { find: ['true'] }, check: ['./gone.sh'] }), /\.\/gone\.sh of check is not there/);
  await t.rejects(opening({ User: { find: ['true'] }, cwd: 'nowhere' }), /"cwd": there is no folder .*nowhere/);
  await t.rejects(opening({ User: { find: ['true'] }, env: { 'A=B': '' } }), /"A=B" cannot be the name of a variable/);
  await t.rejects(opening({ User: { find: ['true'] }, uid: 65534 }), /"uid" needs a "gid" beside it/);
  t.ok(
    await opening({ User: { find: ['true'] }, env: {} }),
    'without a PATH, programs are looked for where the system has them',
  );
});

t.test('who is not root cannot become somebody else, and is told when it starts', async (t) => {
  const folder = folderWith(t);
  const getuid = t.intercept(process, 'getuid', { value: () => 1000 });
  await t.rejects(openIn(t, folder, { User: { find: ['true'] }, gid: 65533 }), /only a gateway that runs as root/);
  await t.rejects(
    openIn(t, folder, { User: { find: ['true'] }, uid: 0, gid: 65533 }),
    /only a gateway that runs as root/,
  );
  getuid.restore();
});

t.test('no value stands where a program is read', async (t) => {
  const folder = folderWith(t, { 'x.sh': '#!/bin/sh\n' });
  for (const command of [
    ['sh', '-c', 'echo {id}'],
    ['/bin/bash', '-o', 'pipefail', '-ec', 'userdel "{id}"'],
    ['env', 'A=1', 'sh', '-c', '{id}'],
    ['sudo', '-n', 'bash', '-lc', 'userdel {id}'],
    ['su', 'admin', '-c', 'del {id}'],
    ['python3', '-c', 'print("{id}")'],
    ['perl', '-ne', 'print "{id}"'],
    ['node', '--eval', '{id}'],
    ['pwsh', '-NoProfile', '-Command', 'Remove-ADUser', '{id}'],
    ['powershell.exe', '-c', 'Remove-ADUser -Identity {id}'],
    ['cmd.exe', '/c', 'del.bat', '{id}'],
    ['ssh', 'root@db7', 'userdel', '--', '{id}'],
  ]) {
    const opening = openIn(t, folder, { User: { find: ['true'], get: command } });
    await t.rejects(opening, /User\.get has .* reads a program: a value in it could run anything/, command.join(' '));
  }
  for (const command of [
    ['sh', '-c', 'echo "id=$1"', 'sh', '{id}'],
    ['sh', './x.sh', '-c', '{id}'],
    ['env', 'perl', '-w', './x.pl', '-e', '{id}'],
    ['./x.sh', '-c', '{id}'],
  ]) {
    t.ok(await openIn(t, folder, { User: { find: ['true'], get: command } }), command.join(' '));
  }
});

t.test('check, describe and explain', async (t) => {
  const folder = folderWith(t, {
    'ping.sh': '#!/bin/sh\necho PONG\nexit "$(cat code)"\n',
    code: '0',
  });
  const { adapter, users } = await openIn(t, folder, {
    check: ['./ping.sh'],
    User: { find: ['awk', '{{print}}', 'my file'], get: ['./ping.sh', '--', '{id}'] },
  });
  t.equal(await adapter.check?.(callOf()), undefined);
  writeFileSync(join(folder, 'code'), '1');
  await t.rejects(async () => adapter.check?.(callOf()), Unavailable);
  writeFileSync(join(folder, 'code'), '75');
  await t.rejects(async () => adapter.check?.(callOf()), Unavailable);
  t.same(adapter.describe?.(), [
    { resourceType: 'User', operation: 'find', does: 'awk {{print}} "my file"' },
    { resourceType: 'User', operation: 'get', does: './ping.sh -- {id}' },
  ]);
  t.same(users.explain?.({ fields: ['login'], page: { offset: 0, limit: 1 } }), [
    'awk {{print}} "my file" < {"operation":"find","resourceType":"User","query":{"fields":["login"]}}',
  ]);
  t.notOk((await openIn(t, folder, { User: { find: ['true'] } })).adapter.check, 'no check command: always well');
});
