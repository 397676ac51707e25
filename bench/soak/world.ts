import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const connectorNames = ['csv', 'memory', 'rest', 'shell'] as const;
export type ConnectorName = (typeof connectorNames)[number];

/** Where everything of one run lies. */
export interface World {
  readonly folder: string;
  readonly users: string;
  readonly groups: string;
  /** While this file is there, the commands of the shell plugin say "try again later". */
  readonly away: string;
  readonly records: string;
}

const mapping = {
  User: { id: 'id', attributes: { userName: 'login', title: 'title' } },
  Group: { id: 'id', attributes: { displayName: 'name', members: { field: 'members', separator: ';' } } },
};
const remoteMapping = { ...mapping, Group: { id: 'id', attributes: { displayName: 'name', members: 'members' } } };

/** Writes the config, the CSV files and the commands into a folder; CSV files into `data` of it, which may be a disk of its own. */
export function makeWorld(folder: string, applicationUrl: string): World {
  const world: World = {
    folder,
    users: join(folder, 'data/users.csv'),
    groups: join(folder, 'data/groups.csv'),
    away: join(folder, 'away'),
    records: join(folder, 'records'),
  };
  for (const path of ['data', 'records/User', 'records/Group']) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(world.users, 'id,login,title,note\n');
  writeFileSync(world.groups, 'id,name,members\n');
  writeFileSync(join(folder, 'command.mjs'), command(world));
  const auth = { type: 'bearer', token: 'soak' };
  const common = { auth, scimVersion: '2.0', timeout: '10s' };
  const config = {
    admin: { port: 0 },
    server: { limits: { failedLogins: { count: 0, per: '1m' } } },
    connectors: {
      csv: {
        ...common,
        mapping,
        plugin: { use: 'csv', options: { User: { file: 'data/users.csv' }, Group: { file: 'data/groups.csv' } } },
      },
      memory: { ...common, plugin: { use: 'memory' } },
      rest: { ...common, mapping: remoteMapping, plugin: { use: 'rest', options: restOptions(applicationUrl) } },
      shell: { ...common, mapping: remoteMapping, plugin: { use: 'shell', options: shellOptions() } },
    } satisfies { [Name in ConnectorName]: object },
  };
  writeFileSync(join(folder, 'connector.config.json'), JSON.stringify(config, null, 2));
  return world;
}

function restOptions(baseUrl: string): object {
  const page = { type: 'offset', offset: 'skip', limit: 'take', max: 100 };
  const ofKind = (kind: string): object => ({
    find: { request: `GET /${kind}`, records: '/data', total: '/total', page },
    get: { request: `GET /${kind}/{id}` },
    insert: { request: `POST /${kind}` },
    update: { request: `PATCH /${kind}/{id}` },
    remove: { request: `DELETE /${kind}/{id}` },
  });
  const people = ofKind('people') as { readonly find: object };
  return {
    baseUrl,
    User: { ...people, find: { ...people.find, filters: { 'login eq': 'login={value}' } } },
    Group: {
      ...ofKind('teams'),
      addMember: { request: 'PUT /teams/{id}/members/{member}' },
      removeMember: { request: 'DELETE /teams/{id}/members/{member}' },
    },
  };
}

function shellOptions(): object {
  const run = (...args: readonly string[]): readonly string[] => [process.execPath, 'command.mjs', ...args];
  const ofType = (type: string): object => ({
    find: run(type, 'find'),
    get: run(type, 'get', '--', '{id}'),
    insert: run(type, 'insert'),
    update: run(type, 'update', '--', '{id}'),
    remove: run(type, 'remove', '--', '{id}'),
  });
  const member = (operation: string): readonly string[] => run('Group', operation, '--', '{id}', '{member}');
  return {
    concurrency: 2,
    User: ofType('User'),
    Group: { ...ofType('Group'), addMember: member('addMember'), removeMember: member('removeMember') },
  };
}

/** An application of files, one a record, each replaced as a whole. */
function command({ records, away }: World): string {
  return `
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

if (existsSync(${JSON.stringify(away)})) process.exit(75);
const [type, operation, , id, member] = process.argv.slice(2);
const folder = join(${JSON.stringify(records)}, type);
const file = (key) => join(folder, key + '.json');
const read = (key) => existsSync(file(key)) ? JSON.parse(readFileSync(file(key), 'utf8')) : process.exit(3);
const write = (record) => {
  const beside = file(record.id) + '.' + randomUUID();
  writeFileSync(beside, JSON.stringify(record));
  renameSync(beside, file(record.id));
};
const print = (value) => console.log(JSON.stringify(value));
const names = () => readdirSync(folder).filter((name) => name.endsWith('.json'));
if (operation === 'find') print(names().flatMap((name) => {
  try { return [JSON.parse(readFileSync(join(folder, name), 'utf8'))]; } catch { return []; }
}));
if (operation === 'get') print(read(id));
if (operation === 'remove') { read(id); rmSync(file(id)); }
if (operation === 'addMember' || operation === 'removeMember') {
  const record = read(id);
  const rest = (record.members ?? []).filter((one) => one !== member);
  write({ ...record, members: operation === 'addMember' ? [...rest, member] : rest });
}
if (operation === 'insert' || operation === 'update') {
  const { record, change } = JSON.parse(readFileSync(0, 'utf8'));
  if (operation === 'insert') {
    const made = { id: randomUUID(), ...record };
    write(made);
    print(made);
  } else {
    const now = { ...read(id), ...change.set };
    for (const field of change.unset ?? []) delete now[field];
    write(now);
    print(now);
  }
}
`;
}
