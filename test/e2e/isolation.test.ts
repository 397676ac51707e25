import t from 'tap';
import { startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';

const auth = { type: 'none' };

/** Well-behaved but for people with certain names. */
const badge = `
  export default {
    name: 'badge',
    contract: 1,
    options: { type: 'object' },
    open: () => ({
      stores: {
        User: {
          get: async (id) => {
            if (id === 'block') for (;;);
            if (id === 'exit') process.exit(0);
            if (id === 'throw') { setImmediate(() => { throw new Error('thrown where nobody catches'); }); await new Promise(() => {}); }
            if (id === 'reject') void Promise.reject(new Error('rejected where nobody minds'));
            if (id === 'busy') for (const end = performance.now() + 1500; performance.now() < end;);
            return { id, userName: id };
          },
        },
      },
    }),
  };
`;

/** Asks the healthy connector until it is told to stop; all its answers. */
function neighbour(url: string) {
  let stopped = false;
  const answers: number[] = [];
  const asking = (async () => {
    while (!stopped) answers.push((await fetch(`${url}/healthy/scim/v2/Users`)).status);
  })();
  return async () => {
    stopped = true;
    await asking;
    return answers;
  };
}

t.test('a plugin that blocks, throws or exits in its thread takes nothing else down, and comes back', async (t) => {
  const folder = temporaryFolder(t);
  const isolated = { auth, timeout: '500ms', plugin: { use: './badge.mjs', isolate: true } };
  await writeFiles(folder, {
    'badge.mjs': badge,
    'connector.config.json': { connectors: { healthy: { auth, plugin: { use: 'memory' } }, badge: isolated } },
  });
  const gateway = await startGateway(t, folder);
  const badgeUser = async (id: string) => (await fetch(`${gateway.url}/badge/scim/v2/Users/${id}`)).status;
  const stop = neighbour(gateway.url);
  t.equal(await badgeUser('ada'), 200);
  t.equal(await badgeUser('reject'), 200);
  await gateway.printed(/rejected where nobody minds/);
  let ends = 0;
  for (const [id, status, reason] of [
    ['exit', 503, /ended with code 0/],
    ['throw', 503, /thrown where nobody catches/],
    ['block', 504, /blocked its thread/],
  ] as const) {
    t.equal(await badgeUser(id), status, id);
    await gateway.printed(reason);
    ends += 1;
    await gateway.printed(new RegExp(`(?:the plugin runs again[\\s\\S]*){${ends}}`));
    t.equal(await badgeUser('ada'), 200, `after ${id}`);
  }
  const answers = await stop();
  t.ok(answers.length > 20, `${answers.length} answers of the other connector`);
  t.ok(answers.every((status) => status === 200));
  t.match(gateway.output(), /"connector":"badge".*it is started again/);
  t.equal(await gateway.stop(), 0);
});

t.test('without a thread of its own', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'badge.mjs': badge,
    'connector.config.json': {
      auth,
      admin: { port: 0 },
      server: { stopWithin: '100ms' },
      plugin: { use: './badge.mjs' },
    },
  });
  const gateway = await startGateway(t, folder);
  const user = async (id: string) => (await fetch(`${gateway.url}/scim/v2/Users/${id}`)).status;
  t.equal(await user('reject'), 200);
  await gateway.printed(/"level":50.*rejected where nobody minds.*badge\.mjs/);
  t.equal(await user('ada'), 200, 'a rejection that nobody handles is told, and no more');
  t.equal(await user('busy'), 200);
  await gateway.printed(/"blockedMs":\d{4,}.*reading the User.*the event loop was blocked/);
  const admin = /For operators: (http:\S+)\/readyz/.exec(gateway.output())?.[1];
  t.match(await (await fetch(`${admin}/metrics`)).text(), /^scim_gateway_event_loop_blocked_seconds_total [1-9]/m);
  const exited = new Promise((resolve) => gateway.child.once('exit', resolve));
  const cut = fetch(`${gateway.url}/scim/v2/Users/throw`).catch(() => undefined);
  t.equal(await exited, 1, 'what nobody caught may have left anything half done: it stops in good order');
  await cut;
  t.match(gateway.output(), /thrown where nobody catches/);
});
