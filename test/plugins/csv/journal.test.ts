import { copyFileSync, cpSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { Journal, type OpenFile } from '#plugins/csv/journal.js';
import { call, openIn, removeFolder, tempFolder, textOf } from './support.js';

const entry = (time: number) => ({
  time,
  operations: [{ op: 'remove' as const, file: 'User', key: 'ü'.repeat(time), row: [] }],
});
const segments = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .sort();
const users = 'id,login,first,last\n1,ada,A,L\n2,bob,B,R\n';

t.test('entries that wait together share one fsync, and come back in their order', async (t) => {
  const folder = tempFolder();
  t.teardown(() => removeFolder(folder));
  let syncs = 0;
  const counting: OpenFile = async (path, flags, mode) => {
    const handle = await open(path, flags, mode);
    const datasync = handle.datasync.bind(handle);
    handle.datasync = () => {
      syncs += 1;
      return datasync();
    };
    return handle;
  };
  const { journal } = await Journal.open(folder, counting);
  await Promise.all(Array.from({ length: 100 }, (_, which) => journal.append(entry(which))));
  t.ok(syncs <= 2, `${syncs} fsyncs for 100 entries`);
  await journal.close();
  const again = await Journal.open(folder);
  t.strictSame(
    again.entries,
    Array.from({ length: 100 }, (_, which) => entry(which)),
  );
  const sequence = await again.journal.rotate();
  await again.journal.append(entry(200));
  await again.journal.dropBefore(sequence);
  await again.journal.close();
  const third = await Journal.open(folder);
  t.strictSame(third.entries, [entry(200)], 'what is in the files is forgotten');
  await third.journal.close();
});

t.test('a torn end is passed over at every byte; what came before is there, and what comes after', async (t) => {
  const folder = tempFolder();
  t.teardown(() => removeFolder(folder));
  const { journal } = await Journal.open(folder);
  await journal.append(entry(1));
  const whole = statSync(join(folder, segments(folder)[0] as string)).size;
  await journal.append(entry(2));
  await journal.close();
  const name = join(folder, segments(folder)[0] as string);
  copyFileSync(name, `${name}.copy`);
  for (let size = statSync(name).size; size > 0; size -= 7) {
    for (const later of segments(folder).slice(1)) removeFolder(join(folder, later));
    copyFileSync(`${name}.copy`, name);
    const expected = size === statSync(name).size ? [entry(1), entry(2)] : size >= whole ? [entry(1)] : [];
    truncateSync(name, size);
    const torn = await Journal.open(folder);
    t.strictSame(torn.entries, expected, `${size} bytes`);
    await torn.journal.append(entry(3));
    await torn.journal.close();
    const after = await Journal.open(folder);
    t.strictSame(after.entries, [...expected, entry(3)]);
    await after.journal.close();
  }
});

t.test('zeros behind the end, as after power loss, are a torn end', async (t) => {
  const folder = tempFolder();
  t.teardown(() => removeFolder(folder));
  const { journal } = await Journal.open(folder);
  await journal.append(entry(1));
  await journal.close();
  const name = join(folder, segments(folder)[0] as string);
  writeFileSync(name, Buffer.concat([readFileSync(name), Buffer.alloc(5000)]));
  t.strictSame((await Journal.open(folder)).entries, [entry(1)]);
});

t.test('damage before the end stops the start with what to do', async (t) => {
  const folder = tempFolder();
  t.teardown(() => removeFolder(folder));
  const { journal } = await Journal.open(folder);
  await journal.append(entry(1));
  await journal.append(entry(2));
  await journal.rotate();
  await journal.append(entry(3));
  await journal.close();
  const [first = ''] = segments(folder).map((name) => join(folder, name));
  const bytes = readFileSync(first);
  for (const at of [0, 9, 17, 30]) {
    const broken = Buffer.from(bytes);
    broken[at] = (broken[at] as number) ^ 0xff;
    writeFileSync(first, broken);
    await t.rejects(
      Journal.open(folder),
      { message: /journal-0+1\.log is damaged \(at byte 0\).*Bring the file back from a backup/s },
      `byte ${at}`,
    );
  }
  writeFileSync(first, bytes.subarray(0, bytes.length - 1));
  await t.rejects(Journal.open(folder), { message: /damaged/ }, 'a torn end of a segment that has a successor');
  removeFolder(first);
  writeFileSync(join(folder, 'journal-start.json'), '{"sequence":1}');
  await t.resolves(Journal.open(folder), 'an old segment that was dropped is no gap');
  writeFileSync(first, bytes);
  t.equal((await Journal.open(folder)).entries.length, 3);
});

t.test('a disk that fails: nothing is acknowledged, nothing stays, and it heals by itself', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  t.teardown(() => removeFolder(folder));
  let failing: 'write' | 'datasync' | undefined;
  const full = (): never => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  const flaky: OpenFile = async (path, flags, mode) => {
    if (failing === 'write') full();
    const handle = await open(path, flags, mode);
    const datasync = handle.datasync.bind(handle);
    handle.datasync = async () => (failing ? full() : datasync());
    const write = handle.write.bind(handle) as FileHandle['write'];
    handle.write = (async (...given: Parameters<typeof write>) =>
      failing === 'write' ? full() : write(...given)) as FileHandle['write'];
    return handle;
  };
  for (const how of ['write', 'datasync'] as const) {
    const opened = await openIn(folder, { User: { file: 'users.csv' }, checkpoint: '1m' }, undefined, flaky);
    const { users: store, check, log } = opened;
    await store.update('1', { set: { first: `good ${how}` } }, call);
    failing = how;
    const failed = await Promise.allSettled([
      store.update('1', { set: { last: 'lost' } }, call),
      store.insert({ login: 'lost' }, call),
      store.remove('2', call),
    ]);
    for (const result of failed) {
      t.match(result, { status: 'rejected', reason: { code: 'unavailable', message: /cannot store changes for now/ } });
      t.notMatch(
        result.status === 'rejected' ? result.reason.message : '',
        /ENOSPC/,
        'clients learn nothing of the inside',
      );
    }
    await t.rejects(store.insert({ login: 'refused' }, call), { code: 'unavailable' });
    t.match(
      log.lines.filter(({ level }) => level === 'error'),
      [{ message: /no space left/ }],
    );
    t.match(
      store.get('1', call),
      { first: `good ${how}`, last: 'L' },
      'acknowledged changes stay, others are taken back',
    );
    t.equal(store.count(), 2);
    failing = undefined;
    while (
      await check().then(
        () => false,
        () => true,
      )
    );
    await store.insert({ id: how, login: how }, call);
    await opened.close();
    t.match(
      textOf(folder, 'users.csv'),
      new RegExp(`^id,login,first,last\\n1,ada,good ${how},L\\n2,bob,B,R\\n${how},${how},,\\n$`),
    );
    writeFileSync(join(folder, 'users.csv'), users);
  }
});

t.test('changes that were acknowledged come back although no file holds them', async (t) => {
  const folder = tempFolder({ 'users.csv': users });
  const copy = tempFolder();
  t.teardown(() => [folder, copy].forEach(removeFolder));
  const options = { User: { file: 'users.csv' }, checkpoint: '1m' };
  const opened = await openIn(folder, options);
  const added = await opened.users.insert({ login: 'new', first: 'a\n"b"' }, call);
  const changed = await opened.users.update('1', { set: { last: 'X' } }, call);
  await opened.users.remove('2', call);
  cpSync(folder, copy, { recursive: true, filter: (name) => !name.endsWith('lock.json') });
  t.equal(textOf(copy, 'users.csv'), users);
  const again = await openIn(copy, options);
  t.strictSame(again.users.get(String(added.id), call), added);
  t.match(again.users.get('1', call), { last: 'X', $lastModified: changed?.$lastModified });
  t.equal(again.users.get('2', call), undefined);
  await again.close();
  t.equal(textOf(copy, 'users.csv'), `id,login,first,last\n1,ada,A,X\n${added.id},new,"a\n""b""",\n`);
  t.strictSame(segments(join(copy, '.users.csv.scim')), [], 'the journal is empty after the close');
  await opened.close();
});
