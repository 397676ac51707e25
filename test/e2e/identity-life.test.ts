import t from 'tap';
import { backends, serve } from '../helpers/backends.js';
import type { ScimClient } from '../helpers/scim-client.js';

const replace = (path: string, value: unknown) => ({ Operations: [{ op: 'replace', path, value }] });

const members = async (client: ScimClient, id = 'g1'): Promise<readonly string[]> =>
  ((await client('GET', `/Groups/${id}`)).body.members ?? []).map(({ value }: { value: string }) => value).sort();

/** Ways to give the group `g1`, which holds 1 and 2, more members. */
const changes: readonly [
  what: string,
  send: (client: ScimClient, added: readonly string[]) => ReturnType<ScimClient>,
][] = [
  [
    'PATCH add',
    (v2, added) =>
      v2('PATCH', '/Groups/g1', {
        Operations: [{ op: 'add', path: 'members', value: added.map((value) => ({ value })) }],
      }),
  ],
  [
    'PATCH replace',
    (v2, added) =>
      v2('PATCH', '/Groups/g1', {
        Operations: [{ op: 'replace', path: 'members', value: ['1', '2', ...added].map((value) => ({ value })) }],
      }),
  ],
  [
    'PUT',
    (v2, added) =>
      v2('PUT', '/Groups/g1', { displayName: 'staff', members: ['1', '2', ...added].map((value) => ({ value })) }),
  ],
];

for (const backend of backends) {
  t.test(`the life of an identity on ${backend}`, async (t) => {
    const { v1, v2 } = await serve(t, backend);

    await t.test('onRehire "conflict", the default: a create that names an inactive person is a 409', async (t) => {
      const answer = await v2('POST', '/Users', { userName: 'USER3@example.com', title: 'back' });
      t.match(answer, { status: 409, body: { scimType: 'uniqueness' } });
      t.equal((await v2('GET', '/Users/3')).body.active, false);
    });

    await t.test('onRehire "reactivate"', async (t) => {
      const { v1, v2 } = await serve(t, backend, { users: 12, config: { onRehire: 'reactivate' } });
      await v2('PATCH', '/Users/3', {
        Operations: [
          { op: 'replace', path: 'externalId', value: 'hr-3' },
          { op: 'replace', path: 'displayName', value: 'Old Name' },
        ],
      });

      await t.test('brings a person back by the unique field, under the same id, with what was sent', async (t) => {
        const back = await v2('POST', '/Users', { userName: 'User3@example.com', title: 'back' });
        t.equal(back.status, 201);
        t.match(back.body, { id: '3', active: true, userName: 'User3@example.com', title: 'back' });
        t.match(back.headers.get('location'), /\/Users\/3$/);
        const { body } = await v2('GET', '/Users/3');
        t.equal(body.active, true);
        t.notOk('displayName' in body, 'as a new person, not as the old one');
      });

      await t.test('brings a person back by externalId, under the new userName', async (t) => {
        await v2('PATCH', '/Users/6', {
          Operations: [{ op: 'replace', path: 'externalId', value: 'hr-6' }],
        });
        const back = await v1('POST', '/Users', { userName: 'married@example.com', externalId: 'hr-6' });
        t.match(back, { status: 201, body: { id: '6', userName: 'married@example.com', active: true } });
        const found = await v2('GET', '/Users?filter=externalId eq "hr-6"');
        t.match(found.body, { totalResults: 1, Resources: [{ id: '6', userName: 'married@example.com' }] });
      });

      await t.test('leaves alone who is active, and makes who is not there', async (t) => {
        t.match(await v2('POST', '/Users', { userName: 'user1@example.com' }), { status: 409 });
        const made = await v2('POST', '/Users', { userName: 'new@example.com', externalId: 'hr-99' });
        t.equal(made.status, 201);
        t.notMatch(made.body.id, /^\d$/);
      });

      await t.test('keeps a pending person pending', async (t) => {
        const back = await v2('POST', '/Users', { userName: 'user9@example.com', active: false });
        t.match(back, { status: 201, body: { id: '9', active: false } });
      });

      await t.test('of many creates at once, one brings the person back and the others are refused', async (t) => {
        const answers = await Promise.all(
          Array.from({ length: 10 }, () => v2('POST', '/Users', { userName: 'user12@example.com' })),
        );
        t.same(answers.map(({ status }) => status).sort(), [201, ...Array.from({ length: 9 }, () => 409)]);
        t.equal((await v2('GET', '/Users?filter=userName eq "user12@example.com"')).body.totalResults, 1);
      });
    });

    await t.test('a change of userName keeps the id, and the person is found by externalId', async (t) => {
      const made = await v2('POST', '/Users', { userName: 'before@example.com', externalId: 'hr-1' });
      const { id } = made.body;
      await v2('PATCH', `/Users/${id}`, replace('userName', 'after@example.com'));
      const found = await v2('GET', '/Users?filter=externalId eq "hr-1"');
      t.match(found.body, { totalResults: 1, Resources: [{ id, userName: 'after@example.com' }] });
      t.equal((await v2('GET', '/Users?filter=userName eq "before@example.com"')).body.totalResults, 0);
      t.equal((await v2('POST', '/Users', { userName: 'before@example.com' })).status, 201, 'the old name is free');
    });

    await t.test('a PUT without active changes nothing about it', async (t) => {
      for (const client of [v1, v2]) {
        await client('PUT', '/Users/3', { userName: 'user3@example.com', title: 'x' });
        t.equal((await client('GET', '/Users/3')).body.active, false);
        await client('PUT', '/Users/1', { userName: 'user1@example.com', title: 'x' });
        t.equal((await client('GET', '/Users/1')).body.active, true);
      }
    });

    await t.test('adding a present member and removing an absent one is a success', async (t) => {
      const add = { Operations: [{ op: 'add', path: 'members', value: [{ value: '1' }] }] };
      t.equal((await v2('PATCH', '/Groups/g1', add)).status, 204);
      const remove = { Operations: [{ op: 'remove', path: 'members[value eq "5"]' }] };
      t.equal((await v2('PATCH', '/Groups/g1', remove)).status, 204);
      t.equal((await v1('PATCH', '/Groups/g1', { members: [{ value: '5', operation: 'delete' }] })).status, 204);
      t.same(await members(v2), ['1', '2']);
    });

    await t.test('unknownMembers "refuse", the default: nothing is changed', async (t) => {
      for (const [what, send] of changes) {
        const answer = await send(v2, ['3', 'nobody']);
        t.match(answer, { status: 400, body: { scimType: 'invalidValue', detail: /"nobody"/ } }, what);
        t.same(await members(v2), ['1', '2']);
      }
      const made = await v2('POST', '/Groups', { displayName: 'new', members: [{ value: 'nobody' }] });
      t.equal(made.status, 400);
      t.equal((await v2('GET', '/Groups?filter=displayName eq "new"')).body.totalResults, 0);
    });

    await t.test('unknownMembers "skip": the others are taken, and the log says so', async (t) => {
      const { v2, gateway } = await serve(t, backend, { config: { unknownMembers: 'skip' } });
      const before = { Operations: [{ op: 'replace', path: 'members', value: [{ value: '1' }, { value: '2' }] }] };
      for (const [what, send] of changes) {
        t.ok((await send(v2, ['3', 'nobody'])).status < 300, what);
        t.same(await members(v2), ['1', '2', '3'], what);
        await v2('PATCH', '/Groups/g1', before);
      }
      await gateway.stop();
      t.equal(gateway.output().match(/unknown members left out/g)?.length, changes.length);
    });

    await t.test('a group may be a member, and its type says where to look', async (t) => {
      const made = await v2('POST', '/Groups', { displayName: 'outer', members: [{ value: 'g1', type: 'Group' }] });
      t.equal(made.status, 201);
      t.same(await members(v2, made.body.id), ['g1']);
      const wrong = await v2('POST', '/Groups', { displayName: 'wrong', members: [{ value: 'g1', type: 'User' }] });
      t.equal(wrong.status, 400);
    });
  });
}
