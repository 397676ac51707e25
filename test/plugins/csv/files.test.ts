import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import t from 'tap';
import { parseDocument } from '#plugins/csv/csv-document.js';
import { RowHasher } from '#plugins/csv/hash-row.js';
import { RowReader } from '#plugins/csv/read-rows.js';
import { decodeCell, encodeCell, splitRow } from '#plugins/csv/row-codec.js';
import { call, openIn, removeFolder, tempFolder, userUse } from './support.js';

const stamp = { inode: '1', size: '0', modified: '0' };
const delimiters = [',', ';', '\t', '|'];
const cellText = fc.string({
  unit: fc.constantFrom('a', 'é', '李', '"', ',', ';', '\n', '\r', ' ', '|', '\t'),
  maxLength: 6,
});

/** All rows, the header too, as the strict reader sees them; undefined where it refuses. */
function readAll(text: string, delimiter: string): string[][] | undefined {
  const raw = Buffer.from(text);
  const bytes = Buffer.concat([raw, Buffer.from('\n')]);
  const header = new RowReader('f', bytes, raw.length, { delimiter });
  try {
    if (!header.next()) return [];
    const cells = (reader: RowReader) => Array.from({ length: reader.count }, (_, column) => reader.value(column));
    const rows = [cells(header)];
    const reader = new RowReader('f', bytes, raw.length, {
      delimiter,
      columns: header.count,
      position: header.position,
    });
    while (reader.next()) rows.push(cells(reader));
    return rows;
  } catch {
    return undefined;
  }
}

function oracle(text: string, delimiter: string): string[][] | undefined {
  try {
    return parse(Buffer.from(text), { delimiter, record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true });
  } catch {
    return undefined;
  }
}

t.test('the reader sees what csv-parse sees, and refuses what it refuses', async (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r\n', '\r', ' '), maxLength: 24 }),
      fc.constantFrom(',', ';'),
      (text, delimiter) => {
        t.strictSame(readAll(text, delimiter), oracle(text, delimiter), JSON.stringify(text));
      },
    ),
    { numRuns: 2000, seed: 7 },
  );
});

t.test('what is written is read again: by us and by csv-parse', async (t) => {
  const habit = fc.record({ filled: fc.boolean(), empty: fc.boolean() });
  const rows = fc.array(fc.tuple(cellText, cellText, cellText), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(
      rows,
      fc.constantFrom(...delimiters),
      fc.constantFrom('\n', '\r\n', '\r'),
      habit,
      (cells, delimiter, newline, quoting) => {
        const lines = cells.map((row) => row.map((cell) => encodeCell(cell, delimiter, quoting)).join(delimiter));
        const text = lines.join(newline);
        t.strictSame(readAll(text, delimiter), cells);
        t.strictSame(oracle(text, delimiter), cells);
        t.strictSame(
          lines.map((line) => splitRow(line, delimiter).map(decodeCell)),
          cells,
        );
        const hash = (line: string, by: string) => {
          const bytes = Buffer.from(line);
          return new RowHasher(by).hash(bytes, 0, bytes.length);
        };
        for (const [which, line] of lines.entries()) {
          const other = (cells[which] ?? [])
            .map((cell) => encodeCell(cell, ';', { filled: true, empty: true }))
            .join(';');
          t.equal(hash(line, delimiter), hash(other, ';'), 'the same cells have the same hash');
        }
      },
    ),
    { numRuns: 400, seed: 11 },
  );
});

t.test('a fault names file and line', async (t) => {
  const faults: [string, RegExp][] = [
    ['', /^u\.csv:1: The file is empty/],
    ['a,b,a\n1,2,3\n', /^u\.csv:1: The header names the column "a" twice/],
    ['id,login,first,last\n1,a,b,c\n2,b\n', /^u\.csv:3: The row has 2 cells where the header has 4/],
    ['id,login,first,last\n1,"x\ny",b,c\n2,b,c,d,e\n', /^u\.csv:4: The row has more than 4 cells/],
    ['id,login,first,last\n1,a"b,c,d\n', /^u\.csv:2: A quote stands inside a cell/],
    ['id,login,first,last\n1,"a"b,c,d\n', /^u\.csv:2: Text follows the closing quote/],
    ['id,login,first,last\n1,a,b,c\n2,"a,c,d\n\n', /^u\.csv:3: The quote that opens here is never closed/],
    ['id,login,first,last\n1,a,b,c\n2,b,b,c\n1,c,c,c\n', /^u\.csv:4: The row has the same "id" as the row on line 2/],
    ['id,login,first,last\n1,a,\0,c\n', /^u\.csv:2: The line holds a zero byte/],
    [
      'id,login,frist,last\n1,a,b,c\n',
      /^u\.csv:1: There is no column "first"\. Did you mean "frist"\? The columns are "id", "login"/,
    ],
    ['ID,login,first,last\n1,a,b,c\n', /There is no column "id"\. Did you mean "ID"\?/],
  ];
  for (const [text, message] of faults) {
    const folder = tempFolder({ 'u.csv': text });
    await t.rejects(openIn(folder, { User: { file: 'u.csv' } }), { message }, JSON.stringify(text));
    removeFolder(folder);
  }
  const folder = tempFolder({ 'u.csv': Buffer.from('id,login,first,last\n1,a,b,c\n2,M\xfcller,b,c\n', 'latin1') });
  t.teardown(() => removeFolder(folder));
  await t.rejects(openIn(folder, { User: { file: 'u.csv' } }), {
    message: /^u\.csv:3: This line is not UTF-8; .*windows-1252/,
  });
  await t.rejects(openIn(folder, { User: { file: 'none.csv' } }), { message: /^none\.csv:1: There is no file/ });
  const ok = await openIn(folder, { User: { file: 'u.csv', encoding: 'windows-1252' } });
  t.match(ok.users.get('2', call), { login: 'Müller' });
  await ok.close();
});

t.test('write-back: only the changed rows differ, in every dialect and encoding', { timeout: 60_000 }, async (t) => {
  let round = 0;
  const folder = tempFolder();
  t.teardown(() => removeFolder(folder));
  const name = fc.string({ unit: fc.constantFrom('a', 'ß', 'é', '"', ',', ';', ' ', '|'), minLength: 1, maxLength: 5 });
  const files = fc.record({
    rows: fc.array(fc.tuple(name, fc.boolean(), fc.constantFrom('', '\n', 'X')), { minLength: 2, maxLength: 6 }),
    delimiter: fc.constantFrom(...delimiters),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    final: fc.boolean(),
    encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252'),
    bom: fc.boolean(),
    removed: fc.nat(5),
    changed: fc.nat(5),
  });
  await fc.assert(
    fc.asyncProperty(files, async ({ rows, delimiter, newline, final, encoding, bom, removed, changed }) => {
      const quote = (value: string, always: boolean) => encodeCell(value, delimiter, { filled: always, empty: always });
      const lines = rows.map(([first, always], which) =>
        [String(which), quote(`u${which}`, always), quote(first, always), quote('', always), 'x'].join(delimiter),
      );
      const blanks = rows.map(([, , extra]) => (extra === '\n' ? newline : ''));
      const header = ['id', 'login', 'first', 'last', 'un mapped'].join(delimiter);
      const compose = (body: readonly string[], more: readonly string[]): Buffer => {
        const text = [header, ...body].reduce(
          (all, line, which) => all + (which > 0 ? newline + (more[which - 2] ?? '') : '') + line,
          '',
        );
        const bytes = iconv.encode(final ? text + newline : text, encoding, {
          addBOM: bom && encoding !== 'windows-1252',
        });
        return Buffer.from(bytes);
      };
      const file = `u${round++}.csv`;
      writeFileSync(join(folder, file), compose(lines, blanks));
      const given = encoding === 'windows-1252' || !bom ? { encoding } : {};
      const opened = await openIn(folder, { User: { file, ...given }, checkpoint: 0 });
      const gone = removed % (rows.length - 1);
      const other = changed % rows.length;
      await opened.users.remove(String(gone), call);
      if (other !== gone) await opened.users.update(String(other), { set: { last: 'né' } }, call);
      await opened.close();
      const expected = lines.map((line, which) => {
        if (which !== other) return line;
        const cells = splitRow(line, delimiter);
        cells[3] = quote('né', false);
        return cells.join(delimiter);
      });
      const left = expected.filter((_, which) => which !== gone);
      const after = blanks.filter((_, which) => which !== gone);
      t.strictSame(readFileSync(join(folder, file)), compose(left, after), file);
    }),
    { numRuns: 60, seed: 3 },
  );
});

t.test('quoting habit, owner, mode and symlink are kept', async (t) => {
  const folder = tempFolder({ 'real/u.csv': '"id","login","first","last"\n"1","a","A",""\n' });
  t.teardown(() => removeFolder(folder));
  mkdirSync(join(folder, 'data'));
  symlinkSync('../real/u.csv', join(folder, 'data/u.csv'));
  chmodSync(join(folder, 'real/u.csv'), 0o640);
  const opened = await openIn(folder, { User: { file: 'data/u.csv' } });
  await opened.users.insert({ id: '2', login: 'b', first: 'B' }, call);
  await opened.close();
  t.equal(
    readFileSync(join(folder, 'real/u.csv'), 'utf8'),
    '"id","login","first","last"\n"1","a","A",""\n"2","b","B",""\n',
  );
  t.ok(lstatSync(join(folder, 'data/u.csv')).isSymbolicLink());
  t.equal(statSync(join(folder, 'real/u.csv')).mode & 0o777, 0o640);
});

t.test('a value that the encoding cannot hold is refused, not replaced', async (t) => {
  const folder = tempFolder({ 'u.csv': 'id,login,first,last\n1,a,A,B\n' });
  t.teardown(() => removeFolder(folder));
  const latin = await openIn(folder, { User: { file: 'u.csv', encoding: 'windows-1252' } });
  await t.rejects(latin.users.update('1', { set: { first: '李' } }, call), { code: 'invalidValue' });
  await latin.close();
  const utf8 = await openIn(folder, { User: { file: 'u.csv' } });
  await t.rejects(utf8.users.update('1', { set: { first: '\ud800' } }, call), { code: 'invalidValue' });
  await utf8.close();
});

t.test('cells named like parts of every object are only cells', async (t) => {
  const folder = tempFolder({ 'u.csv': 'id,__proto__,constructor\n1,x,y\n' });
  t.teardown(() => removeFolder(folder));
  const { fields, ...unmapped } = { ...userUse, lookups: [] };
  t.ok(fields);
  const opened = await openIn(folder, { User: { file: 'u.csv' } }, { User: unmapped });
  const record = opened.users.get('1', call) as object;
  t.strictSame(Object.keys(record).slice(0, 3), ['id', '__proto__', 'constructor']);
  await opened.users.update('1', { set: JSON.parse('{"__proto__":"z"}') }, call);
  await opened.close();
  t.equal(readFileSync(join(folder, 'u.csv'), 'utf8'), 'id,__proto__,constructor\n1,z,y\n');
});

t.test('a document does not write behind a buffer that is not its own', async (t) => {
  const pool = Buffer.from('a,b\n1,2\nSECRET');
  parseDocument('f', pool.subarray(0, 8), {}, stamp);
  t.equal(pool.toString(), 'a,b\n1,2\nSECRET');
});
