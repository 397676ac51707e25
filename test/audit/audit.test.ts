import { appendFileSync, chmodSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import {
  type AuditEntry,
  type AuditQuery,
  auditFiles,
  createAudit,
  createAuditTrail,
  readEntries,
  verifyAudit,
} from '#src/audit/index.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const DAY = 86_400_000;

const setUp = (t: Test, settings: { readonly maxSize?: number; readonly keep?: number } = {}) => {
  const file = join(t.testdir({}), 'log', 'audit.jsonl');
  const clock = { now: Date.parse('2026-01-02T03:04:05Z') };
  const all = { file, maxSize: 1_000_000, maxAgeMs: 30 * DAY, keep: undefined, ...settings };
  const open = () => {
    const audit = createAudit(all, { now: () => clock.now, log: quiet });
    return { audit, trail: createAuditTrail(audit, { connector: 'hr', log: quiet }) };
  };
  return { file, clock, open };
};

const change = (id: string, subject = `${id}@example.com`) => ({
  call: { requestId: `r-${id}`, caller: { name: 'basic okta', address: '127.0.0.1' } },
  resourceType: 'User',
  operation: 'update' as const,
  id,
  subject,
  changes: [{ path: 'title', before: 'é "quoted"\n', after: '","hash":"0"}' }],
});

const entries = async (file: string, query: AuditQuery = {}): Promise<readonly AuditEntry[]> => {
  const found: AuditEntry[] = [];
  for await (const entry of readEntries(file, query)) found.push(entry);
  return found;
};

t.test('changes are written down with how they ended, in order, and the chain holds', async (t) => {
  const { file, open } = setUp(t);
  const { audit, trail } = open();
  const settles = await Promise.all(['1', '2', '3'].map((id) => trail.intend(change(id))));
  settles[1]?.({ outcome: 'done', id: '2' });
  settles[0]?.({ outcome: 'failed', status: 409 });
  await audit.close();
  t.match(await entries(file), [
    {
      id: '1',
      outcome: 'failed',
      status: 409,
      connector: 'hr',
      by: { credential: 'basic okta', address: '127.0.0.1' },
    },
    { id: '2', outcome: 'done', changes: [{ path: 'title', before: 'é "quoted"\n', after: '","hash":"0"}' }] },
    { id: '3', outcome: 'unknown' },
  ]);
  const verdict = await verifyAudit(file);
  t.match(verdict, { files: 1, lines: 5, firstSeq: 1, lastSeq: 5, faults: [] });
  t.equal(statSync(file).mode & 0o777, 0o600);
  const again = open();
  await again.trail.intend(change('4'));
  await again.audit.close();
  t.match(await verifyAudit(file), { lines: 6, lastSeq: 6, faults: [] }, 'a restart goes on with the chain');
});

t.test('any change of any byte is found, and so is a line that is missing, put in, or in another place', async (t) => {
  const { file, open } = setUp(t);
  const { audit, trail } = open();
  for (const id of ['1', '2', '3', '4']) (await trail.intend(change(id)))({ outcome: 'done', id });
  await audit.close();
  const text = readFileSync(file, 'utf8');
  const lines = text.trimEnd().split('\n');
  const faultsOf = async (content: string): Promise<number> => {
    writeFileSync(file, content);
    return (await verifyAudit(file)).faults.length;
  };
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: text.length - 2 }),
      fc.constantFrom('x', '0', '"', ' '),
      async (at, by) => {
        fc.pre(text[at] !== by && text[at] !== '\n');
        t.not(await faultsOf(text.slice(0, at) + by + text.slice(at + 1)), 0, `byte ${at}`);
      },
    ),
    { numRuns: 60 },
  );
  t.not(await faultsOf(`${[...lines.slice(0, 3), ...lines.slice(4)].join('\n')}\n`), 0, 'missing');
  t.not(await faultsOf(`${[...lines.slice(0, 3), lines[1], ...lines.slice(3)].join('\n')}\n`), 0, 'put in');
  t.not(await faultsOf(`${[lines[1], lines[0], ...lines.slice(2)].join('\n')}\n`), 0, 'in another place');
  t.equal(await faultsOf(text), 0, 'as it was');
});

t.test(
  'a line that a crash cut off is removed at the next start; a file of something else is not touched',
  async (t) => {
    const { file, open } = setUp(t);
    const first = open();
    await first.trail.intend(change('1'));
    await first.audit.close();
    const whole = readFileSync(file, 'utf8');
    for (const rest of ['{"seq":2,"at":"2026', 'x', `${whole.slice(0, 100)}`]) {
      writeFileSync(file, whole + rest);
      const next = open();
      await next.audit.open();
      await next.audit.close();
      t.equal(readFileSync(file, 'utf8'), whole, JSON.stringify(rest.slice(0, 10)));
    }
    writeFileSync(file, whole.slice(0, -1));
    const next = open();
    await next.trail.intend(change('2'));
    await next.audit.close();
    t.match(await verifyAudit(file), { lines: 2, faults: [] }, 'only the line end was missing');
    for (const other of [whole.replace('\n', '\n\n'), whole.replaceAll('\n', '\r\n')]) {
      writeFileSync(file, other);
      await t.rejects(open().audit.open(), { message: /has been changed/ });
      t.equal(readFileSync(file, 'utf8'), other, 'no line of it is cut off');
    }
    writeFileSync(file, 'not mine\nnot mine\n');
    await t.rejects(open().audit.open(), { message: /is not an audit of the gateway/ });
    t.equal(readFileSync(file, 'utf8'), 'not mine\nnot mine\n');
  },
);

t.test('what cannot be written is refused, and nothing of it stays', async (t) => {
  const { file, open } = setUp(t);
  const { audit, trail } = open();
  await trail.intend(change('1'));
  appendFileSync(file, '{"by":"somebody else"}\n');
  await t.rejects(trail.intend(change('2')), { status: 503, message: /nothing is changed/ });
  await audit.close();
  const folder = t.testdir({ blocked: 'a file' });
  const blocked = createAudit(
    { file: join(folder, 'blocked', 'audit.jsonl'), maxSize: 1000, maxAgeMs: DAY, keep: undefined },
    { now: Date.now, log: quiet },
  );
  await t.rejects(blocked.open(), { message: /blocked/ });
  await t.rejects(createAuditTrail(blocked, { connector: undefined, log: quiet }).intend(change('1')), {
    status: 503,
    message: /./,
  });
  await blocked.close();
});

t.test('files are put aside by size and by age, the chain goes through all of them, and old ones go', async (t) => {
  const { file, clock, open } = setUp(t, { maxSize: 1_000 });
  const { audit, trail } = open();
  for (let id = 1; id <= 9; id++) (await trail.intend(change(String(id))))({ outcome: 'done', id: String(id) });
  clock.now += 31 * DAY;
  await trail.intend(change('10'));
  await audit.close();
  const files = await auditFiles(file);
  t.ok(files.length > 3, `${files.length} files`);
  t.equal(files.at(-1), file);
  t.match(await verifyAudit(file), { lines: 19, firstSeq: 1, lastSeq: 19, faults: [] });
  t.equal((await entries(file)).length, 10);
  t.equal((await entries(file)).filter(({ outcome }) => outcome === 'done').length, 9);

  const kept = setUp(t, { maxSize: 1_000, keep: 2 });
  const { audit: short, trail: shortTrail } = kept.open();
  for (let id = 1; id <= 20; id++) await shortTrail.intend(change(String(id)));
  await short.close();
  t.equal(readdirSync(join(kept.file, '..')).length, 3);
  const verdict = await verifyAudit(kept.file);
  t.strictSame(verdict.faults, []);
  t.ok((verdict.firstSeq ?? 0) > 1, 'and says so');
});

t.test('a file that is moved away is followed by a new one', async (t) => {
  const { file, open } = setUp(t);
  const { audit, trail } = open();
  await trail.intend(change('1'));
  renameSync(file, `${file}.000000000001`);
  await trail.intend(change('2'));
  await audit.close();
  t.match(await verifyAudit(file), { files: 2, lines: 2, faults: [] });
});

t.test('what clients write stays in its line, whoever reads it', async (t) => {
  const { file, open } = setUp(t);
  const { audit, trail } = open();
  (await trail.intend(change('1', 'a\u2028b\u2029c\nd\re')))({ outcome: 'done', id: '1' });
  await audit.close();
  const text = readFileSync(file, 'utf8');
  t.equal(text.split(/[\n\r\u2028\u2029]/).length, 3);
  t.match(await entries(file), [{ subject: 'a\u2028b\u2029c\nd\re' }]);
  t.match(await verifyAudit(file), { lines: 2, faults: [] });
  for (const forged of ['{"x":1', '{"seq":1,"at":"x","type":"intent","previous":"x"']) {
    writeFileSync(file, `${text}${forged},"hash":"${'0'.repeat(64)}"}\n`);
    t.equal((await entries(file)).length, 1, 'what is no line of an audit is no answer');
    t.not((await verifyAudit(file)).faults.length, 0);
  }
});

t.test('questions', async (t) => {
  const { file, clock, open } = setUp(t);
  const { audit, trail } = open();
  (await trail.intend(change('1', 'Ada@example.com')))({ outcome: 'done', id: '1' });
  clock.now += 3 * DAY;
  (await trail.intend({ ...change('2'), operation: 'delete' }))({ outcome: 'done', id: '2' });
  (
    await trail.intend({
      ...change('1', 'other@example.com'),
      changes: [{ path: 'userName', before: 'ada@example.com', after: 'other@example.com' }],
    })
  )({
    outcome: 'failed',
    status: 409,
  });
  await audit.close();
  const ids = async (query: AuditQuery) => (await entries(file, query)).map(({ id }) => id);
  t.strictSame(await ids({ subject: 'ada@EXAMPLE.com' }), ['1', '1'], 'by name, also one that was left');
  t.strictSame(await ids({ subject: '2' }), ['2'], 'by id');
  t.strictSame(await ids({ since: clock.now - DAY }), ['2', '1']);
  t.strictSame(await ids({ until: clock.now - DAY }), ['1']);
  t.strictSame(await ids({ operation: 'delete' }), ['2']);
  t.strictSame(await ids({ outcome: 'failed' }), ['1']);
  t.strictSame(await ids({ connector: 'other' }), []);
  t.strictSame(await ids({ resourceType: 'Group' }), []);
});

t.test(
  'a folder that cannot be written to',
  { skip: process.getuid?.() === 0 && 'root may write everywhere' },
  async (t) => {
    const folder = t.testdir({ locked: {} });
    chmodSync(join(folder, 'locked'), 0o500);
    const audit = createAudit(
      { file: join(folder, 'locked', 'audit.jsonl'), maxSize: 1000, maxAgeMs: DAY, keep: undefined },
      { now: Date.now, log: quiet },
    );
    await t.rejects(audit.open(), { message: /The audit cannot be opened/ });
  },
);
