import { Secret, type StoredRecord } from '../../plugin/index.js';
import { firstOf, hasText, needs, type StoreCheck } from '../check.js';
import { must, mustRefuse, unlessRefused } from '../contract-broken.js';
import { mustHold } from '../same-value.js';
import type { Subject } from '../subject.js';
import { settlesWithin } from '../within.js';

/** Long enough for a request to be on its way. */
const STALLED_MS = 20;

/** How a store behaves as a whole: dry runs, signals, many calls at once, secrets, a system that is away. */
export const callChecks: readonly StoreCheck[] = [
  {
    name: 'a dry run writes nothing',
    skip: firstOf(needs('insert', 'find'), hasText),
    async run(subject) {
      const target = await subject.insert();
      const before = (await subject.all()).length;
      const call = subject.call({ dryRun: true });
      const { store, maker } = subject;
      const key = subject.keyOf(target);
      const [field = ''] = maker.textFields;
      await unlessRefused(() => store.insert?.(maker.make(), call), 'notSupported');
      await unlessRefused(() => store.update?.(key, { set: { [field]: 'dry' } }, call), 'notSupported');
      await unlessRefused(() => store.remove?.(key, call), 'notSupported');
      const after = await subject.all();
      must(after.length === before, `After dry runs there are ${after.length} records, and there were ${before}.`);
      mustHold('a record after a dry run', await subject.read(key), target, subject.use, [field]);
    },
  },
  {
    name: 'every call ends soon after its signal aborts',
    skip: () => undefined,
    async run(subject) {
      const { patience = 5_000, stall } = subject.settings;
      for (const [name, operation] of await operationsOn(subject)) {
        await settlesWithin(patience, `${name} with a signal that has aborted already`, () =>
          operation(AbortSignal.abort()),
        );
        const abort = new AbortController();
        setImmediate(() => abort.abort());
        await settlesWithin(patience, name, () => operation(abort.signal));
      }
      if (!stall) return;
      const operations = await operationsOn(subject);
      await stall.begin();
      try {
        for (const [name, operation] of operations) {
          const abort = new AbortController();
          const timer = setTimeout(() => abort.abort(), STALLED_MS);
          await settlesWithin(patience, `${name}, while the system does not answer,`, () => operation(abort.signal));
          clearTimeout(timer);
        }
      } finally {
        await stall.end();
      }
    },
  },
  {
    name: 'new records made at the same time are all there, each with its own key',
    skip: needs('insert'),
    async run(subject) {
      const made = await Promise.all(Array.from({ length: 10 }, () => subject.insert()));
      must(
        new Set(made.map((record) => subject.keyOf(record))).size === made.length,
        'Two inserts at once got one key.',
      );
      for (const record of made)
        mustHold('a record after ten inserts at once', await subject.read(subject.keyOf(record)), record, subject.use);
    },
  },
  {
    // Changes of one record come one after the other: the gateway sees to that.
    name: 'changes of different records at the same time lose nothing',
    skip: firstOf(needs('insert', 'update'), hasText),
    async run(subject) {
      const [field = ''] = subject.maker.textFields;
      const targets = await subject.insertMany(8);
      await Promise.all(
        targets.map(async (target, index) =>
          subject.store.update?.(subject.keyOf(target), { set: { [field]: `at once ${index}` } }, subject.call()),
        ),
      );
      for (const [index, target] of targets.entries()) {
        const wanted = { [field]: `at once ${index}` };
        mustHold('a record after eight changes at once', await subject.existing(target), wanted, subject.use);
      }
    },
  },
  {
    name: 'removing and inserting at the same time lose nothing',
    skip: needs('insert', 'remove'),
    async run(subject) {
      const gone = await subject.insertMany(4);
      const [made] = await Promise.all([
        Promise.all(gone.map(() => subject.insert())),
        Promise.all(gone.map(async (record) => subject.store.remove?.(subject.keyOf(record), subject.call()))),
      ]);
      for (const record of gone) {
        subject.forget(subject.keyOf(record));
        must(
          (await subject.read(subject.keyOf(record))) === undefined,
          'A record that was removed among others is back.',
        );
      }
      for (const record of made) await subject.existing(record);
    },
  },
  {
    name: 'a password is in no answer and in no line of the log',
    skip: firstOf(needs('insert'), ({ use }) =>
      use.password === undefined ? 'resources.TYPE.password names no field' : undefined,
    ),
    async run(subject) {
      const { store, use } = subject;
      const field = use.password ?? '';
      const clear = `clear-${subject.maker.word()}`;
      const made = await subject.insert(withSecret(subject.maker.make(), field, clear));
      const key = subject.keyOf(made);
      const answers: unknown[] = [made, await subject.read(key)];
      if (store.find) answers.push(await subject.all());
      if (store.update) {
        answers.push(await store.update(key, { set: withSecret({}, field, `${clear}-again`) }, subject.call()));
        answers.push(await subject.read(key));
      }
      must(!JSON.stringify(answers).includes(clear), 'A password comes back in clear.');
      must(!subject.log.lines.some((line) => line.includes(clear)), 'A password is in the log.');
    },
  },
  {
    name: 'a system that is away is Unavailable, for each call and for check',
    skip: ({ settings }) => (settings.outage ? undefined : 'settings.outage is not given'),
    async run(subject) {
      const operations = await operationsOn(subject);
      const { outage } = subject.settings;
      await outage?.begin();
      try {
        for (const [name, operation] of operations) {
          if (name === 'check') await mustRefuse(name, () => operation(new AbortController().signal), 'unavailable');
          else await mustRefuse(name, () => operation(new AbortController().signal), 'unavailable', 'badGateway');
        }
      } finally {
        await outage?.end();
      }
      if (subject.store.find) await subject.all();
    },
  },
];

/** Each operation that the store has, on a record that is there where it can be made. */
async function operationsOn(
  subject: Subject,
): Promise<readonly (readonly [name: string, operation: (signal: AbortSignal) => Promise<unknown>])[]> {
  const { store, adapter, maker, use } = subject;
  const canInsert = needs('insert')(subject) === undefined;
  const key = canInsert ? subject.keyOf(await subject.insert()) : maker.word();
  const [field = use.key] = maker.textFields;
  const filter = { op: 'eq', field, value: 'x', type: 'string', caseExact: false } as const;
  const operations: (readonly [string, (signal: AbortSignal) => Promise<unknown>])[] = [
    ['find', async (signal) => subject.find({ filter }, subject.call({ signal }))],
    ['get', async (signal) => store.get?.(key, subject.call({ signal }))],
    ['update', async (signal) => store.update?.(key, { set: { [field]: 'x' } }, subject.call({ signal }))],
    ['insert', async (signal) => subject.insert(maker.make(), subject.call({ signal }))],
    ['memberships', async (signal) => store.memberships?.([key], subject.call({ signal }))],
    ['remove', async (signal) => store.remove?.(key, subject.call({ signal }))],
  ];
  const has = (name: string): boolean =>
    name === 'insert' ? canInsert : store[name as 'find' | 'get' | 'update' | 'memberships' | 'remove'] !== undefined;
  return [
    ...operations.filter(([name]) => has(name)),
    ...(adapter.check
      ? [['check', async (signal: AbortSignal) => adapter.check?.(subject.call({ signal }))] as const]
      : []),
  ];
}

function withSecret(record: StoredRecord, field: string, clear: string): StoredRecord {
  return { ...record, [field]: new Secret(clear) };
}
