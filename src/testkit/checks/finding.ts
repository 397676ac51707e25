import { compileFieldFilter, type FieldFilter, getField, type Query, type StoredRecord } from '../../plugin/index.js';
import { awkwardTexts } from '../awkward-values.js';
import { firstOf, hasText, needs, type StoreCheck } from '../check.js';
import { must, unlessRefused } from '../contract-broken.js';
import { judgeAnswer } from '../judge-answer.js';
import { askedFields, filtersOn, sortsOn } from '../questions.js';
import { isEmpty, mustHold } from '../same-value.js';
import type { Subject } from '../subject.js';

/** Texts that are told apart only by case, accents and wild cards. */
const alike = ['ada', 'Ada', 'ADA B', 'Zoë', 'zoë', 'ZOË', 'a%b', 'a_b', 'axb', "O'Hara", 'a\\b', ''];

/** `find` says truthfully what it has applied. */
export const findingChecks: readonly StoreCheck[] = [
  {
    name: 'find without a question gives every record once, as get reads it',
    skip: needs('find'),
    async run(subject) {
      const made = await some(subject, 4);
      const all = await subject.all();
      judgeAnswer({}, await subject.find({}), all, subject.use);
      for (const record of made) {
        const found = all.filter((candidate) => subject.keyOf(candidate) === subject.keyOf(record));
        must(found.length === 1, `A record that was inserted is found ${found.length} times.`);
        mustHold('the record as find gives it', found[0], record, subject.use);
      }
      if (!subject.store.get) return;
      for (const record of all.slice(0, 5)) {
        mustHold('the record as get reads it', await subject.read(subject.keyOf(record)), record, subject.use);
      }
    },
  },
  {
    name: 'a filter is applied wholly or not at all, and never leaves out what matches',
    skip: needs('find'),
    async run(subject) {
      const records = await alikeRecords(subject);
      await judgeEach(
        subject,
        filtersOn(subject, records).map((filter) => ({ filter })),
      );
    },
  },
  {
    name: 'awkward texts can be looked up',
    skip: firstOf(needs('find', 'insert'), hasText),
    async run(subject) {
      const [field = ''] = subject.maker.textFields;
      for (const [name, text] of Object.entries(awkwardTexts)) {
        let key = '';
        const record = subject.maker.make({ [field]: text });
        const kept = await unlessRefused(async () => {
          key = subject.keyOf(await subject.insert(record));
        }, 'invalidValue');
        if (!kept) continue;
        const filter: FieldFilter = { op: 'eq', field, value: text, type: 'string', caseExact: true };
        const { records, applied } = await subject.find({ filter });
        const matches = compileFieldFilter(filter);
        must(
          records.some((found) => subject.keyOf(found) === key),
          `A text with ${name} is not found by itself.`,
        );
        must(applied?.filter !== true || records.every(matches), `A search for a text with ${name} finds others too.`);
      }
    },
  },
  {
    name: 'a sort that was applied is in order, records without a value last',
    skip: needs('find'),
    async run(subject) {
      const records = await alikeRecords(subject);
      await judgeEach(
        subject,
        sortsOn(subject, records).map((sort) => ({ sort })),
      );
    },
  },
  {
    name: 'pages put together are the whole, each record once, and say the true total',
    skip: needs('find'),
    async run(subject) {
      await some(subject, 7);
      const all = await subject.all();
      const size = Math.max(2, Math.ceil(all.length / 4));
      const seen: string[] = [];
      let isPaged = false;
      for (let offset = 0; offset < all.length + size; offset += size) {
        const query = { page: { offset, limit: size } };
        const answer = await subject.find(query);
        judgeAnswer(query, answer, all, subject.use);
        isPaged ||= answer.applied?.page === true;
        if (answer.applied?.page === true) seen.push(...answer.records.map((record) => subject.keyOf(record)));
      }
      if (!isPaged) return;
      must(new Set(seen).size === seen.length, 'One record stands on two pages.');
      must(seen.length === all.length, `All pages together have ${seen.length} records of ${all.length}.`);
      for (const page of [
        { offset: 0, limit: 0 },
        { offset: all.length + 10, limit: 5 },
      ]) {
        judgeAnswer({ page }, await subject.find({ page }), all, subject.use);
      }
    },
  },
  {
    name: 'a filter, a sort and a page together are told truthfully',
    skip: needs('find'),
    async run(subject) {
      const records = await alikeRecords(subject);
      const filters = filtersOn(subject, records);
      const sorts = sortsOn(subject, records);
      const queries = filters.map((filter, index): Query => {
        const sort = sorts[index % Math.max(1, sorts.length)];
        return { filter, ...(sort && { sort }), page: { offset: index % 3, limit: 1 + (index % 4) } };
      });
      await judgeEach(subject, queries);
    },
  },
  {
    name: 'the fields that are asked for come whole',
    skip: needs('find'),
    async run(subject) {
      await some(subject, 2);
      const { key } = subject.use;
      for (const whole of (await subject.all()).slice(-3)) {
        const id = subject.keyOf(whole);
        for (const field of [...askedFields(subject), ...metaFields(subject)]) {
          const fields = [...new Set([key, field])];
          const found = (await subject.find({ fields })).records.find((record) => subject.keyOf(record) === id);
          mustHold(
            `find with fields ${JSON.stringify(fields)}`,
            flat(found, fields),
            flat(whole, fields) ?? {},
            subject.use,
          );
          if (!subject.store.get) continue;
          mustHold(
            `get with fields ${JSON.stringify(fields)}`,
            flat(await subject.read(id, fields), fields),
            flat(whole, fields) ?? {},
            subject.use,
          );
        }
        const filter: FieldFilter = { op: 'eq', field: key, value: id, type: 'string', caseExact: true };
        for (const other of subject.maker.textFields.slice(0, 2)) {
          const query = {
            filter,
            sort: { field: other, order: 'ascending', type: 'string', caseExact: true },
            fields: [key],
          } as const;
          const { records } = await subject.find(query);
          must(
            records.some((record) => subject.keyOf(record) === id),
            'A record is lost where its fields are not asked for.',
          );
        }
      }
    },
  },
  {
    name: 'count counts the records',
    skip: needs('count', 'find'),
    async run(subject) {
      await some(subject, 2);
      const counted = await subject.store.count?.();
      const there = (await subject.all()).length;
      must(counted === there, `count says ${counted}, but there are ${there} records.`);
    },
  },
  {
    name: 'explain says in single lines how the system would be asked, and asks nothing',
    skip: needs('explain', 'find'),
    async run(subject) {
      const filters = filtersOn(subject, (await subject.all()).slice(0, 2));
      for (const query of [{}, ...filters.map((filter) => ({ filter }))]) {
        const lines = subject.store.explain?.(query);
        must(Array.isArray(lines), 'explain must answer with a list of lines, at once.');
        must(
          lines.every((line) => typeof line === 'string' && !line.includes('\n')),
          'explain must answer with single lines.',
        );
      }
    },
  },
];

/** Some records of its own, where the store can have them. */
async function some(subject: Subject, count: number): Promise<readonly StoredRecord[]> {
  return needs('insert')(subject) === undefined ? subject.insertMany(count) : [];
}

/** Records that a careless comparison takes for the same; else what is there. */
async function alikeRecords(subject: Subject): Promise<readonly StoredRecord[]> {
  const { textFields } = subject.maker;
  if (needs('insert')(subject) !== undefined) return (await subject.all()).slice(0, 20);
  const made: StoredRecord[] = [];
  for (const text of alike) {
    const texts = Object.fromEntries(textFields.map((field) => [field, text]));
    await unlessRefused(async () => made.push(await subject.insert(subject.maker.make(texts))), 'invalidValue');
  }
  return made;
}

async function judgeEach(subject: Subject, queries: readonly Query[]): Promise<void> {
  const all = await subject.all();
  for (const query of queries) judgeAnswer(query, await subject.find(query), all, subject.use);
}

function metaFields({ store }: Subject): readonly string[] {
  return Object.values(store.meta ?? {});
}

/** The values of some fields, dotted ones too. */
function flat(record: StoredRecord | undefined, fields: readonly string[]): StoredRecord | undefined {
  if (!record) return undefined;
  const values = fields.map((field) => [field, getField(record, field) ?? null] as const);
  return Object.fromEntries(values.filter(([, value]) => !isEmpty(value)));
}
