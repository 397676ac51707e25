import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { Conflict, type Host, NotFound, type RecordUse, Secret, Unavailable } from 'scim-gateway/plugin';
import memory from 'scim-gateway/plugins/memory';
import { testPlugin } from 'scim-gateway/testkit';
import t, { type Test } from 'tap';
import { isolatePlugin, loadPlugin, resolvePlugin } from '#src/plugin-host/index.js';
import { fromWire, toWire } from '#src/plugin-host/isolation/wire.js';
import { temporaryFolder } from '../helpers/gateway.js';

t.test('in a thread of its own, memory keeps the contract', async (t) => {
  const origin = await resolvePlugin('memory', '.');
  await testPlugin(
    t,
    isolatePlugin(memory, origin),
    {},
    {
      volatile: true,
      sample: {
        User: [
          {
            userName: 'ada@example.com',
            displayName: 'Ada',
            name: { givenName: 'Ada', familyName: 'Lovelace' },
            emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
            active: true,
            loginCount: 3,
          },
          { userName: 'bob@example.com', displayName: 'Bob', active: false },
        ],
        Group: [{ displayName: 'admins', externalId: 'x', members: [{ value: 'nobody' }] }],
      },
      resources: {
        User: { lookups: [{ field: 'userName', unique: true, caseExact: false }], password: 'password' },
        Group: { members: 'members', lookups: [{ field: 'displayName', unique: true, caseExact: true }] },
      },
    },
  );
});

t.test('data, secrets and errors are the same on the other side', async (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (data, text) => {
      const there = fromWire(structuredClone(toWire({ data, secret: new Secret(text) }))) as {
        data: unknown;
        secret: Secret;
      };
      if (JSON.stringify(there.data) !== JSON.stringify(data)) return false;
      return there.secret.reveal() === text && !inspect(there).includes(`'${text}x'`);
    }),
  );
  const hostile = JSON.parse('{"__proto__":{"admin":true},"secret":"x","error":{"message":"y"}}');
  const same = fromWire(structuredClone(toWire(hostile))) as object;
  t.equal(JSON.stringify(same), JSON.stringify(hostile));
  t.equal(Object.getPrototypeOf(same), Object.prototype);
  const round: { [name: string]: unknown } = { name: 'round', run: () => undefined };
  round.self = [round];
  t.strictSame(fromWire(structuredClone(toWire(round))), { name: 'round', run: undefined, self: [undefined] });
  const there = (error: unknown) => fromWire(structuredClone(toWire(error)));
  t.match(there(new Conflict('taken', { cause: new TypeError('inner') })), { code: 'conflict', message: 'taken' });
  t.ok(there(new NotFound('gone')) instanceof NotFound);
  t.match(there(new Unavailable('away', { retryAfter: 7 })), { retryAfter: 7 });
  t.ok((there(new Conflict('taken', { cause: new TypeError('inner') })) as Error).cause instanceof TypeError);
  t.match(there(Object.assign(new Error('no file'), { code: 'ENOENT', stack: 'at home' })), {
    code: 'ENOENT',
    stack: 'at home',
  });
});

const log = { debug() {}, info() {}, warn() {}, error() {} };
const use: RecordUse = { key: 'id', generate: 'uuid', lookups: [], lists: {}, writable: [] };

async function openIsolated(t: Test, code: string, seen: Partial<Host['log']> = {}) {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'plugin.mjs'), code);
  const origin = await resolvePlugin('./plugin.mjs', folder);
  const plugin = isolatePlugin(await loadPlugin(origin), origin);
  const host = { log: { ...log, ...seen }, folder, now: Date.now, resources: { User: use } };
  const adapter = await plugin.open({}, host);
  const User = adapter.stores.User ?? t.fail('there is no store');
  if (typeof User !== 'object') throw new Error('there is no store');
  t.teardown(() => adapter.close?.());
  const call = (signal = new AbortController().signal, deadline = Date.now() + 60_000) => ({
    deadline,
    requestId: 'test',
    log: { ...log, ...seen },
    dryRun: false,
    signal,
  });
  return { adapter, User, call };
}

t.test('records come as they are read, and no further', async (t) => {
  const { User, adapter, call } = await openIsolated(
    t,
    `let made = 0, ended = 0;
    async function* people() {
      try { for (let id = 0; id < 100000; id++) { made += 1; yield { id: String(id) }; } }
      finally { ended += 1; }
    }
    export default { name: 'p', contract: 1, options: {}, open: () => ({
      gauges: () => ({ made, ended }),
      stores: { User: {
        find: ({ page }) => page
          ? { records: [{ id: 'a' }], total: 3, applied: { page: true, filter: true }, rest: function* () { yield { id: 'b' }; yield { id: 'c' }; } }
          : { records: people() },
        get: async (id, { log }) => { log.warn({ id }, 'asked'); return undefined; },
        count: () => made,
        explain: (query) => ['asks for ' + JSON.stringify(query)],
      } },
    }) };`,
  );
  const found = await User.find?.({}, call());
  const ids: unknown[] = [];
  for await (const { id } of found?.records ?? []) {
    ids.push(id);
    if (ids.length === 1000) break;
  }
  t.strictSame(
    ids,
    Array.from({ length: 1000 }, (_, index) => String(index)),
  );
  t.ok((await User.count?.()) ?? 0 < 3000, 'what was not read was not made');
  t.equal(adapter.gauges?.().ended, 1, 'and the plugin was told');
  const all: unknown[] = [];
  for await (const { id } of (await User.find?.({}, call()))?.records ?? []) all.push(id);
  t.equal(all.length, 100_000);
  t.equal(all.at(-1), '99999');
  const paged = await User.find?.({ page: { offset: 0, limit: 1 } }, call());
  t.match(paged, { total: 3, applied: { page: true, filter: true } });
  for (const _ of [1, 2]) {
    const rest: unknown[] = [];
    for await (const { id } of paged?.rest?.(call()) ?? []) rest.push(id);
    t.strictSame(rest, ['b', 'c'], 'as often as it is asked for');
  }
  t.strictSame(User.explain?.({ fields: ['id'] }), ['asks for {"fields":["id"]}']);
  t.match(adapter.gauges?.(), { worker_running: 1, worker_restarts: 0 });
});

t.test('what a plugin logs, throws and leaves unhandled comes over; its end is an Unavailable', async (t) => {
  const lines: unknown[] = [];
  const again = new EventEmitter();
  // As a server does: a thread that is to be started again keeps no process alive.
  const alive = setInterval(() => undefined, 1_000);
  t.teardown(() => clearInterval(alive));
  const { User, call, adapter } = await openIsolated(
    t,
    `export default { name: 'p', contract: 1, options: {}, open: () => ({ stores: { User: {
      find: () => ({ records: Array.from({ length: 5000 }, (_, id) => ({ id: String(id) })) }),
      get: async (id, { log, signal }) => {
        log.warn({ id, err: new Error('inside') }, 'asked');
        if (id === 'exit') process.exit(3);
        if (id === 'block') for (;;);
        if (id === 'wait') return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('told'))));
        if (id === 'reject') void Promise.reject(new Error('nobody minds'));
        if (id === 'throw') throw new RangeError('too far');
        return { id };
      },
    } } }) };`,
    {
      warn: (facts, message) => lines.push([facts, message]),
      error: (facts, message) => lines.push([facts, message]),
      info: (_facts, message) => again.emit(message),
    },
  );
  t.strictSame(await User.get?.('reject', call()), { id: 'reject' });
  t.strictSame(await User.get?.('1', call()), { id: '1' });
  t.match(lines[0], [{ id: 'reject', err: { message: 'inside' } }, 'asked']);
  t.match(lines, [Array, [{ err: { message: 'nobody minds' } }, /unhandled/]]);
  await t.rejects(async () => User.get?.('throw', call()), { name: 'RangeError', message: 'too far' });
  const abort = new AbortController();
  const waiting = User.get?.('wait', call(abort.signal));
  abort.abort();
  await t.rejects(async () => waiting, { message: 'told' });

  const many = await User.find?.({}, call());
  for (const [id, deadline] of [
    ['exit', 60_000],
    ['block', 50],
  ] as const) {
    const runs = once(again, 'the plugin runs again');
    await t.rejects(async () => User.get?.(id, call(undefined, Date.now() + deadline)), { code: 'unavailable' }, id);
    t.equal(adapter.gauges?.().worker_running, 0);
    await t.rejects(async () => User.get?.('1', call()), { code: 'unavailable', retryAfter: 1 }, 'until it runs again');
    await runs;
    t.strictSame(await User.get?.('1', call()), { id: '1' });
  }
  t.match(adapter.gauges?.(), { worker_running: 1, worker_restarts: 2 });
  await t.rejects(
    async () => {
      for await (const _ of many?.records ?? []);
    },
    { code: 'unavailable' },
    'records of a thread that has ended',
  );
});

t.test('a plugin that does not open in its thread says why', async (t) => {
  const open = (body: string) =>
    openIsolated(t, `export default { name: 'p', contract: 1, options: {}, open: () => { ${body} } };`);
  await t.rejects(open(`throw new Error('no such server')`), { message: 'no such server' });
  await t.rejects(open('return {}'), { message: /stores/ });
  await t.rejects(open('process.exit(4)'), { message: /ended with code 4/ });
});
