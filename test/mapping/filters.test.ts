import fc from 'fast-check';
import t from 'tap';
import type { ResourceMappingConfig } from '#src/mapping/index.js';
import { compileFieldFilter, type StoredRecord } from '#src/plugin/index.js';
import { compileFilter, parseFilter, ScimError } from '#src/scim/index.js';
import {
  CUSTOM,
  ENTERPRISE,
  filterTexts,
  openRecords,
  records,
  richMapping,
  type Setup,
  setUp,
  splitLists,
  strictMapping,
} from './support.js';

const texts = [
  'userName',
  'externalId',
  'name',
  'name.givenName',
  'name.familyName',
  'name.middleName',
  'displayName',
  'nickName',
  'unheardOf',
  'title',
  'userType',
  'emails',
  'emails.value',
  'emails.display',
  'emails.type',
  'phoneNumbers',
  'phoneNumbers.value',
  'addresses.locality',
  'roles',
  'roles.value',
  'photos.value',
  'photos',
  'password',
  'meta.lastModified',
  'id',
  `${ENTERPRISE}:department`,
  `${ENTERPRISE}:manager`,
  `${ENTERPRISE}:manager.value`,
  `${CUSTOM}:tags`,
  `${CUSTOM}:score`,
  'active',
  'locale',
  'preferredLanguage',
  'timezone',
  'ims.value',
  'x509Certificates.value',
  `${CUSTOM}:room`,
  `${CUSTOM}:floor`,
  `${CUSTOM}:remote`,
  `${CUSTOM}:rank`,
  `${CUSTOM}:hired`,
  `${CUSTOM}:until`,
  `${CUSTOM}:seen`,
  `${CUSTOM}:hint`,
  'name.formatted',
  `${CUSTOM}:size`,
  `${CUSTOM}:call`,
];
const lists = ['emails', 'phoneNumbers', 'addresses', 'roles', 'photos', 'ims', 'x509Certificates'];

/** The law of a pushed filter: never stronger than the client's, and the same where it says so. */
function checkLaw({ type, mapping, use }: Setup, record: StoredRecord, text: string): void {
  let matches: (resource: ReturnType<typeof mapping.toResource>) => boolean;
  const filter = parseFilter(text);
  try {
    matches = compileFilter(filter, type);
  } catch (error) {
    if (error instanceof ScimError) return;
    throw error;
  }
  const { filter: pushed, exact } = mapping.toFieldFilter(filter);
  const wanted = matches(mapping.toResource(record));
  const store = pushed ? compileFieldFilter(pushed) : () => true;
  const got = store(splitLists(record, use));
  const story = `${text}\n${JSON.stringify(pushed)}\n${JSON.stringify(record)}\n${JSON.stringify(mapping.toResource(record))}`;
  if (wanted && !got) throw new Error(`stronger: ${story}`);
  if (exact && wanted !== got) throw new Error(`not exact: ${story}`);
  // The gateway asks the record itself, as it came, where the answer is said to be exact.
  if (exact && wanted !== store(record)) throw new Error(`not exact on a joined list: ${story}`);
}

const runs = { numRuns: 6_000 };

t.test('an empty text is no value, wherever it stands', async () => {
  checkLaw(setUp(undefined), { id: '1', name: { givenName: '' } }, 'name.givenName eq ""');
  checkLaw(setUp(undefined), { id: '1', unheardOf: [''] }, 'unheardOf le "ada"');
});

t.test('a filter that a store is asked is never stronger than the one that the client sent', async (t) => {
  const filters = filterTexts(texts, lists);
  const cases: [string, ResourceMappingConfig | undefined, typeof records][] = [
    ['a mapping', richMapping, records],
    ['a mapping with "extra"', { ...richMapping, extra: 'more' }, records],
    ['a mapping of normalised, read-only and write-only fields', strictMapping, records],
    ['the same, with "extra"', { ...strictMapping, extra: 'more' }, records],
    ['no mapping', undefined, openRecords],
  ];
  for (const [name, config, ofConfig] of cases) {
    await t.test(name, async (t) => {
      const setup = setUp(config);
      fc.assert(
        fc.property(ofConfig, filters, (record, text) => checkLaw(setup, record, text)),
        runs,
      );
      t.pass('holds');
    });
  }
});
