import type { Suite } from '../check.js';
import { objectsAt } from '../value-at.js';
import { both, groups, memberIds, patched, read, withQuery } from './support.js';

/** Groups and their members. */
export const groupChecks: Suite = {
  name: 'groups',
  title: 'Groups',
  needs: ['Group'],
  checks: [
    {
      id: 'groups.list',
      title: 'The list of groups is a list response',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2', '3.2.2'),
      why: 'Groups are imported by it.',
      async run({ client, expect, ...context }) {
        const answer = await client.get(withQuery(groups(context), { startIndex: 1, count: 5 }));
        for (const group of expect.list(answer).resources) {
          expect.that(typeof group.id === 'string', answer, 'each group to have an id, a text');
          expect.that(typeof group.displayName === 'string', answer, 'each group to have a displayName');
        }
      },
    },
    {
      id: 'groups.create',
      title: 'POST makes a group, answers 201, with id and displayName',
      level: 'MUST',
      clause: both('RFC 7644 3.3', '3.1'),
      needs: ['write'],
      why: 'Group push cannot begin.',
      async run({ client, make, expect, wire, ...context }) {
        const draft = make.draftGroup();
        const answer = await client.post(groups(context), draft);
        expect.status(answer, 201);
        expect.text(answer, 'id');
        expect.equal(answer, 'displayName', draft.displayName);
        expect.includes(answer, 'schemas', wire.group);
      },
    },
    {
      id: 'groups.create.without-name',
      title: 'A group without displayName is a 400',
      level: 'MUST',
      clause: both('RFC 7643 4.2', '8'),
      needs: ['write'],
      why: 'A group that no client can find again.',
      async run({ client, expect, wire, ...context }) {
        expect.error(await client.post(groups(context), { schemas: [wire.group] }), 400);
      },
    },
    {
      id: 'groups.create.members',
      title: 'A group is made with its members',
      level: 'MUST',
      clause: both('RFC 7643 4.2', '8'),
      needs: ['write', 'User'],
      why: 'A pushed group stays empty.',
      async run({ make, expect, ...context }) {
        const user = await make.user();
        const group = await make.group({ members: [{ value: user.id }] });
        const found = await read({ make, expect, ...context }, group);
        expect.that(memberIds(found).includes(user.id), found, `members to have ${user.id}`);
      },
    },
    {
      id: 'groups.create.display',
      title: 'Members may come with display and without type',
      level: 'habit',
      clause: both('Okta: group push', '8'),
      needs: ['write', 'User'],
      why: 'Okta sends each member as value and display.',
      async run({ make, expect, ...context }) {
        const user = await make.user();
        const group = await make.group({ members: [{ value: user.id, display: String(user.sent.userName) }] });
        const found = await read({ make, expect, ...context }, group);
        expect.that(memberIds(found).includes(user.id), found, `members to have ${user.id}`);
      },
    },
    {
      id: 'groups.read.unknown',
      title: 'A group that there is not is a 404',
      level: 'MUST',
      clause: both('RFC 7644 3.12', '3.9'),
      why: 'The client would take a group that was removed for one that is there.',
      async run({ client, make, expect, ...context }) {
        expect.error(await client.get(`${groups(context)}/${make.unknownId()}`), 404);
      },
    },
    {
      id: 'groups.find',
      title: 'A group is found by its displayName',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2.2', '3.2.2.1'),
      needs: ['write', 'filter'],
      why: 'Before a push clients look whether the group is there; else they make it again each time.',
      async run({ make, client, expect, ...context }) {
        const group = await make.group();
        const filter = `displayName eq "${String(group.sent.displayName)}"`;
        expect.finds(await client.get(withQuery(groups(context), { filter })), [group.id]);
      },
    },
    {
      id: 'groups.replace',
      title: 'PUT replaces name and members',
      level: 'MUST',
      clause: both('RFC 7644 3.5.1', '3.3.1'),
      needs: ['write', 'User'],
      why: 'Okta’s agent sends groups as a whole: who left would stay a member.',
      async run({ make, client, expect, ...context }) {
        const [first, second] = [await make.user(), await make.user()];
        const group = await make.group({ members: [{ value: first.id }] });
        const body = { ...group.sent, id: group.id, members: [{ value: second.id }] };
        expect.status(await client.put(group.path, body), 200);
        const found = await read({ make, client, expect, ...context }, group);
        const ids = memberIds(found);
        expect.that(ids.length === 1 && ids[0] === second.id, found, `exactly one member, ${second.id}`);
      },
    },
    {
      id: 'groups.member.add',
      title: 'PATCH adds a member and keeps the others',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2.1' },
      needs: ['write', 'User', 'patch'],
      why: 'One person joins, and everybody else is out.',
      async run(context) {
        const { make, expect } = context;
        const [first, second] = [await make.user(), await make.user()];
        const group = await make.group({ members: [{ value: first.id }] });
        const found = await patched(context, group, { op: 'add', path: 'members', value: [{ value: second.id }] });
        const ids = memberIds(found);
        expect.that(ids.includes(second.id), found, `members to have ${second.id}, who was added`);
        expect.that(ids.includes(first.id), found, `members to have ${first.id}, who was there before`);
      },
    },
    {
      id: 'groups.member.add-twice',
      title: 'A member that is added again is there once',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.5.2.1' },
      needs: ['write', 'User', 'patch'],
      why: 'Clients repeat what they are not sure of.',
      async run(context) {
        const { make, expect } = context;
        const user = await make.user();
        const group = await make.group({ members: [{ value: user.id }] });
        const found = await patched(context, group, { op: 'add', path: 'members', value: [{ value: user.id }] });
        expect.that(memberIds(found).length === 1, found, 'one member');
      },
    },
    {
      id: 'groups.member.remove',
      title: 'PATCH removes one member by a value path, and only that one',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2.2' },
      needs: ['write', 'User', 'patch'],
      why: 'One person leaves: either the access stays, or the group is emptied.',
      async run(context) {
        const { make, expect } = context;
        const [first, second] = [await make.user(), await make.user()];
        const group = await make.group({ members: [{ value: first.id }, { value: second.id }] });
        const found = await patched(context, group, { op: 'remove', path: `members[value eq "${first.id}"]` });
        const ids = memberIds(found);
        expect.that(!ids.includes(first.id), found, `no member ${first.id}, who was removed`);
        expect.that(ids.includes(second.id), found, `members to have ${second.id}, who was not removed`);
      },
    },
    {
      id: 'groups.member.remove-all',
      title: 'PATCH removes all members',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2.2' },
      needs: ['write', 'User', 'patch'],
      why: 'A group that was emptied still gives access.',
      async run(context) {
        const { make, expect } = context;
        const user = await make.user();
        const group = await make.group({ members: [{ value: user.id }] });
        expect.absent(await patched(context, group, { op: 'remove', path: 'members' }), 'members');
      },
    },
    {
      id: 'groups.member.replace',
      title: 'PATCH replaces the list of members',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2.3' },
      needs: ['write', 'User', 'patch'],
      why: 'Okta’s "Push now" sends the list as it should be.',
      async run(context) {
        const { make, expect } = context;
        const [first, second] = [await make.user(), await make.user()];
        const group = await make.group({ members: [{ value: first.id }] });
        const found = await patched(context, group, { op: 'replace', path: 'members', value: [{ value: second.id }] });
        const ids = memberIds(found);
        expect.that(ids.length === 1 && ids[0] === second.id, found, `exactly one member, ${second.id}`);
      },
    },
    {
      id: 'groups.rename-keeps-members',
      title: 'A new name leaves the members',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2' },
      needs: ['write', 'User', 'patch'],
      why: 'A rename takes access from everybody.',
      async run(context) {
        const { make, expect } = context;
        const user = await make.user();
        const group = await make.group({ members: [{ value: user.id }] });
        const displayName = make.name();
        const found = await patched(context, group, { op: 'replace', path: 'displayName', value: displayName });
        expect.equal(found, 'displayName', displayName);
        expect.that(memberIds(found).includes(user.id), found, `members to have ${user.id} still`);
      },
    },
    {
      id: 'groups.member.patch-1.1',
      title: 'PATCH adds members, and removes those marked "delete"',
      level: 'MUST',
      clause: { '1.1': 'SCIM 1.1 3.3.2.1' },
      needs: ['write', 'User', 'patch'],
      why: 'One person joins or leaves, and everybody else is out.',
      async run(context) {
        const { client, make, expect, wire } = context;
        const [first, second] = [await make.user(), await make.user()];
        const group = await make.group({ members: [{ value: first.id }] });
        const members = [{ value: second.id }, { value: first.id, operation: 'delete' }];
        expect.status(await client.patch(group.path, { schemas: [wire.group], members }), 200, 204);
        const found = await read(context, group);
        const ids = memberIds(found);
        expect.that(ids.length === 1 && ids[0] === second.id, found, `exactly one member, ${second.id}`);
      },
    },
    {
      id: 'groups.of-user',
      title: 'A user shows the groups that it is in',
      level: 'SHOULD',
      clause: both('RFC 7643 4.1.2', '6.2'),
      needs: ['write', 'User'],
      why: 'An import sees no memberships.',
      async run(context) {
        const { make, expect, skip } = context;
        const user = await make.user();
        const group = await make.group({ members: [{ value: user.id }] });
        const found = await read(context, user);
        if (found.body.groups === undefined) skip('the server shows no groups in users');
        const isThere = objectsAt(found.body, 'groups').some(({ value }) => value === group.id);
        expect.that(isThere, found, `groups to have ${group.id}`);
      },
    },
    {
      id: 'groups.without-deleted-user',
      title: 'A user that is deleted is in no group any more',
      level: 'habit',
      clause: both('RFC 7644 3.6', '3.3.3'),
      needs: ['write', 'User'],
      why: 'The next push of the group names an id that nobody has, and fails.',
      async run(context) {
        const { make, client, expect } = context;
        const user = await make.user();
        const group = await make.group({ members: [{ value: user.id }] });
        expect.status(await client.delete(user.path), 200, 204);
        const found = await read(context, group);
        expect.that(!memberIds(found).includes(user.id), found, `no member ${user.id}, who was deleted`);
      },
    },
    {
      id: 'groups.without-members',
      title: 'excludedAttributes=members leaves the members out',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.9' },
      needs: ['write', 'User'],
      why: 'Entra ID asks so; groups of thousands would come with each look-up.',
      async run({ make, client, expect }) {
        const user = await make.user();
        const group = await make.group({ members: [{ value: user.id }] });
        const answer = await client.get(`${group.path}?excludedAttributes=members`);
        expect.status(answer, 200);
        expect.absent(answer, 'members');
        expect.equal(answer, 'displayName', group.sent.displayName ?? null);
      },
    },
    {
      id: 'groups.delete',
      title: 'DELETE removes the group and none of its members',
      level: 'MUST',
      clause: both('RFC 7644 3.6', '3.3.3'),
      needs: ['write', 'User'],
      why: 'An unlinked group takes its people with it, or stays for ever.',
      async run({ make, client, expect }) {
        const user = await make.user();
        const group = await make.group({ members: [{ value: user.id }] });
        expect.status(await client.delete(group.path), 200, 204);
        expect.error(await client.get(group.path), 404);
        expect.status(await client.get(user.path), 200);
      },
    },
  ],
};
