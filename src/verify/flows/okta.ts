import type { JsonObject } from '../../scim/index.js';
import type { CheckContext, Suite } from '../check.js';
import type { Made } from '../make.js';
import { groups, memberIds, operations, patched, read, users, withQuery } from '../suites/support.js';

/** Okta's cloud client, with PUT (apps of the wizard) and with PATCH (apps of the catalogue). */
const clause = { '2.0': 'Okta: SCIM 2.0 reference' };
const headers = {
  accept: 'application/scim+json',
  'content-type': 'application/scim+json; charset=utf-8',
  'user-agent': 'Okta SCIM Client 1.0.0',
};
const forGet = { accept: headers.accept, 'user-agent': headers['user-agent'] };

function person({ wire, make }: CheckContext, more: JsonObject = {}): JsonObject & { readonly userName: string } {
  const userName = make.name();
  return {
    schemas: [wire.user],
    userName,
    name: { givenName: 'Omar', familyName: 'Cloud' },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName: 'Omar Cloud',
    locale: 'en-US',
    externalId: `00u${userName.split('@')[0] ?? ''}`,
    groups: [],
    password: make.password(),
    active: true,
    ...more,
  };
}

const assigned = async (context: CheckContext): Promise<Made> => context.make.user(person(context));

/** What Okta read, with its changes, sent back whole. */
async function update(context: CheckContext, made: Made, more: JsonObject) {
  const found = await context.client.get(made.path, { headers: forGet });
  context.expect.status(found, 200);
  return context.client.put(made.path, { ...found.body, ...more }, { headers });
}

const lookUp = (context: CheckContext, userName: string) =>
  context.client.get(withQuery(users(context), { filter: `userName eq "${userName}"`, startIndex: 1, count: 100 }), {
    headers: forGet,
  });

export const okta: Suite = {
  name: 'okta',
  title: 'Okta',
  checks: [
    {
      id: 'okta.test-connection',
      title: 'The connection test reads two users',
      level: 'habit',
      clause,
      why: 'The integration cannot be saved.',
      async run({ client, expect, ...context }) {
        const answer = await client.get(withQuery(users(context), { startIndex: 1, count: 2 }), { headers: forGet });
        expect.list(answer);
        for (const name of ['startIndex', 'itemsPerPage']) {
          expect.that(typeof answer.body[name] === 'number', answer, `${name}, a number`);
        }
      },
    },
    {
      id: 'okta.look-up',
      title: 'Who is not there is looked up and not found',
      level: 'habit',
      clause,
      needs: ['filter'],
      why: 'Assignments fail before they begin.',
      async run(context) {
        const answer = await lookUp(context, context.make.name());
        context.expect.finds(answer, []);
        context.expect.that(Array.isArray(answer.body.Resources), answer, 'Resources, an empty list');
      },
    },
    {
      id: 'okta.create',
      title: 'A person is assigned',
      level: 'habit',
      clause,
      needs: ['write'],
      why: 'Nobody gets an account.',
      async run(context) {
        const { client, expect } = context;
        const sent = person(context);
        const answer = await client.post(users(context), sent, { headers });
        expect.status(answer, 201);
        expect.text(answer, 'id');
        expect.equal(answer, 'userName', sent.userName);
        expect.equal(answer, 'active', true);
        expect.absent(answer, 'password');
      },
    },
    {
      id: 'okta.update',
      title: 'A profile is read, changed and put back',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'What the server itself sent is refused when it comes back.',
      async run(context) {
        const made = await assigned(context);
        const answer = await update(context, made, { name: { givenName: 'Another', familyName: 'Cloud' } });
        context.expect.status(answer, 200);
        context.expect.equal(answer, 'id', made.id);
        if (context.keeps('name.givenName')) context.expect.equal(answer, 'name.givenName', 'Another');
      },
    },
    {
      id: 'okta.deactivate.put',
      title: 'Unassigning puts active false, and the person stays to be found',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'filter'],
      why: 'Who comes back is made a second time.',
      async run(context) {
        const made = await assigned(context);
        context.expect.equal(await update(context, made, { active: false }), 'active', false);
        context.expect.finds(await lookUp(context, String(made.sent.userName)), [made.id]);
      },
    },
    {
      id: 'okta.reactivate.put',
      title: 'Assigning again puts active true',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'Who comes back stays locked out.',
      async run(context) {
        const made = await assigned(context);
        context.expect.equal(await update(context, made, { active: false }), 'active', false);
        context.expect.equal(await update(context, made, { active: true }), 'active', true);
      },
    },
    {
      id: 'okta.deactivate.patch',
      title: 'A catalogue app deactivates by a PATCH without a path',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'patch'],
      why: 'Who has left can still sign in.',
      async run(context) {
        const made = await assigned(context);
        context.expect.equal(
          await patched(context, made, { op: 'replace', value: { active: false } }),
          'active',
          false,
        );
      },
    },
    {
      id: 'okta.password.patch',
      title: 'A password is set by a PATCH without a path',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'patch'],
      why: 'Password synchronisation fails.',
      async run(context) {
        const made = await assigned(context);
        const found = await patched(context, made, { op: 'replace', value: { password: context.make.password() } });
        context.expect.absent(found, 'password');
      },
    },
    {
      id: 'okta.rename',
      title: 'A changed userName is found under the new name alone',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'filter'],
      why: 'After a marriage a second account is made.',
      async run(context) {
        const made = await assigned(context);
        const userName = context.make.name();
        context.expect.equal(await update(context, made, { userName }), 'userName', userName);
        context.expect.finds(await lookUp(context, userName), [made.id]);
        context.expect.finds(await lookUp(context, String(made.sent.userName)), []);
      },
    },
    {
      id: 'okta.group.create',
      title: 'A group is pushed empty',
      level: 'habit',
      clause,
      needs: ['write', 'Group'],
      why: 'Group push fails at its first step.',
      async run({ client, make, expect, wire, ...context }) {
        const displayName = make.name();
        const answer = await client.post(
          groups(context),
          { schemas: [wire.group], displayName, members: [] },
          { headers },
        );
        expect.status(answer, 201);
        expect.equal(answer, 'displayName', displayName);
      },
    },
    {
      id: 'okta.group.members',
      title: 'One member is removed and one added in one request',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'patch'],
      why: 'Okta joins both in one PATCH.',
      async run(context) {
        const [first, second] = [await assigned(context), await assigned(context)];
        const group = await context.make.group({ members: [{ value: first.id }] });
        const found = await patched(
          context,
          group,
          { op: 'remove', path: `members[value eq "${first.id}"]` },
          { op: 'add', path: 'members', value: [{ value: second.id, display: String(second.sent.userName) }] },
        );
        context.expect.that(memberIds(found).join() === second.id, found, `exactly one member, ${second.id}`);
      },
    },
    {
      id: 'okta.group.name',
      title: 'The name is sent after each change, with the id beside it, and no member is lost',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'patch'],
      why: 'A refusal of the id stops the push; a careless rename empties the group.',
      async run(context) {
        const made = await assigned(context);
        const group = await context.make.group({ members: [{ value: made.id }] });
        const displayName = context.make.name();
        const found = await patched(context, group, { op: 'replace', value: { id: group.id, displayName } });
        context.expect.equal(found, 'displayName', displayName);
        context.expect.that(memberIds(found).includes(made.id), found, `members to have ${made.id} still`);
      },
    },
    {
      id: 'okta.group.push-now',
      title: '"Push now" replaces the members, also by none',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'patch'],
      why: 'Who left the group keeps the access.',
      async run(context) {
        const made = await assigned(context);
        const group = await context.make.group({ members: [{ value: made.id }] });
        context.expect.absent(await patched(context, group, { op: 'replace', path: 'members', value: [] }), 'members');
      },
    },
    {
      id: 'okta.group.pathless-members',
      title: 'Members may be replaced without a path',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'patch'],
      why: 'Seen from Okta: the change is acknowledged and lost.',
      async run(context) {
        const made = await assigned(context);
        const group = await context.make.group();
        const found = await patched(context, group, { op: 'replace', value: { members: [{ value: made.id }] } });
        context.expect.that(memberIds(found).join() === made.id, found, `exactly one member, ${made.id}`);
      },
    },
    {
      id: 'okta.group.delete',
      title: 'A group that is unlinked is removed with 204',
      level: 'habit',
      clause,
      needs: ['write', 'Group'],
      why: 'Groups that were unlinked stay for ever.',
      async run(context) {
        const group = await context.make.group();
        context.expect.status(await context.client.delete(group.path), 204);
        context.expect.error(await context.client.get(group.path), 404);
      },
    },
    {
      id: 'okta.error',
      title: 'A duplicate is a 409 with the schema of errors and a sentence',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'Okta’s test suite reads both.',
      async run(context) {
        const { client, expect } = context;
        const made = await assigned(context);
        const answer = await client.post(users(context), made.sent, { headers });
        expect.error(answer, 409);
        expect.text(answer, 'detail');
      },
    },
    {
      id: 'okta.reads-back',
      title: 'What Okta sent is what it reads',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'Okta’s test suite compares names and addresses.',
      async run(context) {
        const made = await assigned(context);
        const found = await read(context, made);
        context.expect.equal(found, 'userName', made.sent.userName ?? null);
        if (context.keeps('name.familyName')) context.expect.equal(found, 'name.familyName', 'Cloud');
        if (context.keeps('emails')) context.expect.equal(found, 'emails[0].value', made.sent.userName ?? null);
      },
    },
    {
      id: 'okta.group.repeat',
      title: 'A member that is sent again is there once',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'patch'],
      why: 'Clients send what is so already.',
      async run(context) {
        const made = await assigned(context);
        const group = await context.make.group({ members: [{ value: made.id }] });
        const body = operations({ op: 'add', path: 'members', value: [{ value: made.id }] });
        context.expect.status(await context.client.patch(group.path, body), 200, 204);
        const found = await read(context, group);
        context.expect.that(memberIds(found).length === 1, found, 'one member');
      },
    },
  ],
};
