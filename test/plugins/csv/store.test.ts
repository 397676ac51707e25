import { scryptSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  type CompareOperator,
  compileFieldFilter,
  type FieldFilter,
  type Query,
  type RecordUse,
  Secret,
  type StoredRecord,
} from 'scim-gateway/plugin';
import t from 'tap';
import { call, openIn, recordsOf, removeFolder, tempFolder, textOf, userUse } from './support.js';

const users = 'id,login,first,last,extra\n1,ada,Ada,Lovelace,x\n2,bob,"Bob ""B""",Ross,"a,b"\n';
const byLogin = (value: string): Query => ({
  filter: { op: 'eq', field: 'login', value, type: 'string', caseExact: false },
});

t.test('a change is answered, found, and in the file after the close; unmapped columns stay', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const { users: store, close } = await openIn(folder, { User: { file: 'users.csv' }, checkpoint: 0 });
  t.match(store.get('2', call), { id: '2', login: 'bob', first: 'Bob "B"', last: 'Ross' });
  const added = await store.insert({ login: 'çelik', first: 'a,b', last: 'x\ny' }, call);
  t.match(await recordsOf(store.find(byLogin('ÇELIK'), call)), [{ id: added.id, first: 'a,b', last: 'x\ny' }]);
  const updated = await store.update('2', { set: { first: 'Rob' }, unset: ['last'] }, call);
  t.match(updated, { id: '2', first: 'Rob', last: '' });
  await store.remove('1', call);
  t.equal(store.count(), 2);
  await close();
  t.equal(
    textOf(folder, 'users.csv'),
    `id,login,first,last,extra\n2,bob,Rob,,"a,b"\n${added.id},çelik,"a,b","x\ny",\n`,
  );
  const again = await openIn(folder, { User: { file: 'users.csv' } });
  t.strictSame(again.users.get(String(added.id), call), added, 'dates and version hold across a restart');
  t.strictSame(again.users.get('2', call), updated);
  await again.close();
});

t.test('a list that the mapping says nothing of is refused: its text would be read back as one value', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const { users: store, close } = await openIn(folder, { User: { file: 'users.csv' } });
  const refused = { code: 'invalidValue', message: /first is one text .*"separator", or "type": "string"/ };
  await t.rejects(store.insert({ login: 'new', first: ['a', 'b'] }, call), refused);
  await t.rejects(store.update('1', { set: { first: [{ value: 'a' }] } }, call), refused);
  await close();
});

t.test('a resource type that the connector does not have is refused', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  await t.rejects(openIn(folder, { Usr: { file: 'users.csv' } }), {
    message: /"Usr" is no resource type of this connector, which has User, Group\./,
  });
});

t.test('reads of indexed values answer at once, without a promise', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const { users: store, close } = await openIn(folder, { User: { file: 'users.csv' } });
  t.notOk(store.get('1', call) instanceof Promise);
  t.notOk(store.find(byLogin('ada'), call) instanceof Promise);
  t.notOk(store.find({ page: { offset: 1, limit: 1 } }, call) instanceof Promise);
  t.equal(store.get('none', call), undefined);
  t.strictSame(store.get('1', call, ['first', 'none']), { first: 'Ada' }, 'only the fields that are asked for');
  await close();
});

t.test('unique values hold under concurrency, with the key, and in any case of letters', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const { users: store, close } = await openIn(folder, { User: { file: 'users.csv' } });
  const inserts = Array.from({ length: 100 }, (_, which) => store.insert({ login: which % 2 ? 'New' : 'nEW' }, call));
  const results = await Promise.allSettled(inserts);
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
  t.strictSame(new Set(codes), new Set(['conflict']));
  t.equal(codes.length, 99);
  await t.rejects(store.insert({ id: '1', login: 'other' }, call), { code: 'conflict' });
  await t.rejects(store.update('1', { set: { login: 'BOB' } }, call), { code: 'conflict' });
  await t.resolves(store.update('1', { set: { login: 'ADA' } }, call), 'its own value in other letters');
  await close();
});

t.test('what a store refuses', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const { users: store, close } = await openIn(folder, { User: { file: 'users.csv' } });
  await t.rejects(store.update('none', { set: { first: 'x' } }, call), { code: 'notFound' });
  await t.rejects(store.remove('none', call), { code: 'notFound' });
  await t.rejects(store.update('1', { set: { id: '9' } }, call), { code: 'invalidValue' });
  await t.rejects(store.update('1', { set: { none: 'x' } }, call), { code: 'invalidValue' });
  await t.rejects(store.update('1', { set: { first: new Secret('x') } }, call), { code: 'invalidValue' });
  const before = store.get('1', call) as StoredRecord;
  await t.rejects(store.update('1', { set: { first: 'y' }, version: 'old' }, call), { code: 'versionMismatch' });
  await store.update('1', { set: { first: 'y' }, version: String(before.$version) }, call);
  await t.rejects(store.update('1', { set: { first: 'z' }, version: String(before.$version) }, call), {
    code: 'versionMismatch',
  });
  const dry = { ...call, dryRun: true };
  await store.insert({ login: 'dry' }, dry);
  await store.update('1', { set: { first: 'dry' } }, dry);
  await store.remove('2', dry);
  await t.rejects(store.insert({ login: 'BOB' }, dry), { code: 'conflict' });
  await close();
  t.equal(textOf(folder, 'users.csv'), users.replace('Ada', 'y'), 'a dry run writes nothing');
});

t.test('passwords are hashed before anything is written, and never read back', async (t) => {
  const secret = 'correct horse battery';
  const use: RecordUse = { ...userUse, fields: [...(userUse.fields ?? []), 'password'], password: 'password' };
  const file = 'id,login,first,last,password\n1,ada,A,L,\n';
  const folder = tempFolder({ 'users.csv': file, 'plain.csv': file });
  t.teardown(() => removeFolder(folder));
  const store = await openIn(folder, { User: { file: 'users.csv' }, checkpoint: '1m' }, { User: use });
  const record = await store.users.insert({ id: '2', login: 'b', password: new Secret(secret) }, call);
  await store.users.update('1', { set: { password: new Secret(secret) } }, call);
  t.notOk(Object.hasOwn(record, 'password'));
  t.notOk(Object.hasOwn(store.users.get('1', call) as object, 'password'));
  const sidecar = join(folder, '.users.csv.scim');
  const written = () =>
    readdirSync(sidecar)
      .map((name) => readFileSync(join(sidecar, name), 'latin1'))
      .join('');
  t.match(written(), '$scrypt$', 'the journal holds the hash');
  t.notMatch(written(), secret);
  await store.close();
  t.notMatch(written() + textOf(folder, 'users.csv'), secret);
  const cells = textOf(folder, 'users.csv')
    .split('\n')
    .slice(1, 3)
    .map((line) => line.slice(line.indexOf('$')).replaceAll('"', ''));
  t.equal(new Set(cells).size, 2, 'each has its own salt');
  for (const cell of cells) {
    const [, , cost, salt = '', hash = ''] = cell.split('$');
    t.equal(cost, 'ln=15,r=8,p=1');
    const again = scryptSync(secret, Buffer.from(salt, 'base64'), 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 27 });
    t.equal(again.toString('base64').replace('=', ''), hash);
  }
  const plain = await openIn(folder, { User: { file: 'plain.csv' }, password: 'plain' }, { User: use });
  await plain.users.update('1', { set: { password: new Secret(secret) } }, call);
  await plain.close();
  t.match(textOf(folder, 'plain.csv'), secret);
});

t.test('ids where the file has no column for them', async (t) => {
  const folder = tempFolder({ 'users.csv': 'login,first,last\nada,A,L\nBOB,B,R\n' });
  t.teardown(() => removeFolder(folder));
  const options = { User: { file: 'users.csv' } };
  const first = await openIn(folder, options);
  const ids = (await recordsOf(first.users.find({}, call))).map(({ id }) => String(id));
  t.match(ids[0], /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  t.match(await first.check(), [{ message: /has no column "id"/ }]);
  await first.close();
  t.equal(textOf(folder, 'users.csv'), 'login,first,last\nada,A,L\nBOB,B,R\n', 'reading writes nothing');
  const second = await openIn(folder, options);
  t.match(second.users.get(ids[1] as string, call), { login: 'BOB' }, 'the same ids at the next start');
  const before = second.users.get(ids[0] as string, call) as StoredRecord;
  const added = await second.users.insert({ login: 'cy', first: 'C' }, call);
  await second.users.update(ids[1] as string, { set: { login: 'bobby' } }, call);
  await second.close();
  t.equal(
    textOf(folder, 'users.csv'),
    `login,first,last,id\nada,A,L,${ids[0]}\nbobby,B,R,${ids[1]}\ncy,C,,${added.id}\n`,
    'the first change adds the column',
  );
  const third = await openIn(folder, options);
  t.strictSame(third.users.get(ids[0] as string, call), before, 'a row that got only its id has not changed');
  await third.close();
});

t.test('a sequence goes on behind the highest key, and a key is not used again', async (t) => {
  const folder = tempFolder({ 'users.csv': 'id,login,first,last\n7,a,A,A\n41,b,B,B\n,c,C,C\n' });
  t.teardown(() => removeFolder(folder));
  const resources = { User: { ...userUse, generate: 'sequence' as const } };
  const first = await openIn(folder, { User: { file: 'users.csv' } }, resources);
  t.match(await first.users.insert({ login: 'd' }, call), { id: '43' });
  await first.users.remove('43', call);
  await first.close();
  t.equal(textOf(folder, 'users.csv'), 'id,login,first,last\n7,a,A,A\n41,b,B,B\n42,c,C,C\n');
  const second = await openIn(folder, { User: { file: 'users.csv' } }, resources);
  t.match(await second.users.insert({ login: 'e' }, call), { id: '44' });
  await second.close();
});

t.test('check tells what a person should know', async (t) => {
  const folder = tempFolder({ 'users.csv': 'login,first,last,car\na,A,A,x\nA,B,B,y\nb,,,\n' });
  t.teardown(() => removeFolder(folder));
  const {
    users: store,
    check,
    close,
  } = await openIn(
    folder,
    { User: { file: 'users.csv' } },
    {
      User: {
        ...userUse,
        key: 'login',
        lookups: [{ field: 'login', unique: true, caseExact: false }],
      },
    },
  );
  const findings = await check();
  t.match(findings, [
    { resourceType: 'User', message: /The key of users\.csv, "login", is a field that clients can change/ },
    { message: /No mapping names these columns of users\.csv; .*: car\.$/ },
    { message: /holds "a" in the unique column "login" more than once: lines 2, 3/ },
  ]);
  await t.rejects(store.update('b', { set: { login: 'c' } }, call), { code: 'invalidValue' }, 'a key does not change');
  await close();
});

t.test('find answers as a plain scan would, and says truly what it applied', async (t) => {
  const names = ['', 'a', 'A', 'ab', 'b', 'é', 'É'];
  const rows = Array.from(
    { length: 60 },
    (_, which) => `${which},u${which % 40},${names[which % 7]},${names[which % 5]}`,
  );
  const folder = tempFolder({ 'users.csv': `id,login,first,last\n${rows.join('\n')}\n` });
  t.teardown(() => removeFolder(folder));
  const { users: store, close } = await openIn(folder, { User: { file: 'users.csv' } });
  await store.remove('7', call);
  await store.update('9', { set: { login: 'u3', first: 'b' } }, call).catch(() => undefined);
  const all = await recordsOf(store.find({}, call));
  t.equal(all.length, 59);
  const operators: CompareOperator[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'le'];
  const comparison = fc.record({
    op: fc.constantFrom(...operators),
    field: fc.constantFrom('login', 'id', 'first', 'last', 'none'),
    value: fc.constantFrom('u3', 'U3', '3', 'a', 'A', 'É', ''),
    type: fc.constantFrom('string' as const, 'number' as const),
    caseExact: fc.boolean(),
  });
  const { filter: filters } = fc.letrec<{ filter: FieldFilter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      comparison,
      fc.record({ op: fc.constant('pr' as const), field: fc.constantFrom('first', 'none') }),
      fc.record({ op: fc.constant('not' as const), filter: tie('filter') }),
      fc.record({
        op: fc.constantFrom('and' as const, 'or' as const),
        filters: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
      }),
    ),
  }));
  const sorts = fc.option(
    fc.record({
      field: fc.constantFrom('first', 'login'),
      order: fc.constantFrom('ascending' as const, 'descending' as const),
      type: fc.constant('string' as const),
      caseExact: fc.constant(false),
    }),
    { nil: undefined },
  );
  const pages = fc.option(fc.record({ offset: fc.nat(70), limit: fc.nat(20) }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(fc.option(filters, { nil: undefined }), sorts, pages, async (filter, sort, page) => {
      const query: Query = { ...(filter && { filter }), ...(sort && { sort }), ...(page && { page }) };
      const result = await store.find(query, call);
      let expected = filter ? all.filter(compileFieldFilter(filter)) : all;
      t.equal(result.total, expected.length);
      if (sort) {
        const value = (record: StoredRecord) => String(record[sort.field]).toLowerCase();
        const sign = sort.order === 'ascending' ? 1 : -1;
        expected = [...expected].sort((left, right) => {
          const [a, b] = [value(left), value(right)];
          if (a === '' || b === '') return sign * ((a === '' ? 1 : 0) - (b === '' ? 1 : 0));
          return sign * (a < b ? -1 : a > b ? 1 : 0);
        });
      }
      t.strictSame(result.applied, { filter: true, sort: sort !== undefined, page: page !== undefined });
      const shown = page ? expected.slice(page.offset, page.offset + page.limit) : expected;
      t.strictSame(await recordsOf(result), shown);
    }),
    { numRuns: 300, seed: 5 },
  );
  await close();
});

t.test('a scan gives way, and ends when the call is cut off', async (t) => {
  const rows = Array.from({ length: 50_000 }, (_, which) => `${which},u${which},A,B`);
  const folder = tempFolder({ 'users.csv': `id,login,first,last\n${rows.join('\n')}\n` });
  t.teardown(() => removeFolder(folder));
  const { users: store, close } = await openIn(folder, { User: { file: 'users.csv' } });
  const filter: FieldFilter = { op: 'co', field: 'login', value: '4999', type: 'string', caseExact: false };
  let turns = 0;
  let running = true;
  const turn = (): void => {
    turns += 1;
    if (running) setImmediate(turn);
  };
  turn();
  t.equal((await store.find({ filter }, call)).total, 15);
  running = false;
  t.ok(turns > 2, 'others had their turn meanwhile');
  const controller = new AbortController();
  const cut = store.find({ filter }, { ...call, signal: controller.signal });
  controller.abort(new Error('cut off'));
  await t.rejects(Promise.resolve(cut), { message: 'cut off' });
  const sorted = await store.find(
    { sort: { field: 'login', order: 'descending', type: 'string', caseExact: true } },
    call,
  );
  let count = 0;
  for await (const record of sorted.records) {
    if (count === 0) t.match(record, { login: 'u9999' });
    count += 1;
  }
  t.equal(count, 50_000);
  await close();
});
