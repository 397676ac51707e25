import type { Check } from '../check.js';
import { both, read, users } from './support.js';

/** How users are made. */
export const userCreation: readonly Check[] = [
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
      const password = make.password();
      const made = await make.user({ password });
      expect.absent(made.answer, 'password');
      const found = await read({ make, expect, client, ...context }, made);
      expect.absent(found, 'password');
      expect.that(!found.text.includes(password), found, 'the password nowhere in the answer');
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
];
