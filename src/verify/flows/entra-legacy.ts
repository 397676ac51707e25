import type { CheckContext, Suite } from '../check.js';
import { memberIds, patched, read, requireKept, users } from '../suites/support.js';
import { objectsAt } from '../value-at.js';
import { entraPerson } from './entra.js';

/** Microsoft Entra ID without the flag aadOptscim062020: what it sends by default, and has sent since 2016. */
const clause = { '2.0': 'Entra ID: known issues of SCIM compliance' };

const textBoolean = (text: string, value: boolean): Suite['checks'][number] => ({
  id: `entra-legacy.active.${text}`,
  title: `active is set by the text "${text}"`,
  level: 'habit',
  clause,
  needs: ['write', 'User', 'patch'],
  why: 'Who has left can still sign in; or everybody is disabled.',
  async run(context) {
    const made = await context.make.user(entraPerson(context, { active: !value }));
    context.expect.equal(await patched(context, made, { op: 'Replace', path: 'active', value: text }), 'active', value);
  },
});

async function group(context: CheckContext) {
  const people = [
    await context.make.user(entraPerson(context)),
    await context.make.user(entraPerson(context)),
  ] as const;
  return { people, made: await context.make.group({ members: people.map(({ id }) => ({ value: id })) }) };
}

export const entraLegacy: Suite = {
  name: 'entra-legacy',
  title: 'Microsoft Entra ID, legacy',
  checks: [
    {
      id: 'entra-legacy.create',
      title: 'A person is made with active as a text',
      level: 'habit',
      clause,
      needs: ['write'],
      why: 'Nobody gets an account.',
      async run(context) {
        const answer = await context.client.post(users(context), entraPerson(context, { active: 'True' }));
        context.expect.status(answer, 201);
        context.expect.equal(answer, 'active', true);
      },
    },
    textBoolean('False', false),
    textBoolean('True', true),
    textBoolean('false', false),
    {
      id: 'entra-legacy.manager.text',
      title: 'The manager is set by its id alone',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'patch'],
      why: 'Nobody has a manager.',
      async run(context) {
        const { enterprise } = context.wire;
        requireKept(context, `${enterprise}:department`);
        const [manager, made] = [await context.make.user(), await context.make.user(entraPerson(context))];
        const found = await patched(context, made, { op: 'Add', path: `${enterprise}:manager`, value: manager.id });
        context.expect.equal(found, [enterprise, 'manager', 'value'], manager.id);
      },
    },
    {
      id: 'entra-legacy.manager.removed',
      title: 'The manager is removed by an empty text',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'patch'],
      why: 'A request of a former manager’s team still goes to them.',
      async run(context) {
        const { enterprise } = context.wire;
        requireKept(context, `${enterprise}:department`);
        const [manager, made] = [await context.make.user(), await context.make.user(entraPerson(context))];
        await patched(context, made, { op: 'add', path: `${enterprise}:manager`, value: { value: manager.id } });
        const found = await patched(context, made, { op: 'Replace', path: `${enterprise}:manager`, value: '' });
        context.expect.absent(found, [enterprise, 'manager', 'value']);
      },
    },
    {
      id: 'entra-legacy.several',
      title: 'Several attributes come as one operation each',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'patch'],
      why: 'Only the first of them arrives.',
      async run(context) {
        requireKept(context, 'name.familyName');
        requireKept(context, 'emails');
        const made = await context.make.user(entraPerson(context));
        const mail = `changed-${String(made.sent.userName)}`;
        const found = await patched(
          context,
          made,
          { op: 'Replace', path: 'emails[type eq "work"].value', value: mail },
          { op: 'Replace', path: 'name.givenName', value: 'Enna' },
          { op: 'Replace', path: 'name.familyName', value: 'Legacy' },
        );
        context.expect.equal(found, 'name.familyName', 'Legacy');
        context.expect.that(
          objectsAt(found.body, 'emails').some(({ value }) => value === mail),
          found,
          `the e-mail ${mail}`,
        );
      },
    },
    {
      id: 'entra-legacy.unknown-extension',
      title: 'An attribute of an extension that nobody knows fails no request',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'patch'],
      why: 'One mapping too many, and no change of anybody arrives.',
      async run(context) {
        const made = await context.make.user(entraPerson(context));
        const path = 'urn:ietf:params:scim:schemas:extension:Unknown:2.0:User:tag';
        const found = await patched(
          context,
          made,
          { op: 'Replace', path: 'active', value: false },
          { op: 'Add', path, value: '1' },
        );
        context.expect.equal(found, 'active', false);
      },
    },
    {
      id: 'entra-legacy.group.remove-member',
      title: 'Members are removed by a list of values, and no others',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'patch'],
      why: 'The value is passed over, and the whole group is emptied.',
      async run(context) {
        const { people, made } = await group(context);
        const value = [{ $ref: null, value: people[0].id }];
        const found = await patched(context, made, { op: 'Remove', path: 'members', value });
        context.expect.that(memberIds(found).join() === people[1].id, found, `exactly one member, ${people[1].id}`);
      },
    },
    {
      id: 'entra-legacy.group.remove-stranger',
      title: 'To remove somebody who is no member changes nothing',
      level: 'habit',
      clause,
      needs: ['write', 'User', 'Group', 'patch'],
      why: 'The group is emptied, or the job goes into quarantine.',
      async run(context) {
        const { people, made } = await group(context);
        const stranger = await context.make.user(entraPerson(context));
        await patched(context, made, { op: 'Remove', path: 'members', value: [{ value: stranger.id }] });
        const found = await read(context, made);
        context.expect.that(
          memberIds(found).length === people.length,
          found,
          `the ${people.length} members as they were`,
        );
      },
    },
  ],
};
