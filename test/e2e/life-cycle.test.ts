import { once } from 'node:events';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type RunningGateway, startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';

const auth = { type: 'none' };

/** A plugin whose questions are answered once a file is there, and which says in a file that one has come. */
const patient = `
  import { existsSync, writeFileSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  export default {
    name: 'patient',
    contract: 1,
    options: { type: 'object' },
    open: (options, { folder }) => ({
      stores: {
        User: {
          get: async (id) => {
            writeFileSync(folder + '/asked-' + id, '');
            while (!existsSync(folder + '/answer')) await sleep(5);
            return { id, userName: 'slow' };
          },
        },
      },
    }),
  };
`;

const appeared = async (file: string): Promise<void> => {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
};

const adminUrl = ({ output }: RunningGateway): string =>
  /For operators: (http:\S+)\/readyz/.exec(output())?.[1] ?? 'none';

const readiness = async (gateway: RunningGateway) => {
  const answer = await fetch(`${adminUrl(gateway)}/readyz`);
  return { status: answer.status, body: await answer.json() };
};

/** Asks again and again, one request after the other on one connection, until it is stopped. */
function steadily(urls: readonly string[]) {
  let stopped = false;
  const failures: string[] = [];
  let answered = 0;
  const streams = urls.map(async (url) => {
    for (let turn = 0; !stopped; turn++) {
      try {
        const write = turn % 4 === 0;
        const answer = await fetch(write ? `${url}/Users` : `${url}/Users?count=2`, {
          ...(write && {
            method: 'POST',
            headers: { 'content-type': 'application/scim+json' },
            body: JSON.stringify({
              schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
              userName: `turn-${turn}`,
            }),
          }),
        });
        const text = await answer.text();
        if (answer.status !== (write ? 201 : 200)) failures.push(`${answer.status} ${text}`);
        answered += 1;
      } catch (error) {
        failures.push(`${(error as Error).message} ${String((error as Error).cause)}`);
      }
    }
  });
  return {
    answered: () => answered,
    async stop() {
      stopped = true;
      await Promise.all(streams);
      return failures;
    },
  };
}

const times = (count: number, text: string): RegExp => new RegExp(`(?:${text}[\\s\\S]*){${count}}`);

t.test('ten reloads and two bad configs while requests come: none fails, none is lost', async (t) => {
  const folder = temporaryFolder(t);
  const config = (timeout: string, more: object = {}) => ({
    admin: { port: 0 },
    connectors: {
      files: {
        auth,
        timeout,
        plugin: { use: 'csv', options: { User: { file: 'users.csv' } } },
        mapping: { User: { id: 'id', attributes: { userName: 'login' } } },
      },
      changing: { auth, timeout, plugin: { use: 'memory' } },
      same: { auth, plugin: { use: 'memory' } },
      ...more,
    },
  });
  await writeFiles(folder, { 'users.csv': 'id,login\n', 'connector.config.json': config('20s') });
  const gateway = await startGateway(t, folder);
  const bases = ['files', 'changing', 'same'].map((name) => `${gateway.url}/${name}/scim/v2`);
  const stream = steadily(bases);
  for (let turn = 1; turn <= 10; turn++) {
    const more = turn % 2 === 1 ? { extra: { auth, plugin: { use: 'memory' } } } : {};
    await writeFiles(folder, { 'connector.config.json': config(`${20 + turn}s`, more) });
    gateway.child.kill('SIGHUP');
    await gateway.printed(times(turn, 'the config has been taken up'));
    t.equal((await fetch(`${gateway.url}/extra/scim/v2/Users`)).status, turn % 2 === 1 ? 200 : 404);
    if (turn === 5) {
      await writeFiles(folder, {
        'connector.config.json': { ...config('7s'), connectors: { files: { auth, plugin: { use: 'cvs' } } } },
      });
      gateway.child.kill('SIGHUP');
      await gateway.printed(/the config cannot be used.*connector\.config\.json:\d+:\d+.*There is no plugin/s);
      t.match(await readiness(gateway), { status: 200, body: { status: 'ready', configRefusedAt: String } });
      t.match(await (await fetch(`${adminUrl(gateway)}/metrics`)).text(), /^scim_gateway_config_refused 1$/m);
      // It is right by itself, and only opening it shows that it cannot be: the old one is opened anew.
      await writeFiles(folder, { 'connector.config.json': withFile(config('7s'), 'nowhere.csv') });
      gateway.child.kill('SIGHUP');
      await gateway.printed(/the config cannot be used.*nowhere\.csv/s);
    }
  }
  const seen = stream.answered();
  t.same(await stream.stop(), [], 'no request failed');
  t.ok(seen > 30, `${seen} requests`);
  t.match(await readiness(gateway), { status: 200, body: { configRefusedAt: undefined } });
  t.match(await (await fetch(`${adminUrl(gateway)}/metrics`)).text(), /^scim_gateway_config_refused 0$/m);
  const total = async (base: string | undefined) =>
    ((await (await fetch(`${base}/Users?count=0`)).json()) as { totalResults: number }).totalResults;
  t.ok((await total(bases[2])) > 0, 'what has not changed stays open, with what it holds');
  const kept = await total(bases[0]);
  t.equal(await gateway.stop(), 0);
  const again = await startGateway(t, folder);
  t.equal(await total(`${again.url}/files/scim/v2`), kept, 'what was acknowledged is there');
});

function withFile<Config extends { connectors: { files: { plugin: object } } }>(config: Config, file: string): object {
  const { connectors } = config;
  const plugin = { use: 'csv', options: { User: { file } } };
  return { ...config, connectors: { ...connectors, files: { ...connectors.files, plugin } } };
}

t.test('a file that is watched is taken up when it is whole; what needs a restart is named', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'connector.config.json');
  const config = (more: object, port = 1) => ({
    reload: true,
    admin: false,
    server: { limits: { pageSize: port } },
    auth,
    plugin: { use: 'memory', options: { seed: { User: [{ id: '1', userName: 'ada' }] } } },
    ...more,
  });
  await writeFiles(folder, { 'connector.config.json': config({}) });
  const gateway = await startGateway(t, folder);
  const user = async () => {
    const answer = await fetch(`${gateway.url}/scim/v2/Users/1`, { method: 'DELETE' });
    return answer.status;
  };
  // As editors do it: another file takes its place. Half of it, and then the rest, is no change in between.
  const text = JSON.stringify(config({ readOnly: true }));
  writeFileSync(join(folder, 'beside'), text);
  renameSync(join(folder, 'beside'), file);
  await gateway.printed(times(1, 'taken up'));
  t.equal(await user(), 403);
  const next = JSON.stringify(config({ readOnly: false }, 2));
  writeFileSync(file, '');
  writeFileSync(file, next.slice(0, 40));
  writeFileSync(file, next);
  await gateway.printed(times(2, 'taken up'));
  t.equal(await user(), 204);
  t.match(gateway.output(), /"settings":\["server\.limits"\]/);
  t.notMatch(gateway.output(), /cannot be used/);
  // Without a server that asks for certificates, and on all addresses, such connectors are refused.
  writeFileSync(file, JSON.stringify(config({ auth: { type: 'mtls', ca: 'ca.pem' }, server: {} })));
  await gateway.printed(/cannot be used/);
});

t.test('a walk that was begun before a reload is told so, and begins again', async (t) => {
  const folder = temporaryFolder(t);
  const User = Array.from({ length: 9 }, (_, index) => ({ id: String(index), userName: `user${index}` }));
  const config = (timeout: string) => ({ auth, timeout, plugin: { use: 'memory', options: { seed: { User } } } });
  await writeFiles(folder, { 'connector.config.json': config('9s') });
  const gateway = await startGateway(t, folder);
  const get = async (query: string) => {
    const answer = await fetch(`${gateway.url}/scim/v2/Users?count=2&${query}`);
    return { status: answer.status, body: (await answer.json()) as { nextCursor?: string; scimType?: string } };
  };
  const first = await get('cursor=');
  const second = await get(`cursor=${first.body.nextCursor}`);
  t.equal((await get('startIndex=1')).status, 200);
  await writeFiles(folder, { 'connector.config.json': config('8s') });
  gateway.child.kill('SIGHUP');
  await gateway.printed(/taken up/);
  t.match(await get(`cursor=${second.body.nextCursor}`), { status: 400, body: { scimType: /Cursor$/ } });
  t.match(await get('startIndex=3'), { status: 200, body: { totalResults: 9, startIndex: 3, itemsPerPage: 2 } });
  t.equal((await get('cursor=')).status, 200);
});

/** A plugin that is open once at a time, opens only where a file says so, and says in a file that it was asked to. */
const single = `
  import { existsSync, writeFileSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  let open = 0;
  export default {
    name: 'single',
    contract: 1,
    exclusive: true,
    options: { type: 'object' },
    async open({ name }, { folder }) {
      if (open > 0) throw new Error('it is open twice');
      open += 1;
      writeFileSync(folder + '/opening-' + name, '');
      while (!existsSync(folder + '/' + name + '-may')) {
        if (existsSync(folder + '/' + name + '-may-not')) {
          open -= 1;
          throw new Error(name + ' may not open');
        }
        await sleep(5);
      }
      return { stores: { User: { get: (id) => ({ id, userName: name }) } }, close: () => void (open -= 1) };
    },
  };
`;

t.test('what cannot be open twice is closed first: requests wait for it, and the old one comes back', async (t) => {
  const folder = temporaryFolder(t);
  const config = (name: string) => ({ auth, plugin: { use: './single.mjs', options: { name } } });
  await writeFiles(folder, { 'single.mjs': single, 'connector.config.json': config('one'), 'one-may': '' });
  const gateway = await startGateway(t, folder);
  const user = async () => {
    const answer = await fetch(`${gateway.url}/scim/v2/Users/1`);
    const { userName } = (await answer.json()) as { userName?: string };
    return userName ?? answer.status;
  };
  const reload = async (name: string) => {
    await writeFiles(folder, { 'connector.config.json': config(name) });
    gateway.child.kill('SIGHUP');
  };
  t.equal(await user(), 'one');

  await reload('two');
  await appeared(join(folder, 'opening-two'));
  const waiting = [user(), user()];
  await writeFiles(folder, { 'two-may': '' });
  t.strictSame(await Promise.all(waiting), ['two', 'two'], 'they came when neither was open');
  await gateway.printed(/taken up/);

  await reload('three');
  await appeared(join(folder, 'opening-three'));
  const patiently = user();
  await writeFiles(folder, { 'three-may-not': '' });
  t.equal(await patiently, 'two', 'the new one does not open, and the old one is opened again');
  await gateway.printed(/cannot be used[\s\S]*three may not open/);
  t.equal(await user(), 'two');

  await writeFiles(folder, { 'two-may-not': '' });
  rmSync(join(folder, 'two-may'));
  await reload('three');
  await gateway.printed(/old settings either/);
  t.equal(await user(), 503, 'nor does the old one');
  rmSync(join(folder, 'two-may-not'));
  await writeFiles(folder, { 'two-may': '' });
  await reload('two');
  await gateway.printed(times(2, 'taken up'));
  t.equal(await user(), 'two', 'a reload opens it, though its settings are those that it had');
  t.equal(await gateway.stop(), 0);
  t.notMatch(gateway.output(), /open twice/);
});

/** A gateway with a request on its way that waits. */
async function withSlowCall(t: Test, server: object) {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': { admin: { port: 0 }, server, auth, plugin: { use: './patient.mjs' } },
    'patient.mjs': patient,
  });
  const gateway = await startGateway(t, folder);
  const slow = fetch(`${gateway.url}/scim/v2/Users/1`).then(
    (answer) => answer.status,
    () => 'cut off',
  );
  await appeared(join(folder, 'asked-1'));
  const exited = once(gateway.child, 'exit') as Promise<[number | null]>;
  return { folder, gateway, slow, exited };
}

t.test('SIGTERM: not ready any more, calls on their way finish, exit 0', async (t) => {
  const { folder, gateway, slow, exited } = await withSlowCall(t, {});
  gateway.child.kill('SIGTERM');
  await gateway.printed(/stopping/);
  t.match(await readiness(gateway), { status: 503, body: { status: 'stopping' } });
  const { port, hostname } = new URL(gateway.url);
  const [refused] = await once(connect(Number(port), hostname), 'error');
  t.equal(refused.code, 'ECONNREFUSED', 'nobody else gets in');
  await writeFiles(folder, { answer: '' });
  t.equal(await slow, 200);
  t.same(await exited, [0, null]);
  t.match(gateway.output(), /stopped/);
});

t.test('SIGTERM: what takes longer than stopWithin is cut off and counted', async (t) => {
  const { gateway, slow, exited } = await withSlowCall(t, { stopWithin: '50ms' });
  gateway.child.kill('SIGTERM');
  t.equal(await slow, 'cut off');
  t.same(await exited, [0, null]);
  t.match(gateway.output(), /"requests":1.*cut off/);
});

t.test('a second signal ends it at once', async (t) => {
  const { gateway, slow, exited } = await withSlowCall(t, {});
  gateway.child.kill('SIGTERM');
  await gateway.printed(/stopping/);
  gateway.child.kill('SIGINT');
  t.same(await exited, [1, null]);
  t.equal(await slow, 'cut off');
});
