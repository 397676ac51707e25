import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { runCli, temporaryFolder, writeFiles } from '../helpers/gateway.js';

const attributes = {
  userName: { field: 'login', case: 'lower' },
  'name.givenName': 'first',
  'name.familyName': 'last',
  displayName: { template: '{first} {last}' },
  'emails[type eq "work"].value': 'mail',
  active: { field: 'status', values: { A: true, D: false } },
  title: { read: "record.level == '' ? '' : 'Level ' + string(int(record.level))" },
  password: 'pw',
};
const config = (more: object = {}) => ({
  scimVersion: '2.0',
  auth: { type: 'none' },
  plugin: { use: 'csv', options: { User: { file: 'users.csv' } } },
  mapping: { User: { id: 'no', attributes: { ...attributes, ...more } } },
});
const users =
  'no,login,first,last,mail,status,level,pw,shoe\n1,Ada,Ada,Lovelace,ada@x.org,X,high,,38\n2,bo,Bo,B,bo@x.org,A,3,,\n';

async function folderWith(t: Test, files: { readonly [path: string]: string | object }): Promise<string> {
  const folder = temporaryFolder(t);
  await writeFiles(folder, files);
  return folder;
}

async function story(folder: string, ...args: readonly string[]): Promise<unknown> {
  const { stdout, stderr, code } = await runCli(folder, ['map', ...args, '--json']);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

t.test('map explains a mapping both ways, and writes nothing', async (t) => {
  const folder = await folderWith(t, { 'connector.config.json': config(), 'users.csv': users });

  await t.test('record', async (t) => {
    const { stdout, code } = await runCli(folder, ['map', 'record', '1']);
    t.equal(code, 0);
    t.match(stdout, /userName +"ada" +<- login \(case\) \[login: "Ada"\]\n/);
    t.match(stdout, /active +- +<- status \(values\) \[status: "X"\]: the rule lists no such value\n/);
    t.match(stdout, /title +- .*\[level: "high"\]: the expression fails: /);
    t.match(await story(folder, 'record', '{"no":"9","login":"X","pw":"hush","level":"4","shoe":"38"}'), {
      unread: ['shoe'],
      resource: { id: '9', userName: 'x', title: 'Level 4' },
      attributes: [
        { attribute: 'id' },
        { attribute: 'userName', rule: 'login (case)', stored: { login: 'X' }, value: 'x' },
        {},
        {},
        {},
        {},
        {},
        { value: 'Level 4' },
        { attribute: 'password', stored: { pw: '[secret]' }, why: /never shown/ },
      ],
    });
  });

  await t.test('resource', async (t) => {
    const sent = {
      userName: 'NEW',
      password: 'hush',
      nickName: 'n',
      displayName: 'Q',
      shoe: 1,
      active: true,
      emails: [
        { value: 'a@b', type: 'work', display: 'A' },
        { value: 'h@b', type: 'home' },
      ],
    };
    await writeFiles(folder, { 'new.json': sent });
    const { stdout, code } = await runCli(folder, ['map', 'resource', 'new.json']);
    t.equal(code, 0);
    t.notMatch(stdout, 'hush');
    t.match(stdout, /status +"A" +<- active\n/);
    t.match(await story(folder, 'resource', JSON.stringify(sent)), {
      record: { login: 'new', pw: '[secret]', mail: 'a@b', status: 'A' },
      dropped: [
        { path: 'shoe', why: 'no schema of the type names it' },
        { path: 'userName', value: 'NEW', why: 'it is kept as "new"' },
        { path: 'nickName', why: 'no rule names it' },
        { path: 'displayName', why: /read only/ },
        { path: 'emails[0].display', value: 'A' },
        { path: 'emails[1]', value: { value: 'h@b' } },
      ],
    });
    const { change } = (await story(
      folder,
      'resource',
      '{"userName":"bo","name":{"givenName":"Bob"}}',
      '--id',
      '2',
    )) as {
      readonly change: unknown;
    };
    t.strictSame(change, { set: { first: 'Bob' }, unset: ['last', 'mail'] }, 'as a PUT: active stays');
    const same =
      '{"id":"2","userName":"BO","name":{"givenName":"Bo","familyName":"B"},"emails":[{"value":"bo@x.org","type":"work"}]}';
    t.match(await story(folder, 'resource', same), { change: null });
  });

  await t.test('filter', async (t) => {
    const { stdout } = await runCli(folder, ['map', 'filter', 'userName eq "ada" and title sw "Level"']);
    t.match(stdout, 'What goes to the application\n  login eq "ada"\n');
    t.match(stdout, 'in each record that comes back\n  title sw "Level"\n');
    t.match(await story(folder, 'filter', 'active eq false'), {
      filter: 'active eq false',
      fieldFilter: { op: 'eq', field: 'status', value: 'D' },
      finished: [],
    });
  });

  await t.test('what cannot be explained', async (t) => {
    const cases: readonly (readonly [number, RegExp, readonly string[]])[] = [
      [1, /^404: There is no User with the id "77"/, ['record', '77']],
      [1, /^400: The filter .* cannot be read/, ['filter', 'userName zz "x"']],
      [2, /keeps no "Grup"; it keeps .*User/, ['record', '1', '--type', 'Grup']],
      [2, /There is no file "nofile"/, ['resource', 'nofile']],
      [2, /--id goes with "map resource" only/, ['record', '1', '--id', '2']],
    ];
    // Two gateways never open one CSV file.
    const results = await Promise.all(cases.map(([, , args]) => runCli(folder, ['map', ...args, '--demo'])));
    for (const [index, [code, message, args]] of cases.entries()) {
      t.equal(results[index]?.code, code, args.join(' '));
      t.match(results[index]?.stderr, message);
    }
  });

  t.equal(readFileSync(join(folder, 'users.csv'), 'utf8'), users);
});

t.test('map asks a plugin how it would ask its system, and chooses among connectors', async (t) => {
  const plugin = `export default {
    name: 'badge', contract: 1, options: {},
    open: () => ({ stores: { User: {
      find: () => ({ records: [{ key: '7', login: 'ada' }] }),
      explain: ({ filter, fields }) => ['GET /people?' + filter.field + '=' + filter.value + '&fields=' + fields],
    } } }),
  };`;
  const badge = {
    auth: { type: 'none' },
    plugin: { use: './badge.mjs' },
    mapping: { User: { id: 'key', attributes: { userName: 'login' } } },
  };
  const folder = await folderWith(t, {
    'badge.mjs': plugin,
    'connector.config.json': { connectors: { badge, demo: { auth: { type: 'none' }, plugin: { use: 'memory' } } } },
  });
  const several = await runCli(folder, ['map', 'filter', 'userName eq "ada"']);
  t.equal(several.code, 2);
  t.match(several.stderr, '--connector badge, --connector demo');
  t.match(await story(folder, 'filter', 'userName eq "ada"', '--connector', 'badge'), {
    system: ['GET /people?login=ada&fields=key,login'],
  });
  t.match(await story(folder, 'record', '7', '--connector', 'badge'), { resource: { id: '7', userName: 'ada' } });
});

t.test('a field that the file does not have is found at start, in an expression too', async (t) => {
  const folder = await folderWith(t, {
    'connector.config.json': config({ nickName: { read: 'record.nik + "!"' } }),
    'users.csv': users,
  });
  const { code, stderr } = await runCli(folder, ['check']);
  t.not(code, 0);
  t.match(stderr, 'nik');
});
