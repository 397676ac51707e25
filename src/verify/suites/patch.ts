import type { JsonObject } from '../../scim/index.js';
import type { Suite } from '../check.js';
import { objectsAt, valueAt } from '../value-at.js';
import { patchOperations } from './patch-operations.js';
import { keptTexts, operations, patched, patchSet, read, requireKept, users } from './support.js';

const work = { value: 'work@example.com', type: 'work', primary: true };
const home = { value: 'home@example.com', type: 'home' };

const emailOf = (body: JsonObject, type: string): JsonObject | undefined =>
  objectsAt(body, 'emails').find((email) => email.type === type);

/** PATCH on users. */
export const patch: Suite = {
  name: 'patch',
  title: 'PATCH',
  needs: ['write', 'User', 'patch'],
  checks: [
    {
      id: 'patch.answer',
      title: 'A PATCH is answered with 200 and the resource, or with 204',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2', '1.1': 'SCIM 1.1 3.3.2' },
      why: 'Clients take another status for a failure, and send it again.',
      async run(context) {
        const { make, expect } = context;
        const made = await make.user();
        const answer = await patchSet(context, made, { active: false });
        expect.status(answer, 200, 204);
        if (answer.status === 200) expect.equal(answer, 'id', made.id);
        else expect.that(answer.text === '', answer, 'no body with 204');
      },
    },
    {
      id: 'patch.active',
      title: 'PATCH deactivates a user',
      level: 'habit',
      clause: { '2.0': 'Okta, Entra ID: deactivation', '1.1': 'Okta: deactivation' },
      why: 'Who has left can still sign in.',
      async run(context) {
        const made = await context.make.user();
        context.expect.status(await patchSet(context, made, { active: false }), 200, 204);
        context.expect.equal(await read(context, made), 'active', false);
      },
    },
    {
      id: 'patch.set',
      title: 'A PATCH sets one attribute and leaves the others',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2', '1.1': 'SCIM 1.1 3.3.2' },
      why: 'A change of one attribute takes away the rest.',
      async run(context) {
        const [one = '', other = ''] = keptTexts(context, 2);
        const made = await context.make.user({ [one]: 'before', [other]: 'stays' });
        context.expect.status(await patchSet(context, made, { [one]: 'after' }), 200, 204);
        const found = await read(context, made);
        context.expect.equal(found, one, 'after');
        context.expect.equal(found, other, 'stays');
        context.expect.equal(found, 'userName', made.sent.userName ?? null);
      },
    },
    {
      id: 'patch.remove-1.1',
      title: 'meta.attributes names what a PATCH removes',
      level: 'MUST',
      clause: { '1.1': 'SCIM 1.1 3.3.2' },
      why: 'What was taken away at the identity provider stays at the application.',
      async run(context) {
        const { client, make, expect, wire } = context;
        const [attribute = ''] = keptTexts(context, 1);
        const made = await make.user({ [attribute]: 'soon gone' });
        expect.status(
          await client.patch(made.path, { schemas: [wire.user], meta: { attributes: [attribute] } }),
          200,
          204,
        );
        const found = await read(context, made);
        expect.that(valueAt(found.body, attribute) !== 'soon gone', found, `no ${attribute}`);
      },
    },
    ...patchOperations,
    {
      id: 'patch.remove.without-path',
      title: 'remove without a path is a 400 noTarget',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2.2' },
      why: 'Nobody can say what would be removed.',
      async run({ make, client, expect }) {
        const made = await make.user();
        expect.error(await client.patch(made.path, operations({ op: 'remove' })), 400, 'noTarget');
      },
    },
    {
      id: 'patch.remove.required',
      title: 'What is required cannot be removed',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2.2' },
      why: 'A user without userName can be found by no client.',
      async run(context) {
        const { make, client, expect } = context;
        const made = await make.user();
        expect.error(await client.patch(made.path, operations({ op: 'remove', path: 'userName' })), 400);
        expect.equal(await read(context, made), 'userName', made.sent.userName ?? null);
      },
    },
    {
      id: 'patch.read-only',
      title: 'What only the server says cannot be changed',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2' },
      why: 'A client could take over the id of someone else.',
      async run(context) {
        const { make, client, expect } = context;
        const made = await make.user();
        const operation = { op: 'replace', path: 'id', value: make.unknownId() };
        expect.error(await client.patch(made.path, operations(operation)), 400, ['mutability', 'invalidValue']);
        expect.equal(await read(context, made), 'id', made.id);
      },
    },
    {
      id: 'patch.order',
      title: 'Operations are made in their order',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2' },
      why: 'Okta removes members and adds others in one request.',
      async run(context) {
        const [attribute = ''] = keptTexts(context, 1);
        const made = await context.make.user();
        const found = await patched(
          context,
          made,
          { op: 'replace', path: attribute, value: 'first' },
          { op: 'replace', path: attribute, value: 'second' },
        );
        context.expect.equal(found, attribute, 'second');
      },
    },
    {
      id: 'patch.atomic',
      title: 'Where one operation fails, none is made',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2' },
      why: 'Half a change: the client reports a failure, and the access is there.',
      async run(context) {
        const { make, client, expect } = context;
        const [attribute = ''] = keptTexts(context, 1);
        const made = await make.user({ [attribute]: 'before' });
        const body = operations({ op: 'replace', path: attribute, value: 'half' }, { op: 'remove', path: 'userName' });
        const answer = await client.patch(made.path, body);
        if (answer.status < 400)
          context.skip('the server took an operation that is not allowed: see patch.remove.required');
        expect.equal(await read(context, made), attribute, 'before');
      },
    },
    {
      id: 'patch.primary',
      title: 'A new primary element takes primary from the other',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2' },
      why: 'With two primary addresses mail goes to either.',
      async run(context) {
        requireKept(context, 'emails');
        const made = await context.make.user({ emails: [work] });
        const found = await patched(context, made, { op: 'add', path: 'emails', value: [{ ...home, primary: true }] });
        if (emailOf(found.body, 'home')?.primary !== true)
          context.skip('the server keeps no primary of a second e-mail');
        const primaries = objectsAt(found.body, 'emails').filter(({ primary }) => primary === true);
        context.expect.that(primaries.length === 1, found, 'one primary e-mail');
      },
    },
    {
      id: 'patch.urn',
      title: 'A path may begin with the schema of its attribute',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.10' },
      why: 'Changes of extensions are sent so.',
      async run(context) {
        const [attribute = ''] = keptTexts(context, 1);
        const made = await context.make.user({ [attribute]: 'before' });
        const path = `${context.wire.user}:${attribute}`;
        context.expect.equal(await patched(context, made, { op: 'replace', path, value: 'after' }), attribute, 'after');
      },
    },
    {
      id: 'patch.extension',
      title: 'A path reaches an attribute of an extension',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.10' },
      why: 'Departments never change.',
      async run(context) {
        const { enterprise } = context.wire;
        requireKept(context, `${enterprise}:department`);
        const made = await context.make.user();
        const found = await patched(context, made, { op: 'add', path: `${enterprise}:department`, value: 'Patched' });
        context.expect.equal(found, [enterprise, 'department'], 'Patched');
      },
    },
    {
      id: 'patch.duplicate',
      title: 'PATCH gives nobody the userName of another',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.12' },
      why: 'Two people under one name.',
      async run({ make, client, expect }) {
        const [first, second] = [await make.user(), await make.user()];
        const operation = { op: 'replace', path: 'userName', value: String(first.sent.userName) };
        expect.error(await client.patch(second.path, operations(operation)), 409);
      },
    },
    {
      id: 'patch.invalid.operation',
      title: 'An operation that there is not is a 400',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2' },
      why: 'The client believes that it was made.',
      async run({ make, client, expect }) {
        const made = await make.user();
        const body = operations({ op: 'increase', path: 'displayName', value: 'x' });
        expect.error(await client.patch(made.path, body), 400);
      },
    },
    {
      id: 'patch.invalid.path',
      title: 'A path that cannot be read is a 400',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.5.2' },
      why: 'The client believes that the change was made.',
      async run({ make, client, expect }) {
        const made = await make.user();
        const body = operations({ op: 'replace', path: 'emails[type eq', value: 'x' });
        expect.error(await client.patch(made.path, body), 400);
      },
    },
    {
      id: 'patch.invalid.value',
      title: 'A value of the wrong type is a 400',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.12' },
      why: 'A user that is "perhaps" active is either.',
      async run({ make, client, expect }) {
        const made = await make.user();
        const body = operations({ op: 'replace', path: 'active', value: 'perhaps' });
        expect.error(await client.patch(made.path, body), 400);
      },
    },
    {
      id: 'patch.unknown',
      title: 'A PATCH of what there is not is a 404',
      level: 'MUST',
      clause: { '2.0': 'RFC 7644 3.12', '1.1': 'SCIM 1.1 3.9' },
      why: 'The client must learn that the user is gone.',
      async run(context) {
        const path = `${users(context)}/${context.make.unknownId()}`;
        const body =
          context.wire.version === '2.0'
            ? operations({ op: 'replace', path: 'active', value: false })
            : { active: false };
        context.expect.error(await context.client.patch(path, body), 404);
      },
    },
  ],
};
