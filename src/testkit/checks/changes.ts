import type { Change, FieldValue, ListChange, StoredRecord } from '../../plugin/index.js';
import { firstOf, hasText, needs, type StoreCheck } from '../check.js';
import { must, mustRefuse } from '../contract-broken.js';
import { deepFreeze } from '../record-maker.js';
import { mustHold } from '../same-value.js';
import type { Subject } from '../subject.js';

const hasList = (subject: Subject): string | undefined =>
  listsOf(subject).length === 0 ? 'no field of the sample holds a list of texts or of objects with a value' : undefined;

/** A change does what it says, and nothing else. */
export const changeChecks: readonly StoreCheck[] = [
  {
    name: 'a change leaves all other fields, and all other records, as they were',
    skip: firstOf(needs('insert', 'update'), hasText),
    async run(subject) {
      const [target, other] = (await subject.insertMany(2)) as [StoredRecord, StoredRecord];
      for (const field of subject.maker.textFields) {
        for (const change of [{ set: { [field]: 'changed' } }, { unset: [field] }]) {
          const before = await subject.existing(target);
          await update(subject, target, change);
          const wanted = { ...before, [field]: 'set' in change ? 'changed' : null };
          mustHold(
            `after ${JSON.stringify(change)}`,
            await subject.read(subject.keyOf(target)),
            wanted,
            subject.use,
            own(subject, wanted),
          );
        }
      }
      mustHold('the other record', await subject.read(subject.keyOf(other)), other, subject.use);
    },
  },
  {
    name: 'update answers with the record as it then is, or with nothing',
    skip: firstOf(needs('insert', 'update'), hasText),
    async run(subject) {
      const target = await subject.insert();
      const [field = ''] = subject.maker.textFields;
      for (const change of [{ set: { [field]: 'answered' } }, { unset: [field] }, {}]) {
        const answer = await update(subject, target, change);
        if (answer === undefined || answer === null) continue;
        mustHold(`the answer to ${JSON.stringify(change)}`, answer, await subject.existing(target), subject.use);
      }
    },
  },
  {
    name: 'what was answered stays as it was when the record changes',
    skip: firstOf(needs('insert', 'update', 'get'), hasText),
    async run(subject) {
      const target = await subject.insert();
      const [field = ''] = subject.maker.textFields;
      const answers = [target, await subject.existing(target)];
      const texts = answers.map((answer) => JSON.stringify(answer));
      await update(subject, target, { set: { [field]: 'another' } });
      for (const [index, answer] of answers.entries()) {
        must(
          JSON.stringify(answer) === texts[index],
          `A record that was answered has become ${JSON.stringify(answer)}.`,
        );
      }
    },
  },
  {
    name: 'a change that changes nothing is no error',
    skip: firstOf(needs('insert', 'update'), hasText),
    async run(subject) {
      const target = await subject.insert();
      const [field = ''] = subject.maker.textFields;
      const key = subject.keyOf(target);
      for (const change of [{}, { set: {} }, { set: { [field]: target[field] ?? null } }]) {
        await update(subject, target, change);
        mustHold(`after ${JSON.stringify(change)}`, await subject.read(key), target, subject.use, own(subject, target));
      }
      await update(subject, target, { unset: [field] });
      await update(subject, target, { unset: [field] });
      mustHold('after a field was unset twice', await subject.read(key), { [field]: null }, subject.use);
    },
  },
  {
    name: 'adding to and removing from a list changes these elements only, and may be done twice',
    skip: firstOf(needs('insert', 'update'), hasList),
    async run(subject) {
      for (const field of listsOf(subject)) await changeList(subject, field);
    },
  },
  {
    name: 'changing a record that is not there is NotFound, and makes none',
    skip: needs('update'),
    async run(subject) {
      const [field = subject.use.key] = subject.maker.textFields;
      const key = subject.maker.word();
      for (const change of [{ set: { [field]: 'nobody' } }, { unset: [field] }]) {
        await mustRefuse(
          'update of a record that is not there',
          () => subject.store.update?.(key, change, subject.call()),
          'notFound',
        );
      }
      must((await subject.read(key)) === undefined, 'update of a record that is not there made one.');
    },
  },
  {
    name: 'removing takes away this record only; one that is not there is NotFound',
    skip: needs('insert', 'remove'),
    async run(subject) {
      const [gone, kept] = (await subject.insertMany(2)) as [StoredRecord, StoredRecord];
      const key = subject.keyOf(gone);
      await subject.store.remove?.(key, subject.call());
      subject.forget(key);
      must((await subject.read(key)) === undefined, 'A record that was removed is still read.');
      if (subject.store.find) {
        const found = (await subject.all()).some((record) => subject.keyOf(record) === key);
        must(!found, 'A record that was removed is still found.');
      }
      mustHold('the record that was not removed', await subject.read(subject.keyOf(kept)), kept, subject.use);
      for (const absent of [key, subject.maker.word()]) {
        await mustRefuse(
          'remove of a record that is not there',
          () => subject.store.remove?.(absent, subject.call()),
          'notFound',
        );
      }
    },
  },
];

/** Lists whose elements can be made: members only of a type that has no store of its own to look in. */
function listsOf({ maker, use }: Subject): readonly string[] {
  return maker.listFields.filter((field) => {
    if (field === use.members) return false;
    const elements = maker.sample.flatMap((record) => (Array.isArray(record[field]) ? record[field] : []));
    return elements.every(
      (element) =>
        typeof element === 'string' || (typeof element === 'object' && element !== null && 'value' in element),
    );
  });
}

async function changeList(subject: Subject, field: string): Promise<void> {
  const { maker, use } = subject;
  const separator = use.lists[field]?.separator;
  const element = (name: string): FieldValue => (separator === undefined ? maker.elementOf(field, name) : name);
  const target = await subject.insert(maker.make({ [field]: maker.listOf(field, ['one', 'two', 'three']) }));
  const steps: readonly (readonly [ListChange, readonly string[]])[] = [
    [{ add: [element('four')] }, ['one', 'two', 'three', 'four']],
    [{ add: [element('four'), element('one')] }, ['one', 'two', 'three', 'four']],
    [{ remove: [element('two')] }, ['one', 'three', 'four']],
    [{ remove: [element('two'), element('nobody')] }, ['one', 'three', 'four']],
    [{ add: [element('five')], remove: [element('one')] }, ['three', 'four', 'five']],
    [{ remove: [element('three'), element('four'), element('five')] }, []],
    [{ add: [element('six')] }, ['six']],
  ];
  for (const [list, wanted] of steps) {
    await update(subject, target, { lists: { [field]: { ...list, ...(separator !== undefined && { separator }) } } });
    const after = { ...target, [field]: maker.listOf(field, wanted) };
    mustHold(
      `after ${JSON.stringify(list)}`,
      await subject.read(subject.keyOf(target)),
      after,
      use,
      own(subject, after),
    );
  }
}

async function update(
  subject: Subject,
  { ...target }: StoredRecord,
  change: Change,
): Promise<StoredRecord | undefined> {
  return subject.store.update?.(subject.keyOf(target), deepFreeze(change), subject.call());
}

/** The fields of a record that a change of another field leaves alone: not its dates and version. */
function own({ store }: Subject, record: StoredRecord): readonly string[] {
  const moving = new Set(Object.values(store.meta ?? {}).flatMap((field) => [field, field.split('.', 1)[0]]));
  return Object.keys(record).filter((field) => !moving.has(field));
}
