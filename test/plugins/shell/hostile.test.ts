import { InvalidValue, type StoredRecord } from 'scim-gateway/plugin';
import t, { type Test } from 'tap';
import { beginsWithDash, hostile } from './corpus.js';
import {
  callOf,
  existsSync,
  folderWith,
  join,
  type OpenedShell,
  openIn,
  recorded,
  recorder,
  recordsOf,
  rmSync,
} from './support.js';

const user = (dashes: readonly string[] = []) => ({
  find: ['./rec.sh', 'find'],
  get: ['./rec.sh', 'get', ...dashes, '{id}'],
  insert: ['./rec.sh', 'insert'],
  update: ['./rec.sh', 'update', ...dashes, '{id}'],
  remove: ['./rec.sh', 'remove', ...dashes, '{id}'],
});

const group = (dashes: readonly string[] = []) => ({
  ...user(dashes),
  addMember: ['./rec.sh', 'join', ...dashes, '{id}', '{member}'],
  removeMember: ['./rec.sh', 'leave', 'of:{id}', ...dashes, '{member}'],
});

/** What of the values stands in the arguments, and what on stdin, for each way of asking. */
interface Attempt {
  readonly what: string;
  readonly ask: (opened: OpenedShell, value: string) => Promise<unknown>;
  readonly argv: (value: string, dashes: readonly string[]) => readonly string[];
  readonly stdin: (value: string) => object;
}

const eq = (value: string) => ({ op: 'eq', field: 'login', value, type: 'string', caseExact: true }) as const;

const attempts: readonly Attempt[] = [
  {
    what: 'userName in a look-up',
    ask: async ({ users }, value) => recordsOf(users.find({ filter: eq(value) }, callOf())),
    argv: () => ['find'],
    stdin: (value) => ({ operation: 'find', query: { filter: eq(value) } }),
  },
  {
    what: 'userName of a new user',
    ask: ({ users }, value) => users.insert({ id: 'new', login: value }, callOf()),
    argv: () => ['insert'],
    stdin: (login) => ({ operation: 'insert', record: { id: 'new', login } }),
  },
  {
    what: 'userName in a change',
    ask: ({ users }, value) => users.update('7', { set: { login: value } }, callOf()),
    argv: (_value, dashes) => ['update', ...dashes, '7'],
    stdin: (login) => ({ operation: 'update', id: '7', change: { set: { login } } }),
  },
  {
    what: 'name of a group',
    ask: ({ groups }, value) => groups.insert({ id: 'g', name: value }, callOf()),
    argv: () => ['insert'],
    stdin: (name) => ({ operation: 'insert', record: { id: 'g', name } }),
  },
  {
    what: 'id that is read',
    ask: ({ users }, value) => users.get(value, callOf()),
    argv: (value, dashes) => ['get', ...dashes, value],
    stdin: (id) => ({ operation: 'get', id }),
  },
  {
    what: 'id that is changed',
    ask: ({ users }, value) => users.update(value, { set: { login: value } }, callOf()),
    argv: (value, dashes) => ['update', ...dashes, value],
    stdin: (id) => ({ operation: 'update', id, change: { set: { login: id } } }),
  },
  {
    what: 'id that is removed',
    ask: ({ groups }, value) => groups.remove(value, callOf()),
    argv: (value, dashes) => ['remove', ...dashes, value],
    stdin: (id) => ({ operation: 'remove', id }),
  },
  {
    what: 'member that joins',
    ask: ({ groups }, value) => groups.update('g', { lists: { members: { add: [{ value }] } } }, callOf()),
    argv: (value, dashes) => ['join', ...dashes, 'g', value],
    stdin: (member) => ({ operation: 'addMember', id: 'g', member }),
  },
  {
    what: 'member that leaves',
    ask: ({ groups }, value) => groups.update('g', { lists: { members: { remove: [value] } } }, callOf()),
    argv: (value, dashes) => ['leave', 'of:g', ...dashes, value],
    stdin: (member) => ({ operation: 'removeMember', id: 'g', member }),
  },
];

/** Values that the operating system, or the plugin, does not take as an argument. */
function isRefused(value: string, argv: readonly string[]): boolean {
  if (!argv.includes(value)) return false;
  const isSafe = argv.indexOf('--') >= 0 && argv.indexOf('--') < argv.lastIndexOf(value);
  return value.includes('\0') || value.length > 100_000 || (beginsWithDash(value) && !isSafe);
}

async function tryAll(t: Test, { what, ask, argv, stdin }: Attempt, dashes: readonly string[]): Promise<void> {
  const folder = folderWith(t, { 'rec.sh': recorder });
  const opened = await openIn(t, folder, { User: user(dashes), Group: group(dashes) });
  let ran = 0;
  for (const value of hostile) {
    const wanted = argv(value, dashes);
    const label = `${what}: ${JSON.stringify(value).slice(0, 60)}`;
    rmSync(join(folder, 'argv'), { force: true });
    if (isRefused(value, wanted)) {
      const error = await ask(opened, value).catch((reason: unknown) => reason);
      if (!(error instanceof InvalidValue)) t.fail(`not refused: ${label}`);
      if (existsSync(join(folder, 'argv'))) t.fail(`refused, and yet run: ${label}`);
      continue;
    }
    await ask(opened, value);
    ran += 1;
    const got = recorded(folder);
    const { requestId: _request, deadline: _deadline, resourceType: _type, ...sent } = JSON.parse(got.stdin);
    if (JSON.stringify(got.argv) !== JSON.stringify(wanted)) t.same(got.argv, wanted, label);
    if (JSON.stringify(sent) !== JSON.stringify(stdin(value))) t.same(sent, stdin(value), label);
    for (const [name, held] of Object.entries(got.env)) {
      if (!/^(SCIM_(OPERATION|RESOURCE_TYPE|ID|MEMBER|REQUEST_ID|DEADLINE)|PATH|PWD)$/.test(name))
        t.fail(`${name}=${held}`);
    }
    if (existsSync(join(folder, 'PWNED'))) t.fail(`something else ran: ${label}`);
  }
  t.ok(ran > 50, `${what}: ${ran} arrived as they were, ${hostile.length - ran} were refused`);
}

t.test('commands', async (t) => {
  await Promise.all(attempts.map((attempt) => tryAll(t, attempt, [])));
});

t.test('commands with a "--": nothing that begins with a dash needs to be refused', async (t) => {
  const withArguments = attempts.filter(({ what }) => /^(id that is read|member that)/.test(what));
  await Promise.all(withArguments.map((attempt) => tryAll(t, attempt, ['--'])));
});

t.test('with key=value lines, too, a value is a value', async (t) => {
  const folder = folderWith(t, { 'rec.sh': recorder });
  const { users } = await openIn(t, folder, { User: user(), input: 'pairs' });
  for (const value of hostile) {
    const record: StoredRecord = { id: 'new', login: value };
    if (value.includes('\0')) {
      await t.rejects(users.insert(record, callOf()), InvalidValue);
      continue;
    }
    await users.insert(record, callOf());
    const lines = recorded(folder).stdin.split('\n');
    if (lines.length !== 7) t.equal(lines.length, 7, `${lines.length} lines for ${JSON.stringify(value)}`);
    const written = lines.find((line) => line.startsWith('record.login='))?.slice('record.login='.length) ?? '';
    const read = written.replace(/\\([\\nr])/g, (_, letter: string) => ({ n: '\n', r: '\r' })[letter] ?? letter);
    if (read !== value) t.equal(read, value);
  }
  t.notOk(existsSync(join(folder, 'PWNED')));
});
