import type { Suite } from '../check.js';
import { valueAt } from '../value-at.js';
import { both, keptTexts, read, users, withQuery } from './support.js';

/** Creation, reading, replacing and removal of users. */
export const userChecks: Suite = {
  name: 'users',
  title: 'Users',
  checks: [
    {
      id: 'users.list',
      title: 'The list of users is a list response',
      level: 'MUST',
      clause: both('RFC 7644 3.4.2', '3.2.2'),
      why: 'Every import begins with it.',
      async run({ client, wire, expect, ...context }) {
        const answer = await client.get(withQuery(users(context), { startIndex: 1, count: 2 }));
        expect.list(answer);
        if (wire.version === '2.0') expect.includes(answer, 'schemas', wire.list);
      },
    },
    {
      id: 'users.list.shape',
      title: 'What is listed has schemas, id and userName',
      level: 'MUST',
      clause: both('RFC 7643 3', '5'),
      why: 'A client keeps the id, and matches people by userName.',
      async run({ client, wire, expect, skip, ...context }) {
        const answer = await client.get(withQuery(users(context), { startIndex: 1, count: 5 }));
        const { resources } = expect.list(answer);
        if (resources.length === 0) skip('there are no users');
        for (const user of resources) {
          expect.that(typeof user.id === 'string' && user.id !== '', answer, 'each user to have an id, a text');
          expect.that(typeof user.userName === 'string', answer, 'each user to have a userName');
          const { schemas } = user;
          expect.that(Array.isArray(schemas) && schemas.includes(wire.user), answer, `schemas to have ${wire.user}`);
        }
      },
    },
    {
      id: 'users.create',
      title: 'POST makes a user and answers 201',
      level: 'MUST',
      clause: both('RFC 7644 3.3', '3.1'),
      needs: ['write'],
      why: 'Clients take another status for a failure, and try again.',
      async run({ client, make, expect, ...context }) {
        expect.status(await client.post(users(context), make.draftUser()), 201);
      },
    },
    {
      id: 'users.create.id',
      title: 'The answer has the id that the server gave',
      level: 'MUST',
      clause: both('RFC 7643 3.1', '5'),
      needs: ['write'],
      why: 'Every later request is made with it.',
      async run({ client, make, expect, ...context }) {
        const answer = await client.post(users(context), make.draftUser());
        expect.that(answer.status < 300, answer, 'success');
        expect.text(answer, 'id');
      },
    },
    {
      id: 'users.create.echo',
      title: 'The answer has the user as it was made',
      level: 'MUST',
      clause: both('RFC 7644 3.3', '3.1'),
      needs: ['write', 'User'],
      why: 'With "accept user updates" the client takes its profile from this answer.',
      async run({ make, expect }) {
        const { answer, sent } = await make.user();
        expect.equal(answer, 'userName', sent.userName ?? null);
      },
    },
    {
      id: 'users.create.schemas',
      title: 'The answer names the schema of users',
      level: 'MUST',
      clause: both('RFC 7643 3', '5'),
      needs: ['write', 'User'],
      why: 'Parsers choose the type of a resource by it.',
      async run({ make, expect, wire }) {
        expect.includes((await make.user()).answer, 'schemas', wire.user);
      },
    },
    {
      id: 'users.create.location',
      title: 'The answer has a Location that leads to the user',
      level: 'MUST',
      clause: both('RFC 7644 3.3', '3.1'),
      needs: ['write', 'User'],
      why: 'Clients that follow it would end nowhere.',
      async run({ make, client, expect, server }) {
        const { answer, id } = await make.user();
        const location = new URL(expect.header(answer, 'location'), `${server.base}/`);
        const path = location.pathname.slice(new URL(server.base).pathname.replace(/\/$/, '').length);
        const found = await client.get(path);
        expect.status(found, 200);
        expect.equal(found, 'id', id);
      },
    },
    {
      id: 'users.create.meta',
      title: 'meta says type, location, created and lastModified',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7643 3.1' },
      needs: ['write', 'User'],
      why: 'Incremental imports go by lastModified.',
      async run({ make, expect }) {
        const { answer } = await make.user();
        expect.equal(answer, 'meta.resourceType', 'User');
        expect.text(answer, 'meta.location');
        for (const name of ['meta.created', 'meta.lastModified']) {
          const date = expect.text(answer, name);
          expect.that(
            /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(date),
            answer,
            `${name} as ISO 8601`,
          );
        }
      },
    },
    {
      id: 'users.create.media-type',
      title: 'The answer comes as application/scim+json',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.1' },
      needs: ['write', 'User'],
      why: 'Entra ID takes nothing else.',
      async run({ make, expect }) {
        const { answer } = await make.user();
        const type = expect.header(answer, 'content-type');
        expect.that(type.startsWith('application/scim+json'), answer, 'content-type application/scim+json');
      },
    },
    {
      id: 'users.create.json-accepted',
      title: 'A body of application/json is taken too',
      level: 'SHOULD',
      clause: both('RFC 7644 3.8', '3.4'),
      needs: ['write', 'User'],
      why: 'Okta’s agent and many scripts send that type.',
      async run({ make, client, expect, ...context }) {
        const headers = { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' };
        expect.status(await client.post(users(context), make.draftUser(), { headers }), 201);
      },
    },
    {
      id: 'users.create.password',
      title: 'A password is never shown',
      level: 'MUST',
      clause: both('RFC 7643 4.1.1', '6.2'),
      needs: ['write', 'User'],
      why: 'It would lie in the logs of everyone on the way.',
      async run({ make, expect, client, ...context }) {
        const made = await make.user({ password: 'Tr0ub4dor&3-Verify' });
        expect.absent(made.answer, 'password');
        const found = await read({ make, expect, client, ...context }, made);
        expect.absent(found, 'password');
        expect.that(!found.text.includes('Tr0ub4dor&3-Verify'), found, 'the password nowhere in the answer');
      },
    },
    {
      id: 'users.create.own-id',
      title: 'An id that the client sends is not taken',
      level: 'MUST',
      clause: both('RFC 7643 3.1', '5'),
      needs: ['write', 'User'],
      why: 'A client could take over the id of someone else.',
      async run({ make, expect }) {
        const wanted = make.unknownId();
        const { answer } = await make.user({ id: wanted });
        expect.that(answer.body.id !== wanted, answer, `an id other than ${wanted}, which the client sent`);
      },
    },
    {
      id: 'users.create.duplicate',
      title: 'A second user of the same userName is a 409',
      level: 'MUST',
      clause: both('RFC 7644 3.3', '3.1'),
      needs: ['write', 'User'],
      why: 'Two accounts for one person; or the client never learns that it should link instead.',
      async run({ make, client, expect, ...context }) {
        const { sent } = await make.user();
        expect.error(
          await client.post(users(context), make.draftUser({ userName: String(sent.userName) })),
          409,
          'uniqueness',
        );
      },
    },
    {
      id: 'users.create.duplicate-case',
      title: 'userName is the same in capital letters',
      level: 'MUST',
      clause: { '2.0': 'RFC 7643 4.1.1' },
      needs: ['write', 'User'],
      why: 'Identity providers compare mail addresses without case, and end with two accounts.',
      async run({ make, client, expect, ...context }) {
        const { sent } = await make.user();
        const userName = String(sent.userName).toUpperCase();
        expect.error(await client.post(users(context), make.draftUser({ userName })), 409, 'uniqueness');
      },
    },
    {
      id: 'users.create.without-user-name',
      title: 'A user without userName is a 400',
      level: 'MUST',
      clause: both('RFC 7643 4.1.1', '6.1'),
      needs: ['write', 'User'],
      why: 'A user that no client can find again.',
      async run({ make, client, expect, ...context }) {
        const { userName, ...rest } = make.draftUser();
        expect.error(await client.post(users(context), { ...rest, displayName: userName }), 400);
      },
    },
    {
      id: 'users.create.case-kept',
      title: 'userName is shown in the letters that it was sent in',
      level: 'habit',
      clause: both('RFC 7643 2.2', '4.1'),
      needs: ['write', 'User'],
      why: 'Okta’s test suite compares it, and fails where it comes back in small letters.',
      async run({ make, expect }) {
        const userName = make.name().replace('example', 'Example');
        expect.equal((await make.user({ userName })).answer, 'userName', userName);
      },
    },
    {
      id: 'users.create.unicode',
      title: 'Letters of any script come back unchanged',
      level: 'MUST',
      clause: both('RFC 7644 3.1', '3'),
      needs: ['write', 'User'],
      why: 'People’s names would be spoilt.',
      async run({ make, expect, ...context }) {
        if (!context.keeps('name.familyName')) context.skip('the server does not keep name.familyName');
        const familyName = 'Żółć-O’Brien 山田 🙂';
        const made = await make.user({ name: { givenName: 'Ada', familyName } });
        expect.equal(await read({ make, expect, ...context }, made), 'name.familyName', familyName);
      },
    },
    {
      id: 'users.create.inactive',
      title: 'A user can be made inactive',
      level: 'habit',
      clause: both('RFC 7643 4.1.1', '6.1'),
      needs: ['write', 'User'],
      why: 'Pending users would get access before their first day.',
      async run({ make, ...context }) {
        const made = await make.user({ active: false });
        context.expect.equal(await read({ make, ...context }, made), 'active', false);
      },
    },
    {
      id: 'users.create.extension',
      title: 'The enterprise extension is kept under its URN',
      level: 'SHOULD',
      clause: both('RFC 7643 4.3', '7'),
      needs: ['write', 'User'],
      why: 'Department and manager get lost.',
      async run({ make, wire, ...context }) {
        if (!context.server.types.some(({ extensions }) => extensions.includes(wire.enterprise))) {
          context.skip('the server does not announce the enterprise extension');
        }
        if (!context.keeps(`${wire.enterprise}:department`)) context.skip('the server does not keep department');
        const department = 'Testing';
        const made = await make.user({ schemas: [wire.user, wire.enterprise], [wire.enterprise]: { department } });
        const found = await read({ make, wire, ...context }, made);
        context.expect.equal(found, [wire.enterprise, 'department'], department);
        context.expect.includes(found, 'schemas', wire.enterprise);
      },
    },
    {
      id: 'users.read',
      title: 'A user is read by its id',
      level: 'MUST',
      clause: both('RFC 7644 3.4.1', '3.2.1'),
      needs: ['write', 'User'],
      why: 'Clients read a user before they change it.',
      async run({ make, client, expect }) {
        const { path, id, sent } = await make.user();
        const answer = await client.get(path);
        expect.status(answer, 200);
        expect.equal(answer, 'id', id);
        expect.equal(answer, 'userName', sent.userName ?? null);
      },
    },
    {
      id: 'users.read.listed',
      title: 'A listed user reads the same by its id',
      level: 'MUST',
      clause: both('RFC 7644 3.4.1', '3.2.1'),
      why: 'An import would fill one user with the data of another.',
      async run({ client, expect, skip, ...context }) {
        const list = await client.get(withQuery(users(context), { startIndex: 1, count: 1 }));
        const [first] = expect.list(list).resources;
        if (first === undefined) return skip('there are no users');
        const answer = await client.get(`${users(context)}/${encodeURIComponent(String(first.id))}`);
        expect.status(answer, 200);
        expect.equal(answer, 'id', first.id ?? null);
        expect.equal(answer, 'userName', first.userName ?? null);
      },
    },
    {
      id: 'users.read.unknown',
      title: 'A user that there is not is a 404',
      level: 'MUST',
      clause: both('RFC 7644 3.12', '3.9'),
      why: 'Clients take a 404, and nothing else, as "gone: make it again".',
      async run({ client, make, expect, ...context }) {
        expect.error(await client.get(`${users(context)}/${make.unknownId()}`), 404);
      },
    },
    {
      id: 'users.replace',
      title: 'PUT replaces the user and answers 200 with it',
      level: 'MUST',
      clause: both('RFC 7644 3.5.1', '3.3.1'),
      needs: ['write', 'User'],
      why: 'Okta sends every change of a profile as PUT.',
      async run({ make, client, expect, ...context }) {
        const made = await make.user();
        const name = { givenName: 'Grace', familyName: 'Hopper' };
        const answer = await client.put(made.path, { ...made.sent, id: made.id, name });
        expect.status(answer, 200);
        expect.equal(answer, 'id', made.id);
        if (!context.keeps('name.familyName')) return;
        expect.equal(answer, 'name.familyName', 'Hopper');
        expect.equal(await read({ make, client, expect, ...context }, made), 'name.familyName', 'Hopper');
      },
    },
    {
      id: 'users.replace.clears',
      title: 'PUT clears what it leaves out',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.5.1' },
      needs: ['write', 'User'],
      why: 'What was taken away at the identity provider stays at the application.',
      async run({ make, client, expect, ...context }) {
        const [attribute = ''] = keptTexts({ make, client, expect, ...context }, 1);
        const made = await make.user({ [attribute]: 'soon gone' });
        const { [attribute]: _left, ...rest } = made.sent;
        expect.status(await client.put(made.path, { ...rest, id: made.id }), 200);
        const found = await read({ make, client, expect, ...context }, made);
        expect.that(valueAt(found.body, attribute) !== 'soon gone', found, `no ${attribute} after a PUT without it`);
      },
    },
    {
      id: 'users.replace.read-only',
      title: 'PUT passes over what only the server says',
      level: 'MUST',
      clause: both('RFC 7644 3.5.1', '3.3.1'),
      needs: ['write', 'User'],
      why: 'Clients send back what they have read, meta and groups included.',
      async run({ make, client, expect }) {
        const made = await make.user();
        const meta = {
          resourceType: 'User',
          created: '2001-01-01T00:00:00Z',
          location: 'https://example.com/elsewhere',
        };
        const groups = [{ value: make.unknownId(), display: 'No such group' }];
        const answer = await client.put(made.path, { ...made.sent, id: made.id, meta, groups });
        expect.status(answer, 200);
        const created = valueAt(answer.body, 'meta.created');
        expect.that(created !== meta.created, answer, 'meta.created as the server has it');
        expect.absent(answer, 'groups');
      },
    },
    {
      id: 'users.replace.unknown',
      title: 'PUT makes no user',
      level: 'MUST',
      clause: both('RFC 7644 3.5.1', '3.3.1'),
      needs: ['write', 'User'],
      why: 'A user that was removed would come back under an id of the client’s.',
      async run({ make, client, expect, ...context }) {
        const path = `${users(context)}/${make.unknownId()}`;
        expect.error(await client.put(path, make.draftUser()), 404);
      },
    },
    {
      id: 'users.replace.duplicate',
      title: 'PUT gives nobody the userName of another',
      level: 'MUST',
      clause: both('RFC 7644 3.5.1', '3.3.1'),
      needs: ['write', 'User'],
      why: 'Two people under one name; one of them signs in as the other.',
      async run({ make, client, expect }) {
        const [first, second] = [await make.user(), await make.user()];
        const answer = await client.put(second.path, { ...second.sent, id: second.id, userName: first.sent.userName });
        expect.error(answer, 409);
      },
    },
    {
      id: 'users.deactivate',
      title: 'PUT with active false deactivates, and the user stays visible',
      level: 'habit',
      clause: both('RFC 7643 4.1.1', '6.1'),
      needs: ['write', 'User', 'filter'],
      why: 'Deprovisioning at Okta; a user that vanishes is made a second time.',
      async run({ make, client, expect, ...context }) {
        const made = await make.user();
        expect.status(await client.put(made.path, { ...made.sent, id: made.id, active: false }), 200);
        expect.equal(await read({ make, client, expect, ...context }, made), 'active', false);
        const filter = `userName eq "${String(made.sent.userName)}"`;
        expect.finds(await client.get(withQuery(users(context), { filter })), [made.id]);
      },
    },
    {
      id: 'users.delete',
      title: 'DELETE answers 204 without a body',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.6' },
      needs: ['write', 'User'],
      why: 'Entra ID takes another answer for a failure.',
      async run({ make, client, expect }) {
        const answer = await client.delete((await make.user()).path);
        expect.status(answer, 204);
        expect.that(answer.text === '', answer, 'no body');
      },
    },
    {
      id: 'users.delete.gone',
      title: 'What is deleted cannot be read',
      level: 'MUST',
      clause: both('RFC 7644 3.6', '3.3.3'),
      needs: ['write', 'User'],
      why: 'Access that was taken away is still there.',
      async run({ make, client, expect }) {
        const { path } = await make.user();
        const removed = await client.delete(path);
        expect.status(removed, 200, 204);
        expect.error(await client.get(path), 404);
      },
    },
    {
      id: 'users.delete.not-found',
      title: 'What is deleted is not found by a filter',
      level: 'MUST',
      clause: both('RFC 7644 3.6', '3.3.3'),
      needs: ['write', 'User', 'filter'],
      why: 'The client links a person to an account that is gone.',
      async run({ make, client, expect, ...context }) {
        const { path, sent } = await make.user();
        expect.status(await client.delete(path), 200, 204);
        const filter = `userName eq "${String(sent.userName)}"`;
        expect.finds(await client.get(withQuery(users(context), { filter })), []);
      },
    },
    {
      id: 'users.delete.again',
      title: 'A second DELETE is a 404',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.6' },
      needs: ['write', 'User'],
      why: 'The client cannot tell whether its first request was carried out.',
      async run({ make, client, expect }) {
        const { path } = await make.user();
        expect.status(await client.delete(path), 200, 204);
        expect.error(await client.delete(path), 404);
      },
    },
    {
      id: 'users.delete.name-free',
      title: 'The userName of a deleted user can be used again',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.6' },
      needs: ['write', 'User'],
      why: 'Who comes back cannot be given an account.',
      async run({ make, client, expect, ...context }) {
        const { path, sent } = await make.user();
        expect.status(await client.delete(path), 200, 204);
        expect.status(await client.post(users(context), make.draftUser({ userName: String(sent.userName) })), 201);
      },
    },
  ],
};
