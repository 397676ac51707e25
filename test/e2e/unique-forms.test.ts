import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { scimClient } from '../helpers/scim-client.js';

const USERS = 'no,login,tel\n1, Ada ,(089) 1234\n2,BOB,0044 20/7946-0958\n3,cy,ext. 12\n';

const connector = (uniqueUserField: string, plugin: object) => ({
  scimVersion: '2.0',
  auth: { type: 'none' },
  uniqueUserField,
  plugin,
  mapping: {
    User: {
      id: 'no',
      attributes: {
        userName: { field: 'login', case: 'lower', trim: true },
        'phoneNumbers[type eq "work"].value': { field: 'tel', phone: '+49' },
      },
    },
  },
});

const phone = (value: string) => ({ phoneNumbers: [{ type: 'work', value }] });
const replace = (path: string, value: string) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path, value }],
});

t.test('what is unique is unique in the form that the mapping gives it', async (t) => {
  const folder = temporaryFolder(t);
  const csv = (file: string) => ({ use: 'csv', options: { User: { file } } });
  await writeFiles(folder, {
    'by-login.csv': USERS,
    'by-phone.csv': USERS,
    'connector.config.json': {
      connectors: {
        login: connector('userName', csv('by-login.csv')),
        phone: connector('phoneNumbers.value', csv('by-phone.csv')),
      },
    },
  });
  const gateway = await startGateway(t, folder);
  const scim = scimClient(`${gateway.url}/login/scim/v2`);
  const before = readFileSync(join(folder, 'by-login.csv'), 'utf8');
  const taken = { status: 409, body: { scimType: 'uniqueness' } };
  for (const userName of ['ada', 'ADA', '  aDa\t', ' bob']) {
    t.match(await scim('POST', '/Users', { userName }), taken, JSON.stringify(userName));
    t.match(await scim('PUT', '/Users/3', { userName }), taken, `PUT ${JSON.stringify(userName)}`);
    t.match(await scim('PATCH', '/Users/3', replace('userName', userName)), taken, `PATCH ${JSON.stringify(userName)}`);
  }
  for (const userName of ['', '   ']) t.equal((await scim('POST', '/Users', { userName })).status, 400, 'no login');
  t.equal(readFileSync(join(folder, 'by-login.csv'), 'utf8'), before, 'and nothing was written');

  t.match(await scim('PUT', '/Users/1', { userName: 'ADA' }), { status: 200, body: { userName: 'ada' } }, 'her own');
  const spellings = ['Dee', ' dee', 'DEE ', 'dee', '\tdEe'];
  const raced = await Promise.all(spellings.map((userName) => scim('POST', '/Users', { userName })));
  t.strictSame(raced.map(({ status }) => status).sort(), [201, 409, 409, 409, 409], 'of those at once, one wins');
  const { body } = await scim('GET', '/Users?filter=userName eq "DEE"');
  t.match(body, { totalResults: 1, Resources: [{ userName: 'dee' }] });

  const byPhone = scimClient(`${gateway.url}/phone/scim/v2`);
  for (const number of ['+49 89 1234', '0049 (89) 12-34', '089/1234', '+442079460958']) {
    t.match(await byPhone('POST', '/Users', { userName: 'new', ...phone(number) }), taken, number);
  }
  t.match(await byPhone('POST', '/Users', { userName: 'new', ...phone('089 1235') }), { status: 201 });
  t.match(await byPhone('POST', '/Users', { userName: 'newer', ...phone('+49891235') }), taken);
});
