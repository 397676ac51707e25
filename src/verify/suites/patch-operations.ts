import type { JsonObject } from '../../scim/index.js';
import type { Check } from '../check.js';
import { objectsAt } from '../value-at.js';
import { keptTexts, operations, patched, read, requireKept } from './support.js';

const work = { value: 'work@example.com', type: 'work', primary: true };
const home = { value: 'home@example.com', type: 'home' };

const emailOf = (body: JsonObject, type: string): JsonObject | undefined =>
  objectsAt(body, 'emails').find((email) => email.type === type);

/** What add, replace and remove do (RFC 7644 3.5.2.1 to 3.5.2.3). */
export const patchOperations: readonly Check[] = [
  {
    id: 'patch.add',
    title: 'add sets an attribute that has no value',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.1' },
    why: 'New values never arrive.',
    async run(context) {
      const [attribute = ''] = keptTexts(context, 1);
      const { [attribute]: _none, ...draft } = context.make.draftUser();
      const made = await context.make.user({ ...draft, [attribute]: undefined });
      const found = await patched(context, made, { op: 'add', path: attribute, value: 'added' });
      context.expect.equal(found, attribute, 'added');
    },
  },
  {
    id: 'patch.add.existing',
    title: 'add replaces a value that is there',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.1' },
    why: 'Entra ID sends add for changes too.',
    async run(context) {
      const [attribute = ''] = keptTexts(context, 1);
      const made = await context.make.user({ [attribute]: 'before' });
      context.expect.equal(
        await patched(context, made, { op: 'add', path: attribute, value: 'after' }),
        attribute,
        'after',
      );
    },
  },
  {
    id: 'patch.add.without-path',
    title: 'add without a path takes the attributes of its value',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.1' },
    why: 'SailPoint sends its changes so.',
    async run(context) {
      const [attribute = ''] = keptTexts(context, 1);
      const made = await context.make.user({ [attribute]: 'before' });
      context.expect.equal(
        await patched(context, made, { op: 'add', value: { [attribute]: 'after' } }),
        attribute,
        'after',
      );
    },
  },
  {
    id: 'patch.add.to-list',
    title: 'add appends to a list',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.1' },
    why: 'The second mail address takes the place of the first.',
    async run(context) {
      requireKept(context, 'emails[1]');
      const made = await context.make.user({ emails: [work] });
      const found = await patched(context, made, { op: 'add', path: 'emails', value: [home] });
      context.expect.that(emailOf(found.body, 'home')?.value === home.value, found, 'the e-mail that was added');
      context.expect.that(emailOf(found.body, 'work')?.value === work.value, found, 'the e-mail that was there before');
    },
  },
  {
    id: 'patch.add.to-list-again',
    title: 'add of an element that is there changes nothing',
    level: 'SHOULD',
    clause: { '2.0': 'RFC 7644 3.5.2.1' },
    why: 'A repeated request doubles the entry.',
    async run(context) {
      requireKept(context, 'emails');
      const made = await context.make.user({ emails: [work] });
      const found = await patched(context, made, { op: 'add', path: 'emails', value: [work] });
      const same = objectsAt(found.body, 'emails').filter(({ value }) => value === work.value);
      context.expect.that(same.length === 1, found, 'the e-mail once');
    },
  },
  {
    id: 'patch.add.complex',
    title: 'add to a complex attribute leaves its other parts',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.1' },
    why: 'A new family name loses the given name.',
    async run(context) {
      requireKept(context, 'name.givenName');
      const made = await context.make.user({ name: { givenName: 'Ada', familyName: 'Byron' } });
      const found = await patched(context, made, { op: 'add', path: 'name', value: { familyName: 'Lovelace' } });
      context.expect.equal(found, 'name.familyName', 'Lovelace');
      context.expect.equal(found, 'name.givenName', 'Ada');
    },
  },
  {
    id: 'patch.replace',
    title: 'replace sets an attribute',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.3' },
    why: 'Changes are acknowledged and lost.',
    async run(context) {
      const [attribute = ''] = keptTexts(context, 1);
      const made = await context.make.user({ [attribute]: 'before' });
      context.expect.equal(
        await patched(context, made, { op: 'replace', path: attribute, value: 'after' }),
        attribute,
        'after',
      );
    },
  },
  {
    id: 'patch.replace.missing',
    title: 'replace of an attribute without a value sets it',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.3' },
    why: 'The first value of an attribute never arrives.',
    async run(context) {
      const [attribute = ''] = keptTexts(context, 1);
      const made = await context.make.user({ [attribute]: undefined });
      context.expect.equal(
        await patched(context, made, { op: 'replace', path: attribute, value: 'first' }),
        attribute,
        'first',
      );
    },
  },
  {
    id: 'patch.replace.without-path',
    title: 'replace without a path takes the attributes of its value',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.3' },
    why: 'Okta deactivates people so.',
    async run(context) {
      const [one = '', other = ''] = keptTexts(context, 2);
      const made = await context.make.user({ [one]: 'before', [other]: 'stays' });
      const found = await patched(context, made, { op: 'replace', value: { [one]: 'after', active: false } });
      context.expect.equal(found, one, 'after');
      context.expect.equal(found, 'active', false);
      context.expect.equal(found, other, 'stays');
    },
  },
  {
    id: 'patch.replace.sub-attribute',
    title: 'replace reaches a sub-attribute',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.3' },
    why: 'Entra ID sends name.familyName so.',
    async run(context) {
      requireKept(context, 'name.familyName');
      const made = await context.make.user({ name: { givenName: 'Ada', familyName: 'Byron' } });
      const found = await patched(context, made, { op: 'replace', path: 'name.familyName', value: 'Lovelace' });
      context.expect.equal(found, 'name.familyName', 'Lovelace');
      context.expect.equal(found, 'name.givenName', 'Ada');
    },
  },
  {
    id: 'patch.replace.value-path',
    title: 'replace at a value path changes that element alone',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.3' },
    why: 'The private address is overwritten by that of the company.',
    async run(context) {
      requireKept(context, 'emails');
      const made = await context.make.user({ emails: [work, home] });
      const value = 'new@example.com';
      const found = await patched(context, made, { op: 'replace', path: 'emails[type eq "work"].value', value });
      context.expect.that(emailOf(found.body, 'work')?.value === value, found, 'the new value in the work e-mail');
      if (emailOf(made.body, 'home') === undefined) return;
      context.expect.that(emailOf(found.body, 'home')?.value === home.value, found, 'the home e-mail as it was');
    },
  },
  {
    id: 'patch.replace.no-match',
    title: 'A value path that matches nothing is a 400 noTarget, or makes the element',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.3' },
    why: 'The client believes that the address was stored.',
    async run(context) {
      const { make, client, expect } = context;
      requireKept(context, 'emails[1]');
      const made = await make.user({ emails: [work] });
      const operation = { op: 'replace', path: 'emails[type eq "home"].value', value: home.value };
      const answer = await client.patch(made.path, operations(operation));
      if (answer.status === 400) return expect.error(answer, 400, 'noTarget');
      expect.status(answer, 200, 204);
      const found = await read(context, made);
      expect.that(
        emailOf(found.body, 'home')?.value === home.value,
        found,
        'the home e-mail, after a PATCH that succeeded',
      );
    },
  },
  {
    id: 'patch.replace.list',
    title: 'replace of a list leaves none of its old elements',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.3' },
    why: 'Old addresses stay for ever.',
    async run(context) {
      requireKept(context, 'emails');
      const made = await context.make.user({ emails: [work] });
      const value = [{ value: 'other@example.com', type: 'work' }];
      const found = await patched(context, made, { op: 'replace', path: 'emails', value });
      const values = objectsAt(found.body, 'emails').map((email) => email.value);
      context.expect.that(values.length === 1 && values[0] === 'other@example.com', found, 'exactly the new e-mail');
    },
  },
  {
    id: 'patch.remove',
    title: 'remove takes an attribute away',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.2' },
    why: 'What was taken away at the identity provider stays at the application.',
    async run(context) {
      const [attribute = ''] = keptTexts(context, 1);
      const made = await context.make.user({ [attribute]: 'soon gone' });
      context.expect.absent(await patched(context, made, { op: 'remove', path: attribute }), attribute);
    },
  },
  {
    id: 'patch.remove.value-path',
    title: 'remove at a value path takes those elements and no others',
    level: 'MUST',
    clause: { '2.0': 'RFC 7644 3.5.2.2' },
    why: 'One address goes, and all are gone.',
    async run(context) {
      requireKept(context, 'emails');
      const made = await context.make.user({ emails: [work, home] });
      if (emailOf(made.body, 'home') === undefined) context.skip('the server keeps no second e-mail');
      const found = await patched(context, made, { op: 'remove', path: 'emails[type eq "home"]' });
      context.expect.that(emailOf(found.body, 'home') === undefined, found, 'no home e-mail');
      context.expect.that(emailOf(found.body, 'work')?.value === work.value, found, 'the work e-mail still');
    },
  },
];
