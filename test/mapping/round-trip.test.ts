import fc from 'fast-check';
import t from 'tap';
import type { ResourceMappingConfig } from '#src/mapping/index.js';
import { applyChange, type StoredRecord } from '#src/plugin/index.js';
import { type Resource, ScimError } from '#src/scim/index.js';
import { CUSTOM, openRecords, records, richMapping, type Setup, setUp } from './support.js';

/** Where an empty field means something, nothing can be left out. */
const rules: ResourceMappingConfig = {
  ...richMapping,
  attributes: {
    ...richMapping.attributes,
    userType: { field: 'kind', values: { E: 'Employee', C: 'Contractor' } },
    [`${CUSTOM}:rank`]: { field: 'rank', type: 'integer' },
  },
};

const mappings: readonly (readonly [
  name: string,
  config: ResourceMappingConfig | undefined,
  records: fc.Arbitrary<StoredRecord>,
])[] = [
  ['a rule of every kind', rules, records],
  ['a rule of every kind, and an extra field', { ...rules, extra: 'more' }, records],
  ['no mapping', undefined, openRecords],
];

const own = ({ mapping }: Setup, record: StoredRecord, key: StoredRecord[string]): Resource => {
  const { meta: _meta, ...resource } = mapping.toResource({ ...record, [mapping.key]: key });
  return asSets(JSON.parse(JSON.stringify(resource))) as Resource;
};

/** Lists have no order, and hold nothing twice (RFC 7643 section 2.4). */
function asSets(value: unknown): unknown {
  if (Array.isArray(value)) {
    const elements = new Map(value.map((element) => [JSON.stringify(asSets(element)), asSets(element)]));
    return [...elements].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, element]) => element);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, asSets(part)]));
}

for (const [name, config, arbitrary] of mappings) {
  const setup = setUp(config);
  const { mapping } = setup;

  t.test(`${name}: the record of a resource makes the same resource`, async (t) => {
    fc.assert(
      fc.property(arbitrary, (record) => {
        const resource = own(setup, record, '1');
        t.strictSame(own(setup, mapping.toRecord(resource), '1'), resource);
      }),
      { numRuns: 300 },
    );
  });

  t.test(`${name}: the change from one resource to another makes a record of the other`, async (t) => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (first, second) => {
        const before = own(setup, first, '1');
        const after = own(setup, second, '1');
        const stored = { ...mapping.toRecord(before), [mapping.key]: '1' };
        try {
          const change = mapping.toChange(before, after, stored);
          t.strictSame(own(setup, change ? applyChange(stored, change) : stored, '1'), after);
        } catch (error) {
          if (!(error instanceof ScimError)) throw error;
        }
        t.equal(mapping.toChange(before, before, stored), undefined, 'no difference is no change');
      }),
      { numRuns: 300 },
    );
  });
}
