import type { JsonObject } from '../../scim/index.js';
import type { CheckContext, Suite } from '../check.js';
import { groups, memberIds, operations, read, users } from '../suites/support.js';
import { formEncoded } from './entra.js';

/** OneLogin: URLs that end in "?" or "&", and schemas that no standard knows. */
const clause = { '2.0': 'OneLogin: observed requests' };

function person({ make }: CheckContext, more: JsonObject = {}): JsonObject & { readonly userName: string } {
  const userName = make.name();
  return {
    schemas: ['urn:scim:schemas:core:2.0', 'urn:scim:schemas:extension:enterprise:2.0'],
    userName,
    name: { givenName: 'Ona', familyName: 'Login' },
    emails: [{ value: userName, type: 'work', primary: true }],
    active: true,
    ...more,
  };
}

export const onelogin: Suite = {
  name: 'onelogin',
  title: 'OneLogin',
  checks: [
    {
      id: 'onelogin.look-up',
      title: 'A look-up may end in "&"',
      level: 'habit',
      clause,
      needs: ['filter'],
      why: 'Nobody is provisioned.',
      async run(context) {
        const filter = formEncoded(`userName eq "${context.make.name()}"`);
        context.expect.finds(await context.client.get(`${users(context)}?filter=${filter}&`), []);
      },
    },
    {
      id: 'onelogin.create',
      title: 'A person is made under schemas that no standard knows',
      level: 'habit',
      clause,
      needs: ['write'],
      why: 'Nobody is provisioned.',
      async run(context) {
        const sent = person(context);
        const answer = await context.client.post(`${users(context)}?`, sent);
        context.expect.status(answer, 201);
        context.expect.equal(answer, 'userName', sent.userName);
      },
    },
    {
      id: 'onelogin.suspend',
      title: 'A person is suspended by PUT',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'Who has left can still sign in.',
      async run(context) {
        const made = await context.make.user();
        const body = person(context, { userName: String(made.sent.userName), active: false });
        context.expect.status(await context.client.put(`${made.path}?`, body), 200);
        context.expect.equal(await read(context, made), 'active', false);
      },
    },
    {
      id: 'onelogin.group',
      title: 'A group is made, and a member added',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'patch'],
      why: 'Nobody gets into the group.',
      async run(context) {
        const { client, make, expect } = context;
        const made = await make.user();
        const body = { schemas: ['urn:scim:schemas:core:2.0'], displayName: make.name() };
        const answer = await client.post(`${groups(context)}?`, body);
        expect.status(answer, 201);
        const path = `${groups(context)}/${encodeURIComponent(expect.text(answer, 'id'))}`;
        const change = operations({ op: 'add', path: 'members', value: [{ value: made.id }] });
        expect.status(await client.patch(`${path}?`, change), 200, 204);
        const found = await read(context, { path });
        expect.that(memberIds(found).includes(made.id), found, `members to have ${made.id}`);
      },
    },
  ],
};
