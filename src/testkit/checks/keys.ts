import { awkwardKeys } from '../awkward-values.js';
import { firstOf, needs, type StoreCheck } from '../check.js';
import { codeOf, must, mustRefuse, show } from '../contract-broken.js';
import { mustHold } from '../same-value.js';
import type { Subject } from '../subject.js';

const hasUnique = ({ maker }: Subject): string | undefined =>
  maker.uniqueFields.length === 0
    ? 'neither settings.unique nor a unique look-up names a text of the sample'
    : undefined;

/** Keys, and values that no two records share. */
export const keyChecks: readonly StoreCheck[] = [
  {
    name: 'each new record gets a key of its own, by which it is read',
    skip: needs('insert'),
    async run(subject) {
      const keys = new Set<string>();
      for (const record of await subject.insertMany(5)) {
        const key = subject.keyOf(record);
        must(!keys.has(key), `Two new records got the key ${show(key)}.`);
        keys.add(key);
        const read = await subject.read(key);
        must(read !== undefined, `The record with the key ${show(key)} that insert answered is not there.`);
        must(subject.keyOf(read) === key, `The record read by ${show(key)} has the key ${show(subject.keyOf(read))}.`);
      }
    },
  },
  {
    name: 'a key that is not there reads as undefined',
    skip: needs('get'),
    async run(subject) {
      for (const key of awkwardKeys) {
        const record = await subject.store.get?.(key, subject.call());
        must(record === undefined, `get(${show(key)}) must answer undefined, not ${show(record)}.`);
      }
    },
  },
  {
    name: 'a new record never takes the place of another',
    skip: needs('insert'),
    async run(subject) {
      const first = await subject.insert();
      const key = subject.keyOf(first);
      let second: string | undefined;
      try {
        second = subject.keyOf(
          await subject.insert(subject.maker.make({ [subject.use.key]: first[subject.use.key] ?? key })),
        );
      } catch (error) {
        const code = codeOf(error);
        must(
          code === 'conflict' || code === 'invalidValue' || code === 'notSupported',
          `insert of a key that is taken must throw Conflict, not ${String(error)}.`,
        );
      }
      must(second !== key, `insert of the taken key ${show(key)} must throw Conflict, but was done.`);
      mustHold('the record that had the key first', await subject.read(key), first, subject.use);
    },
  },
  {
    name: 'a unique value that is taken is a Conflict, for new records and for changes',
    skip: firstOf(needs('insert'), hasUnique),
    async run(subject) {
      for (const { field, caseExact } of subject.maker.uniqueFields) {
        const [first, second] = await subject.insertMany(2);
        if (!first || !second) return;
        const taken = String(first[field]);
        for (const value of caseExact ? [taken] : [taken, taken.toUpperCase()]) {
          await mustRefuse(
            `insert of a record whose ${field} is taken`,
            () => subject.insert(subject.maker.make({ [field]: value })),
            'conflict',
          );
          if (!subject.store.update) continue;
          await mustRefuse(
            `update to a ${field} that is taken`,
            () => subject.store.update?.(subject.keyOf(second), { set: { [field]: value } }, subject.call()),
            'conflict',
          );
          mustHold(
            'the record whose change was refused',
            await subject.read(subject.keyOf(second)),
            second,
            subject.use,
            [field],
          );
        }
        if (!subject.store.update) continue;
        const own = { set: { [field]: taken } };
        await subject.store.update(subject.keyOf(first), own, subject.call());
      }
    },
  },
  {
    name: 'of two new records with one unique value at the same time, one wins',
    skip: firstOf(needs('insert'), hasUnique),
    async run(subject) {
      for (const { field } of subject.maker.uniqueFields) {
        const value = String(subject.maker.make()[field] ?? subject.maker.word());
        const both = await Promise.allSettled([1, 2].map(() => subject.insert(subject.maker.make({ [field]: value }))));
        const refused = both.filter((result) => result.status === 'rejected');
        must(refused.length === 1, `Of two inserts at once with one ${field}, ${2 - refused.length} were done.`);
        const reason: unknown = refused[0]?.reason;
        must(
          codeOf(reason) === 'conflict',
          `The second of two inserts at once must throw Conflict, not ${String(reason)}.`,
        );
      }
    },
  },
];
