import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { Conflict, NotFound, Secret, Unavailable } from 'scim-gateway/plugin';
import t, { type Test } from 'tap';
import { backoff } from '#plugins/shell/backoff.js';
import type { GroupProcess } from '#plugins/shell/group-process.js';
import { logWorkerStderr } from '#plugins/shell/worker-stderr.js';
import { root } from '../../helpers/gateway.js';
import { beginsWithDash, hostile } from './corpus.js';
import {
  callOf,
  existsSync,
  folderWith,
  join,
  openIn,
  processesWith,
  readFileSync,
  recordsOf,
  TestLog,
  until,
  writeFileSync,
} from './support.js';

const examples = join(root, 'plugins/shell/examples/workers');

function isThere(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

for (const [program, file] of [
  ['python3', 'worker.py'],
  ['perl', 'worker.pl'],
  ['sh', 'worker.sh'],
  ['pwsh', 'worker.ps1'],
] as const) {
  const skip = !isThere(program) && `${program} is not on this machine: ${file} was not run`;
  t.test(`the sample worker ${file}`, { skip }, async (t) => {
    const folder = folderWith(t);
    const data = join(folder, 'data');
    const { users, groups, adapter } = await openIn(t, folder, {
      worker: { command: [program, join(examples, file), data] },
      env: { PATH: process.env.PATH, HOME: folder },
    });
    t.equal(await adapter.check?.(callOf()), undefined);
    t.same(await recordsOf(users.find({}, callOf())), []);
    t.equal(await users.get('nobody', callOf()), undefined);
    const made = await users.insert({ login: 'ada', password: new Secret('correct horse') }, callOf());
    t.match(made, { login: 'ada', id: /./ });
    const id = String(made.id);
    t.same(await users.get(id, callOf()), { login: 'ada', id });
    await t.rejects(users.insert({ id, login: 'eva' }, callOf()), Conflict);
    t.same(await users.update(id, { set: { login: 'eva', name: 'Eva' } }, callOf()), { id, login: 'eva', name: 'Eva' });
    t.same(await users.update(id, { unset: ['name'] }, callOf()), { id, login: 'eva' });
    await t.rejects(users.update('nobody', { unset: ['name'] }, callOf()), NotFound);
    await groups.insert({ id: 'g', name: 'staff', members: [{ value: 'a' }, { value: 'b' }] }, callOf());
    const group = await groups.update('g', { lists: { members: { add: [{ value: 'c' }], remove: ['a'] } } }, callOf());
    t.match(JSON.stringify(group?.members), /^\[.*"b".*"c".*\]$/);
    t.equal((await recordsOf(groups.find({}, callOf()))).length, 1);
    const texts = [
      'Zoë 日本 \u{1f600}',
      'quotes " \' and \\ and /',
      'two\nlines\t\r\n',
      '$(id) `id`',
      '\u0007\u001f',
      ' a=b ',
    ];
    for (const [index, text] of texts.entries()) {
      const odd = await users.insert({ id: `odd ${index} ${text}`, login: text }, callOf());
      t.equal(odd.login, text);
      t.same(await users.get(`odd ${index} ${text}`, callOf()), { id: `odd ${index} ${text}`, login: text });
    }
    t.equal((await recordsOf(users.find({}, callOf()))).length, 1 + texts.length);
    await users.remove(id, callOf());
    await t.rejects(users.remove(id, callOf()), NotFound);
    await adapter.close?.();
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    t.ok(files.length > 0, 'the records are on disk');
    for (const { parentPath, name } of files) t.notMatch(readFileSync(join(parentPath, name), 'utf8'), /horse/);
  });
}

/** A worker made for tests: what it does depends on what it is asked. */
const play = `
import json, os, subprocess, sys, threading, time
lock = threading.Lock()
def send(message):
    with lock:
        sys.stdout.write(json.dumps(message) + "\\n"); sys.stdout.flush()
cancelled = set()
def act(m):
    call, id, op = m["call"], m.get("id"), m["operation"]
    with lock:
        with open("log", "a") as log: log.write(json.dumps(m) + "\\n")
    if op == "check": send({"call": call, "end": True})
    elif op == "find":
        if m["query"].get("filter"):
            send({"call": call, "applied": {"filter": True, "sort": True, "page": True}, "total": 1234})
        for i in range(int(os.environ.get("COUNT", "3"))):
            if call in cancelled: break
            send({"call": call, "record": {"id": str(i), "login": "x" * 100}})
        open("reached-end", "w").close()
        send({"call": call, "end": True})
    elif id == "pid": send({"call": call, "record": {"id": "pid", "pid": os.getpid()}, "end": True})
    elif id == "crash": os._exit(7)
    elif id == "junk": print("Traceback (most recent call last)", flush=True)
    elif id == "array": print("[]", flush=True)
    elif id == "stranger": send({"call": 4711, "end": True})
    elif id == "long": sys.stdout.write("x" * 200000); sys.stdout.flush()
    elif id == "latin": sys.stdout.buffer.write(b'{"call":%d,"record":{"id":"\\xeb"}}\\n' % call); sys.stdout.flush()
    elif id == "applied": send({"call": call, "applied": {"page": "yes"}, "end": True})
    elif id == "total": send({"call": call, "total": -5, "end": True})
    elif id == "twice":
        for n in (1, 2): send({"call": call, "record": {"id": id, "n": n}, "end": True})
    elif id == "fail":
        print("about", m["change"], file=sys.stderr, flush=True)
        send({"call": call, "error": {"message": "broken: " + json.dumps(m["change"])}})
    elif id == "busy": send({"call": call, "error": {"code": "unavailable", "message": "Come back.", "retryAfter": 6.2}})
    elif id == "wait":
        while call not in cancelled and not os.path.exists("go"): time.sleep(0.005)
        send({"call": call, "record": {"id": id}, "end": True})
    elif id == "deaf":
        subprocess.Popen(["sh", "-c", "trap '' TERM; while :; do sleep 600; done", sys.argv[1]])
        time.sleep(600)
    elif op == "memberships": send({"call": call, "record": {"id": "of-" + m["member"]}, "end": True})
    else: send({"call": call, "record": m.get("record") or {"id": id, "member": m.get("member")}, "end": True})
for line in sys.stdin:
    m = json.loads(line)
    if "hello" in m:
        ops = ["find", "get", "insert", "update", "remove", "addMember", "removeMember", "memberships"]
        send({"hello": {"protocol": 1, "concurrency": int(os.environ.get("CONCURRENCY", "4")), "stores": {"User": {"operations": ops, "meta": {"version": "v"}}, "Group": {"operations": ops}}}})
    elif "cancel" in m: cancelled.add(m["cancel"])
    else: threading.Thread(target=act, args=(m,), daemon=True).start()
`;

const hasPython = isThere('python3');
const skip = !hasPython && 'python3 is not on this machine: the worker of these tests cannot run';

async function openPlay(t: Test, options: object = {}, env: object = {}, worker: object = {}) {
  const folder = folderWith(t, { 'play.py': play });
  const id = `mark-${randomUUID()}`;
  const opened = await openIn(t, folder, {
    worker: { command: ['python3', 'play.py', id], ...worker },
    env: { PATH: process.env.PATH, ...env },
    grace: '300ms',
    ...options,
  });
  return { ...opened, mark: id };
}

/** Asks until a worker runs again. */
async function pidOf({ users }: Pick<Awaited<ReturnType<typeof openPlay>>, 'users'>): Promise<unknown> {
  for (;;) {
    const answer = await users.get('pid', callOf()).catch((error: unknown) => error);
    if (!(answer instanceof Unavailable)) return (answer as { readonly pid: unknown }).pid;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

t.test('what a worker says of itself, and of its answers', { skip }, async (t) => {
  const { adapter, users, folder } = await openPlay(t);
  t.same(adapter.stores.User?.meta, { version: 'v' });
  t.same(adapter.stores.Group?.meta, {});
  t.match(adapter.describe?.()[0], { resourceType: 'User', operation: 'find', does: /python3 play\.py/ });
  t.equal(await adapter.check?.(callOf()), undefined);
  const page = { offset: 0, limit: 3 };
  const filter = { op: 'pr', field: 'login' } as const;
  const found = await users.find({ filter, page }, callOf());
  t.match(found, { applied: { filter: true, sort: true, page: true }, total: 1234 });
  t.equal((await recordsOf(found)).length, 3);
  t.match(JSON.parse(readFileSync(join(folder, 'log'), 'utf8').trim()), {
    call: 1,
    operation: 'find',
    resourceType: 'User',
    query: { filter, page },
    requestId: 'request-1',
    deadline: 1_900_000_000_000,
  });
  await t.rejects(users.get('busy', callOf()), { message: 'Come back.', retryAfter: 7 });
  t.same(await users.get('twice', callOf()), { id: 'twice', n: 1 }, 'what comes after the end of a call is not read');
  t.same(await users.get('twice', callOf()), { id: 'twice', n: 1 });
  t.same(await adapter.stores.Group?.memberships?.(['a', 'b'], callOf()), [
    ['a', { id: 'of-a' }],
    ['b', { id: 'of-b' }],
  ]);
});

t.test('calls are answered in any order, each process gets its share, and waiting calls wait', { skip }, async (t) => {
  const { users, folder } = await openPlay(t, {}, { CONCURRENCY: '2' }, { processes: 2 });
  const waiting = ['wait', 'wait', 'wait'].map((id) => users.get(id, callOf()));
  t.same(await users.get('quick', callOf()), { id: 'quick', member: null }, 'it overtakes those that wait');
  waiting.push(users.get('wait', callOf()));
  const controller = new AbortController();
  const impatient = users.get('one too many', callOf(controller.signal));
  const patient = users.get('patient', callOf());
  controller.abort(new Error('gone'));
  await t.rejects(impatient, { message: 'gone' });
  writeFileSync(join(folder, 'go'), '');
  t.equal((await Promise.all(waiting)).length, 4);
  t.match(await patient, { id: 'patient' });
  t.notMatch(readFileSync(join(folder, 'log'), 'utf8'), /one too many/, 'who gave up was never asked about');
  const pids = await Promise.all([1, 2].map(() => users.get('pid', callOf())));
  t.not(pids[0]?.pid, pids[1]?.pid, 'the one with the least to do is asked');
});

t.test('a crash is a 503 for what was on its way, and the worker is started again', { skip }, async (t) => {
  const opened = await openPlay(t);
  const { users, log } = opened;
  const first = await pidOf(opened);
  const waiting = users.get('wait', callOf());
  await t.rejects(users.get('crash', callOf()), Unavailable);
  await t.rejects(waiting, Unavailable);
  const away = await users.get('pid', callOf()).catch((error: unknown) => error);
  t.ok(away instanceof Unavailable && (away.retryAfter ?? 0) >= 1, 'meanwhile: 503 with Retry-After');
  t.not(await pidOf(opened), first);
  t.match(log.text, /The worker python3 play\.py mark-[-\w]+ ended with exit code 7; it is started again/);
  await t.rejects(async () => opened.adapter.check?.(callOf()) && users.get('crash', callOf()), Unavailable);
});

t.test('a line on stderr that never ends does not fill the memory', async (t) => {
  const stderr = new PassThrough();
  const log = new TestLog();
  const kept = logWorkerStderr({ stderr, pid: 1 } as unknown as GroupProcess, log);
  kept.hide(['horse']);
  for (let round = 0; round < 10; round++) stderr.emit('data', 'correct horse '.repeat(5_000_000));
  stderr.emit('data', '\nsecond\r\nlast');
  stderr.destroy();
  await kept.closed;
  const said = log.lines.map(({ facts }) => (facts as { readonly stderr: string }).stderr);
  t.same([said[0]?.length, ...said.slice(1)], [2000, 'second', 'last']);
  t.match(kept.tail(), /second\nlast$/);
  t.notMatch(kept.tail(), /horse/);
});

t.test('a worker that does not keep to the protocol is ended, and the log says why', { skip }, async (t) => {
  const cases = [
    ['junk', /wrote a line that is not JSON; what is not for the gateway belongs on stderr/],
    ['array', /wrote a line that is not a JSON object/],
    ['stranger', /answered call 4711, which was never made/],
    ['long', /wrote a line of more than 100000 bytes/],
    ['latin', /wrote a line that is not UTF-8/],
    ['applied', /wrote an \\"applied\\" that is not an object of/],
    ['total', /wrote a \\"total\\" that is not a number from 0/],
  ] as const;
  const ended = cases.map(async ([id, reason]) => {
    const opened = await openPlay(t, { maxOutput: '100kB' });
    await t.rejects(opened.users.get(id, callOf()), Unavailable, id);
    await until(() => reason.test(opened.log.text), `${id} in the log`);
    t.ok(await pidOf(opened), 'and it runs again');
  });
  await Promise.all(ended);
});

t.test('cancelled: it ends the call itself, or is ended with all that it started', { skip }, async (t) => {
  const opened = await openPlay(t);
  const { users, mark, log } = opened;
  const first = await pidOf(opened);
  const controller = new AbortController();
  const waiting = users.get('wait', callOf(controller.signal));
  await until(() => readFileSync(join(opened.folder, 'log'), 'utf8').includes('"wait"'), 'it waits');
  controller.abort(new Error('too late'));
  await t.rejects(waiting, { message: 'too late' });
  t.equal(await pidOf(opened), first, 'who listens runs on');
  await t.rejects(users.get('wait', callOf(AbortSignal.abort(new Error('at once')))), { message: 'at once' });

  const deaf = new AbortController();
  const stuck = users.get('deaf', callOf(deaf.signal));
  await until(() => processesWith(mark).length >= 2, 'its child runs');
  const before = processesWith(mark);
  deaf.abort(new Error('too late'));
  await t.rejects(stuck, { message: 'too late' });
  t.same(
    processesWith(mark).filter((pid) => before.includes(pid)),
    [],
    'nobody is left when the call has ended',
  );
  t.match(log.text, /did not end a call that was cancelled; it is started again/);
  t.ok(await pidOf(opened));
});

t.test('a long list waits for its reader, and is given up when nobody wants more', { skip }, async (t) => {
  const { users, folder } = await openPlay(t, { grace: '20s' }, { COUNT: '200000' });
  let count = 0;
  for await (const record of (await users.find({}, callOf())).records) {
    count += 1;
    if (record.login !== 'x'.repeat(100)) t.fail('a record is not whole');
    if (count === 1) {
      // Others are not answered while the worker waits, but they are not lost.
      const other = users.get('other', callOf());
      t.notOk(existsSync(join(folder, 'reached-end')), 'the worker cannot have written 28 MB that nobody read');
      void other.catch(() => {});
    }
    if (count === 150_000) break;
  }
  t.equal(count, 150_000);
  t.match(await users.get('after', callOf()), { id: 'after' }, 'the worker is of use again');
  const call = callOf();
  let nested = 0;
  for await (const _record of (await users.find({}, call)).records) {
    if (nested++ === 0)
      t.equal((await recordsOf(users.find({ filter: { op: 'pr', field: 'login' } }, call))).length, 200_000);
    if (nested === 10) break;
  }
});

t.test('secrets are on stdin alone, and masked in what the worker says of them', { skip }, async (t) => {
  const { users, log } = await openPlay(t);
  const change = { set: { password: new Secret('correct horse') } };
  const failed = await users.update('fail', change, callOf()).catch((error: unknown) => error);
  t.match((failed as Error).message, /The worker failed: broken: .*\[secret\]/);
  await until(() => /the worker says/.test(log.text), 'stderr is in the log');
  t.match(log.text, /about.*\[secret\]/);
  t.notMatch(log.text + inspect(failed), /horse/);
});

t.test('hostile values arrive as they are', { skip }, async (t) => {
  const { users, groups, folder } = await openPlay(t);
  for (const value of hostile) {
    const made = await users.insert({ id: value, login: value }, callOf());
    if (made.id !== value || made.login !== value) t.same(made, { id: value, login: value });
    if (/^(pid|crash|wait)$/.test(value)) continue;
    const read = await users.get(value, callOf());
    if (read?.id !== value) t.same(read?.id, value);
    await users.update(value, { set: { login: value } }, callOf());
    await groups.update('g', { lists: { members: { add: [value], remove: [`${value}!`] } } }, callOf());
    await groups.remove(value, callOf());
  }
  const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
  t.equal(lines.length, hostile.length * 6, 'a line for each call, and none more');
  const members = lines.map((line) => JSON.parse(line)).filter(({ operation }) => operation === 'addMember');
  t.same(
    members.map(({ member }) => member),
    hostile,
  );
  t.ok(hostile.some(beginsWithDash), 'dashes too: there is no command line here');
  t.notOk(existsSync(join(folder, 'PWNED')));
});

t.test('a worker that does not start is explained', { skip }, async (t) => {
  const folder = folderWith(t);
  const opening = (script: string, more: object = {}) =>
    openIn(t, folder, { worker: { command: ['sh', '-c', script], startTimeout: '300ms' }, grace: '100ms', ...more });
  const hello = (words: string): string => `read -r hello; echo '{"hello":{${words}}}'; read -r end`;
  await t.rejects(opening('echo "no module named ldap" >&2; exit 3'), {
    message: /ended with exit code 3 before it said hello\. Its stderr ends with:\nno module named ldap/,
  });
  await t.rejects(opening('sleep 60'), /did not say hello within 300 ms \(startTimeout\)/);
  await t.rejects(opening('echo hello'), /wrote a line that is not JSON/);
  await t.rejects(opening(hello('"protocol":2')), /speaks protocol 2; this gateway speaks 1/);
  await t.rejects(opening(hello('"protocol":1')), /said hello without "stores"/);
  await t.rejects(
    opening(hello('"protocol":1,"stores":{"User":{"operations":["fnd"]}}')),
    /named an operation of User/,
  );
  await t.rejects(opening(hello('"protocol":1,"stores":{"Usr":{"operations":["find"]}}')), /offers "Usr"/);
  await t.rejects(opening(hello('"protocol":1,"stores":{"User":{"operations":["insert"]}}')), /neither find nor get/);
  await t.rejects(opening('', { User: { find: ['x'] } }), /leave out "User", or "worker"/);
  await t.rejects(openIn(t, folder, { worker: { command: ['./nowhere'] } }), /There is no program \.\/nowhere/);
});

t.test('closing ends workers, also those that do not want to', { skip }, async (t) => {
  const { adapter, users, mark } = await openPlay(t);
  const stuck = users.get('deaf', callOf());
  stuck.catch(() => {});
  await until(() => processesWith(mark).length >= 2, 'its child runs');
  await adapter.close?.();
  t.same(processesWith(mark), []);
  await t.rejects(stuck, Unavailable);
});

t.test('the waits between starts grow, and are spread', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const wait = backoff(failures, random);
      const whole = Math.min(30_000, 100 * 2 ** Math.min(failures - 1, 20));
      return wait >= whole / 2 - 1 && wait <= whole + 1 && backoff(failures + 1, random) >= wait;
    }),
  );
});
