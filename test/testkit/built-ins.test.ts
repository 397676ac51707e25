import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import csv from 'scim-gateway/plugins/csv';
import memory from 'scim-gateway/plugins/memory';
import { testPlugin } from 'scim-gateway/testkit';
import t from 'tap';
import { temporaryFolder } from '../helpers/gateway.js';

t.test('memory keeps the contract, with whole resources', (t) =>
  testPlugin(
    t,
    memory,
    {},
    {
      volatile: true,
      sample: {
        User: [
          {
            userName: 'ada@example.com',
            displayName: 'Ada',
            name: { givenName: 'Ada', familyName: 'Lovelace' },
            emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
            active: true,
            loginCount: 3,
          },
          { userName: 'bob@example.com', displayName: 'Bob', active: false },
        ],
        Group: [{ displayName: 'admins', externalId: 'x', members: [{ value: 'nobody' }] }],
      },
      resources: {
        User: { lookups: [{ field: 'userName', unique: true, caseExact: false }], password: 'password' },
        Group: { members: 'members', lookups: [{ field: 'displayName', unique: true, caseExact: true }] },
      },
    },
  ),
);

t.test('csv keeps the contract, with users, groups and their members in columns', (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'users.csv'), 'id,login,first,last,level,phones,secret\nE1,ada,Ada,Lovelace,3,1;2,\n');
  writeFileSync(join(folder, 'groups.csv'), 'name,label,members\nadmins,Admins,E1\n');
  return testPlugin(
    t,
    csv,
    { User: { file: 'users.csv' }, Group: { file: 'groups.csv' }, checkpoint: '10ms' },
    {
      folder,
      sample: {
        User: [
          { login: 'ada', first: 'Ada', last: 'Lovelace', level: 3, phones: '1;2' },
          { login: 'bob', first: 'Bob', last: '', level: 0, phones: '' },
        ],
        Group: [{ name: 'staff', label: 'Staff', members: '' }],
      },
      resources: {
        User: {
          lookups: [{ field: 'login', unique: true, caseExact: false }],
          lists: { phones: { separator: ';' } },
          password: 'secret',
          fields: ['id', 'login', 'first', 'last', 'level', 'phones', 'secret'],
        },
        Group: { key: 'name', members: 'members', lists: { members: { separator: ';' } } },
      },
    },
  );
});
