import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import t from 'tap';
import { parseDocument } from '#plugins/csv/csv-document.js';
import { freshDates } from '#plugins/csv/dates-source.js';
import { foldEntries } from '#plugins/csv/folded-changes.js';
import { loadTable } from '#plugins/csv/load-table.js';
import { mergeChanges } from '#plugins/csv/merge-changes.js';
import type { Entry, RowOperation } from '#plugins/csv/operations.js';
import { ownIdentity } from '#plugins/csv/process-identity.js';
import type { Table } from '#plugins/csv/table.js';
import { call, type Opened, openIn, removeFolder, tempFolder, textOf, userUse } from './support.js';

const users = 'id,login,first,last\n1,ada,A,L\n2,bob,B,R\n3,cy,C,S\n';

/** As most programs save: a new file in the old one's place. */
function save(folder: string, text: string): void {
  writeFileSync(join(folder, 'saved'), text);
  renameSync(join(folder, 'saved'), join(folder, 'users.csv'));
}

const taken = /has been read again/;

t.test('another program\u2019s edit is seen and merged, row by row and field by field', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const opened = await openIn(folder, { User: { file: 'users.csv' }, checkpoint: '1m' });
  const { users: store, log } = opened;
  const unchanged = store.get('2', call);
  await store.update('1', { set: { first: 'ours', last: 'ours' } }, call);
  await store.insert({ id: '9', login: 'new' }, call);
  await store.update('3', { set: { first: 'kept' } }, call);
  await setTimeout(5);
  // first of 1 by both; login of 1 and a new row by them; 3 removed by them, changed by us.
  save(folder, 'id,login,first,last\n1,theirs,theirs,L\n2,bob,B,R\n5,eve,E,T\n');
  await log.seen(taken);
  t.match(store.get('1', call), { login: 'theirs', first: 'ours', last: 'ours' });
  t.match(store.get('5', call), { login: 'eve' });
  t.match(store.get('9', call), { login: 'new' });
  t.match(store.get('3', call), { login: 'cy', first: 'kept' }, 'gone unless changed by us');
  t.strictSame(store.get('2', call), unchanged, 'a row that nobody changed has its dates');
  const warnings = log.lines.filter(({ level }) => level === 'warn').map(({ facts }) => facts);
  t.strictSame(warnings, [
    { file: 'users.csv', key: '1', column: 'first', what: 'changed by both' },
    { file: 'users.csv', key: '3', what: 'removed there, changed here' },
  ]);
  await opened.close();
  t.equal(
    textOf(folder, 'users.csv'),
    'id,login,first,last\n1,theirs,ours,ours\n2,bob,B,R\n5,eve,E,T\n9,new,,\n3,cy,kept,S\n',
  );
});

t.test('a row that another program changed has changed now: while we run, and while we do not', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const opened = await openIn(folder, { User: { file: 'users.csv' } });
  const [one, two] = ['1', '2'].map(
    (id) => opened.users.get(id, call) as { $lastModified: string; $version: string; $created: string },
  );
  await setTimeout(5);
  save(folder, users.replace('1,ada,A,L', '1,ada,A,X').replace('2,bob,B,R', '"2","bob","B","R"'));
  await opened.log.seen(taken);
  const after = opened.users.get('1', call) as typeof one;
  t.ok((after?.$lastModified ?? '') > (one?.$lastModified ?? ''));
  t.not(after?.$version, one?.$version);
  t.equal(after?.$created, one?.$created);
  t.strictSame(opened.users.get('2', call), two, 'quotes are no change');
  await opened.users.insert({ login: 'x' }, call);
  await opened.close();
  const text = textOf(folder, 'users.csv');
  await setTimeout(5);
  save(
    folder,
    text
      .replace('3,cy,C,S', '3,cy,C,Y')
      .split('\n')
      .reverse()
      .filter((line) => line !== '')
      .map((line) => line)
      .sort((a, b) => (a.startsWith('id') ? -1 : b.startsWith('id') ? 1 : 0))
      .join('\n'),
  );
  const again = await openIn(folder, { User: { file: 'users.csv' } });
  t.strictSame(again.users.get('1', call), after, 'another order of rows is no change');
  t.ok(((again.users.get('3', call) as typeof one)?.$lastModified ?? '') > (after?.$lastModified ?? ''));
  await again.close();
});

t.test('a read that follows an edit sees it, without a watch too', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const opened = await openIn(folder, { User: { file: 'users.csv' } });
  await setTimeout(110);
  writeFileSync(join(folder, 'users.csv'), users.replace('ada', 'eda'));
  t.match(await opened.users.get('1', call), { login: 'eda' });
  await opened.close();
});

t.test('an edit that breaks the file: the last good version is served, writes wait for a person', async (t) => {
  const breaks: [string, RegExp][] = [
    ['id,login,first,last\n1,ada,A\n', /^users\.csv:2: The row has 3 cells/],
    ['id,login,first,last\n1,ada,A,L\n1,b,B,B\n', /^users\.csv:3: .* same "id" as the row on line 2/],
    ['id,login,first,last\n1,"ada,A,L\n', /^users\.csv:2: The quote that opens here/],
    ['id,login,first\n1,ada,A\n', /^users\.csv:1: There is no column "last"/],
    ['login,first,last\nada,A,L\n', /^users\.csv:1: The column "id" with the ids of the rows is gone/],
    ['', /^users\.csv:1: The file is empty/],
  ];
  for (const [text, message] of breaks) {
    const folder = tempFolder({ 'users.csv': users });
    const opened = await openIn(folder, { User: { file: 'users.csv' }, checkpoint: '1m' });
    const { users: store, check, log } = opened;
    await store.update('1', { set: { first: 'ours' } }, call);
    save(folder, text);
    await log.seen(message);
    t.match(await store.get('2', call), { login: 'bob' });
    await t.rejects(check(), { code: 'unavailable', message });
    await t.rejects(store.update('2', { set: { first: 'x' } }, call), { code: 'unavailable' });
    t.match(log.lines.find(({ level }) => level === 'error')?.facts, { file: 'users.csv', line: Number });
    await check().catch(() => undefined);
    t.equal(textOf(folder, 'users.csv'), text, 'the broken file is not written over');
    save(folder, users);
    await log.seen(/well-formed again/);
    await store.update('2', { set: { first: 'x' } }, call);
    await opened.close();
    t.equal(textOf(folder, 'users.csv'), users.replace(',A,', ',ours,').replace(',B,', ',x,'));
    removeFolder(folder);
  }
  const folder = tempFolder({ 'users.csv': users });
  const opened = await openIn(folder, { User: { file: 'users.csv' }, checkpoint: '1m' });
  unlinkSync(join(folder, 'users.csv'));
  await opened.log.seen(/There is no such file/);
  t.equal(opened.users.count(), 3);
  await opened.users.insert({ login: 'x' }, call).catch(() => undefined);
  await opened.close();
  removeFolder(folder);
});

t.test('an edit just before a rewrite is not written over', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const opened = await openIn(folder, { User: { file: 'users.csv' }, checkpoint: '1m' });
  for (let round = 0; round < 10; round++) {
    await opened.users.update('1', { set: { first: `ours ${round}` } }, call);
    const close = round === 9 ? opened.close() : undefined;
    save(folder, textOf(folder, 'users.csv').replace(/2,bob,B,.*/, `2,bob,B,theirs ${round}`));
    await close;
  }
  t.equal(textOf(folder, 'users.csv'), 'id,login,first,last\n1,ada,ours 9,L\n2,bob,B,theirs 9\n3,cy,C,S\n');
});

const spec = {
  role: 'User',
  keyColumns: ['id'],
  generate: 'uuid' as const,
  lookups: [],
  lists: [{ column: 'tags', separator: ';' }],
  needed: [],
};
type Row = readonly [id: string, a: string, b: string, tags: readonly string[]];

async function tableOf(rows: Iterable<Row>): Promise<Table> {
  const text = `id,a,b,tags\n${[...rows].map(([id, a, b, tags]) => `${id},${a},${b},${tags.join(';')}\n`).join('')}`;
  const document = parseDocument('f', Buffer.from(text), {}, { inode: '1', size: '1', modified: '1' });
  return loadTable(document, spec, freshDates(0));
}

function rowsOf(table: Table): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (let slot = table.storage.nextLive(0); slot !== undefined; slot = table.storage.nextLive(slot + 1)) {
    rows.set(table.keyOf(slot), [
      table.keyOf(slot),
      table.cell(slot, 1),
      table.cell(slot, 2),
      [...table.list(slot, 'tags')].sort(),
    ]);
  }
  return rows;
}

t.test('laws of the merge', async (t) => {
  const id = fc.constantFrom<string[]>('1', '2', '3', '4');
  const value = fc.constantFrom('', 'x', 'y', 'z');
  const tags = fc.uniqueArray(fc.constantFrom<string[]>('p', 'q', 'r'), { maxLength: 3 });
  const rows = fc.uniqueArray(fc.tuple(id, value, value, tags), { selector: ([key]) => key, maxLength: 4 });
  const step = fc.record({
    key: id,
    kind: fc.constantFrom('insert', 'update', 'remove', 'tags'),
    column: fc.constantFrom('a', 'b'),
    value,
    tags,
  });
  await fc.assert(
    fc.asyncProperty(rows, rows, fc.array(step, { maxLength: 8 }), async (base, theirs, steps) => {
      const served = await tableOf(base);
      const entries: Entry[] = [];
      for (const [time, { key, kind, column, value: after, tags: wanted }] of steps.entries()) {
        const slot = served.slotOf(key);
        let operation: RowOperation | undefined;
        if (kind === 'insert' && slot === undefined) {
          operation = {
            op: 'insert',
            file: 'User',
            key,
            cells: [
              ['a', after],
              ['tags', wanted.join(';')],
            ],
          };
        } else if (kind === 'remove' && slot !== undefined) {
          operation = { op: 'remove', file: 'User', key, row: served.row(slot) };
        } else if (kind === 'update' && slot !== undefined) {
          const before = served.cell(slot, column === 'a' ? 1 : 2);
          if (before !== after)
            operation = { op: 'update', file: 'User', key, set: [[column, before, after]], row: served.row(slot) };
        } else if (kind === 'tags' && slot !== undefined) {
          const now = served.list(slot, 'tags');
          const add = wanted.filter((tag) => !now.has(tag));
          const remove = [...now].filter((tag) => !wanted.includes(tag));
          if (add.length + remove.length > 0) {
            operation = { op: 'update', file: 'User', key, set: [], lists: [{ column: 'tags', add, remove }] };
          }
        }
        if (!operation) continue;
        served.apply(operation, time + 1);
        entries.push({ time: time + 1, operations: [operation] });
      }
      const folded = () => foldEntries(entries).get('User')?.values() ?? [];
      const merge = async (file: Iterable<Row>) => {
        const table = await tableOf(file);
        const conflicts = mergeChanges(table, folded(), served);
        return { rows: rowsOf(table), conflicts };
      };
      const ours = rowsOf(served);
      t.strictSame(await merge(base), { rows: ours, conflicts: [] }, 'nobody else changed anything: ours');
      t.strictSame((await merge(ours.values())).rows, ours, 'merged again: the same');
      const theirRows = new Map(theirs.map((row) => [row[0], row]));
      const merged = (await merge(theirs)).rows;
      for (const key of ['1', '2', '3', '4']) {
        const touched = entries.some(({ operations }) => operations.some((operation) => operation.key === key));
        const expected = theirRows.get(key);
        if (!touched) {
          t.strictSame(
            merged.get(key),
            expected && [...expected.slice(0, 3), [...expected[3]].sort()],
            'a row that we left alone is theirs',
          );
        } else if (!ours.has(key)) {
          t.notOk(merged.has(key), 'what we removed is gone');
        } else {
          t.ok(merged.has(key), 'what we changed is there');
          const changed = [...folded()].find((row) => row.key === key);
          for (const [column, at] of [
            ['a', 1],
            ['b', 2],
          ] as const) {
            const isOurs = changed?.after.has(column) || !expected || changed?.replaced;
            if (isOurs && !(changed?.existed === false && !changed.after.has(column)))
              t.equal(merged.get(key)?.[at], ours.get(key)?.[at], `${column}: the acknowledged change stands`);
            else if (expected) t.equal(merged.get(key)?.[at], expected[at], `${column}: theirs`);
          }
        }
      }
    }),
    { numRuns: 300, seed: 13 },
  );
});

t.test('one writer: the second stops and names the first; what is stale is taken over', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const options = { User: { file: 'users.csv' } };
  const lock = join(folder, '.users.csv.scim', 'lock.json');
  const first = await openIn(folder, options);
  await t.rejects(openIn(folder, options), {
    message: new RegExp(`Another gateway, process ${process.pid}, writes users\\.csv already`),
  });
  const held = JSON.parse(readFileSync(lock, 'utf8'));
  await first.close();
  t.throws(() => statSync(lock), 'released at the close');

  const take = async (facts: object | string, age = 0): Promise<Opened> => {
    writeFileSync(lock, typeof facts === 'string' ? facts : JSON.stringify(facts));
    const then = new Date(Date.now() - age);
    utimesSync(lock, then, then);
    return openIn(folder, options);
  };
  const dead = fork(join(import.meta.dirname, 'nothing.mjs'), { execArgv: ['-e', '0'] });
  const pid = dead.pid as number;
  await once(dead, 'exit');
  for (const stale of [{ ...held, pid }, { ...held, started: 'another/1' }, 'no lock', '{}']) {
    await (await take(stale)).close();
  }
  const foreign = { ...held, host: `${hostname()}-other`, pid: 1 };
  await t.rejects(take(foreign), { message: /process 1 on .*-other/ });
  await (await take(foreign, 60_000)).close();
  for (let round = 0; round < 40; round++) {
    writeFileSync(lock, JSON.stringify({ ...held, pid, token: `stale ${round}` }));
    const racers = await Promise.allSettled(Array.from({ length: 8 }, () => openIn(folder, options)));
    const winners = racers.filter(({ status }) => status === 'fulfilled').length;
    if (winners !== 1) t.equal(winners, 1, 'a stale lock is taken over by one');
    for (const racer of racers) if (racer.status === 'fulfilled') await racer.value.close();
  }
  t.same(
    readdirSync(dirname(lock)).filter((name) => name.startsWith('lock')),
    [],
    'and nothing of it stays behind',
  );
  t.equal(ownIdentity().pid, process.pid);
});

t.test('a file of other users\u2019 lookups stays unique across an edit', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  const opened = await openIn(folder, { User: { file: 'users.csv' } }, { User: userUse });
  save(folder, `${users}7,taken,,\n`);
  await opened.log.seen(taken);
  await t.rejects(opened.users.insert({ login: 'TAKEN' }, call), { code: 'conflict' });
  await opened.close();
});
