import type { JsonObject } from '../../scim/index.js';
import type { CheckContext, Suite } from '../check.js';
import type { Made } from '../make.js';
import { groups, memberIds, patched, read, requireKept, users } from '../suites/support.js';
import { objectsAt } from '../value-at.js';

/** Microsoft Entra ID, as it provisions since 2020. */
const clause = { '2.0': 'Entra ID: app provisioning' };

/** Entra ID encodes queries as forms do. */
export function formEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

export function entraPerson(
  { wire, make }: CheckContext,
  more: JsonObject = {},
): JsonObject & { readonly userName: string } {
  const userName = make.name();
  return {
    schemas: [wire.user, wire.enterprise],
    externalId: `entra-${userName}`,
    userName,
    active: true,
    emails: [{ primary: true, type: 'work', value: userName }],
    meta: { resourceType: 'User' },
    name: { formatted: 'Enno Entra', familyName: 'Entra', givenName: 'Enno' },
    roles: [],
    ...more,
  };
}

const provisioned = (context: CheckContext): Promise<Made> => context.make.user(entraPerson(context));
const find = (context: CheckContext, filter: string) =>
  context.client.get(`${users(context)}?filter=${formEncoded(filter)}`);

export const entra: Suite = {
  name: 'entra',
  title: 'Microsoft Entra ID',
  checks: [
    {
      id: 'entra.test-connection',
      title: 'The connection test looks for somebody who is not there',
      level: 'habit',
      clause,
      needs: ['filter'],
      why: 'A 404, or another content type, and the credentials cannot be saved.',
      async run(context) {
        const answer = await find(context, `userName eq "${context.make.unknownId()}"`);
        context.expect.finds(answer, []);
        const type = context.expect.header(answer, 'content-type');
        context.expect.that(type.startsWith('application/scim+json'), answer, 'content-type application/scim+json');
      },
    },
    {
      id: 'entra.test-connection.groups',
      title: 'The connection test looks for a group that is not there',
      level: 'habit',
      clause,
      needs: ['filter', 'Group'],
      why: 'The credentials cannot be saved.',
      async run(context) {
        const filter = formEncoded(`displayName eq "${context.make.unknownId()}"`);
        context.expect.finds(
          await context.client.get(`${groups(context)}?excludedAttributes=members&filter=${filter}`),
          [],
        );
      },
    },
    {
      id: 'entra.get-without-type',
      title: 'A GET that asks for no type is answered',
      level: 'habit',
      clause,
      why: 'Entra ID has been seen to send no Accept: a 406 ends the connection test.',
      async run({ client, expect, ...context }) {
        const headers = { accept: '*/*' };
        expect.list(await client.get(`${users(context)}?startIndex=1&count=1`, { headers }));
      },
    },
    {
      id: 'entra.create',
      title: 'A person is made with empty roles and a meta of the client',
      level: 'habit',
      clause,
      needs: ['write'],
      why: 'Nobody gets an account.',
      async run(context) {
        const sent = entraPerson(context);
        const answer = await context.client.post(users(context), sent);
        context.expect.status(answer, 201);
        context.expect.text(answer, 'id');
        context.expect.equal(answer, 'userName', sent.userName);
      },
    },
    {
      id: 'entra.match.work-email',
      title: 'People are matched by their work address',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'filter'],
      why: 'Somebody who has an account gets a second one.',
      async run(context) {
        requireKept(context, 'emails');
        const made = await provisioned(context);
        context.expect.finds(await find(context, `emails[type eq "work"].value eq "${String(made.sent.userName)}"`), [
          made.id,
        ]);
      },
    },
    {
      id: 'entra.match.and',
      title: 'People are matched by two attributes',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'filter'],
      why: 'Somebody who has an account gets a second one.',
      async run(context) {
        requireKept(context, 'externalId');
        const made = await provisioned(context);
        context.expect.finds(
          await find(context, `externalId eq "${String(made.sent.externalId)}" and active eq true`),
          [made.id],
        );
      },
    },
    {
      id: 'entra.update',
      title: 'Operations are written with a capital letter',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'patch'],
      why: 'A server that knows "replace" only passes them over, and answers with success.',
      async run(context) {
        requireKept(context, 'name.familyName');
        const made = await provisioned(context);
        const found = await patched(context, made, { op: 'Replace', path: 'name.familyName', value: 'Changed' });
        context.expect.equal(found, 'name.familyName', 'Changed');
      },
    },
    {
      id: 'entra.update.new-element',
      title: 'A value path without an element makes one',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'patch'],
      why: 'The first phone number of a person never arrives; with a 400 the person is in quarantine.',
      async run(context) {
        requireKept(context, 'phoneNumbers');
        const made = await provisioned(context);
        const value = 'tel:+1-201-555-0123';
        const found = await patched(context, made, { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value });
        const phone = objectsAt(found.body, 'phoneNumbers').find(({ type }) => type === 'work');
        context.expect.that(phone?.value === value, found, 'the work phone number');
      },
    },
    {
      id: 'entra.update.dotted-keys',
      title: 'Keys of a value without a path are paths',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'patch'],
      why: 'Names never change.',
      async run(context) {
        requireKept(context, 'name.givenName');
        const made = await provisioned(context);
        const found = await patched(context, made, {
          op: 'replace',
          value: { 'name.givenName': 'Changed', active: false },
        });
        context.expect.equal(found, 'name.givenName', 'Changed');
        context.expect.equal(found, 'active', false);
      },
    },
    {
      id: 'entra.disable',
      title: 'A person is disabled, and stays to be found',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'patch', 'filter'],
      why: 'Who has left can still sign in, or is made a second time.',
      async run(context) {
        const made = await provisioned(context);
        context.expect.equal(
          await patched(context, made, { op: 'Replace', path: 'active', value: false }),
          'active',
          false,
        );
        context.expect.finds(await find(context, `userName eq "${String(made.sent.userName)}"`), [made.id]);
      },
    },
    {
      id: 'entra.delete',
      title: 'A person is deleted, and a second time is a 404',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'Entra ID takes a 404 for done, and nothing else.',
      async run(context) {
        const made = await provisioned(context);
        context.expect.status(await context.client.delete(made.path), 204);
        context.expect.error(await context.client.delete(made.path), 404);
      },
    },
    {
      id: 'entra.group.create',
      title: 'A group is made although a schema of it is unknown',
      level: 'habit',
      clause,
      needs: ['write', 'Group'],
      why: 'Entra ID names one of its own, and no group arrives.',
      async run({ client, make, expect, wire, ...context }) {
        const displayName = make.name();
        const schemas = [wire.group, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'];
        const body = { schemas, externalId: `entra-${displayName}`, displayName, meta: { resourceType: 'Group' } };
        const answer = await client.post(groups(context), body);
        expect.status(answer, 201);
        expect.equal(answer, 'displayName', displayName);
      },
    },
    {
      id: 'entra.group.match',
      title: 'A group is matched without its members',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'filter'],
      why: 'A server that sends them has led Entra ID to empty groups.',
      async run(context) {
        const made = await provisioned(context);
        const group = await context.make.group({ members: [{ value: made.id }] });
        const filter = formEncoded(`displayName eq "${String(group.sent.displayName)}"`);
        const answer = await context.client.get(`${groups(context)}?excludedAttributes=members&filter=${filter}`);
        context.expect.finds(answer, [group.id]);
        context.expect.absent(answer, 'Resources[0].members');
      },
    },
    {
      id: 'entra.group.add-member',
      title: 'A member is added with an empty $ref',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'patch'],
      why: 'Nobody gets into the group.',
      async run(context) {
        const made = await provisioned(context);
        const group = await context.make.group();
        const found = await patched(context, group, {
          op: 'Add',
          path: 'members',
          value: [{ $ref: null, value: made.id }],
        });
        context.expect.that(memberIds(found).includes(made.id), found, `members to have ${made.id}`);
      },
    },
    {
      id: 'entra.group.remove-member',
      title: 'A member is removed by a value path',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'patch'],
      why: 'Who left the group keeps the access.',
      async run(context) {
        const [first, second] = [await provisioned(context), await provisioned(context)];
        const group = await context.make.group({ members: [{ value: first.id }, { value: second.id }] });
        const found = await patched(context, group, { op: 'Remove', path: `members[value eq "${first.id}"]` });
        context.expect.that(memberIds(found).join() === second.id, found, `exactly one member, ${second.id}`);
      },
    },
    {
      id: 'entra.incremental',
      title: 'Inbound imports put a range of dates into brackets',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'filter'],
      why: 'The inbound job stops with an error.',
      async run(context) {
        const made = await provisioned(context);
        const range =
          'meta.lastModified ge "0001-01-03T00:00:00.0000000Z" and meta.lastModified le "2999-01-01T00:00:00.0000000Z"';
        const found = await read(context, made);
        context.expect.equal(found, 'active', true);
        const filter = formEncoded(`userName eq "${String(made.sent.userName)}" and (${range})`);
        context.expect.finds(await context.client.get(`${users(context)}?filter=${filter}&count=5&startIndex=1`), [
          made.id,
        ]);
      },
    },
  ],
};
