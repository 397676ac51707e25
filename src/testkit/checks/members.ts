import type { FieldValue, StoredRecord } from '../../plugin/index.js';
import { firstOf, needs, type StoreCheck } from '../check.js';
import { must, show } from '../contract-broken.js';
import { elementsOf, mustHold, sameValue } from '../same-value.js';
import type { Subject } from '../subject.js';

const isGroup = ({ use }: Subject): string | undefined =>
  use.members === undefined ? 'resources.TYPE.members names no field' : undefined;

/** Groups and their members. */
export const memberChecks: readonly StoreCheck[] = [
  {
    name: 'members come and go one by one, and the others stay',
    skip: firstOf(needs('insert', 'update'), isGroup),
    async run(subject, subjects) {
      const people = await members(subject, subjects, 3);
      const [first = '', second = '', third = ''] = people;
      const group = await makeGroup(subject, [first, second]);
      const steps: readonly (readonly ['add' | 'remove', readonly string[], readonly string[]])[] = [
        ['add', [third], people],
        ['add', [third, first], people],
        ['remove', [first], [second, third]],
        ['remove', [first], [second, third]],
      ];
      for (const [what, which, wanted] of steps) {
        await change(subject, group, { [what]: which });
        mustHaveMembers(subject, `after ${what} ${show(which)}`, await subject.existing(group), wanted);
      }
      await change(subject, group, { add: [first], remove: [second] });
      mustHaveMembers(subject, 'after one came as another went', await subject.existing(group), [first, third]);
    },
  },
  {
    name: 'memberships gives the groups of exactly these members',
    skip: firstOf(needs('insert', 'memberships'), isGroup),
    async run(subject, subjects) {
      const [first = '', second = '', third = ''] = await members(subject, subjects, 3);
      const both = subject.keyOf(await makeGroup(subject, [first, second]));
      const one = subject.keyOf(await makeGroup(subject, [first]));
      await makeGroup(subject, []);
      for (const [asked, wanted] of [
        [[first], [`${first} ${both}`, `${first} ${one}`]],
        [[second], [`${second} ${both}`]],
        [
          [first, second, third],
          [`${first} ${both}`, `${first} ${one}`, `${second} ${both}`],
        ],
        [[third], []],
        [[], []],
        [[subject.maker.word()], []],
      ] as const) {
        for (const fields of [undefined, [subject.use.key]]) {
          const pairs = [...((await subject.store.memberships?.(asked, subject.call(), fields)) ?? [])];
          const found = pairs.map(([member, group]) => `${member} ${subject.keyOf(group)}`);
          const isRight = found.length === wanted.length && wanted.every((pair) => found.includes(pair));
          must(isRight, `memberships(${show(asked)}) must give ${show(wanted)}, not ${show(found)}.`);
        }
      }
      if (!subject.store.find) return;
      const field = subject.use.members ?? '';
      const filter = { op: 'eq', field, value: second, type: 'string', caseExact: true } as const;
      const { records, applied } = await subject.find({ filter });
      must(
        records.some((group) => subject.keyOf(group) === both),
        'A group is not found by its member.',
      );
      must(applied?.filter !== true || records.length === 1, 'A search for the groups of a member finds others too.');
    },
  },
];

/** Ids to be members: of people, where there is a store to make them in. */
async function members(subject: Subject, subjects: readonly Subject[], count: number): Promise<readonly string[]> {
  const people = subjects.find(({ type }) => type === 'User' && type !== subject.type);
  if (people && needs('insert')(people) === undefined) {
    return (await people.insertMany(count)).map((record) => people.keyOf(record));
  }
  return Array.from({ length: count }, () => subject.maker.word());
}

async function makeGroup(subject: Subject, ids: readonly string[]): Promise<StoredRecord> {
  const field = subject.use.members ?? '';
  const group = await subject.insert(subject.maker.make({ [field]: subject.maker.listOf(field, ids) }));
  mustHaveMembers(subject, 'a new group', await subject.existing(group), ids);
  return group;
}

async function change(
  subject: Subject,
  group: StoredRecord,
  { add = [], remove = [] }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): Promise<void> {
  const { members: field = '', lists } = subject.use;
  const separator = lists[field]?.separator;
  const element = (id: string): FieldValue => (separator === undefined ? subject.maker.elementOf(field, id) : id);
  const list = { add: add.map(element), remove: remove.map(element), ...(separator !== undefined && { separator }) };
  await subject.store.update?.(subject.keyOf(group), { lists: { [field]: list } }, subject.call());
}

/** By id: a store may know more of a member, such as its name. */
function mustHaveMembers({ use }: Subject, what: string, group: StoredRecord, wanted: readonly string[]): void {
  const field = use.members ?? '';
  const separator = use.lists[field]?.separator;
  const found = elementsOf(group[field], separator).map((element) =>
    typeof element === 'object' && element !== null && 'value' in element ? (element.value as FieldValue) : element,
  );
  if (sameValue(found, wanted)) return;
  mustHold(what, { [field]: found }, { [field]: wanted }, { lists: {} });
}
