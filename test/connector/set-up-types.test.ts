import t from 'tap';
import { resourceTypesOf } from '#src/config/resource-types.js';
import { setUpTypes } from '#src/connector/index.js';

const LICENSE = 'urn:example:scim:schemas:core:1.0:License';
const BADGE = 'urn:example:badge';
const settings = {
  uniqueUserField: 'userName',
  strict: false,
  uniqueGroupField: 'displayName',
  onDelete: 'remove',
} as const;
const types = resourceTypesOf({
  User: {
    extensions: [
      {
        required: false,
        schema: { id: BADGE, attributes: [{ name: 'number', uniqueness: 'server', caseExact: true }] },
      },
    ],
  },
  License: {
    schema: {
      id: LICENSE,
      attributes: [
        { name: 'code', uniqueness: 'server' },
        { name: 'seats', type: 'integer', uniqueness: 'server' },
        { name: 'vendor', subAttributes: [{ name: 'key', uniqueness: 'global' }, { name: 'name' }] },
        { name: 'pin', mutability: 'writeOnly', uniqueness: 'server' },
      ],
    },
  },
});

const setUp = (mapping: Parameters<typeof setUpTypes>[0]['mapping']) => {
  const { setups, faults } = setUpTypes({ types, mapping, ...settings });
  t.same(faults, []);
  return (name: string) => setups.find(({ type }) => type.resourceType.name === name);
};

t.test('RFC 7643 2.2 uniqueness: what the schema says is unique is, and texts are looked up by an index', async (t) => {
  const named = setUp({});
  t.same(named('License')?.unique, ['code', 'seats', 'vendor.key'], 'but not what nobody may see');
  t.match(named('License')?.use.lookups, [
    { field: 'code', unique: true, caseExact: false },
    { field: 'vendor.key', unique: true },
  ]);
  t.same(named('User')?.unique, ['userName', `${BADGE}:number`]);
  t.same(named('Group')?.unique, ['displayName']);
});

t.test('the index is on the field that the mapping names', async (t) => {
  const named = setUp({
    User: { id: 'no', attributes: { userName: 'login', [`${BADGE}:number`]: 'badge' } },
    License: { id: 'key', attributes: { 'vendor.key': 'vendor_key', pin: 'pin' } },
  });
  t.match(named('User')?.use.lookups.slice(0, 2), [
    { field: 'login', unique: true },
    { field: 'badge', unique: true, caseExact: true },
  ]);
  t.match(named('License')?.use, {
    key: 'key',
    lookups: [{ field: 'vendor_key', unique: true }],
    password: 'pin',
    writable: ['vendor_key', 'pin'],
  });
});

t.test('faults say where in the connector they are', async (t) => {
  const mapping = {
    User: { id: 'no', attributes: { userName: 'login' } },
    License: { id: 'key', attributes: { cod: 'code' } },
  };
  const { faults } = setUpTypes({ types, mapping, ...settings, uniqueUserField: 'login', onDelete: 'deactivate' });
  t.match(faults, [
    { pointer: '/uniqueUserField', message: 'User has no attribute "login".' },
    { pointer: '/onDelete', message: '"deactivate" needs a field for "active" in the mapping of User.' },
    { pointer: '/mapping/License/attributes/cod', suggestion: 'code' },
  ]);
});
