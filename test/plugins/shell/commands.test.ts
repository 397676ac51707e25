import { chmodSync } from 'node:fs';
import { inspect } from 'node:util';
import { Conflict, InvalidValue, NotFound, NotSupported, Secret, Unavailable } from 'scim-gateway/plugin';
import t from 'tap';
import { maskSecrets, SecretMasker } from '#plugins/shell/mask-secrets.js';
import { revealSecrets } from '#plugins/shell/reveal-secrets.js';
import {
  callOf,
  existsSync,
  folderWith,
  join,
  openIn,
  readFileSync,
  recorded,
  recorder,
  recordsOf,
  rmSync,
  writeFileSync,
} from './support.js';

const everyOperation = {
  find: ['./rec.sh', 'find'],
  get: ['./rec.sh', 'get', '{id}'],
  insert: ['./rec.sh', 'insert'],
  update: ['./rec.sh', 'update', '{id}'],
  remove: ['./rec.sh', 'remove', '{id}'],
};

t.test('a command gets the request on stdin and short facts in its environment', async (t) => {
  const folder = folderWith(t, { 'rec.sh': recorder, answer: '{"id":"7","login":"ada"}' });
  const { users } = await openIn(t, folder, { User: everyOperation, env: { PATH: process.env.PATH, LANG: 'C' } });
  const facts = { resourceType: 'User', requestId: 'request-1', deadline: 1_900_000_000_000 };

  t.same(await users.get('7', callOf(), ['login']), { id: '7', login: 'ada' });
  t.same(recorded(folder).argv, ['get', '7']);
  t.same(JSON.parse(recorded(folder).stdin), { ...facts, operation: 'get', id: '7', fields: ['login'] });
  t.same(recorded(folder).env, {
    PATH: process.env.PATH,
    LANG: 'C',
    SCIM_OPERATION: 'get',
    SCIM_RESOURCE_TYPE: 'User',
    SCIM_ID: '7',
    SCIM_REQUEST_ID: 'request-1',
    SCIM_DEADLINE: '1900000000000',
  });

  const filter = { op: 'eq', field: 'login', value: 'ada', type: 'string', caseExact: false } as const;
  t.same(await recordsOf(users.find({ filter, page: { offset: 0, limit: 10 } }, callOf())), [
    { id: '7', login: 'ada' },
  ]);
  t.same(JSON.parse(recorded(folder).stdin), { ...facts, operation: 'find', query: { filter } });
  t.same(await users.update('7', { set: { login: 'eva' }, unset: ['name'] }, callOf()), { id: '7', login: 'ada' });
  t.same(JSON.parse(recorded(folder).stdin).change, { set: { login: 'eva' }, unset: ['name'] });

  writeFileSync(join(folder, 'answer'), 'userdel: all is well');
  await users.remove('7', callOf());
  t.same(recorded(folder).argv, ['remove', '7'], 'and what a remove prints is of no interest');
});

t.test('a password is on stdin, and nowhere else', async (t) => {
  const folder = folderWith(t, {
    'rec.sh': recorder,
    answer: '{"id":"8"}',
    'fail.sh': '#!/bin/sh\ncat >&2\nexit 1\n',
    'tell.sh': '#!/bin/sh\nprintf "scim: " >&2\ncat >&2\nexit 5\n',
  });
  const { users, log } = await openIn(t, folder, {
    User: { ...everyOperation, update: ['./fail.sh', '{id}'], remove: ['./tell.sh', '{id}'] },
  });
  const password = new Secret('correct horse');
  const stored = await users.insert({ login: 'ada', password }, callOf());
  t.same(stored, { login: 'ada', id: '8' });
  const { argv, env, stdin } = recorded(folder);
  t.equal(JSON.parse(stdin).record.password, 'correct horse');
  t.notMatch(JSON.stringify([argv, env]), /horse/);

  const failed = await users.update('8', { set: { password } }, callOf()).then(
    () => undefined,
    (error: unknown) => error,
  );
  t.match((failed as Error).message, /User\.update \(\.\/fail\.sh \{id\}\) ended with exit code 1.*\[secret\]/s);
  t.notMatch(inspect(failed) + log.text, /horse/, 'also where the script repeats it on stderr');
});

t.test('secrets are masked in each form in which they were given, also where a text is cut', async (t) => {
  const text = 'Zebra "word"\\ of the first, second';
  const folder = folderWith(t, {
    'echo.sh':
      '#!/bin/sh\ncat > in\nprintf "scim: " >&2\nhead -c 900 /dev/zero | tr "\\0" x >&2\ncat in in >&2\nexit 4\n',
  });
  const { secrets } = revealSecrets({
    operation: 'insert',
    record: { password: new Secret(text) },
    requestId: '',
    deadline: 0,
  });
  for (const given of [text, JSON.stringify(text), text.replaceAll('\\', '\\\\')]) {
    const whole = `begin ${given} and ${given.slice(0, 9)} ${given}`;
    for (let cut = 0; cut <= whole.length; cut++) {
      const masker = new SecretMasker(secrets);
      const masked = masker.push(whole.slice(0, cut)) + masker.push(whole.slice(cut)) + masker.end();
      if (/second|word"?\\+ of/.test(masked)) t.fail(`cut at ${cut}: ${masked}`);
    }
    t.equal(maskSecrets(whole, secrets).split('[secret]').length, 3);
  }
  for (const input of ['json', 'pairs']) {
    const { users } = await openIn(t, folder, { input, User: { find: ['true'], insert: ['./echo.sh'] } });
    for (const login of ['x', 'x'.repeat(8), 'x'.repeat(20), 'x'.repeat(40)]) {
      const told = (await users
        .insert({ login, password: new Secret(text) }, callOf())
        .catch((error: Error) => error)) as Error;
      t.type(told, Conflict);
      t.notMatch(told.message, /Z/, 'not even its beginning, where the message is cut');
    }
  }
});

t.test('exit codes, and the message for the client', async (t) => {
  const folder = folderWith(t, {
    'exit.sh': '#!/bin/sh\n[ -z "$2" ] || printf \'%s\\nmore\\n\' "$2" >&2\nexit "$1"\n',
    'usage.sh': '#!/bin/sh\necho "usage: nothing that is JSON"\nexit 4\n',
    'killed.sh': '#!/bin/sh\nkill -9 $$\n',
  });
  const opened = (command: readonly string[]) =>
    openIn(t, folder, { User: { find: ['true'], update: command, remove: command }, retryAfter: '90s' });
  for (const [code, kind, message] of [
    [3, NotFound, 'There is no such record.'],
    [4, Conflict, 'There is such a record already.'],
    [5, InvalidValue, 'The application refuses a value.'],
    [6, NotSupported, 'The application cannot do this.'],
    [75, Unavailable, 'The application is not available now.'],
  ] as const) {
    const silent = await opened(['./exit.sh', String(code)]);
    const error = await silent.users.update('7', { set: { a: 'b' } }, callOf()).catch((reason: unknown) => reason);
    t.type(error, kind);
    t.equal((error as Error).message, message);
    if (error instanceof Unavailable) t.equal(error.retryAfter, 90);
    const telling = await opened(['./exit.sh', String(code), 'scim: The login is\ttaken.']);
    await t.rejects(telling.users.remove('7', callOf()), { message: 'The login is taken.' });
    const muttering = await opened(['./exit.sh', String(code), 'line 3: inner secret']);
    await t.rejects(muttering.users.remove('7', callOf()), { message }, 'only a line for the client is told');
  }
  await t.rejects((await opened(['./exit.sh', '1', 'scim: no'])).users.remove('7', callOf()), {
    message:
      'The command of User.remove (./exit.sh 1 "scim: no") ended with exit code 1; its stderr ends with:\nscim: no\nmore',
  });
  await t.rejects((await opened(['./usage.sh'])).users.update('7', { set: {} }, callOf()), Conflict);
  await t.rejects((await opened(['./killed.sh'])).users.remove('7', callOf()), /ended by SIGKILL and said nothing/);
  const vanished = await opened(['./killed.sh']);
  chmodSync(join(folder, 'killed.sh'), 0o644);
  await t.rejects(vanished.users.remove('7', callOf()), /may not be executed/);
  rmSync(join(folder, 'killed.sh'));
  await t.rejects(vanished.users.remove('7', callOf()), /There is no program \.\/killed\.sh/);
});

t.test('what get, find and insert make of their answers', async (t) => {
  const folder = folderWith(t, {
    'rec.sh': recorder,
    'three.sh': '#!/bin/sh\nexit 3\n',
    'some.sh': '#!/bin/sh\necho \'{"id":"1"}\'\nexit 3\n',
  });
  const { users } = await openIn(t, folder, { User: everyOperation });
  const log = callOf();
  const answer = (text: string): void => writeFileSync(join(folder, 'answer'), text);
  answer('');
  t.equal(await users.get('7', log), undefined, 'nothing printed: not found');
  answer('{"login":"ada"}');
  t.same(await users.get('7', log), { login: 'ada', id: '7' }, 'the key that was asked for need not be repeated');
  answer('{"id":7,"login":"ada"}');
  t.same(await users.get('7', log), { id: 7, login: 'ada' });
  answer('{"id":"SEVEN"}');
  t.equal(await users.get('seven', log), undefined, 'another record is not the one that was asked for');
  answer('{"id":"1"}{"id":"2"}');
  await t.rejects(users.get('1', log), /2 records, not one/);
  answer('[{"id":"1"},{"login":"eva"}]');
  await t.rejects(recordsOf(users.find({}, log)), /User\.find answered with has no key: it needs the field "id"/);
  answer('');
  t.same(await recordsOf(users.find({}, log)), []);
  await t.rejects(users.insert({ login: 'ada' }, log), /must hold the new key, "id"/);
  t.same(await users.insert({ id: 'ada', login: 'ada' }, log), { id: 'ada', login: 'ada' });
  t.equal(await users.update('7', { set: { login: 'x' } }, log), undefined, 'the gateway reads it back');
  answer('no JSON at all');
  await t.rejects(users.get('1', log), /User\.get \(\.\/rec\.sh get \{id\}\) cannot be understood: line 1 of what it/);

  const other = await openIn(t, folder, { User: { find: ['./some.sh'], get: ['./three.sh'] } });
  t.same(await recordsOf(other.users.find({}, log)), [{ id: '1' }], 'exit code 3 of a list: nothing more was found');
  t.equal(await other.users.get('7', log), undefined);
  t.notOk(other.adapter.stores.User?.insert, 'a command that is not there is a method that is not there');
});

t.test('members join and leave one by one where there are commands for it', async (t) => {
  const folder = folderWith(t, {
    'log.sh': '#!/bin/sh\nprintf "%s\\n" "$*" >> log\ncat > "stdin.$1"\n[ "$1" != add ] || echo \'{"id":"g9"}\'\n',
  });
  const Group = {
    find: ['./log.sh', 'list'],
    insert: ['./log.sh', 'add'],
    update: ['./log.sh', 'set', '{id}'],
    addMember: ['./log.sh', 'join', '{id}', '{member}'],
    removeMember: ['./log.sh', 'leave', '{id}', '{member}'],
  };
  const { groups } = await openIn(t, folder, { Group });
  const lines = (): readonly string[] => {
    const text = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
    writeFileSync(join(folder, 'log'), '');
    return text;
  };
  t.same(await groups.insert({ name: 'staff', members: [{ value: 'a' }, 'b'] }, callOf()), {
    id: 'g9',
    name: 'staff',
    members: [{ value: 'a' }, 'b'],
  });
  t.same(lines(), ['add', 'join g9 a', 'join g9 b']);
  t.same(JSON.parse(readFileSync(join(folder, 'stdin.add'), 'utf8')).record, { name: 'staff' });

  const lists = { members: { add: [{ value: 'c' }], remove: ['a'] } };
  t.equal(await groups.update('g9', { lists }, callOf()), undefined);
  t.same(lines(), ['join g9 c', 'leave g9 a'], 'nothing else changes: no update');
  t.match(JSON.parse(readFileSync(join(folder, 'stdin.join'), 'utf8')), {
    operation: 'addMember',
    id: 'g9',
    member: 'c',
  });
  await groups.update('g9', { set: { name: 'all' }, lists: { ...lists, tags: { add: ['x'] } } }, callOf());
  t.same(lines(), ['set g9', 'join g9 c', 'leave g9 a']);
  t.same(JSON.parse(readFileSync(join(folder, 'stdin.set'), 'utf8')).change, {
    set: { name: 'all' },
    lists: { tags: { add: ['x'] } },
  });

  const { find, addMember } = Group;
  const joining = await openIn(t, folder, { Group: { find, addMember } });
  await t.rejects(joining.groups.update('g9', { lists }, callOf()), NotSupported, 'nobody can leave there');
  t.equal(existsSync(join(folder, 'log')) && readFileSync(join(folder, 'log'), 'utf8'), '', 'and nothing was begun');
  const plain = await openIn(t, folder, { Group: { find, update: Group.update } });
  await plain.groups.update('g9', { lists }, callOf());
  t.same(
    JSON.parse(readFileSync(join(folder, 'stdin.set'), 'utf8')).change,
    { lists },
    'without them, update has it all',
  );
});

t.test('key=value lines both ways', async (t) => {
  const folder = folderWith(t, {
    'echo.sh': `#!/bin/sh
while IFS= read -r line; do
  case $line in
    record.name=*) name=\${line#*=} ;;
    record.members=*) printf 'members=%s\\n' "\${line#*=}" ;;
  esac
done
printf '%b' "$name" > decoded
printf 'name=%s\\r\\nid=9\\n\\n' "$name"
`,
  });
  const { users } = await openIn(t, folder, { User: { find: ['true'], insert: ['./echo.sh'] }, input: 'pairs' });
  for (const name of [
    'plain',
    'two\nlines\r\n',
    'back\\slash \\n',
    'a=b',
    ' $(id) `id` "\'',
    '%s%n',
    '\\\\c\\0041',
    '日本\u2028',
  ]) {
    const stored = await users.insert({ name, members: ['a', 'b\n'] }, callOf());
    t.same(stored, { name, members: ['a', 'b\n'], id: '9' });
    t.equal(readFileSync(join(folder, 'decoded'), 'utf8'), name, 'printf %b undoes it');
  }
  for (const name of ['NUL \0', 'half \ud800 a pair']) {
    await t.rejects(users.insert({ name }, callOf()), InvalidValue);
  }
});

t.test('the groups of members are asked for where there is a command for it', async (t) => {
  const folder = folderWith(t, {
    'of.sh': `#!/bin/sh
cat >> asked
[ "$1" = nobody ] && exit 3
[ "$1" = broken ] && { echo name=x; exit 0; }
printf 'id=all\\n\\nid=of-%s\\n' "$1"
`,
  });
  const commands = { find: ['true'], memberships: ['./of.sh', '{member}'] };
  const { adapter } = await openIn(t, folder, { Group: commands, concurrency: 2 });
  const store = adapter.stores.Group;
  t.equal(store?.remote, true, 'each get starts a process');
  const members = ['nobody', ...Array.from({ length: 20 }, (_, index) => `m${index}`)];
  const pairs = [...((await store?.memberships?.(members, callOf(), ['id'])) ?? [])];
  t.same(
    pairs,
    members.slice(1).flatMap((member) => [
      [member, { id: 'all' }],
      [member, { id: `of-${member}` }],
    ]),
  );
  const asked = readFileSync(join(folder, 'asked'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.equal(asked.length, members.length);
  t.match(asked[0], { operation: 'memberships', resourceType: 'Group', member: 'nobody', fields: ['id'] });
  await t.rejects(
    async () => store?.memberships?.(['m1', 'broken'], callOf()),
    /Group\.memberships answered with has no key/,
  );
  await t.rejects(async () => store?.memberships?.(['-rf'], callOf()), InvalidValue);
  await t.rejects(openIn(t, folder, { User: commands }), /no field of its mapping holds members/);

  const one = await openIn(t, folder, {
    User: { find: ['sh', '-c', 'echo id=1; sleep 0.1; echo; echo id=2'] },
    Group: commands,
    concurrency: 1,
  });
  const call = callOf();
  for await (const { id } of (await one.users.find({}, call)).records) {
    t.equal(
      [...((await one.adapter.stores.Group?.memberships?.([String(id)], call)) ?? [])].length,
      2,
      'within a list',
    );
  }
});
