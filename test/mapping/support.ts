import fc from 'fast-check';
import {
  type CompiledMapping,
  compileMapping,
  extensionSchemas,
  type ResourceMappingConfig,
  recordUse,
} from '#src/mapping/index.js';
import { type RecordUse, type StoredRecord, splitList } from '#src/plugin/index.js';
import { type CompiledType, compileType, type Filter, standardSchemas, standardTypes } from '#src/scim/index.js';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const CUSTOM = 'urn:okta:onprem_app:1.0:user:custom';

/** A rule of every kind. */
export const richMapping: ResourceMappingConfig = {
  id: { field: 'key', generate: 'sequence' },
  attributes: {
    userName: 'login',
    externalId: 'external',
    'name.givenName': 'first',
    'name.familyName': 'last',
    displayName: { template: '{first} {last}' },
    title: 'profile.title',
    nickName: { constant: 'Ada' },
    active: { field: 'status', values: { A: true, L: true, D: false } },
    userType: { field: 'kind', values: { '': 'Guest', E: 'Employee', C: 'Contractor' } },
    password: 'secret',
    'emails[type eq "work"].value': 'mail',
    'emails[type eq "work"].display': 'mail_label',
    'emails[type eq "home"].value': 'mail2',
    'phoneNumbers[type eq "mobile"].value': 'mobile',
    'phoneNumbers.value': 'phone',
    'addresses[type eq "work"].locality': 'city',
    roles: { field: 'roles', separator: ';' },
    photos: 'photos',
    [`${ENTERPRISE}:department`]: 'dept',
    [`${ENTERPRISE}:manager`]: 'manager',
    [`${CUSTOM}:isAdmin`]: { field: 'admin', type: 'boolean' },
    [`${CUSTOM}:score`]: { field: 'score', type: 'decimal' },
    [`${CUSTOM}:level`]: { field: 'level', type: 'integer' },
    [`${CUSTOM}:tags`]: { field: 'tags', separator: ',' },
    locale: { field: 'locale', default: 'ada' },
    preferredLanguage: { field: 'lang', case: 'upper' },
    timezone: { field: 'zone', trim: true },
    'phoneNumbers[type eq "fax"].value': { field: 'fax', phone: '+49' },
    [`${CUSTOM}:room`]: { field: 'more_json', pointer: '/room/name', default: 'é' },
    [`${CUSTOM}:floor`]: { field: 'more_json', pointer: '/room/floor', type: 'integer' },
    'ims[type eq "xmpp"].value': { field: 'more_json', pointer: '/ims/0' },
    x509Certificates: { field: 'more_json', pointer: '/certificates' },
    [`${CUSTOM}:remote`]: { field: 'remote', values: 'yes/no' },
    [`${CUSTOM}:rank`]: { field: 'rank', type: 'integer', default: 1 },
    [`${CUSTOM}:hired`]: { field: 'hired', format: 'DD.MM.YYYY' },
    [`${CUSTOM}:until`]: { field: 'until', format: 'YYYY-MM-DD HH:mm' },
    [`${CUSTOM}:seen`]: { field: 'seen', format: 'epoch' },
    [`${CUSTOM}:hint`]: { field: 'hint', access: 'write' },
    'name.formatted': { read: 'string(record.login) + "/" + string(record["first"])' },
    [`${CUSTOM}:size`]: {
      read: 'size(record.size_text)',
      write: { size_text: 'value == 0 ? "" : value == 1 ? "x" : "xxx"' },
      type: 'integer',
    },
    [`${CUSTOM}:call`]: { template: '{call_first}, {call_last}', parse: true },
  },
};

/** Rules whose fields no client changes, or whose attributes tell `A` from `a`. */
export const strictMapping: ResourceMappingConfig = {
  ...richMapping,
  attributes: {
    ...richMapping.attributes,
    externalId: { field: 'external', case: 'lower' },
    userName: { field: 'login', trim: true, case: 'lower', default: 'bo' },
    title: { field: 'profile.title', access: 'read' },
    roles: { field: 'roles', separator: ';', access: 'read' },
    'phoneNumbers.value': { field: 'phone', access: 'write' },
    photos: { field: 'photos', access: 'write' },
  },
};

export interface Setup {
  readonly type: CompiledType;
  readonly mapping: CompiledMapping;
  readonly use: RecordUse;
}

export function setUp(config: ResourceMappingConfig | undefined, typeName = 'User'): Setup {
  const type = typeFor(config, typeName);
  const storeMeta = { created: 'made', lastModified: 'changed', version: 'rev' };
  return {
    type,
    mapping: compileMapping(config, type, storeMeta),
    use: recordUse(config, type, typeName === 'User' ? ['userName'] : []),
  };
}

export function typeFor(config: ResourceMappingConfig | undefined, typeName = 'User'): CompiledType {
  const extensions = config ? extensionSchemas(config) : [];
  const standard = standardTypes.find(({ name }) => name === typeName);
  if (!standard) throw new Error(`There is no type ${typeName}.`);
  return compileType(
    {
      ...standard,
      schemaExtensions: [
        ...standard.schemaExtensions,
        ...extensions.map(({ id }) => ({ schema: id, required: false })),
      ],
    },
    [...standardSchemas, ...extensions],
    { open: config === undefined || config.extra !== undefined },
  );
}

/** The record as a store filters it: fields that hold several values in one text come apart (`RecordUse.lists`). */
export function splitLists(record: StoredRecord, use: RecordUse): StoredRecord {
  return Object.fromEntries(
    Object.entries(record).map(([field, value]) => {
      const list = use.lists[field];
      return [field, list && typeof value === 'string' ? splitList(value, list.separator) : value];
    }),
  );
}

const words = fc.constantFrom('ada', 'Ada', 'bo', 'é', 'work', '7', 'a b', 'true');
const noValue = fc.constantFrom<null | ''>(null, '');
const strange = fc.constantFrom<StoredRecord[string]>(0, 7, 1.5, true, false, ' ', 'NaN', 'not a date');
const text = fc.oneof({ weight: 5, arbitrary: words }, noValue, strange);

const jsonTexts = fc
  .record(
    {
      room: fc.oneof(
        fc.record({ name: text, floor: fc.oneof(fc.integer(), text) }, { requiredKeys: [] }),
        noValue,
        words,
      ),
      ims: fc.oneof(fc.array(text, { maxLength: 2 }), noValue),
      certificates: fc.oneof(fc.array(fc.record({ value: fc.constantFrom('QUJD', '?') })), words),
      other: fc.anything({ maxDepth: 1 }).map((value) => JSON.stringify(value) ?? null),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.stringify(value));

/** Records as applications hold them: the values that belong in the fields, none, and some that do not belong there. */
export const records: fc.Arbitrary<StoredRecord> = fc.record(
  {
    key: fc.constantFrom('1', '2', 'Ada'),
    login: text,
    external: text,
    first: text,
    last: text,
    profile: fc.record({ title: text }),
    status: fc.constantFrom('A', 'D', 'L', 'X', '', 'a'),
    kind: fc.oneof(fc.constantFrom('E', 'C', 'Z'), noValue),
    secret: fc.constant('hash'),
    mail: text,
    mail_label: text,
    mail2: text,
    mobile: text,
    phone: text,
    city: text,
    roles: fc.oneof(fc.constantFrom('ada', 'ada;bo', ' ; ', 'bo ; Ada'), noValue),
    photos: fc.oneof(
      fc.array(fc.oneof(fc.record({ value: words }), fc.record({ type: fc.constant('photo') })), { maxLength: 3 }),
      words,
      noValue,
    ),
    dept: text,
    manager: text,
    admin: fc.oneof(fc.constantFrom<boolean | string>(true, false, 'true', 'FALSE'), text),
    score: fc.oneof(fc.constantFrom<number | string>(1, 1.5, '2', '2.5'), text),
    level: fc.oneof(fc.constantFrom<number | string>(1, 1.5, '2', '2.5'), text),
    tags: fc.oneof(fc.constantFrom('ada', 'ada,bo', ', '), noValue),
    locale: text,
    lang: fc.oneof(text, fc.constantFrom('straße', 'ΑΣ', 'ας', 'ﬁ', 'İ')),
    zone: fc.oneof(text, fc.constantFrom(' ada', 'Ada  ', ' a b ')),
    fax: fc.oneof(
      text,
      fc.constantFrom('089/123 45', '+49 (0)89-12345', '0049 89 12345', 'ext. 5', '123456789012345678'),
    ),
    more_json: fc.oneof(
      jsonTexts,
      noValue,
      fc.constantFrom<StoredRecord[string]>('no JSON', '[]', '7', { room: { name: 'ada' } }),
    ),
    remote: fc.oneof(fc.constantFrom<StoredRecord[string]>('yes', 'NO', 'Yes', 'yEs', true), text),
    rank: fc.oneof(fc.constantFrom<number | string>(0, 1, 2, '1', '2', '1.5'), text),
    hired: fc.oneof(fc.constantFrom('06.05.2026', '07.05.2026', '31.02.2026', '6.5.2026', '01.01.0001'), text),
    until: fc.oneof(fc.constantFrom('2026-05-06 00:00', '2026-05-06 12:30', '2026-05-06', '2026-05-06 24:00'), text),
    seen: fc.oneof(fc.constantFrom<number | string>(1778025600, '1778025600', 1778025601, 1.5, 1e20, -1), text),
    hint: text,
    size_text: fc.constantFrom('', 'x', 'xxx'),
    changed: fc.constantFrom('2026-01-02T03:04:05Z', '2026-01-02T03:04:06.5Z'),
    call_first: fc.constantFrom('ada', 'Ada Bo'),
    call_last: fc.constantFrom('bo', 'é'),
  },
  { requiredKeys: ['key', 'call_first', 'call_last'] },
);

/** Records of an application that has resources: nested, with some fields named by a path, and things that do not belong. */
export const openRecords: fc.Arbitrary<StoredRecord> = fc.record(
  {
    id: fc.constantFrom('1', '2', 'Ada'),
    userName: text,
    externalId: text,
    name: fc.oneof(
      fc.record({ givenName: text, familyName: text }, { requiredKeys: [] }),
      fc.constantFrom('Ada Bo', null),
    ),
    'name.familyName': words,
    title: text,
    nickName: text,
    userType: text,
    active: fc.oneof(fc.boolean(), fc.constantFrom('true', 'FALSE', ''), text),
    password: fc.constant('clear'),
    emails: fc.oneof(
      fc.array(
        fc.oneof(
          fc.record(
            { value: words, type: fc.constantFrom('work', 'home'), primary: fc.boolean() },
            { requiredKeys: [] },
          ),
          words,
          fc.constant({ value: { no: 'text' } }),
        ),
        { maxLength: 3 },
      ),
      words,
      noValue,
    ),
    [ENTERPRISE]: fc.record({ department: text, manager: fc.record({ value: words }) }, { requiredKeys: [] }),
    unheardOf: fc.oneof(text, fc.array(text, { maxLength: 2 }), fc.constant({})),
    groups: fc.constant([{ value: 'ada' }]),
    changed: fc.constantFrom('2026-01-02T03:04:05Z', '2026-01-02T03:04:06.5Z'),
  },
  { requiredKeys: ['id'] },
);

const operators = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const wanted = fc.oneof(
  words,
  fc.constantFrom('', 'DA', '1', 'STRASSE', 'straße', 'ας', 'ΑΣ', 'fi', '+498912345', ' ada'),
);

function compare(path: string, operator: string, value: unknown): string {
  return `${path} ${operator} ${JSON.stringify(value)}`;
}

/** Filters as texts; some compare what cannot be compared, and are refused when they are compiled. */
export function filterTexts(paths: readonly string[], listPaths: readonly string[]): fc.Arbitrary<string> {
  const simple = (names: readonly string[]): fc.Arbitrary<string> =>
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.tuple(fc.constantFrom(...names), operators, wanted).map(([p, o, v]) => compare(p, o, v)),
      },
      fc.constantFrom(...names).map((path) => `${path} pr`),
      fc.tuple(fc.constantFrom(...names), fc.constantFrom('eq', 'ne')).map(([p, o]) => compare(p, o, null)),
    );
  const typed = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('active', `${CUSTOM}:isAdmin`, `${CUSTOM}:remote`),
        fc.constantFrom('eq', 'ne'),
        fc.boolean(),
      )
      .map(([p, o, v]) => compare(p, o, v)),
    fc
      .tuple(
        fc.constantFrom(`${CUSTOM}:score`, `${CUSTOM}:level`),
        fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
        fc.constantFrom(0, 1, 1.5, 2),
      )
      .map(([p, o, v]) => compare(p, o, v)),
    fc
      .tuple(fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'), fc.constantFrom('05Z', '05.000Z', '06Z'))
      .map(([o, s]) => compare('meta.lastModified', o, `2026-01-02T03:04:${s}`)),
  );
  const dates = fc
    .tuple(
      fc.constantFrom('hired', 'until', 'seen'),
      fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
      fc.constantFrom(
        '2026-05-06T00:00:00Z',
        '2026-05-06T00:00:01Z',
        '2026-05-06T02:00:00+02:00',
        '2026-05-06T12:30:00.5Z',
        '1970-01-01T00:00:00Z',
      ),
    )
    .map(([p, o, v]) => compare(`${CUSTOM}:${p}`, o, v));
  const ranks = fc
    .tuple(
      fc.constantFrom('rank', 'floor'),
      fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
      fc.constantFrom(0, 1, 2, 3),
    )
    .map(([p, o, v]) => compare(`${CUSTOM}:${p}`, o, v));
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc.oneof(
      { maxDepth: 2 },
      simple(['value', 'type', 'display', 'primary', 'locality']),
      fc.tuple(tie('element'), fc.constantFrom('and', 'or'), tie('element')).map(([a, o, b]) => `(${a} ${o} ${b})`),
      tie('element').map((inner) => `not (${inner})`),
    ),
  }));
  const inBrackets = fc.tuple(fc.constantFrom(...listPaths), element).map(([path, inner]) => `${path}[${inner}]`);
  const { filter } = fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3 },
      simple(paths),
      typed,
      dates,
      ranks,
      inBrackets,
      fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map(([a, o, b]) => `(${a} ${o} ${b})`),
      tie('filter').map((inner) => `not (${inner})`),
    ),
  }));
  return filter;
}

export function eq(path: string, value: string): Filter {
  const [attribute, subAttribute] = path.split('.') as [string, string?];
  return {
    kind: 'compare',
    path: { attribute, ...(subAttribute !== undefined && { subAttribute }) },
    operator: 'eq',
    value,
  };
}
