import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { tolerances } from '#schemas/scim/tolerances.js';
import { serve } from '../helpers/backends.js';
import { root, runCli, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import type { ScimClient } from '../helpers/scim-client.js';

type Name = keyof typeof tolerances;
type Send = (client: ScimClient) => Promise<{ readonly status: number; readonly body: { readonly detail?: string } }>;

const patch =
  (...operations: object[]): Send =>
  (client) =>
    client('PATCH', '/Users/1', { Operations: operations });
const post =
  (attributes: object): Send =>
  (client) =>
    client('POST', '/Users', { userName: `${Math.random()}@example.com`, ...attributes });

/** For each row of the table a request that needs it and, as far as can be, no other. */
const requests: { readonly [Row in Name]: Send } = {
  textForBoolean: post({ active: 'False' }),
  textForNumber: (client) => client('POST', '/Gadgets', { weight: '3.5' }),
  numberForText: post({ title: 7 }),
  singleForList: post({ emails: { type: 'work', value: 'x@example.com' } }),
  listForSingle: post({ name: [{ givenName: 'Ada' }] }),
  textForComplex: patch({ op: 'add', path: 'emails', value: ['x@example.com'] }),
  unknownAttribute: post({ shoeSize: 44 }),
  unknownSchema: post({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:nobody:knows'] }),
  unknownPath: patch({ op: 'replace', path: 'shoeSize', value: 44 }),
  emptyOperations: patch(),
  operationCase: patch({ op: 'Replace', path: 'title', value: 'x' }),
  pathInValue: patch({ op: 'replace', value: { 'name.givenName': 'Ada' } }),
  elementForPath: (client) =>
    client('PATCH', '/Users/4', {
      Operations: [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'new@example.com' }],
    }),
  removeByValue: (client) =>
    client('PATCH', '/Groups/g1', { Operations: [{ op: 'remove', path: 'members', value: [{ value: '2' }] }] }),
  unquotedText: (client) => client('GET', '/Users?filter=userName eq nobody'),
};

const gadgets = {
  resourceTypes: {
    Gadget: {
      schema: {
        id: 'urn:example:Gadget',
        name: 'Gadget',
        description: 'A thing.',
        attributes: [{ name: 'weight', type: 'decimal' }],
      },
    },
  },
};

/** The rich mapping of the CSV backend, with a table for gadgets. */
function csvConfig(settings: object): object {
  return {
    ...gadgets,
    plugin: {
      use: 'csv',
      options: { User: { file: 'users.csv' }, Group: { file: 'groups.csv' }, Gadget: { file: 'gadgets.csv' } },
    },
    ...settings,
  };
}

const gadgetMapping = { Gadget: { id: 'id', attributes: { weight: 'weight' } } };

t.test('each tolerance is on by default, counted, and refused where it is switched off', async (t) => {
  const extra = { files: { 'gadgets.csv': 'id,weight\n1,2\n' }, mapping: gadgetMapping };
  const lenient = await serve(t, 'csv', { config: csvConfig({}), ...extra });
  const off = Object.fromEntries(Object.keys(tolerances).map((name) => [name, false]));
  const firm = await serve(t, 'csv', { config: csvConfig({ tolerate: off }), ...extra });
  for (const [name, send] of Object.entries(requests)) {
    const accepted = await send(lenient.v2);
    t.ok(accepted.status < 300, `${name}: ${accepted.status} ${accepted.body.detail ?? ''}`);
    const refused = await send(firm.v2);
    const { scimType, description } = tolerances[name as Name];
    t.match(refused, { status: 400, body: { scimType } }, name);
    t.ok(refused.body.detail?.includes(description), refused.body.detail ?? name);
  }
  t.equal(await lenient.gateway.stop(), 0);
  const counted = /"tolerated":(\{[^}]*\})/.exec(lenient.gateway.output())?.[1] ?? '{}';
  t.same(
    new Set(Object.keys(JSON.parse(counted))),
    new Set(Object.keys(requests)),
    'an operator sees what is relied on',
  );
  for (const name of Object.keys(requests)) {
    const lines = lenient.gateway
      .output()
      .split('\n')
      .filter((line) => line.includes(`"tolerance":"${name}"`));
    t.equal(lines.length, 1, `${name} is said once, at its first use`);
  }
});

t.test('strict refuses attributes that no schema names, and nothing else that is tolerated', async (t) => {
  for (const backend of ['csv', 'memory'] as const) {
    const { v1, v2 } = await serve(t, backend, { config: { strict: true } });
    t.match(await requests.unknownAttribute(v2), { status: 400, body: { detail: /shoeSize/ } }, backend);
    t.equal((await requests.unknownAttribute(v1)).status, 400);
    t.equal((await requests.unknownPath(v2)).status, 400);
    t.equal((await requests.operationCase(v2)).status, 200);
    t.equal((await requests.unknownSchema(v2)).status, 201);
  }
  const { v2 } = await serve(t, 'csv', { config: { strict: true, tolerate: { unknownAttribute: true } } });
  t.equal((await requests.unknownAttribute(v2)).status, 201, 'tolerate has the last word');
});

t.test('a name that is no tolerance is explained', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': { auth: { type: 'none' }, plugin: { use: 'memory' }, tolerate: { unknownPaths: false } },
  });
  const { code, stderr } = await runCli(folder, ['check']);
  t.equal(code, 2);
  t.match(stderr, /unknownPaths[\s\S]*unknownPath/);
});

t.test('docs/tolerances.md has the table of the code, row by row', async (t) => {
  const text = readFileSync(join(root, 'docs/tolerances.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` \| (.*?) \| `(\w+)` \|$/gm)].map(([, name, description, scimType]) => [
    name,
    { description, scimType },
  ]);
  t.same(Object.fromEntries(rows), tolerances);
});
