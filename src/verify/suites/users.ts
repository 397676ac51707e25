import type { Suite } from '../check.js';
import { valueAt } from '../value-at.js';
import { both, keptTexts, read, users, withQuery } from './support.js';
import { userCreation } from './users-create.js';

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
    ...userCreation,
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
      level: 'SHOULD',
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
