import { OKTA_PROVIDER_CONFIG } from '../../../schemas/scim/urns.js';
import type { JsonObject } from '../../scim/index.js';
import type { CheckContext, Suite } from '../check.js';
import type { Answer } from '../exchange.js';
import type { Made } from '../make.js';
import { groups, memberIds, read, users, withQuery } from '../suites/support.js';
import { valueAt } from '../value-at.js';

/** The agent of Okta's On-Premises Provisioning: each function of its connector's service, as the agent asks for it. */
const clause = { '2.0': 'Okta: On-Premises Provisioning', '1.1': 'Okta: SCIM messages for On-Premises Provisioning' };

const APP_USER = 'urn:okta:onprem_app:1.0:user:custom';
const APP_GROUP = 'urn:okta:custom:group:1.0';
const PAGE = { startIndex: 1, count: 100 };

/** Okta sends what the server declares; where nothing is declared, everything. */
function requireCapability({ server, skip }: CheckContext, ...names: readonly string[]): void {
  if (server.capabilities.length > 0 && !names.some((name) => server.capabilities.includes(name))) {
    skip(`the server does not declare ${names.join(' or ')}`);
  }
}

function person({ wire, make }: CheckContext, more: JsonObject = {}): JsonObject & { readonly userName: string } {
  const userName = make.name();
  return {
    schemas: [wire.user, APP_USER],
    userName,
    emails: [
      { primary: true, value: userName, type: 'primary' },
      { primary: false, value: `private-${userName}`, type: 'secondary' },
    ],
    phoneNumbers: [{ value: '555-010-0199', type: 'mobile' }],
    name: { familyName: 'Premises', givenName: 'Olga' },
    active: true,
    password: make.password(),
    [APP_USER]: { isAdmin: false, departmentName: `Department of ${userName}` },
    ...more,
  };
}

/** The whole user, as the agent puts it. */
function whole({ wire }: CheckContext, { id, sent }: Made, more: JsonObject = {}): JsonObject {
  return {
    ...sent,
    schemas: [wire.user, wire.enterprise, APP_USER],
    id,
    emails: [{ value: String(sent.userName), primary: true, type: 'work' }],
    groups: [],
    ...more,
  };
}

async function madePerson(context: CheckContext, more: JsonObject = {}): Promise<Made> {
  return context.make.user(person(context, more));
}

/** Any success counts for the agent. */
async function put(context: CheckContext, made: Made, more: JsonObject): Promise<Answer> {
  const answer = await context.client.put(made.path, whole(context, made, more));
  context.expect.that(answer.status >= 200 && answer.status < 300, answer, 'success');
  return answer;
}

async function download(context: CheckContext, path: string): Promise<void> {
  const { expect, client } = context;
  let startIndex = 1;
  for (let page = 0; page < 3; page++) {
    const answer = await client.get(withQuery(path, { startIndex, count: 100 }));
    const { totalResults, resources } = expect.list(answer);
    for (const resource of resources) expect.that(typeof resource.id === 'string', answer, 'an id in each resource');
    if (startIndex <= totalResults) expect.that(resources.length > 0, answer, 'resources before the end');
    startIndex += 100;
    if (startIndex > totalResults) return;
  }
}

export const oktaOpp: Suite = {
  name: 'okta-opp',
  title: 'Okta On-Premises Provisioning',
  checks: [
    {
      id: 'okta-opp.getImplementedUserManagementCapabilities',
      title: 'The capabilities can be read',
      level: 'habit',
      clause,
      why: '"Test Connector Configuration" shows them; without them Okta takes every capability as given.',
      async run({ client, wire, expect }) {
        const answer = await client.get(wire.configPath, { headers: { accept: 'application/json' } });
        expect.status(answer, 200);
        const list = valueAt(answer.body, [OKTA_PROVIDER_CONFIG, 'userManagementCapabilities']);
        expect.that(Array.isArray(list), answer, `userManagementCapabilities, a list, under ${OKTA_PROVIDER_CONFIG}`);
      },
    },
    {
      id: 'okta-opp.checkUserExists',
      title: 'The look-up before a create finds who is there',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'filter'],
      why: 'Okta links the person instead of making a second account.',
      async run(context) {
        requireCapability(context, 'PUSH_NEW_USERS', 'PUSH_PENDING_USERS');
        const made = await madePerson(context);
        const filter = `userName eq "${String(made.sent.userName)}"`;
        context.expect.finds(await context.client.get(withQuery(users(context), { filter, ...PAGE })), [made.id]);
      },
    },
    {
      id: 'okta-opp.checkUserExists.nobody',
      title: 'The look-up before a create is empty for who is not there',
      level: 'habit',
      clause,
      needs: ['filter'],
      why: 'Any error here stops the assignment of the application.',
      async run(context) {
        requireCapability(context, 'PUSH_NEW_USERS', 'PUSH_PENDING_USERS');
        const filter = `userName eq "${context.make.name()}"`;
        context.expect.finds(await context.client.get(withQuery(users(context), { filter, ...PAGE })), []);
      },
    },
    {
      id: 'okta-opp.checkUserExists.email',
      title: 'With "email" as the unique field, two addresses are looked up by OR',
      level: 'habit',
      clause: { '1.1': clause['1.1'] },
      needs: ['write', 'User', 'filter'],
      why: 'The agent calls the attribute "email" and means any of the e-mails.',
      async run(context) {
        if (!context.keeps('emails')) context.skip('the server does not keep emails');
        const made = await context.make.user({
          ...person(context),
          emails: [{ value: context.make.name(), type: 'work', primary: true }],
        });
        const value = String(valueAt(made.sent, 'emails[0].value'));
        const filter = `email eq "${value}" OR email eq "nobody-${value}"`;
        const path = `${users(context)}?filter=${encodeURIComponent(filter).replaceAll('%20', '+')}&startIndex=1&count=100`;
        context.expect.finds(await context.client.get(path), [made.id]);
      },
    },
    {
      id: 'okta-opp.createNewUser',
      title: 'A user is made, with its id in the answer',
      level: 'habit',
      clause,
      needs: ['write'],
      why: 'The id becomes Okta’s externalId; without it the user cannot be managed.',
      async run(context) {
        requireCapability(context, 'PUSH_NEW_USERS');
        const sent = person(context);
        const answer = await context.client.post(users(context), sent);
        context.expect.status(answer, 200, 201);
        context.expect.text(answer, 'id');
        context.expect.equal(answer, 'userName', sent.userName);
        context.expect.absent(answer, 'password');
      },
    },
    {
      id: 'okta-opp.createPendingUser',
      title: 'A user is made inactive',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'Who has not yet begun could sign in.',
      async run(context) {
        requireCapability(context, 'PUSH_PENDING_USERS');
        const made = await madePerson(context, { active: false });
        context.expect.equal(await read(context, made), 'active', false);
      },
    },
    {
      id: 'okta-opp.activateUser',
      title: 'A pending user is activated by PUT, and the answer says so',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'This answer is the only one that Okta reads active from.',
      async run(context) {
        requireCapability(context, 'PUSH_PENDING_USERS');
        const made = await madePerson(context, { active: false });
        const answer = await put(context, made, { active: true });
        context.expect.equal(answer, 'active', true);
        context.expect.text(answer, 'id');
        context.expect.equal(await read(context, made), 'active', true);
      },
    },
    {
      id: 'okta-opp.pushProfileUpdate',
      title: 'A changed profile arrives by PUT',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'The application keeps the old name.',
      async run(context) {
        requireCapability(context, 'PUSH_PROFILE_UPDATES');
        const made = await madePerson(context);
        await put(context, made, { name: { familyName: 'Changed', givenName: 'Olga' } });
        if (context.keeps('name.familyName'))
          context.expect.equal(await read(context, made), 'name.familyName', 'Changed');
      },
    },
    {
      id: 'okta-opp.pushProfileUpdate.groups',
      title: 'groups in a PUT are passed over, whoever they are',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'The agent always sends them; a refusal stops every update.',
      async run(context) {
        requireCapability(context, 'PUSH_PROFILE_UPDATES');
        const made = await madePerson(context);
        await put(context, made, { groups: [{ value: '1001', display: 'firstGroup' }] });
      },
    },
    {
      id: 'okta-opp.pushPasswordUpdate',
      title: 'A new password is taken by PUT, and shown to nobody',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'Password synchronisation fails, or passwords lie in logs.',
      async run(context) {
        requireCapability(context, 'PUSH_PASSWORD_UPDATES');
        const made = await madePerson(context);
        const password = context.make.password();
        const answer = await put(context, made, { password });
        context.expect.that(!answer.text.includes(password), answer, 'no password in the answer');
      },
    },
    {
      id: 'okta-opp.deactivateUser',
      title: 'A user is deactivated by PUT, and can still be read and found',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'filter'],
      why: 'Okta never deletes users: who vanishes is made a second time.',
      async run(context) {
        requireCapability(context, 'PUSH_USER_DEACTIVATION');
        const made = await madePerson(context);
        await put(context, made, { active: false });
        context.expect.equal(await read(context, made), 'active', false);
        const filter = `userName eq "${String(made.sent.userName)}"`;
        context.expect.finds(await context.client.get(withQuery(users(context), { filter, ...PAGE })), [made.id]);
      },
    },
    {
      id: 'okta-opp.reactivateUser',
      title: 'A user that was deactivated is active again after a PUT',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'Who comes back stays locked out.',
      async run(context) {
        requireCapability(context, 'REACTIVATE_USERS');
        const made = await madePerson(context);
        await put(context, made, { active: false });
        await put(context, made, { active: true });
        context.expect.equal(await read(context, made), 'active', true);
      },
    },
    {
      id: 'okta-opp.downloadUsers',
      title: 'Users are imported in pages of 100',
      level: 'habit',
      clause,
      why: 'The import ends too early, or never.',
      async run(context) {
        requireCapability(context, 'IMPORT_NEW_USERS');
        await download(context, users(context));
      },
    },
    {
      id: 'okta-opp.downloadUsers.incremental',
      title: 'Recently changed users are imported by lastModified',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'filter'],
      why: 'Incremental imports miss changes, or bring in everybody.',
      async run(context) {
        if (!context.server.capabilities.includes('OPP_SCIM_INCREMENTAL_IMPORTS')) {
          context.skip('the server does not declare OPP_SCIM_INCREMENTAL_IMPORTS');
        }
        await madePerson(context);
        const since = (date: string) =>
          withQuery(users(context), { filter: `meta.lastModified gt "${date}"`, ...PAGE });
        const { totalResults } = context.expect.list(await context.client.get(since('2020-04-07T14:19:34Z')));
        const none = await context.client.get(since('2999-01-01T00:00:00Z'));
        context.expect.that(totalResults > 0, none, 'users that have changed since 2020');
        context.expect.finds(none, []);
      },
    },
    {
      id: 'okta-opp.importUserProfile',
      title: 'A user is read by its id, and 404 says that it is gone',
      level: 'habit',
      clause,
      needs: ['write', 'User'],
      why: 'Okta unlinks people on a 404, and on nothing else.',
      async run(context) {
        requireCapability(context, 'IMPORT_PROFILE_UPDATES');
        const made = await madePerson(context);
        context.expect.equal(await read(context, made), 'id', made.id);
        context.expect.error(await context.client.get(`${users(context)}/${context.make.unknownId()}`), 404);
      },
    },
    {
      id: 'okta-opp.downloadGroups',
      title: 'Groups are imported in pages of 100',
      level: 'habit',
      clause,
      needs: ['Group'],
      why: 'Groups are missing in Okta.',
      async run(context) {
        requireCapability(context, 'IMPORT_NEW_USERS', 'GROUP_PUSH');
        await download(context, groups(context));
      },
    },
    {
      id: 'okta-opp.createGroup',
      title: 'A group is pushed with its members and its description',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group'],
      why: 'Group push fails at its first step.',
      async run(context) {
        requireCapability(context, 'GROUP_PUSH');
        const made = await madePerson(context);
        const sent = {
          schemas: [context.wire.group, APP_GROUP],
          displayName: context.make.name(),
          members: [{ value: made.id, display: String(made.sent.userName) }],
          [APP_GROUP]: { description: 'Pushed by the agent' },
        };
        const answer = await context.client.post(groups(context), sent);
        context.expect.status(answer, 200, 201);
        const path = `${groups(context)}/${encodeURIComponent(context.expect.text(answer, 'id'))}`;
        const found = await read(context, { path });
        context.expect.that(memberIds(found).includes(made.id), found, `members to have ${made.id}`);
      },
    },
    {
      id: 'okta-opp.updateGroup',
      title: 'A group is replaced: its name and its whole list of members',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group'],
      why: 'Who left the group keeps the access.',
      async run(context) {
        requireCapability(context, 'GROUP_PUSH');
        const made = await madePerson(context);
        const group = await context.make.group({ members: [{ value: made.id, display: 'Olga' }] });
        const displayName = context.make.name();
        const answer = await context.client.put(group.path, { ...group.sent, id: group.id, displayName, members: [] });
        context.expect.status(answer, 200, 204);
        const found = await read(context, group);
        context.expect.equal(found, 'displayName', displayName);
        context.expect.absent(found, 'members');
      },
    },
    {
      id: 'okta-opp.getGroupById',
      title: 'A group is read with its members',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group'],
      why: 'Okta cannot compare what it pushed.',
      async run(context) {
        requireCapability(context, 'GROUP_PUSH');
        const made = await madePerson(context);
        const group = await context.make.group({ members: [{ value: made.id }] });
        const found = await read(context, group);
        context.expect.equal(found, 'id', group.id);
        context.expect.that(memberIds(found).includes(made.id), found, `members to have ${made.id}`);
      },
    },
    {
      id: 'okta-opp.deleteGroup',
      title: 'A group is removed',
      level: 'habit',
      clause,
      needs: ['write', 'Group'],
      why: 'Groups that were unlinked stay for ever.',
      async run(context) {
        requireCapability(context, 'GROUP_PUSH');
        const group = await context.make.group();
        context.expect.status(await context.client.delete(group.path), 200, 204);
        context.expect.error(await context.client.get(group.path), 404);
      },
    },
  ],
};
