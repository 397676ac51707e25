import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import {
  askRelease,
  createRails,
  openRailStore,
  type RailLimits,
  type RailStore,
  railFile,
  readRailState,
} from '#src/rails/index.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const HOUR = 3_600_000;

function memoryStore(): RailStore & { ask(): void } {
  let state = { deactivations: [], deletions: [], groups: {} } as RailStore['state'];
  let asked = false;
  return {
    get state() {
      return state;
    },
    save: async (next) => {
      state = next;
    },
    releaseAsked: () => asked,
    forgetRelease: async () => {
      asked = false;
    },
    ask: () => {
      asked = true;
    },
  };
}

const setUp = (limits: RailLimits, store = memoryStore()) => {
  const clock = { now: 1_000_000 };
  return { clock, store, rails: createRails(limits, { store, connector: 'hr', now: () => clock.now, log: quiet }) };
};

t.test('whatever comes when, no more is taken away within the time than the limit says', async (t) => {
  const steps = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constant('remove' as const) },
      { weight: 1, arbitrary: fc.constant('fail' as const) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: HOUR }) },
      { weight: 1, arbitrary: fc.constant('release' as const) },
    ),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 0, max: 5 }), async (steps, count) => {
      const { clock, store, rails } = setUp({ maxDeactivations: { count, perMs: HOUR } });
      let made: number[] = [];
      for (const step of steps) {
        if (typeof step === 'number') clock.now += step;
        else if (step === 'release') {
          store.ask();
          if (rails.closed() !== undefined) made = [];
        } else {
          const reservation = await rails.reserve({ kind: 'deactivation' }).catch(() => undefined);
          if (step === 'fail') reservation?.release();
          else if (reservation) made.push(clock.now);
        }
        t.ok(made.filter((time) => time > clock.now - HOUR).length <= count);
      }
    }),
    { numRuns: 200 },
  );
});

t.test('a rail that has closed refuses every removal, also later, until it is released', async (t) => {
  const { clock, store, rails } = setUp({ maxDeletes: { count: 1, perMs: HOUR } });
  await rails.reserve({ kind: 'deletion' });
  await t.rejects(rails.reserve({ kind: 'deletion' }), { status: 403, message: /maxDeletes has been reached in hr/ });
  clock.now += 2 * HOUR;
  await t.rejects(rails.reserve({ kind: 'deactivation' }), { status: 403, message: /./ });
  t.match(await rails.findings(), [{ message: /scim-gateway rails release hr/ }]);
  store.ask();
  await rails.reserve({ kind: 'deletion' });
  t.strictSame(await rails.findings(), []);
});

t.test('removals at the same moment are counted one after the other', async (t) => {
  const { rails } = setUp({ maxDeletes: { count: 3, perMs: HOUR } });
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => rails.reserve({ kind: 'deletion' })));
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 3);
});

t.test('a group may lose its share, in one change or in many', async (t) => {
  const limits = { maxGroupShrink: { share: 0.5, perMs: HOUR, from: 10 } };
  const shrink = (group: string, members: number, removed: number) =>
    ({ kind: 'shrink', group, members, removed }) as const;
  const { rails } = setUp(limits);
  await rails.reserve(shrink('small', 9, 9));
  await rails.reserve(shrink('a', 100, 50));
  await t.rejects(rails.reserve(shrink('a', 50, 1)), { status: 403, message: /maxGroupShrink/ });
  const one = setUp(limits);
  for (let left = 20; left > 10; left--) await one.rails.reserve(shrink('b', left, 1));
  await t.rejects(one.rails.reserve(shrink('b', 10, 1)), { status: 403, message: /./ });
});

t.test('what cannot be counted is not taken away', async (t) => {
  const store = {
    ...memoryStore(),
    save: async () => {
      throw new Error('no space left on device');
    },
  };
  const { rails } = setUp({ maxDeletes: { count: 1, perMs: HOUR } }, store);
  await t.rejects(rails.reserve({ kind: 'deletion' }), { status: 503, message: /./ });
});

t.test('a release that cannot be written down is not lost', async (t) => {
  const memory = memoryStore();
  let isFull = false;
  const save = async (next: RailStore['state']): Promise<void> => {
    if (isFull) throw new Error('no space left on device');
    await memory.save(next);
  };
  const store = {
    ...memory,
    save,
    get state() {
      return memory.state;
    },
  };
  const { rails } = setUp({ maxDeletes: { count: 1, perMs: HOUR } }, store);
  await rails.reserve({ kind: 'deletion' });
  await t.rejects(rails.reserve({ kind: 'deletion' }), { status: 403, message: /./ });
  store.ask();
  isFull = true;
  await t.rejects(rails.reserve({ kind: 'deletion' }), { status: 503, message: /./ });
  isFull = false;
  await rails.reserve({ kind: 'deletion' });
});

t.test('the clock: a step back frees nobody who was counted', async (t) => {
  const { clock, rails } = setUp({ maxDeletes: { count: 1, perMs: HOUR } });
  await rails.reserve({ kind: 'deletion' });
  clock.now -= 10 * HOUR;
  await t.rejects(rails.reserve({ kind: 'deletion' }), { status: 403, message: /./ });
});

t.test('the count survives a restart, and a release from another process arrives once', async (t) => {
  const folder = join(t.testdir({}), 'state');
  const file = railFile(folder, 'hr');
  const open = () =>
    createRails(
      { maxDeletes: { count: 2, perMs: HOUR } },
      { store: openRailStore(file), connector: 'hr', now: () => 5_000_000, log: quiet },
    );
  await open().reserve({ kind: 'deletion' });
  await open().reserve({ kind: 'deletion' });
  await t.rejects(open().reserve({ kind: 'deletion' }), { status: 403, message: /./ });
  t.match(readRailState(file), { closed: { rail: 'maxDeletes' } });
  await askRelease(file);
  const rails = open();
  await rails.reserve({ kind: 'deletion' });
  await rails.reserve({ kind: 'deletion' });
  await t.rejects(rails.reserve({ kind: 'deletion' }), { status: 403, message: /./ });
});

t.test('a state that is no state is explained', async (t) => {
  const folder = t.testdir({});
  mkdirSync(join(folder, 'state'));
  const file = railFile(join(folder, 'state'), undefined);
  for (const text of ['', '{', '[]', '{"deactivations":1}']) {
    writeFileSync(file, text);
    t.throws(() => openRailStore(file), { message: /The state of the rails, .*Remove the file to begin anew/ });
  }
});
