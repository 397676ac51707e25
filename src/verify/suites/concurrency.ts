import type { Suite } from '../check.js';
import { both, keptTexts, memberIds, operations, patchSet, read, users } from './support.js';

const AT_ONCE = 8;

/** Several requests at the same time. */
export const concurrency: Suite = {
  name: 'concurrency',
  title: 'At the same time',
  needs: ['write', 'User'],
  checks: [
    {
      id: 'concurrency.create.same',
      title: 'Of several creates of one userName, one is made',
      level: 'MUST',
      clause: both('RFC 7643 4.1.1', '6.1'),
      why: 'A request that is repeated too early makes a second account.',
      async run({ client, make, expect, ...context }) {
        const draft = make.draftUser();
        const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => client.post(users(context), draft)));
        const made = answers.filter(({ status }) => status < 300);
        const odd = answers.find(({ status }) => status >= 300 && status !== 409);
        if (odd) expect.status(odd, 409);
        const shown = made.at(-1) ?? answers[0];
        if (shown)
          expect.that(
            made.length === 1,
            shown,
            `one of ${AT_ONCE} creates of the same userName to succeed, not ${made.length}`,
          );
      },
    },
    {
      id: 'concurrency.create.different',
      title: 'Creates of different users are all made',
      level: 'MUST',
      clause: both('RFC 7644 3.3', '3.1'),
      why: 'People are missing after the first assignment of a group.',
      async run({ client, make, expect, ...context }) {
        const drafts = Array.from({ length: AT_ONCE }, () => make.draftUser());
        const answers = await Promise.all(drafts.map((draft) => client.post(users(context), draft)));
        for (const answer of answers) expect.status(answer, 201);
        for (const { body } of answers) {
          expect.status(await client.get(`${users(context)}/${encodeURIComponent(String(body.id))}`), 200);
        }
        const first = answers[0];
        const ids = new Set(answers.map(({ body }) => body.id));
        if (first) expect.that(ids.size === AT_ONCE, first, 'an id of its own for each user');
      },
    },
    {
      id: 'concurrency.patch.attributes',
      title: 'Changes of different attributes are all kept',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.5.2' },
      needs: ['patch'],
      why: 'One change overwrites the other, and nobody learns of it.',
      async run(context) {
        const { make, expect } = context;
        const [one = '', other = ''] = keptTexts(context, 2);
        const made = await make.user({ [one]: 'before', [other]: 'before' });
        const answers = await Promise.all([
          patchSet(context, made, { [one]: 'after' }),
          patchSet(context, made, { [other]: 'after' }),
          patchSet(context, made, { active: false }),
        ]);
        for (const answer of answers) expect.status(answer, 200, 204);
        const found = await read(context, made);
        expect.equal(found, one, 'after');
        expect.equal(found, other, 'after');
        expect.equal(found, 'active', false);
      },
    },
    {
      id: 'concurrency.patch.members',
      title: 'Members that are added at the same time are all there',
      level: 'SHOULD',
      clause: { '2.0': 'RFC 7644 3.5.2' },
      needs: ['patch', 'Group'],
      why: 'SailPoint sends one request for each member: some people have no access.',
      async run(context) {
        const { client, make, expect } = context;
        const people = [];
        for (let number = 0; number < 4; number++) people.push(await make.user());
        const group = await make.group();
        const answers = await Promise.all(
          people.map(({ id }) =>
            client.patch(group.path, operations({ op: 'add', path: 'members', value: [{ value: id }] })),
          ),
        );
        for (const answer of answers) expect.status(answer, 200, 204);
        const found = await read(context, group);
        for (const { id } of people) expect.that(memberIds(found).includes(id), found, `members to have ${id}`);
      },
    },
    {
      id: 'concurrency.replace.conditional',
      title: 'Of several PUTs under one version, one is made',
      level: 'MUST',
      clause: both('RFC 7644 3.14', '3.11'),
      needs: ['etag'],
      why: 'Two clients overwrite each other although both were careful.',
      async run(context) {
        const { client, make, expect } = context;
        const made = await make.user();
        const headers = { 'if-match': expect.header(await read(context, made), 'etag') };
        const names = Array.from({ length: 4 }, (_, number) => ({
          givenName: 'At once',
          familyName: `Number ${number}`,
        }));
        const answers = await Promise.all(
          names.map((name) => client.put(made.path, { ...made.sent, id: made.id, name }, { headers })),
        );
        for (const answer of answers) expect.status(answer, 200, 412);
        const won = answers.filter(({ status }) => status === 200);
        const shown = won.at(-1) ?? answers[0];
        if (shown)
          expect.that(
            won.length === 1,
            shown,
            `one of ${names.length} PUTs under the same version to succeed, not ${won.length}`,
          );
      },
    },
    {
      id: 'concurrency.delete',
      title: 'Of several DELETEs, one is made and the others find nothing',
      level: 'SHOULD',
      clause: both('RFC 7644 3.6', '3.3.3'),
      why: 'A fault at the second makes the client try again.',
      async run({ client, make, expect }) {
        const { path } = await make.user();
        const answers = await Promise.all(Array.from({ length: 3 }, () => client.delete(path)));
        for (const answer of answers) expect.status(answer, 200, 204, 404);
        expect.error(await client.get(path), 404);
      },
    },
  ],
};
