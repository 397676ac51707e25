import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { root, runCli, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { scimClient } from '../helpers/scim-client.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const configWith = (rule: object) => ({
  scimVersion: '2.0',
  auth: { type: 'none' },
  plugin: { use: './people.mjs' },
  mapping: {
    User: { id: 'no', attributes: { userName: 'login', title: 'title', [`${ENTERPRISE}:manager`]: rule } },
  },
});

/** Keeps people in memory, and writes each question and change into a file. */
const plugin = `
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyChange, compileFieldFilter, definePlugin } from 'scim-gateway/plugin';
export default definePlugin({
  name: 'people', options: { type: 'object' },
  open(_options, { folder, resources }) {
    const note = (what) => appendFileSync(join(folder, 'calls.log'), JSON.stringify(what) + '\\n');
    note({ lookups: resources.User.lookups.map(({ field }) => field) });
    const people = new Map([
      ['1', { no: '1', login: 'Ada' }],
      ['2', { no: '2', login: 'bo', boss: 'ADA' }],
      ['3', { no: '3', login: '1', boss: 'ada' }],
      ['4', { no: '4', login: 'dee', boss: 'nobody' }],
      ['5', { no: '5', login: 'twin' }],
      ['6', { no: '6', login: 'twin' }],
      ['7', { no: '7', login: 'eve', boss: 'twin' }],
    ]);
    return { stores: { User: {
      find({ filter }) {
        note({ find: filter });
        const matches = filter ? compileFieldFilter(filter) : () => true;
        return { records: [...people.values()].filter(matches), applied: { filter: true } };
      },
      get: (id) => people.get(id),
      insert(record) {
        note({ insert: record });
        const stored = { ...record, no: String(people.size + 1) };
        people.set(stored.no, stored);
        return stored;
      },
      update(id, change) {
        note({ update: id, change });
        people.set(id, applyChange(people.get(id), change));
      },
    } } };
  },
});
`;

t.test('a field that names the manager by login is an id to clients, both ways', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'people.mjs': plugin.replace('scim-gateway/plugin', join(root, 'dist/src/plugin/index.js')),
    'connector.config.json': configWith({ field: 'boss', reference: 'User.userName' }),
  });
  const { url } = await startGateway(t, folder);
  const client = scimClient(`${url}/scim/v2`);
  let read = 0;
  /** What the store has been asked and told since the last time. */
  const calls = (): readonly { readonly [what: string]: unknown }[] => {
    const lines = readFileSync(join(folder, 'calls.log'), 'utf8').trim().split('\n');
    const fresh = lines.slice(read).map((line) => JSON.parse(line));
    read = lines.length;
    return fresh;
  };
  const managerOf = (body: { readonly [name: string]: unknown }): unknown =>
    (body[ENTERPRISE] as { readonly manager?: { readonly value: string } } | undefined)?.manager?.value;
  t.match(
    calls(),
    [{ lookups: ['login', 'boss'] }].map(() => ({ lookups: ['login'] })),
  );

  const list = await client('GET', '/Users');
  t.strictSame(
    list.body.Resources.map((user: { readonly [name: string]: unknown }) => [user.id, managerOf(user)]),
    [
      ['1', undefined],
      ['2', '1'],
      ['3', '1'],
      ['4', undefined],
      ['5', undefined],
      ['6', undefined],
      ['7', undefined],
    ],
    'who is nobody, or several, is not said',
  );
  t.equal(calls().length, 2, 'one question for the page, one for all its managers');
  await client('GET', '/Users?attributes=title');
  t.equal(calls().length, 1, 'none where the answer does not show it');

  const byManager = async (filter: string) => {
    const answer = await client('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    return answer.status === 200
      ? answer.body.Resources.map(({ id }: { readonly id: string }) => id)
      : [answer.status, answer.body.scimType];
  };
  t.strictSame(await byManager(`${ENTERPRISE}:manager.value eq "1"`), ['2', '3']);
  t.match(calls(), [{ find: { op: 'eq', field: 'boss', value: 'Ada' } }, {}]);
  t.strictSame(await byManager(`${ENTERPRISE}:manager eq "99"`), [], 'an id that nobody has');
  t.strictSame(await byManager(`${ENTERPRISE}:manager.value ne "1" and userName eq "bo"`), []);
  t.strictSame(await byManager(`not (${ENTERPRISE}:manager.value eq "1") and userName sw "b"`), []);
  t.strictSame(await byManager(`${ENTERPRISE}:manager.value sw "1"`), [400, 'invalidFilter']);
  calls();

  const patch = (...Operations: object[]) => ({ schemas: [PATCH_OP], Operations });
  const setManager = (value: string) => patch({ op: 'replace', path: `${ENTERPRISE}:manager.value`, value });
  const changed = await client('PATCH', '/Users/7', setManager('2'));
  t.equal(managerOf(changed.body), '2');
  t.match(calls().at(-2), { update: '7', change: { set: { boss: 'bo' } } });
  t.equal(managerOf((await client('GET', '/Users/7')).body), '2');
  t.match(await client('PATCH', '/Users/7', setManager('99')), { status: 400, body: { scimType: 'invalidValue' } });
  await client('PATCH', '/Users/4', patch({ op: 'replace', path: 'title', value: 'Chief' }));
  t.strictSame(
    calls().flatMap(({ change }) => change ?? []),
    [{ set: { title: 'Chief' } }],
    'what names nobody stays as it is',
  );

  const created = await client('POST', '/Users', {
    schemas: [USER, ENTERPRISE],
    userName: 'flo',
    [ENTERPRISE]: { manager: { value: '3' } },
  });
  t.equal(managerOf(created.body), '3', 'whose login is the id of another');
  t.match(
    calls().find(({ insert }) => insert),
    { insert: { login: 'flo', boss: '1' } },
  );
  const put = { ...created.body, title: 'New' };
  t.equal(managerOf((await client('PUT', `/Users/${created.body.id}`, put)).body), '3');
  t.strictSame(
    calls().flatMap(({ change }) => change ?? []),
    [{ set: { title: 'New' } }],
  );
  const map = await runCli(folder, ['map', 'filter', `${ENTERPRISE}:manager.value eq "1"`]);
  t.match(map.stdout, 'boss eq "Ada"');
});

t.test('references that cannot be are explained', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, { 'people.mjs': plugin });
  const explained = async (rule: object) => {
    await writeFiles(folder, { 'connector.config.json': configWith(rule) });
    return (await runCli(folder, ['check'])).stderr;
  };
  t.match(await explained({ field: 'boss', reference: 'Usr.userName' }), /no resource type "Usr"[\s\S]*User\.userName/);
  t.match(await explained({ field: 'boss', reference: 'User.active' }), /User has no text "active"/);
  t.match(await explained({ field: 'boss', reference: 'User.userName', case: 'lower' }), /"case" does nothing/);
});
