import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { createRecordReader, type OutputForm } from '#plugins/shell/read-records.js';
import { root } from '../../helpers/gateway.js';
import { callOf, folderWith, join, openIn, recordsOf } from './support.js';

const run = promisify(execFile);

function read(bytes: Buffer, form: OutputForm = 'auto', cuts: readonly number[] = []): unknown[] {
  const reader = createRecordReader(form);
  const places = [0, ...[...cuts].sort((a, b) => a - b).filter((cut) => cut <= bytes.length), bytes.length];
  const records = places.slice(1).flatMap((end, index) => reader.push(bytes.subarray(places[index], end)));
  return [...records, ...reader.end()];
}

const text = (value: string): Buffer => Buffer.from(value);

t.test('JSON in all its forms, cut anywhere, is what was printed', async () => {
  const json = fc.jsonValue().map((value) => ({ value }));
  const forms: readonly ((records: readonly object[]) => string)[] = [
    (records) => JSON.stringify(records),
    (records) => JSON.stringify(records, null, 2),
    (records) => records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    (records) => records.map((record) => JSON.stringify(record, null, '\t')).join('\r\n'),
    (records) => `\ufeff ${records.map((record) => JSON.stringify(record)).join('')}`,
  ];
  fc.assert(
    fc.property(fc.array(json), fc.constantFrom(...forms), fc.array(fc.nat(300)), (records, form, cuts) => {
      const got = read(text(form(records)), 'auto', cuts);
      if (JSON.stringify(got) !== JSON.stringify(records)) throw new Error(JSON.stringify(got));
    }),
    { numRuns: 1000 },
  );
});

t.test('key=value lines, cut anywhere', async () => {
  const name = fc.string({ minLength: 1 }).filter((key) => !/[=\\\r\n]|^\s|^[[{]/.test(key));
  const value = fc.string({ unit: 'grapheme' });
  const written = (plain: string): string =>
    plain.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(name, value, { minKeys: 1 })),
      fc.constantFrom('\n', '\r\n'),
      fc.array(fc.nat(300)),
      (records, end, cuts) => {
        const lines = records.map((record) =>
          Object.entries(record)
            .map(([key, plain]) => `${key}=${written(plain)}${end}`)
            .join(''),
        );
        const got = read(text(lines.join(end)), 'auto', cuts);
        if (JSON.stringify(got) !== JSON.stringify(records)) throw new Error(JSON.stringify([got, records]));
      },
    ),
    { numRuns: 1000 },
  );
});

t.test('forms, and what is not one', async (t) => {
  t.same(read(text('')), []);
  t.same(read(text(' \n\n')), []);
  t.same(read(text('[]')), []);
  t.same(read(text('a=1\na=2\na=3\nb=\n\n\n\na=4')), [{ a: ['1', '2', '3'], b: '' }, { a: '4' }]);
  t.same(read(text('path=C:\\dir\\sub \\x')), [{ path: 'C:\\dir\\sub \\x' }], 'other backslashes stand as they are');
  t.same(read(text('{a}=1'), 'pairs'), [{ '{a}': '1' }]);
  t.same(Object.keys((read(text('{"__proto__":1}'))[0] ?? {}) as object), ['__proto__']);
  t.same(Object.keys((read(text('__proto__=1'))[0] ?? {}) as object), ['__proto__']);
  for (const [wrong, reason, form] of [
    ['Segmentation fault', /line 1 of what it printed is neither JSON nor key=value/],
    ['a=1\n=2', /line 2/],
    ['a=1', /has "a" after 0 records/, 'json'],
    ['{"a":1', /breaks off after 0 records/],
    ['[{"a":1},', /breaks off after 1 records/],
    ['[{"a":1}', /breaks off after 1 records/],
    ['[', /breaks off after 0 records/],
    ['[{"a":1},]', /has "\]" after 1 records/],
    ['[{"a":1} {"a":2}]', /has "\{" after 1 records/],
    ['[{"a":1}]{"a":2}', /has "\{" after 1 records/],
    ['[{"a":1}],', /has "," after 1 records/],
    ['[1]', /has "1" after 0 records/],
    ['{"a":1},{"a":2}', /has "," after 1 records/],
    ['{"a":1]}', /record 1 of what it printed is not JSON/],
    ['{"a":nope}', /record 1 of what it printed is not JSON/],
    ['null', /neither JSON/],
  ] as const) {
    t.throws(() => read(text(wrong), form), reason);
  }
  const latin = Buffer.from('{"name":"Zoë"}', 'latin1');
  t.throws(() => read(latin), /record 1 of what it printed is not UTF-8/);
  t.throws(() => read(Buffer.from('name=Zoë\n', 'latin1')), /not UTF-8/);
  t.notMatch(String(t.throws(() => read(text('{"a":"private" nope}')))), /private/, 'an error quotes no record');
});

const reading = `
import { openShell } from ${JSON.stringify(pathToFileURL(join(root, 'dist/plugins/shell/open-shell.js')).href)};
const options = { env: { PATH: process.env.PATH }, grace: 100, maxOutput: 1e9, retryAfter: 1, input: 'json', output: 'auto',
  concurrency: 1, User: { find: ['awk', '-f', process.argv[2] + '.awk'] } };
const use = { key: 'id', lookups: [], lists: {}, writable: [] };
const { stores } = await openShell(options, { folder: process.cwd(), resources: { User: use } });
let count = 0;
let external = 0;
for await (const record of stores.User.find({}, { signal: new AbortController().signal }).records) {
  count += 1;
  if (record.id !== String(count)) throw new Error(record.id + ' is not ' + count);
  if (count % 10000 === 0) external = Math.max(external, process.memoryUsage().arrayBuffers);
}
console.log(JSON.stringify({ count, external }));
`;

t.test('a million records are gone through in little memory, as an array and as lines', async (t) => {
  const program = (form: 'array' | 'lines'): string => `
BEGIN {
  if ("${form}" == "array") printf "["
  for (i = 1; i <= 1000000; i++) {
    printf "%s{\\"id\\":\\"%d\\",\\"login\\":\\"user%d@example.com\\",\\"name\\":\\"Ada Lovelace\\"}%s", ("${form}" == "array" && i > 1) ? "," : "", i, i, ("${form}" == "lines") ? "\\n" : ""
  }
  if ("${form}" == "array") print "]"
}`;
  const folder = folderWith(t, { 'array.awk': program('array'), 'lines.awk': program('lines'), 'read.mjs': reading });
  for (const form of ['array', 'lines']) {
    // As objects, all of them together take some 200 MB: with 40 they could not be held.
    const { stdout } = await run(process.execPath, ['--max-old-space-size=40', 'read.mjs', form], { cwd: folder });
    const { count, external } = JSON.parse(stdout);
    t.equal(count, 1_000_000);
    t.ok(external < 30e6, `${form}: ${Math.round(external / 1e6)} MB of the 60 MB that were printed`);
  }
});

t.test('output is bounded', async (t) => {
  const folder = folderWith(t, {
    'endless.sh': '#!/bin/sh\nwhile :; do echo \'{"id":"1"}\'; done\n',
  });
  const { users } = await openIn(t, folder, {
    User: { find: ['./endless.sh'], get: ['./endless.sh'] },
    maxOutput: '100kB',
  });
  await t.rejects(recordsOf(users.find({}, callOf())), /User\.find \(\.\/endless\.sh\) printed more than 100000 bytes/);
  await t.rejects(users.get('1', callOf()), /printed more than 100000 bytes/);
});
