import t, { type Test } from 'tap';
import { verify, writeReport } from '#src/verify/index.js';
import { createRedact } from '#src/verify/redact.js';
import { type Asked, type Fault, type Json, openFaultyServers, TOKEN } from './faulty-server.js';

type Bend = (value: Json, name: string) => Json;

/** Every value below an answer, bent. */
function bendAll(value: Json, bend: Bend, name = ''): Json {
  const bent = bend(value, name);
  if (bent !== value) return bent;
  if (Array.isArray(bent)) return bent.map((each) => bendAll(each, bend, name));
  if (typeof bent !== 'object' || bent === null) return bent;
  return Object.fromEntries(Object.entries(bent).map(([key, each]) => [key, bendAll(each, bend, key)]));
}

const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;

/** Answers that no client expects: by name, what becomes of each body. Ids are left alone where the run shall go on. */
const wrongTypes: { readonly [name: string]: (body: Json) => Json } = {
  'null everywhere': () => 'null',
  'texts for objects': (body) =>
    bendAll(body, (value, name) => (name !== '' && typeof value === 'object' ? 'text' : value)),
  'numbers for all texts but ids': (body) =>
    bendAll(body, (value, name) => (typeof value === 'string' && name !== 'id' ? 7 : value)),
  'null for all values but ids': (body) =>
    bendAll(body, (value, name) => (typeof value !== 'object' && name !== 'id' ? null : value)),
  'lists of null': (body) => bendAll(body, (value) => (Array.isArray(value) ? [null, 1, 'text', {}] : value)),
  'objects for texts': (body) =>
    bendAll(body, (value, name) => (typeof value === 'string' && name !== 'id' ? { value } : value)),
  'objects for lists': (body) => bendAll(body, (value) => (Array.isArray(value) ? { ...value } : value)),
  'every third value null': (body) => {
    let count = 0;
    return bendAll(body, (value, name) =>
      typeof value !== 'object' && name !== 'id' && ++count % 3 === 0 ? null : value,
    );
  },
  'every third object a text': (body) => {
    let count = 0;
    return bendAll(body, (value, name) =>
      typeof value === 'object' && name !== '' && ++count % 3 === 0 ? 'text' : value,
    );
  },
  'depth without end': () => deep,
  'ids that lead elsewhere': (body) => bendAll(body, (value, name) => (name === 'id' ? '..' : value)),
};

const discovery = /^\/(ServiceProviderConfigs?|ResourceTypes|Schemas)/;

type Options = Parameters<typeof verify>[0];

const runOn = (base: string, more: Partial<Options> = {}) =>
  verify({
    base,
    credentials: { authorization: `Bearer ${TOKEN}` },
    readOnly: false,
    selection: { suites: [], only: [], skip: ['security'] },
    timeoutMs: 60_000,
    toolVersion: '0',
    signal: new AbortController().signal,
    ...more,
  });

/** A run of some checks against the gateway with one fault. */
async function runOnFault(
  t: Test,
  fault: Pick<Fault, 'request' | 'response'>,
  only: readonly string[],
  more: Partial<Options> = {},
) {
  const servers = await openFaultyServers();
  t.teardown(() => servers.close());
  const { base, close } = await servers.serve({ name: 'hostile', catches: [], ...fault });
  t.teardown(close);
  return runOn(base, { selection: { suites: [], only, skip: [] }, ...more });
}

t.test('answers of wrong types are failures, and end no run', async (t) => {
  const servers = await openFaultyServers();
  t.teardown(() => servers.close());
  for (const version of ['2.0', '1.1'] as const) {
    for (const [name, bend] of Object.entries(wrongTypes)) {
      if (version === '1.1' && !name.startsWith('lists')) continue;
      const fault: Fault = {
        name,
        catches: [],
        version,
        response(answered, { path }) {
          if (!discovery.test(path) && typeof answered.body === 'object') answered.body = bend(answered.body);
        },
      };
      const { base, close } = await servers.serve(fault);
      const { summary, stopped } = await runOn(base, { version });
      t.ok(summary.failed > 0 && !stopped, `${version}: ${name}`);
      await close();
    }
  }
});

t.test('discovery of wrong types', async (t) => {
  const servers = await openFaultyServers();
  t.teardown(() => servers.close());
  for (const [name, bend] of Object.entries(wrongTypes)) {
    const { base, close } = await servers.serve({
      name,
      catches: [],
      response(answered, { path }) {
        if (discovery.test(path) && typeof answered.body === 'object') answered.body = bend(answered.body);
      },
    });
    const { summary } = await runOn(base, { selection: { suites: ['discovery'], only: [], skip: [] } });
    t.ok(summary.failed + summary.passed > 0, name);
    await close();
  }
});

t.test('what was there before is never changed, whatever a create is answered with', async (t) => {
  const changed: string[] = [];
  const watch = ({ method, path }: Asked): void => {
    if (['PUT', 'PATCH', 'DELETE'].includes(method) && /seed|\.\./.test(path)) changed.push(`${method} ${path}`);
  };
  const claims: { readonly [name: string]: (body: Json) => void } = {
    'the id of somebody who was listed': (body) => void Object.assign(body, { id: 'seed-1' }),
    'somebody of another name': (body) => void Object.assign(body, { id: 'seed-2', userName: 'seed2@example.com' }),
  };
  for (const [name, claim] of Object.entries(claims)) {
    const fault: Pick<Fault, 'request' | 'response'> = {
      request: (asked) => void watch(asked),
      response({ status, body }, { method, path }) {
        if (method === 'POST' && path === '/Users' && status === 201) claim(body);
      },
    };
    const { leftovers } = await runOnFault(t, fault, ['users', 'patch', 'okta', 'entra', 'security.auth']);
    t.same(changed, [], name);
    t.same(leftovers, [], name);
  }
});

t.test('an id that is free again and comes back is cleaned up again', async (t) => {
  const there = new Set<string>();
  const ids = new Map<string, string>();
  const report = await runOnFault(
    t,
    {
      // The id of a user is its name, as in a mapping that says so.
      request(asked) {
        const id = /^\/Users\/([^/]+)$/.exec(asked.path)?.[1];
        if (id !== undefined) asked.path = `/Users/${ids.get(decodeURIComponent(id)) ?? id}`;
        return undefined;
      },
      response({ status, body }, { method, path }) {
        if (method === 'DELETE' && status === 204) there.delete(path.replace('/Users/', ''));
        if (typeof body !== 'object' || body.userName === undefined) return;
        if (method === 'POST') there.add(body.id);
        ids.set(body.userName, body.id);
        body.id = body.userName;
      },
    },
    ['users.delete'],
  );
  t.equal(report.summary.failed, 0);
  t.same([...there], []);
});

t.test('writes that are on their way when a check ends, or the run, are waited for and cleaned up', async (t) => {
  const there = new Set<string>();
  const stop = new AbortController();
  let creates = 0;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const report = await runOnFault(
    t,
    {
      async request(asked, forward) {
        if (asked.method !== 'POST') return undefined;
        const number = ++creates;
        // The first are those of the probe: a user and a group.
        if (number <= 2) return undefined;
        const answered = await forward(asked);
        there.add(String(answered.body.id));
        if (number === 4) {
          stop.abort();
          setTimeout(release, 200);
        }
        await held;
        return answered;
      },
      response({ status }, { method, path }) {
        if (method === 'DELETE' && status === 204) there.delete(path.replace('/Users/', ''));
      },
    },
    ['concurrency.create.different'],
    { signal: stop.signal },
  );
  t.ok(creates >= 4);
  t.equal(report.stopped, true);
  t.same([...there], []);
  t.same(report.leftovers, []);
});

t.test('credentials that a server repeats, and cookies, are in no report', async (t) => {
  const login = Buffer.from('okta:p4ss/"word"').toString('base64');
  const secrets = [TOKEN, 'key-of-a-header'];
  const report = await runOnFault(
    t,
    {
      response(answered, { path }) {
        if (!/^\/Users\//.test(path) || answered.status !== 404) return;
        answered.headers['set-cookie'] = 'session=cookie-of-the-server';
        answered.headers['x-echo'] = TOKEN;
        answered.body = {
          status: 404,
          detail: `Bearer ${TOKEN} and key-of-a-header are not known`,
          filler: 'x'.repeat(10_000),
        };
      },
    },
    ['errors'],
    { credentials: { authorization: `Bearer ${TOKEN}`, 'x-key': 'key-of-a-header' } },
  );
  const body = report.checks.find(({ id }) => id === 'errors.status')?.failure?.answer?.body ?? '';
  t.match(body, '$SCIM_AUTHORIZATION and $SCIM_X_KEY are not known');
  t.ok(body.length < 5_000);
  for (const format of ['html', 'json', 'junit', 'tap', 'md'] as const) {
    const text = writeReport(report, format);
    for (const secret of [...secrets, 'cookie-of-the-server']) t.notMatch(text, secret, `${format}: ${secret}`);
  }
  const redact = createRedact({ authorization: `Basic ${login}` });
  t.equal(
    redact(`${login} okta:p4ss/"word" p4ss%2F%22word%22 ${JSON.stringify({ is: 'p4ss/"word"' })}`),
    '$SCIM_AUTHORIZATION $SCIM_AUTHORIZATION $SCIM_AUTHORIZATION {"is":"$SCIM_AUTHORIZATION"}',
  );
});
