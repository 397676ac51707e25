import type { RecordUse, StoredRecord } from 'scim-gateway/plugin';
import t from 'tap';
import {
  call,
  groupUse,
  type Opened,
  openIn,
  recordsOf,
  removeFolder,
  tempFolder,
  textOf,
  userUse,
} from './support.js';

const users = 'id,login,first,last\nu1,ada,A,L\nu2,bob,B,R\nu3,cy,C,S\n';
const usersWithGroups = 'id,login,first,last,groups\nu1,ada,A,L,admins; staff\nu2,bob,B,R,staff\nu3,cy,C,S,\n';

interface Layout {
  readonly name: string;
  readonly files: { readonly [name: string]: string };
  readonly options: { readonly [type: string]: unknown };
  readonly group?: RecordUse;
  /** The files' text where admins have u1 and staff have u1 and u2, and after the changes of the test. */
  readonly after: { readonly [name: string]: string };
}

const named: RecordUse = { ...groupUse, fields: ['name', 'note', 'members'] };
const layouts: Layout[] = [
  {
    name: 'a members column in the groups file',
    files: { 'users.csv': users, 'groups.csv': 'name,note,members\nadmins,n,u1\nstaff,"a,b",u1;u2\nempty,,\n' },
    options: { User: { file: 'users.csv' }, Group: { file: 'groups.csv' } },
    group: named,
    after: {
      'users.csv': 'id,login,first,last\nu2,bob,B,R\nu3,cy,C,S\n',
      'groups.csv': 'name,note,members\nstaff,"a,b",u2;u3\nempty,,\nnew,fresh,u3\n',
    },
  },
  {
    name: 'a column of the users file, with a groups file',
    files: { 'users.csv': usersWithGroups, 'groups.csv': 'name,note\nadmins,n\nstaff,"a,b"\nempty,\n' },
    options: {
      User: { file: 'users.csv' },
      Group: { file: 'groups.csv', members: { userColumn: 'groups', separator: ';' } },
    },
    group: named,
    after: {
      'users.csv': 'id,login,first,last,groups\nu2,bob,B,R,staff\nu3,cy,C,S,new;staff\n',
      'groups.csv': 'name,note\nstaff,"a,b"\nempty,\nnew,fresh\n',
    },
  },
  {
    name: 'a column of the users file alone',
    files: { 'users.csv': usersWithGroups },
    options: { User: { file: 'users.csv' }, Group: { members: { userColumn: 'groups', separator: ';' } } },
    after: { 'users.csv': 'id,login,first,last,groups\nu2,bob,B,R,staff\nu3,cy,C,S,new;staff\n' },
  },
  {
    name: 'a third file of pairs',
    files: {
      'users.csv': users,
      'groups.csv': 'name,note\nadmins,n\nstaff,"a,b"\nempty,\n',
      'pairs.csv': 'since;group;user\n2020;admins;u1\n2021;staff;u1\n2022;staff;u2\n',
    },
    options: {
      User: { file: 'users.csv' },
      Group: { file: 'groups.csv', members: { file: 'pairs.csv', group: 'group', user: 'user' } },
    },
    group: named,
    after: {
      'users.csv': 'id,login,first,last\nu2,bob,B,R\nu3,cy,C,S\n',
      'groups.csv': 'name,note\nstaff,"a,b"\nempty,\nnew,fresh\n',
      'pairs.csv': 'since;group;user\n2022;staff;u2\n;new;u3\n;staff;u3\n',
    },
  },
];

function membersOf(record: StoredRecord | undefined): string[] {
  const members = record?.members;
  const list = Array.isArray(members)
    ? members.map(String)
    : String(members ?? '')
        .split(';')
        .filter((member) => member !== '');
  return list.sort();
}

async function groupsOf({ groups }: Opened, ...members: string[]): Promise<string[]> {
  const pairs = await groups.memberships(members, call);
  return [...pairs].map(([member, group]) => `${member}:${group.name}`).sort();
}

for (const layout of layouts) {
  t.test(layout.name, async (t) => {
    const folder = tempFolder(layout.files);
    t.teardown(() => removeFolder(folder));
    const resources = { User: userUse, Group: layout.group ?? { ...groupUse, fields: ['name', 'members'] } };
    const hasFile = layout.group !== undefined;
    const opened = await openIn(folder, { ...layout.options, checkpoint: 0 }, resources);
    const { groups, users: people } = opened;
    t.equal(groups.count(), hasFile ? 3 : 2);
    t.strictSame(membersOf((await groups.get('staff', call)) as StoredRecord), ['u1', 'u2']);
    t.notOk(
      Object.hasOwn((await groups.get('staff', call, ['name'])) as object, 'members'),
      'members only when asked for',
    );
    t.strictSame(await groupsOf(opened, 'u1', 'u2', 'u3'), ['u1:admins', 'u1:staff', 'u2:staff']);
    const withMember = { op: 'eq', field: 'members', value: 'u1', type: 'string', caseExact: true } as const;
    const found = await groups.find({ filter: withMember }, call);
    t.equal(found.total, 2);
    t.strictSame(
      (await recordsOf(found)).map(({ name }) => name),
      ['admins', 'staff'],
    );

    await groups.insert({ name: 'new', ...(hasFile && { note: 'fresh' }), members: ['u3'] }, call);
    await t.rejects(async () => groups.insert({ name: 'new', members: ['u3'] }, call), { code: 'conflict' });
    await groups.update('staff', { lists: { members: { add: ['u3', 'u2'], remove: ['u9'], separator: ';' } } }, call);
    t.strictSame(membersOf((await groups.get('staff', call)) as StoredRecord), ['u1', 'u2', 'u3']);
    const before = (await groups.get('staff', call)) as StoredRecord;
    await people.remove('u1', call);
    t.strictSame(
      await groupsOf(opened, 'u1', 'u2', 'u3'),
      ['u2:staff', 'u3:new', 'u3:staff'],
      'a person who is gone is in no group',
    );
    if (hasFile)
      t.not(((await groups.get('staff', call)) as StoredRecord).$version, before.$version, 'the group has changed');
    if (hasFile) await groups.remove('admins', call);
    await t.rejects(async () => groups.remove('admins', call), { code: 'notFound' });
    await groups.update('staff', { set: { members: hasFile ? ['u2'] : 'u2' } }, call);
    t.strictSame(membersOf((await groups.get('staff', call)) as StoredRecord), ['u2']);
    await groups.update('staff', { lists: { members: { add: ['u3'], separator: ';' } } }, call);
    await opened.close();
    for (const [name, text] of Object.entries(layout.after)) t.equal(textOf(folder, name), text, name);

    const again = await openIn(folder, layout.options, resources);
    t.strictSame(await groupsOf(again, 'u1', 'u2', 'u3'), ['u2:staff', 'u3:new', 'u3:staff']);
    if (hasFile) {
      await again.groups.remove('staff', call);
      t.strictSame(await groupsOf(again, 'u2', 'u3'), ['u3:new']);
    }
    await again.close();
  });
}

t.test('what a layout cannot hold is refused', async (t) => {
  const folder = tempFolder({ 'users.csv': usersWithGroups, 'groups.csv': 'name,members\nstaff,u1\n' });
  t.teardown(() => removeFolder(folder));
  const own = await openIn(folder, { User: { file: 'users.csv' }, Group: { file: 'groups.csv' } });
  const add = (members: string[]) => ({ lists: { members: { add: members, separator: ';' } } });
  for (const bad of ['a;b', ' a', ''])
    await t.rejects(own.groups.update('staff', add([bad]), call), { code: 'invalidValue' });
  await own.close();
  const derived = await openIn(folder, { User: { file: 'users.csv' }, Group: { members: { userColumn: 'groups' } } });
  await t.rejects(async () => derived.groups.insert({ name: 'x' }, call), {
    code: 'invalidValue',
    message: /create it with one/,
  });
  await t.rejects(async () => derived.groups.update('staff', add(['nobody']), call), { code: 'invalidValue' });
  await derived.close();
});

t.test('a large group: members are kept in order, added without loss, and the others untouched', async (t) => {
  const many = Array.from({ length: 10_000 }, (_, which) => `member-${which}`);
  const folder = tempFolder({
    'users.csv': users,
    'groups.csv': `name,members\nbig,${many.join(';')}\nother,"x ;  y"\n`,
  });
  t.teardown(() => removeFolder(folder));
  const opened = await openIn(folder, { User: { file: 'users.csv' }, Group: { file: 'groups.csv' }, checkpoint: 0 });
  const added = Array.from({ length: 500 }, (_, which) => `added-${which}`);
  await Promise.all(
    added.map((member) =>
      opened.groups.update(
        'big',
        { lists: { members: { add: [member], remove: ['member-7'], separator: ';' } } },
        call,
      ),
    ),
  );
  await opened.close();
  const left = many.filter((member) => member !== 'member-7');
  t.ok(textOf(folder, 'groups.csv') === `name,members\nbig,${[...left, ...added].join(';')}\nother,"x ;  y"\n`);
});
