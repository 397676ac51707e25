import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { exampleData } from '../bench/example-data.js';
import { root } from './helpers/gateway.js';

t.test('data/ is what its generator makes', async (t) => {
  for (const [file, content] of Object.entries(exampleData())) {
    t.equal(readFileSync(join(root, 'data', file), 'utf8'), content, file);
  }
});

t.test('250 people and 12 groups, with names from all over, and empty cells', async (t) => {
  const rows = (file: string): readonly { readonly [column: string]: string }[] =>
    parse(readFileSync(join(root, 'data', file)), { columns: true });
  const people = rows('users.csv');
  const groups = rows('groups.csv');
  t.equal(people.length, 250);
  t.equal(groups.length, 12);
  const names = people.map(({ first_name, last_name }) => `${first_name} ${last_name}`).join('\n');
  t.match(names, /[à-öø-ÿ]/, 'accents');
  t.match(names, /['’]/, 'apostrophes');
  t.match(names, /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/, 'CJK');
  t.ok(
    people.some((person) => Object.values(person).includes('')),
    'empty cells',
  );
  t.ok(
    people.some(({ status }) => status === 'D'),
    'inactive people',
  );
  const known = new Set(people.map(({ employee_no }) => employee_no));
  const members = groups.flatMap(({ members: text = '' }) => text.split(';').filter(Boolean));
  t.ok(members.length > 0);
  t.same(
    members.filter((id) => !known.has(id)),
    [],
    'each member is there',
  );
});
