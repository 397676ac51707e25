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
] as const;

const authorization = basic('okta', 'secret');
const auth = { type: 'basic', username: 'okta', password: 'secret' };

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
  const config = JSON.parse(readFileSync(join(root, 'connector.config.json'), 'utf8'));
  config.mapping.User.attributes.password = 'password';
  config.mapping.User.attributes.roles = { field: 'roles', separator: ';' };
  config.mapping.User.attributes.entitlements = { field: 'licences', type: 'string' };
  config.mapping.User.extra = 'extra';
  config.mapping.Group.attributes.externalId = 'external_id';
  writeFileSync(join(folder, 'connector.config.json'), JSON.stringify({ ...config, auth }));
  return folder;
}

function addColumns(file: string, names: readonly string[]): void {
  const [header, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const lines = [`${header},${names.join(',')}`, ...rows.map((row) => `${row}${','.repeat(names.length)}`)];
  writeFileSync(file, `${lines.join('\n')}\n`);
}

function memoryFolder(t: Test): string {
  const folder = temporaryFolder(t);
  const plugin = { use: 'memory', options: { seed: join(root, 'data/demo.json') } };
  writeFileSync(join(folder, 'connector.config.json'), JSON.stringify({ auth, plugin }));
  return folder;
}

for (const [plugin, makeFolder] of [
  ['csv', csvFolder],
  ['memory', memoryFolder],
] as const) {
  for (const { name, version } of profiles) {
    t.test(
      `${name} on ${plugin}`,
      { skip: profilesExist ? false : 'the profiles are not beside the repository' },
      async (t) => {
        const gateway = await startGateway(t, makeFolder(t));
        const { code, output } = await replay(name, `${gateway.url}/scim/${version}`, authorization);
        t.match(output, /[1-9]\d* passed, 0 failed/, output);
        t.equal(code, 0);
        t.notMatch(output, /FAIL/, 'optional steps pass too');
        t.equal(await gateway.stop(), 0);
      },
    );
  }
}
