import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { resolveConfig } from '#src/config/index.js';
import { parseConfig } from '#src/config/parse-config.js';
import { setUpTypes } from '#src/connector/index.js';
import {
  derivedGroupMapping,
  type FieldProfile,
  findGroupColumn,
  mappingOf,
  type ProposedMapping,
  planConfig,
  printConfig,
  profileFields,
  proposalText,
  proposeGroupMapping,
  proposeUserMapping,
} from '#src/init/index.js';
import { temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { corpus } from './corpus.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:';
const CUSTOM = 'urn:okta:onprem_app:1.0:user:custom:';

function recordsOf(table: string): { [column: string]: string }[] {
  const [header = '', ...rows] = table.split('\n');
  const delimiter = [';', '\t', ','].find((candidate) => header.includes(candidate)) ?? ',';
  const columns = header.split(delimiter);
  return rows.map((row) => {
    const cells = row.split(delimiter);
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

/** A proposal in the corpus' short form. */
function inShort({ rules }: ProposedMapping): { [attribute: string]: string } {
  return Object.fromEntries(
    rules.map(({ attribute, rule }) => [
      attribute
        .replace(ENTERPRISE, 'enterprise:')
        .replace(CUSTOM, 'custom:')
        .replace(/^(phone)Numbers\[type eq "(\w+)"\]\.value$/, '$1s.$2')
        .replace(/^(\w+)\[type eq "(\w+)"\](?:\.value)?/, '$1.$2'),
      ruleInShort(rule),
    ]),
  );
}

function ruleInShort(rule: ProposedMapping['rules'][number]['rule']): string {
  if (typeof rule === 'string') return rule;
  if ('template' in rule) return rule.template;
  if (!('field' in rule)) return JSON.stringify(rule);
  const { field, values, separator, type, access, reference, format } = rule;
  const table = Object.entries(values ?? {}).map(([stored, value]) => ` ${stored}=${String(value)}`);
  return `${field}${table.join('')}${separator === undefined ? '' : ` /${separator}/`}${type === undefined ? '' : ` ${type}`}${[access, format, reference].map((one) => (one === undefined ? '' : ` ${one}`)).join('')}`;
}

function propose(fields: readonly FieldProfile[]) {
  const column = findGroupColumn(fields);
  const proposal = proposeUserMapping(fields, { canAddKey: true, reserved: column ? [column.field] : [] });
  return { column, proposal };
}

t.test('exports of personnel systems are mapped as a person would map them', (t) => {
  t.ok(corpus.length >= 25);
  for (const { name, table, id, attributes, leftOut, groupColumn } of corpus) {
    const { proposal, column } = propose(profileFields(recordsOf(table)));
    const { field, generate } = proposal.id;
    t.equal(generate === undefined ? field : `${field} ${generate}`, id, `${name}: id`);
    t.same(inShort(proposal), attributes, name);
    t.same(
      proposal.leftOut.map((left) => left.field),
      leftOut ?? [],
      `${name}: left out`,
    );
    t.equal(column && `${column.field} ${column.separator}`, groupColumn, `${name}: groups`);
    const reasons = [proposal.id, ...proposal.rules, ...proposal.leftOut].map(({ reason }) => reason);
    t.same(
      reasons.filter((reason) => !/^\S.{8,}\.$/.test(reason)),
      [],
      `${name}: each with a sentence`,
    );
  }
  t.end();
});

t.test('confidence is honest', (t) => {
  const confidences = (table: string): { [attribute: string]: string } => {
    const { proposal } = propose(profileFields(recordsOf(table)));
    const named = [{ attribute: 'id', ...proposal.id }, ...proposal.rules];
    return Object.fromEntries(named.map(({ attribute, confidence }) => [attribute, confidence]));
  };
  const rows = (status: readonly string[]): string =>
    ['id,login,status,contact', ...status.map((one, at) => `${at + 1},u${at},${one},u${at}@example.com`)].join('\n');
  const work = 'emails[type eq "work"].value';
  t.match(confidences(rows(['A', 'D', 'A', 'A'])), { id: 'high', userName: 'high', active: 'high', [work]: 'low' });
  t.match(confidences(rows(['A', 'A', 'A', 'A'])), { active: 'low' }, 'what would say inactive is a guess');
  t.match(confidences(rows(['active', 'inactive', 'sabbatical'])), { active: 'medium' }, 'one value cannot be read');
  t.match(confidences('id,login\n1,ada'), { id: 'medium' }, 'one row shows nothing to be unique');
  t.match(confidences('id,login\n1,ada\n2,ada\n3,bob'), { userName: 'low' }, 'a login that two people share');
  const empty = profileFields([]);
  t.throws(() => propose(empty), /no field/);
  const known = proposeUserMapping(
    ['id', 'first_name', 'zip'].map((name) => ({
      name,
      records: 0,
      filled: 0,
      values: new Map(),
      unique: false,
      form: 'text' as const,
    })),
    { canAddKey: false },
  );
  t.notOk(
    [known.id, ...known.rules].some(({ confidence }) => confidence === 'high'),
    'nothing is sure by its name alone',
  );
  t.end();
});

t.test('groups: keys, members, and what members refer to', (t) => {
  const people = profileFields(recordsOf('no,login\nA1,ada\nA2,bob\nA3,cy'));
  const key = people.find(({ name }) => name === 'no');
  const cases: readonly (readonly [table: string, id: string, attributes: object])[] = [
    [
      'group_id,name,members\nG1,admins,A1|A2\nG2,staff,A3',
      'group_id',
      { displayName: 'name', members: 'members /|/' },
    ],
    ['name,members\nadmins,A1\nstaff,A2 ', 'name', { displayName: 'name', members: 'members /;/' }],
    [
      'Gruppe;Mitglieder;Beschreibung\nadmins;A1,A2;für alle\nstaff;A3;',
      'Gruppe',
      { displayName: 'Gruppe', members: 'Mitglieder /,/', 'urn:okta:custom:group:1.0:description': 'Beschreibung' },
    ],
  ];
  for (const [table, id, attributes] of cases) {
    const proposal = proposeGroupMapping(profileFields(recordsOf(table)), key);
    t.equal(proposal.id.field, id);
    t.same(inShort(proposal), attributes);
  }
  const byLogin = proposeGroupMapping(profileFields(recordsOf('name,members\nadmins,ada;bob')), key);
  t.match(byLogin.rules[1], { confidence: 'low', reason: /0 % of its elements are ids/ });
  t.end();
});

const name = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...corpus.flatMap(({ table }) => table.split('\n')[0]?.split(/[,;\t]/) ?? [])),
  },
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '${env:X}',
    '$${',
    '{',
    '{a}b',
    '"',
    "'",
    ' ',
    '',
    'a.b',
    'ID',
    'id',
    '0',
    'urn:x:y',
    '日本',
    'ß',
    '\u0000',
    '\n',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const cell = fc.oneof(
  fc.constantFrom(
    '',
    'A',
    'D',
    'Y',
    'N',
    '1',
    '0',
    'true',
    'false',
    'a;b',
    'a|b',
    'x@example.com',
    '+49 171 555010',
    '2026-01-01',
    '2026-01-01T00:00:00Z',
    'Mr',
    'Ada Lovelace',
    '7',
    '__proto__',
    '${file:x}',
  ),
  fc.string({ maxLength: 8 }),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(null),
  fc.array(fc.constantFrom('a', 'b', 'x@example.com'), { maxLength: 3 }),
  fc.constantFrom({ first: 'Ada' }, { type: 'work', value: 'a@example.com' }, { a: { b: { c: { d: 'deep' } } } }),
  fc.constant([{ value: 'a@example.com' }]),
);
const table = fc.array(
  fc.uniqueArray(fc.tuple(name, cell), { selector: ([key]) => key, minLength: 1, maxLength: 10 }),
  {
    maxLength: 6,
  },
);

/** The records under one set of names, and their fields. */
function fieldsOf(rows: readonly (readonly (readonly [string, unknown])[])[]): readonly FieldProfile[] {
  const records = rows.map((row) => {
    const record = {};
    for (const [key, value] of row) Object.defineProperty(record, key, { value, enumerable: true });
    return record;
  });
  return profileFields(records);
}

t.test('whatever the fields are called and hold, what is proposed loads without a fault', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, { 'secrets/password': 'x', 'secrets/token': 'y' });
  const credentials = { password: 'secrets/password', token: 'secrets/token' };
  let proposed = 0;
  fc.assert(
    fc.property(
      table,
      table,
      fc.boolean(),
      fc.constantFrom('json' as const, 'yaml' as const),
      (people, groups, canAddKey, format) => {
        const fields = fieldsOf(people);
        const column = findGroupColumn(fields);
        let user: ProposedMapping;
        try {
          user = proposeUserMapping(fields, { canAddKey, reserved: column ? [column.field] : [] });
        } catch (error) {
          return /no field/.test((error as Error).message);
        }
        proposed += 1;
        const group = groupOf(fieldsOf(groups), fields, user) ?? (column && derivedGroupMapping(column));
        const mapping = { User: mappingOf(user), ...(group && { Group: mappingOf(group) }) };
        const text = printConfig(planConfig({ plugin: { use: 'memory', options: {} }, mapping }, credentials), format);
        const file = join(folder, `connector.config.${format}`);
        const loaded = resolveConfig({ file, ...parseConfig(text, file) }, { env: {} });
        const [connector] = loaded.connectors;
        if (!connector) return false;
        assert.deepEqual(connector.mapping, JSON.parse(JSON.stringify(mapping)), 'the file says what was proposed');
        assert.deepEqual(setUpTypes(connector).faults, []);
        for (const line of proposalText('User', user, { width: 60, mark: String }).split('\n'))
          assert.doesNotMatch(line, /\p{Cc}/u, 'nothing from outside steers the terminal');
        return true;
      },
    ),
    { numRuns: 400 },
  );
  t.ok(proposed > 130, `${proposed} proposals`);
});

function groupOf(
  fields: readonly FieldProfile[],
  people: readonly FieldProfile[],
  user: ProposedMapping,
): ProposedMapping | undefined {
  try {
    return proposeGroupMapping(
      fields,
      people.find(({ name: field }) => field === user.id.field),
    );
  } catch (error) {
    assert.match((error as Error).message, /no field/);
    return undefined;
  }
}
