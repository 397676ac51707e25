import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { root } from './helpers/gateway.js';

const text = readFileSync(join(root, 'docs/security.md'), 'utf8');
const rows = text.split('\n').filter((line) => line.startsWith('| ') && line.includes('](../test/'));

t.test('docs/security.md: each threat has its code and its test, and both are there', async (t) => {
  t.ok(rows.length >= 25, `${rows.length} threats`);
  for (const row of rows) {
    const [threat = '', code = '', shown = ''] = row.replace(/^\| | \|$/g, '').split(' | ');
    t.ok(threat.length > 3 && code.length > 3, row);
    const files = [...row.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path);
    for (const file of files) t.ok(existsSync(join(root, file)), file);
    const test = files.find((file) => file.startsWith('test/')) ?? '';
    const title = /"([^"]+)" \|$/.exec(row)?.[1];
    t.ok(title !== undefined && shown.includes(title), `a title stands in: ${row}`);
    const titles = readFileSync(join(root, test), 'utf8');
    t.ok(
      [`'${title}'`, `\`${title}`].some((start) => titles.includes(start)),
      `${test} has "${title}"`,
    );
  }
});

t.test('docs/security.md: every link leads somewhere', async (t) => {
  for (const [, path = ''] of text.matchAll(/\]\(([^)#]+)\)/g)) {
    t.ok(existsSync(join(root, 'docs', path)), path);
  }
});
