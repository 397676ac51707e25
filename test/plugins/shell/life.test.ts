import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { InvalidValue } from 'scim-gateway/plugin';
import t from 'tap';
import {
  callOf,
  existsSync,
  folderWith,
  join,
  openIn,
  processesWith,
  readFileSync,
  recordsOf,
  until,
  writeFileSync,
} from './support.js';

/** Forks, and forks again from a child that ends at once; nobody of them listens to SIGTERM. */
const stubborn = `#!/bin/sh
trap '' TERM
( sh -c 'trap "" TERM; while :; do sleep 600; done' "$1-grandchild" & ) &
sh -c 'trap "" TERM; while :; do sleep 600; done' "$1-child" &
while :; do sleep 600; done
`;

const mark = (): string => `mark-${randomUUID()}`;

t.test('at the abort the whole group ends, also who ignores SIGTERM and who was forked twice', async (t) => {
  const folder = folderWith(t, { 'stubborn.sh': stubborn });
  const id = mark();
  const { users } = await openIn(t, folder, {
    User: { find: ['./stubborn.sh', id], get: ['./stubborn.sh', '{id}'] },
    grace: '200ms',
  });
  for (const operation of ['get', 'find'] as const) {
    const controller = new AbortController();
    const call = callOf(controller.signal);
    const answer: Promise<unknown> = operation === 'get' ? users.get(id, call) : recordsOf(users.find({}, call));
    await until(() => processesWith(id).length >= 3, 'everybody runs');
    controller.abort(new Error('too late'));
    await t.rejects(answer as Promise<void>, { message: 'too late' });
    t.same(processesWith(id), [], `${operation}: nobody is left when the call has ended`);
  }
});

t.test('who is left behind by a command that has ended is ended too, and holds up no answer', async (t) => {
  const folder = folderWith(t, {
    'holding.sh': '#!/bin/sh\nsleep 600 &\nsh -c "sleep 600; :" "$1" &\necho \'{"id":"7"}\'\n',
    'quiet.sh':
      '#!/bin/sh\nsh -c "trap \\"\\" TERM; while :; do sleep 600; done" "$1" >/dev/null 2>&1 &\necho \'{"id":"7"}\'\n',
    'late.sh': '#!/bin/sh\n(sleep 0.2; echo \'{"id":"7"}\') &\n',
  });
  const id = mark();
  for (const script of ['holding', 'quiet']) {
    const { users, adapter } = await openIn(t, folder, {
      User: { get: [`./${script}.sh`, '{id}'], find: [`./${script}.sh`, id] },
      grace: '100ms',
    });
    t.same(await recordsOf(users.find({}, callOf())), [{ id: '7' }], script);
    await until(() => processesWith(id).length === 0, 'nobody is left');
    await adapter.close?.();
  }
  const { users } = await openIn(t, folder, { User: { find: ['./late.sh'] }, grace: '60s' });
  t.same(await recordsOf(users.find({}, callOf())), [{ id: '7' }], 'what is still being written is waited for');
});

t.test('a stdout that somebody outside of the group keeps open holds up nothing for long', async (t) => {
  const folder = folderWith(t, { 'outside.sh': '#!/bin/sh\nsetsid sleep 600 &\necho $! > pid\necho \'{"id":"7"}\'\n' });
  const { users } = await openIn(t, folder, { User: { find: ['./outside.sh'] }, grace: '100ms' });
  t.teardown(() => process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8'))));
  t.same(await recordsOf(users.find({}, callOf())), [{ id: '7' }]);
});

t.test(
  'whoever is left behind has the grace to finish, and then somebody outside holds nothing of the gateway',
  async (t) => {
    const folder = folderWith(t, {
      'behind.sh': '#!/bin/sh\n(sleep 0.5; echo done > done) >/dev/null 2>&1 &\necho \'{"id":"7"}\'\n',
      'outside.sh':
        '#!/bin/sh\nsetsid sh -c "while [ -d . ] && [ ! -f stop ]; do sleep 0.1; done" >/dev/null &\necho \'{"id":"7"}\'\n',
    });
    t.teardown(() => writeFileSync(join(folder, 'stop'), ''));
    const open = (script: string, grace: string) =>
      openIn(t, folder, { User: { find: ['true'], get: [script, '{id}'] }, grace });
    t.same(await (await open('./behind.sh', '60s')).users.get('7', callOf()), { id: '7' });
    await until(() => existsSync(join(folder, 'done')), 'it has finished');
    const { users } = await open('./outside.sh', '100ms');
    const handles = (): number => readdirSync('/proc/self/fd').length;
    await users.get('7', callOf());
    const before = handles();
    for (let round = 0; round < 20; round++) await users.get('7', callOf());
    t.ok(handles() < before + 10, 'its stderr and stdin are let go');
    writeFileSync(join(folder, 'stop'), '');
  },
);

t.test('what a command says at its very end is never lost, however many run', async (t) => {
  const folder = folderWith(t, { 'taken.sh': '#!/bin/sh\necho "scim: $1 is taken" >&2\nexit 4\n' });
  const { users } = await openIn(t, folder, {
    User: { find: ['true'], remove: ['./taken.sh', '{id}'] },
    concurrency: 16,
  });
  const ids = Array.from({ length: 200 }, (_, index) => `u${index}`);
  const told = await Promise.all(ids.map((id) => users.remove(id, callOf()).catch(({ message }: Error) => message)));
  t.same(
    told,
    ids.map((id) => `${id} is taken`),
  );
});

t.test('many connectors with scripts are no leak', async (t) => {
  const folder = folderWith(t);
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  t.teardown(() => process.removeListener('warning', onWarning));
  const limit = process.getMaxListeners();
  const opened = await Promise.all(Array.from({ length: 40 }, () => openIn(t, folder, { User: { find: ['true'] } })));
  for (const { adapter } of opened) for (let time = 0; time < 2; time++) await adapter.close?.();
  await new Promise(setImmediate);
  t.same([warnings, process.getMaxListeners()], [[], limit]);
});

t.test('an iteration that is left early ends the command', async (t) => {
  const folder = folderWith(t, { 'endless.sh': '#!/bin/sh\nwhile :; do echo \'{"id":"7"}\'; done\n' });
  const id = mark();
  const { users } = await openIn(t, folder, { User: { find: ['./endless.sh', id] } });
  for await (const record of (await users.find({}, callOf())).records) {
    t.same(record, { id: '7' });
    t.equal(processesWith(id).length, 1);
    break;
  }
  t.same(processesWith(id), []);
});

t.test('no more commands run than may, and who gives up leaves the line', async (t) => {
  const folder = folderWith(t, {
    'slow.sh': '#!/bin/sh\necho + >> log\nwhile [ ! -f go ]; do sleep 0.01; done\necho - >> log\necho "id=$1"\n',
  });
  const { users } = await openIn(t, folder, { User: { get: ['./slow.sh', '{id}'] }, concurrency: 2 });
  writeFileSync(join(folder, 'log'), '');
  const log = (): string => readFileSync(join(folder, 'log'), 'utf8').replaceAll('\n', '');
  const controller = new AbortController();
  const first = ['1', '2'].map((id) => users.get(id, callOf()));
  const impatient = users.get('3', callOf(controller.signal));
  const patient = users.get('4', callOf());
  await until(() => log() === '++', 'two have begun');
  controller.abort(new Error('gone'));
  await t.rejects(impatient, { message: 'gone' });
  await t.rejects(users.get('5', callOf(AbortSignal.abort(new Error('before it began')))), {
    message: 'before it began',
  });
  t.equal(log(), '++', 'the others wait');
  writeFileSync(join(folder, 'go'), '');
  t.same(await Promise.all([...first, patient]), [{ id: '1' }, { id: '2' }, { id: '4' }]);
  t.equal(log().length, 6, 'three have run');
});

t.test('closing ends what runs, and so does a gateway that ends without closing', async (t) => {
  const folder = folderWith(t, { 'stubborn.sh': stubborn });
  const id = mark();
  const { users, adapter } = await openIn(t, folder, { User: { find: ['./stubborn.sh', id] }, grace: '100ms' });
  const controller = new AbortController();
  const answer = recordsOf(users.find({}, callOf(controller.signal)));
  answer.catch(() => {});
  await until(() => processesWith(id).length >= 3, 'everybody runs');
  await adapter.close?.();
  t.same(processesWith(id), []);
  await t.rejects(answer, /ended by SIG/);

  const program = `
    import { openShell } from ${JSON.stringify(new URL('../../../dist/plugins/shell/open-shell.js', import.meta.url).href)};
    const use = { key: 'id', lookups: [], lists: {}, writable: [] };
    const options = { env: {}, grace: 100, maxOutput: 1000, retryAfter: 1, input: 'json', output: 'auto', concurrency: 1,
      User: { find: ['./stubborn.sh', '${id}'] } };
    const { stores } = await openShell(options, { folder: process.cwd(), resources: { User: use } });
    process.stdin.on('data', () => process.exit(0));
    for await (const record of stores.User.find({}, { signal: new AbortController().signal }).records);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const exited = once(child, 'exit');
  await until(() => processesWith(id).length >= 4, 'everybody runs');
  child.stdin.write('now');
  await exited;
  await until(() => processesWith(id).length === 0, 'nobody is left');
});

t.test('stdin that nobody reads, and values that are too long', async (t) => {
  const folder = folderWith(t, {
    'deaf.sh': '#!/bin/sh\nexec 0<&-\necho id=7\n',
    'len.sh': '#!/bin/sh\nwc -c > length\n',
  });
  const { users } = await openIn(t, folder, {
    User: { get: ['./deaf.sh'], insert: ['./deaf.sh'], update: ['./len.sh', '{id}'] },
  });
  const name = 'x'.repeat(1_000_000);
  t.same(await users.insert({ name }, callOf()), { name, id: '7' }, 'a broken pipe is no failure');
  await users.update('7', { set: { name } }, callOf());
  t.ok(Number(readFileSync(join(folder, 'length'), 'utf8')) > 1_000_000, 'a megabyte goes in on stdin');
  await t.rejects(
    users.update(name, { set: { name } }, callOf()),
    new InvalidValue('The id is too long for this application.'),
  );
});

t.test('the user and the group that commands run as', { skip: process.getuid?.() !== 0 && 'not root' }, async (t) => {
  const folder = folderWith(t, { 'who.sh': '#!/bin/sh\necho "id=$(id -u) $(id -g) $(id -G)"\n' });
  const { chmodSync } = await import('node:fs');
  chmodSync(folder, 0o755);
  const { users } = await openIn(t, folder, { User: { find: ['./who.sh'] }, uid: 65534, gid: 65533 });
  t.same(await recordsOf(users.find({}, callOf())), [{ id: '65534 65533 65533' }]);
});
