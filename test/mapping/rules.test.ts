import fc from 'fast-check';
import t from 'tap';
import { createExpressionLog } from '#src/connector/expression-log.js';
import { checkMapping, compileMapping, type ResourceMappingConfig } from '#src/mapping/index.js';
import { parseFilter, ScimError } from '#src/scim/index.js';
import { CUSTOM, richMapping, setUp, strictMapping } from './support.js';

type Attributes = ResourceMappingConfig['attributes'];

const mappingOf = (attributes: Attributes) => setUp({ id: 'key', attributes: { userName: 'user', ...attributes } });

function faultsOf(attributes: Attributes): readonly string[] {
  const config = { id: 'key', attributes: { userName: 'user', ...attributes } };
  return checkMapping(config, setUp(config).type).map(({ pointer, message }) => `${pointer}: ${message}`);
}

t.test('rules that cannot work are explained, and those of the other tests are fine', async (t) => {
  for (const config of [richMapping, strictMapping]) t.strictSame(checkMapping(config, setUp(config).type), []);
  const hired = `${CUSTOM}:hired`;
  const cases: readonly (readonly [Attributes, RegExp])[] = [
    [{ active: { field: 'a', values: 'yes/YES' } }, /^\/attributes\/active: The words .* are the same/],
    [{ title: { field: 'a', values: 'yes/no' } }, /is for true and false, and "title" is a string/],
    [{ [hired]: { field: 'a', format: 'DD.MMM.YYYY' } }, /has ".*M.*", which means nothing/],
    [{ [hired]: { field: 'a', format: 'DD.MM.YY' } }, /"\.YY?", which means nothing|has no YYYY/],
    [{ [hired]: { field: 'a', format: 'MM/YYYY' } }, /has no DD/],
    [{ [hired]: { field: 'a', format: 'DD.DD.YYYY MM' } }, /names a part of the date twice/],
    [{ [hired]: { field: 'a', format: 'YYYY-MM-DD', type: 'integer' } }, /cannot be kept as "integer"/],
    [{ title: { field: 'a', format: 'YYYY-MM-DD' } }, /"format" is for dates, and "title" is a string/],
    [{ active: { field: 'a', trim: true } }, /are for texts/],
    [{ userType: { field: 'a', case: 'lower', values: { A: 'a' } } }, /are for texts that a client chooses/],
    [{ roles: { field: 'a', trim: true } }, /"trim" is for one value, and "roles" is a list/],
    [{ name: { field: 'a', default: 'x', type: 'string' } }, /"default" is for one value, and "name" has parts/],
    [{ active: { field: 'a', default: 'maybe' } }, /The default "maybe" is no boolean/],
    [{ active: { field: 'a', default: true, values: { '': false, A: true } } }, /what an empty field means already/],
    [
      { active: { field: 'a', default: true, values: { D: false } } },
      /The default cannot be written: .* cannot be true/,
    ],
    [{ userType: { field: 'a', default: 'Staff', case: 'lower' } }, /Write the default as "staff"/],
    [{ title: { field: 'a', default: 'x', access: 'read' } }, /is both read and written/],
    [{ 'emails[type eq "work"].value': { field: 'a', default: 'x' } }, /of a list's elements/],
    [
      { title: { field: 'a', pointer: '/x' }, nickName: { field: 'a', pointer: '/x/y' } },
      /the field "a" at \/x\/y: title/,
    ],
    [{ title: { field: 'a', pointer: '/x' }, nickName: 'a' }, /written to the field "a": title and nickName/],
    [{ title: { field: 'a', pointer: '/__proto__/x' } }, /cannot name "__proto__"/],
    [{ title: { field: 'key', pointer: '/x' } }, /holds the id, and no JSON/],
    [{ roles: { field: 'a', pointer: '/x', separator: ';' } }, /leave out "separator" and "type"/],
    [{ displayName: { template: '{a}{b}', parse: true } }, /needs a text between its fields/],
    [{ displayName: { template: '{a} {a}', parse: true } }, /name each field only once/],
    [{ active: { template: '{a} {b}', parse: true } }, /is a boolean, which no template writes/],
    [
      { displayName: { template: '{a} {b}', parse: true }, title: 'b' },
      /written to the field "b": displayName and title/,
    ],
    [{ title: { read: 'record.a +' } }, /^\/attributes\/title\/read: /],
    [{ title: { read: 'recrod.a' } }, /read: .*recrod/],
    [{ title: { read: 'size(record) > 1' } }, /must name each field/],
    [{ title: { read: 'record.a', write: { b: 'resource.titel' } } }, /title\/write\/b: User has no attribute "titel"/],
    [{ title: { read: 'record.a', write: { b: 'resource.password' } } }, /"password" is a secret/],
    [{ title: { read: 'record.a', write: { b: 'value.matches("a")' } } }, /matches\(\) is not offered/],
    [{ title: { read: 'record.a', write: { user: 'value' } } }, /written to the field "user": userName and title/],
    [{ 'emails.value': { read: 'record.a' } }, /map "emails" and not "emails.value"/],
    [{ password: { read: 'record.a' } }, /an expression cannot do that/],
    [{ password: 'pin', title: { read: 'record.pin' } }, /holds a secret, which is never shown/],
    [{ password: { field: 'a', trim: true } }, /"trim" does nothing for a password/],
  ];
  for (const [attributes, message] of cases) {
    const faults = faultsOf(attributes);
    t.equal(faults.length, 1, `${JSON.stringify(attributes)}: ${faults.join(' ')}`);
    t.match(faults[0], message);
  }
  t.strictSame(faultsOf({ title: 'a', nickName: { field: 'a', access: 'read' } }), [], 'one writes, another reads');
});

t.test('what a field cannot hold is refused, and what it holds already stays', async (t) => {
  const refused = (attributes: Attributes, resource: object, detail: RegExp): void => {
    const { mapping } = mappingOf(attributes);
    t.throws(() => mapping.toRecord(resource as never), { status: 400, scimType: 'invalidValue', detail } as never);
  };
  refused(
    { 'phoneNumbers[type eq "work"].value': { field: 'tel', phone: true } },
    { phoneNumbers: [{ type: 'work', value: 'ext. 5' }] },
    /telephone number/,
  );
  refused(
    { [`${CUSTOM}:hired`]: { field: 'h', format: 'YYYY-MM-DD' } },
    { [CUSTOM]: { hired: '+012345-01-01T00:00:00Z' } },
    /date like/,
  );
  refused({ userName: { field: 'user', trim: true } }, { userName: ' \t ' }, /userName is required/);
  const { mapping } = mappingOf({ title: { field: 'p', pointer: '/a/b' }, nickName: { field: 'p', pointer: '/c' } });
  for (const stored of ['no JSON', '"text"', '{"a":"text"}', '7']) {
    const record = { key: '1', user: 'ada', p: stored };
    const before = mapping.toResource(record);
    t.throws(() => mapping.toChange(before, { ...before, title: 'x' }, record), ScimError, stored);
    t.strictSame(mapping.toChange(before, { ...before, userName: 'bo' }, record), { set: { user: 'bo' } });
  }
});

t.test('dates of the first century are no others', (t) => {
  const { mapping } = mappingOf({ [`${CUSTOM}:since`]: { field: 's', format: 'DD.MM.YYYY HH:mm' } });
  for (const [stored, value] of [
    ['01.01.0001 23:59', '0001-01-01T23:59:00.000Z'],
    ['29.02.0000 00:00', '0000-02-29T00:00:00.000Z'],
    ['31.12.9999 00:00', '9999-12-31T00:00:00.000Z'],
    ['29.02.1900 00:00', undefined],
    ['01.01.2000 24:00', undefined],
  ] as const) {
    const resource = mapping.toResource({ key: '1', user: 'ada', s: stored });
    t.same((resource[CUSTOM] as { since?: string } | undefined)?.since, value, stored);
    if (value !== undefined) t.equal(mapping.toRecord({ userName: 'ada', [CUSTOM]: { since: value } }).s, stored);
  }
  t.end();
});

t.test('of JSON in a field, what no rule names stays', async (t) => {
  const { mapping, use } = mappingOf({
    title: { field: 'p', pointer: '/job/title' },
    nickName: { field: 'p', pointer: '/names/1' },
    locale: { field: 'p', pointer: '/a~1b' },
  });
  const record = { key: '1', user: 'ada', p: '{"job":{"title":"Boss","since":2},"names":["x","Ada","y"],"z":[1]}' };
  const before = mapping.toResource(record);
  t.match(before, { title: 'Boss', nickName: 'Ada' });
  const after = { ...before, title: 'Chief', locale: 'en', nickName: null };
  const change = mapping.toChange(before, after, record);
  t.strictSame(JSON.parse(String(change?.set?.p)), {
    job: { title: 'Chief', since: 2 },
    names: ['x', null, 'y'],
    z: [1],
    'a/b': 'en',
  });
  for (const [pointer, place] of [
    ['/names/length', 'length'],
    ['/names/first', 'a name'],
    ['/names/5', 'a gap'],
    ['/names/first/x', 'a name on the way'],
  ] as const) {
    const { mapping: odd } = mappingOf({ title: { field: 'p', pointer } });
    const seen = odd.toResource(record);
    t.notOk(seen.title, place);
    t.throws(() => odd.toChange(seen, { ...seen, title: '9' }, record), { status: 400 } as never, place);
  }
  const atEnd = mappingOf({ title: { field: 'p', pointer: '/names/3' } }).mapping;
  t.strictSame(atEnd.toChange({ userName: 'ada' }, { userName: 'ada', title: 'z' }, record)?.set, {
    p: record.p.replace('"y"', '"y","z"'),
  });
  const asObject = { ...record, p: JSON.parse(record.p) };
  t.strictSame(
    mapping.toChange(before, { ...before, title: 'Chief' }, asObject)?.set,
    {
      p: { ...asObject.p, job: { title: 'Chief', since: 2 } },
    },
    'as a text where it was one, else as such',
  );
  t.strictSame(mapping.toRecord({ userName: 'bo', title: 'X' }), { user: 'bo', p: '{"job":{"title":"X"}}' });
  t.strictSame(mapping.toRecord({ userName: 'bo' }), { user: 'bo' }, 'nothing for nothing');
  t.strictSame(use.fields, ['user', 'p']);
  t.strictSame(
    mapping.fieldsFor(({ attribute }) => attribute === 'title'),
    ['key', 'made', 'changed', 'rev', 'p'],
  );
});

t.test('plugins know what the rules say of their fields', async (t) => {
  const { use, mapping } = mappingOf({
    userName: { field: 'user', case: 'lower' },
    externalId: { field: 'ext', trim: true },
    displayName: { field: 'shown', access: 'read' },
    active: { field: 'state', values: 'active/inactive' },
    nickName: { field: 'nick', access: 'write' },
  });
  t.strictSame(use.writable, ['user', 'ext', 'state', 'nick']);
  t.strictSame(use.active, { field: 'state', yes: 'active', no: 'inactive' });
  t.strictSame(
    use.lookups.map(({ field }) => field),
    ['user', 'shown'],
    'blanks around a text keep it out of an index',
  );
  t.equal(mapping.has('displayName', 'write'), false);
  t.equal(mapping.has('nickName', 'read'), false);
  t.equal(mapping.has('nickName', 'write'), true);
  t.equal(mapping.asKept('userName', 'ADA'), 'ada');
  t.equal(mapping.asKept('title', 'ADA'), 'ADA');
  t.strictSame(
    mapping.fieldsFor(() => true),
    ['key', 'made', 'changed', 'rev', 'user', 'ext', 'shown', 'state'],
  );
});

t.test('a template that parses takes texts apart, where there is one way', async (t) => {
  const { mapping, use } = mappingOf({ displayName: { template: '{last}, {first} ({no})', parse: true } });
  const parts = (displayName: string) => {
    try {
      const { user: _user, ...fields } = mapping.toRecord({ userName: 'x', displayName });
      return fields;
    } catch (error) {
      return error instanceof ScimError && error.scimType;
    }
  };
  t.strictSame(parts('Lovelace, Ada (7)'), { last: 'Lovelace', first: 'Ada', no: '7' });
  t.strictSame(parts('Lovelace, Ada M. (x) (7)'), 'invalidValue', 'two ways');
  for (const text of ['Ada', ', Ada (7)', 'Lovelace, Ada 7)', ' Lovelace, Ada (7)', 'Lovelace,  (7)']) {
    t.equal(parts(text), 'invalidValue', text);
  }
  t.strictSame(use.writable, ['user', 'last', 'first', 'no']);

  const record = { key: '1', user: 'x', first: 'Ada', no: '7' };
  const before = mapping.toResource(record);
  t.equal(before.displayName, ', Ada (7)');
  t.strictSame(mapping.toChange(before, { ...before, userName: 'y' }, record), { set: { user: 'y' } }, 'it stays');
  const after = { ...before, displayName: 'Bo, Al (8)' };
  t.strictSame(mapping.toChange(before, after, record), { set: { last: 'Bo', first: 'Al', no: '8' } });
  const { displayName: _name, ...none } = before;
  t.strictSame(mapping.toChange(before, none, record), { unset: ['last', 'first', 'no'] });
  t.throws(() => mapping.toChange(before, { ...before, displayName: 'Ada' }, record), {
    detail: 'displayName must be like "…, … (…)", so that its parts can be told apart in this application.',
  } as never);
  const word = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', ',', ' ', '(', ')') });
  fc.assert(
    fc.property(word, word, word, (last, first, no) => {
      const { displayName } = mapping.toResource({ key: '1', last, first, no });
      const fields = parts(String(displayName));
      if (fields !== 'invalidValue') t.equal(mapping.toResource(fields as never).displayName, displayName);
    }),
  );
});

t.test('expressions read records and write resources', async (t) => {
  const { mapping, use } = mappingOf({
    title: {
      read: 'record.level == "" ? "" : "Level " + string(record.level)',
      write: { level: 'int(value.split(" ")[1])', label: 'resource.name.givenName + "/" + value' },
    },
    emails: { read: 'record.mails.split(";").map(m, {"value": m, "type": "work"})' },
    [`${CUSTOM}:age`]: { read: '2026 - int(record.born)', type: 'integer' },
  });
  t.strictSame(use.fields, ['user', 'level', 'label', 'mails', 'born']);
  t.strictSame(use.writable, ['user', 'level', 'label']);
  const { id: _id, meta: _meta, ...made } = mapping.toResource({ key: '1', level: 3, mails: 'a@b;c@d', born: '2000' });
  t.strictSame(made, {
    title: 'Level 3',
    emails: [
      { value: 'a@b', type: 'work' },
      { value: 'c@d', type: 'work' },
    ],
    [CUSTOM]: { age: 26 },
  });
  t.strictSame(mapping.toRecord({ userName: 'x', title: 'Level 4' }), { user: 'x', level: 4, label: '/Level 4' });
  t.throws(() => mapping.toRecord({ userName: 'x', title: 'Boss' }), {
    status: 400,
    scimType: 'invalidValue',
  } as never);
  t.strictSame(mapping.toRecord({ userName: 'x' }), { user: 'x' });
  const before = { userName: 'x', title: 'Boss' };
  t.strictSame(mapping.toChange(before, { ...before, userName: 'y' }, {}), { set: { user: 'y' } }, 'it stays');
  t.strictSame(mapping.toChange(before, { userName: 'x' }, {}), { unset: ['level', 'label'] });
  t.equal(mapping.has('emails', 'write'), false);
  t.strictSame(mapping.toFieldFilter(parseFilter('title eq "Level 3"')), { exact: false }, 'the gateway finishes');
});

t.test('an expression that cannot read one record gives it no value, and does not flood the log', async (t) => {
  const { type } = mappingOf({ title: { read: 'string(int(record.level))' } });
  const lines: object[] = [];
  const keep = (facts: object): void => void lines.push(facts);
  let now = 0;
  const log = createExpressionLog({ debug: keep, info: keep, warn: keep, error: keep }, 'User', () => now);
  const config = { id: 'key', attributes: { userName: 'user', title: { read: 'string(int(record.level))' } } };
  const mapping = compileMapping(config, type, {}, log);
  const titles = ['1', 'x', '2', 'y'].map((level) => mapping.toResource({ key: level, level }).title);
  t.strictSame(titles, ['1', undefined, '2', undefined]);
  t.match(lines, [{ resourceType: 'User', attribute: 'title', reason: String }]);
  t.notMatch(JSON.stringify(lines), '"x"', 'nothing of the record is in the log');
  now = 60_000;
  mapping.toResource({ key: '1', level: 'z' });
  t.match(lines[1], { recordsSince: 1 });
  t.equal(lines.length, 2);
});
