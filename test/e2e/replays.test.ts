import { copyFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { profilesExist, replay } from '../helpers/clients.js';
import { root, startGateway, temporaryFolder } from '../helpers/gateway.js';
import { basic } from '../helpers/scim-client.js';

const profiles = [
  { name: 'okta-opp-scim11', version: 'v1' },
  { name: 'okta-opp-scim11-groups', version: 'v1' },
  { name: 'okta-opp-scim20', version: 'v2' },
  { name: 'okta-scim20-crud', version: 'v2' },
  { name: 'okta-scim20-groups-oin', version: 'v2' },
  { name: 'entra-users', version: 'v2' },
  { name: 'entra-groups', version: 'v2' },
  { name: 'entra-legacy-patch', version: 'v2' },
  { name: 'onelogin', version: 'v2' },
  { name: 'okta-entitlements', version: 'v2' },
] as const;

const authorization = basic('okta', 'secret');
const auth = { type: 'basic', username: 'okta', password: 'secret' };

/** What the profile `okta-entitlements` wants to find: one of each at least. */
const resourceTypes = { Role: {}, Entitlement: {} };
const roles = [
  { id: 'R1', displayName: 'Administrator', description: 'May do everything' },
  { id: 'R2', displayName: 'Reader', description: 'May look' },
];
const entitlements = [{ id: 'E1', displayName: 'Gold', type: 'Entitlement', description: 'All there is' }];

/** The repository's own config and data, and a column for what its mapping does not name. */
function csvFolder(t: Test): string {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'data'));
  for (const file of ['users.csv', 'groups.csv']) {
    copyFileSync(join(root, 'data', file), join(folder, 'data', file));
  }
  addColumns(join(folder, 'data/users.csv'), ['password', 'roles', 'licences', 'extra']);
  addColumns(join(folder, 'data/groups.csv'), ['external_id']);
  const longAgo = new Date('2019-01-01');
  utimesSync(join(folder, 'data/users.csv'), longAgo, longAgo);
  writeFileSync(join(folder, 'data/roles.csv'), toCsv(roles));
  writeFileSync(join(folder, 'data/entitlements.csv'), toCsv(entitlements));
  const config = JSON.parse(readFileSync(join(root, 'connector.config.json'), 'utf8'));
  config.mapping.User.attributes.password = 'password';
  config.mapping.User.attributes.roles = { field: 'roles', separator: ';' };
  config.mapping.User.attributes.entitlements = { field: 'licences', type: 'string' };
  config.mapping.User.extra = 'extra';
  config.mapping.Group.attributes.externalId = 'external_id';
  const named = { displayName: 'displayName', description: 'description' };
  config.mapping.Role = { id: 'id', attributes: named };
  config.mapping.Entitlement = { id: 'id', attributes: { ...named, type: 'type' } };
  config.plugin.options.Role = { file: 'data/roles.csv' };
  config.plugin.options.Entitlement = { file: 'data/entitlements.csv' };
  writeFileSync(join(folder, 'connector.config.json'), JSON.stringify({ ...config, auth, resourceTypes }));
  return folder;
}

function toCsv(records: readonly { readonly [column: string]: string }[]): string {
  const rows = [Object.keys(records[0] ?? {}), ...records.map((record) => Object.values(record))];
  return rows.map((row) => `${row.join(',')}\n`).join('');
}

function addColumns(file: string, names: readonly string[]): void {
  const [header, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const lines = [`${header},${names.join(',')}`, ...rows.map((row) => `${row}${','.repeat(names.length)}`)];
  writeFileSync(file, `${lines.join('\n')}\n`);
}

function memoryFolder(t: Test): string {
  const folder = temporaryFolder(t);
  const people = JSON.parse(readFileSync(join(root, 'data/demo.json'), 'utf8'));
  const plugin = { use: 'memory', options: { seed: { ...people, Role: roles, Entitlement: entitlements } } };
  writeFileSync(join(folder, 'connector.config.json'), JSON.stringify({ auth, plugin, resourceTypes }));
  return folder;
}

for (const [plugin, makeFolder] of [
  ['csv', csvFolder],
  ['memory', memoryFolder],
] as const) {
  const skip = profilesExist ? false : 'the profiles are not beside the repository';
  t.test(`the profiles of real clients on ${plugin}`, { skip }, async (t) => {
    const gateway = await startGateway(t, makeFolder(t));
    for (const { name, version } of profiles) {
      await t.test(name, async (t) => {
        const { code, output } = await replay(name, `${gateway.url}/scim/${version}`, authorization);
        t.match(output, /[1-9]\d* passed, 0 failed/, output);
        t.equal(code, 0);
        t.notMatch(output, /FAIL/, 'optional steps pass too');
      });
    }
    t.equal(await gateway.stop(), 0);
  });
}
