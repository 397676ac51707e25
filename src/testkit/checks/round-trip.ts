import type { StoredRecord } from '../../plugin/index.js';
import { awkwardNumbers, awkwardTexts } from '../awkward-values.js';
import { firstOf, hasText, needs, type StoreCheck } from '../check.js';
import { must, unlessRefused } from '../contract-broken.js';
import { mustHold } from '../same-value.js';
import type { Subject } from '../subject.js';

/** What is stored comes back as it was sent, or is refused as InvalidValue. */
export const roundTripChecks: readonly StoreCheck[] = [
  {
    name: 'a new record comes back as it was sent, and as insert answered it',
    skip: needs('insert'),
    async run(subject) {
      for (let index = 0; index < Math.max(1, subject.maker.sample.length); index++) {
        const sent = withoutPassword(subject, subject.maker.make());
        const answer = await subject.insert(sent);
        mustHold('the answer of insert', answer, sent, subject.use);
        mustHold('the record after insert', await subject.read(subject.keyOf(answer)), answer, subject.use);
      }
    },
  },
  {
    name: 'awkward texts of a new record come back as they were sent',
    skip: firstOf(needs('insert'), hasText),
    async run(subject) {
      const kept = await eachText(subject, async (record, fields, text) => {
        let answer: StoredRecord | undefined;
        const done = await unlessRefused(async () => {
          answer = await subject.insert(record);
        }, 'invalidValue');
        if (!done || !answer) return false;
        mustHold(`${text} in the answer of insert`, answer, record, subject.use, fields);
        mustHold(`${text} after insert`, await subject.read(subject.keyOf(answer)), record, subject.use, fields);
        return true;
      });
      must(kept > 0, 'Every text was refused, the plainest too.');
    },
  },
  {
    name: 'awkward texts of a change come back as they were sent',
    skip: firstOf(needs('insert', 'update'), hasText),
    async run(subject) {
      const key = subject.keyOf(await subject.insert());
      await eachText(subject, async (record, fields, text) => {
        const set = Object.fromEntries(fields.map((field) => [field, record[field] ?? '']));
        const done = await unlessRefused(() => subject.store.update?.(key, { set }, subject.call()), 'invalidValue');
        if (done) mustHold(`${text} after update`, await subject.read(key), set, subject.use);
        return done;
      });
    },
  },
  {
    name: 'numbers and booleans come back, zero and false too',
    skip: firstOf(needs('insert'), (subject) =>
      scalarsOf(subject).length === 0 ? 'no field of the sample holds a number or a boolean' : undefined,
    ),
    async run(subject) {
      for (const [field, values] of scalarsOf(subject)) {
        for (const value of values) {
          const sent = subject.maker.make({ [field]: value });
          let answer: StoredRecord | undefined;
          const done = await unlessRefused(async () => {
            answer = await subject.insert(sent);
          }, 'invalidValue');
          if (!done || !answer) continue;
          mustHold(`after insert`, await subject.read(subject.keyOf(answer)), sent, subject.use, [field]);
        }
      }
    },
  },
  {
    name: 'an empty text and null are no value',
    skip: firstOf(needs('insert', 'update'), hasText),
    async run(subject) {
      const [field = ''] = subject.maker.textFields;
      for (const empty of ['', null]) {
        const key = subject.keyOf(await subject.insert());
        const change = { set: { [field]: empty } };
        if (!(await unlessRefused(() => subject.store.update?.(key, change, subject.call()), 'invalidValue'))) continue;
        mustHold(`after ${JSON.stringify(empty)} was set`, await subject.read(key), { [field]: null }, subject.use);
      }
    },
  },
  {
    name: 'what a store is given is left as it was',
    skip: needs('insert'),
    async run(subject) {
      // Frozen by its maker: who changes it fails.
      const key = subject.keyOf(await subject.insert(subject.maker.make()));
      const [field] = subject.maker.textFields;
      if (field === undefined || !subject.store.update) return;
      const change = Object.freeze({ set: Object.freeze({ [field]: 'left alone' }) });
      await subject.store.update(key, change, subject.call());
    },
  },
];

/** Records with one awkward text in all free fields; returns how many were kept. */
async function eachText(
  { maker }: Subject,
  trial: (record: StoredRecord, fields: readonly string[], text: string) => Promise<boolean>,
): Promise<number> {
  let kept = 0;
  for (const [name, text] of Object.entries(awkwardTexts)) {
    const texts = Object.fromEntries(maker.textFields.map((field) => [field, text]));
    if (await trial(maker.make(texts), maker.textFields, `a text with ${name}`)) kept += 1;
  }
  return kept;
}

function scalarsOf({ maker, use }: Subject): readonly (readonly [string, readonly (number | boolean)[]])[] {
  const fields = new Map<string, readonly (number | boolean)[]>();
  for (const record of maker.sample) {
    for (const [field, value] of Object.entries(record)) {
      if (field === use.key || maker.uniqueFields.some((unique) => unique.field === field)) continue;
      if (typeof value === 'number') fields.set(field, awkwardNumbers);
      if (typeof value === 'boolean') fields.set(field, [true, false]);
    }
  }
  return [...fields];
}

function withoutPassword({ use }: Subject, record: StoredRecord): StoredRecord {
  const { password } = use;
  return Object.fromEntries(Object.entries(record).filter(([field]) => field !== password));
}
