import { setTimeout as wait } from 'node:timers/promises';
import { getField, type StoredRecord } from '../../plugin/index.js';
import { firstOf, hasText, needs, type StoreCheck } from '../check.js';
import { codeOf, must, mustRefuse, show } from '../contract-broken.js';
import { mustHold } from '../same-value.js';
import type { Subject } from '../subject.js';

const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** Longer than the tick of a clock that counts seconds. */
const NEXT_SECOND_MS = 1_050;

const keepsDates = ({ store }: Subject): string | undefined =>
  store.meta?.created === undefined && store.meta?.lastModified === undefined ? 'the store keeps no dates' : undefined;
const keepsVersions = ({ store }: Subject): string | undefined =>
  store.meta?.version === undefined ? 'the store keeps no versions' : undefined;

/** Dates and versions, where a store says that it keeps them. */
export const metaChecks: readonly StoreCheck[] = [
  {
    name: 'dates are UTC texts: created stays, lastModified moves with a change and not with a read',
    skip: firstOf(needs('insert', 'update'), hasText, keepsDates),
    async run(subject) {
      const target = await subject.insert();
      const before = await subject.existing(target);
      for (const field of dateFields(subject)) {
        const date = text(before, field);
        must(
          utc.test(date) && !Number.isNaN(Date.parse(date)),
          `${field} must be a date like 2024-01-31T12:00:00.000Z, not ${show(date)}.`,
        );
      }
      await wait(5);
      const read = await subject.existing(target);
      for (const field of dateFields(subject))
        must(text(read, field) === text(before, field), `${field} moved by a read.`);
      const { created, lastModified } = subject.store.meta ?? {};
      const after = await changed(subject, target);
      if (created !== undefined) must(text(after, created) === text(before, created), `${created} moved by a change.`);
      if (lastModified === undefined) return;
      let moved = after;
      if (Date.parse(text(after, lastModified)) === Date.parse(text(before, lastModified))) {
        await wait(NEXT_SECOND_MS);
        moved = await changed(subject, target);
      }
      const [then, now] = [Date.parse(text(before, lastModified)), Date.parse(text(moved, lastModified))];
      must(
        now > then,
        `${lastModified} must move on with a change: it was ${text(before, lastModified)}, it is ${text(moved, lastModified)}.`,
      );
    },
  },
  {
    name: 'a version is another after each change, and the same after a read',
    skip: firstOf(needs('insert', 'update'), hasText, keepsVersions),
    async run(subject) {
      const version = subject.store.meta?.version ?? '';
      const target = await subject.insert();
      const seen = [text(await subject.existing(target), version)];
      must(seen[0] !== '', `A new record must have a version, in its field "${version}".`);
      must(text(await subject.existing(target), version) === seen[0], 'The version moved by a read.');
      for (let change = 0; change < 3; change++) {
        const now = text(await changed(subject, target), version);
        must(!seen.includes(now), `The version ${show(now)} came a second time.`);
        seen.push(now);
      }
    },
  },
  {
    name: 'a change of a version that is past is a VersionMismatch, and changes nothing',
    skip: firstOf(needs('insert', 'update'), hasText, keepsVersions),
    async run(subject) {
      const [field = ''] = subject.maker.textFields;
      const version = subject.store.meta?.version ?? '';
      const target = await subject.insert();
      const past = text(await subject.existing(target), version);
      const current = await changed(subject, target);
      const update = (from: string, value: string) =>
        subject.store.update?.(subject.keyOf(target), { set: { [field]: value }, version: from }, subject.call());
      await mustRefuse('update from a version that is past', () => update(past, 'too late'), 'versionMismatch');
      mustHold('after a change that was refused', await subject.existing(target), current, subject.use, [field]);
      await update(text(current, version), 'in time');
      mustHold(
        'after a change from the version at hand',
        await subject.existing(target),
        { [field]: 'in time' },
        subject.use,
      );
    },
  },
  {
    name: 'of two changes of one version at the same time, one wins',
    skip: firstOf(needs('insert', 'update'), hasText, keepsVersions),
    async run(subject) {
      const [field = ''] = subject.maker.textFields;
      const target = await subject.insert();
      const version = text(await subject.existing(target), subject.store.meta?.version ?? '');
      const both = await Promise.allSettled(
        ['first', 'second'].map(async (value) =>
          subject.store.update?.(subject.keyOf(target), { set: { [field]: value }, version }, subject.call()),
        ),
      );
      const refused = both.filter((result) => result.status === 'rejected');
      must(refused.length === 1, `Of two changes at once from one version, ${2 - refused.length} were done.`);
      must(
        codeOf(refused[0]?.reason) === 'versionMismatch',
        'The second of two changes at once must throw VersionMismatch.',
      );
    },
  },
];

function dateFields({ store: { meta = {} } }: Subject): readonly string[] {
  return [meta.created, meta.lastModified].filter((field) => field !== undefined);
}

function text(record: StoredRecord, field: string): string {
  const value = getField(record, field);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The record after a change of one of its texts to another. */
async function changed(subject: Subject, target: StoredRecord): Promise<StoredRecord> {
  const [field = ''] = subject.maker.textFields;
  await subject.store.update?.(subject.keyOf(target), { set: { [field]: subject.maker.word() } }, subject.call());
  return subject.existing(target);
}
