import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import rest from 'scim-gateway/plugins/rest';
import shell from 'scim-gateway/plugins/shell';
import { testPlugin } from 'scim-gateway/testkit';
import t, { type Test } from 'tap';
import { temporaryFolder, writeFiles } from '../helpers/gateway.js';

/** A worker that keeps its records in memory: JSON Lines in, JSON Lines out. */
const worker = `
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
const tables = { Group: new Map() };
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
const refuse = (code, message) => { throw { code, message }; };
const operations = ['find', 'get', 'insert', 'update', 'remove'];
const same = (left, right) => String(left).toLowerCase() === String(right).toLowerCase();
function taken(table, login, id) {
  if (login !== undefined && [...table.values()].some((row) => row.id !== id && same(row.login, login))) refuse('conflict', 'The login is taken.');
}
function answer({ operation, resourceType, id, record, change = {} }) {
  const table = tables[resourceType];
  if (operation === 'find') return [...table.values()];
  if (operation === 'insert') {
    const made = { ...record, id: record.id ?? randomUUID() };
    if (table.has(made.id)) refuse('conflict', 'The key is taken.');
    taken(table, made.login);
    const { secret: _, ...open } = made;
    table.set(made.id, open);
    return [open];
  }
  const row = table.get(id) ?? (operation === 'get' ? undefined : refuse('notFound', 'There is no such record.'));
  if (operation === 'get') return row ? [row] : [];
  if (operation === 'remove') return table.delete(id), [];
  const { secret: _, ...set } = change.set ?? {};
  taken(table, set.login, id);
  const next = { ...row, ...set };
  for (const field of change.unset ?? []) delete next[field];
  for (const [field, { add = [], remove = [] }] of Object.entries(change.lists ?? {})) {
    next[field] = [...new Set([...(next[field] ?? []).filter((one) => !remove.includes(one)), ...add])];
  }
  table.set(id, next);
  return [next];
}
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.hello) {
    say({ hello: { protocol: 1, concurrency: 8, stores: { Group: { operations } } } });
    continue;
  }
  if (message.call === undefined) continue;
  try {
    for (const record of answer(message)) say({ call: message.call, record });
    say({ call: message.call, end: true });
  } catch (error) {
    say({ call: message.call, error });
  }
}
`;

t.test('shell keeps the contract, with a worker that knows no filter', async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, { 'worker.mjs': worker });
  await testPlugin(
    t,
    shell,
    { worker: { command: [process.execPath, 'worker.mjs'] } },
    {
      folder,
      volatile: true,
      runs: 5,
      // One type that has everything: each check opens a worker, and a second type would only do the same again.
      sample: { Group: [{ login: 'staff', name: 'Staff', level: 3, active: true, tags: ['a'], members: [] }] },
      resources: {
        Group: {
          lookups: [{ field: 'login', unique: true, caseExact: false }],
          password: 'secret',
          members: 'members',
          fields: ['id', 'login', 'name', 'level', 'active', 'tags', 'secret', 'members'],
        },
      },
    },
  );
});

interface Row {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** An HTTP API that keeps rows: PATCH merges, null takes away; it can be told to be away, or to say nothing. */
async function startApi(t: Test): Promise<{ url: string; mood: 'well' | 'away' | 'silent' }> {
  const rows = new Map<string, Row>();
  const api = { url: '', mood: 'well' as 'well' | 'away' | 'silent' };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (api.mood === 'silent') return;
    if (api.mood === 'away') return reply(response, 503, { message: 'Away.' });
    const id = decodeURIComponent(request.url?.split('/')[2] ?? '');
    const data = (body === '' ? {} : JSON.parse(body)) as Partial<Row>;
    const isTaken = [...rows.values()].some(
      (row) => row.id !== id && String(row.login).toLowerCase() === String(data.login).toLowerCase(),
    );
    if (data.login !== undefined && isTaken) return reply(response, 409, { message: 'The login is taken.' });
    if (request.method === 'POST') {
      const made: Row = { ...data, id: data.id ?? randomUUID() };
      if (rows.has(made.id)) return reply(response, 409, { message: 'The key is taken.' });
      rows.set(made.id, made);
      return reply(response, 201, made);
    }
    if (id === '') return reply(response, 200, [...rows.values()]);
    const row = rows.get(id);
    if (!row) return reply(response, 404, { message: 'There is no such row.' });
    if (request.method === 'DELETE') rows.delete(id);
    if (request.method === 'PATCH') rows.set(id, { ...row, ...data });
    return reply(response, 200, rows.get(id) ?? {});
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return api;
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

t.test('rest keeps the contract, with an API that knows no filter, is away, or says nothing', async (t) => {
  const api = await startApi(t);
  await testPlugin(
    t,
    rest,
    {
      baseUrl: api.url,
      retries: 0,
      circuitBreaker: { failures: 0 },
      User: {
        find: { request: 'GET /people', records: '' },
        get: { request: 'GET /people/{id}' },
        insert: { request: 'POST /people' },
        update: { request: 'PATCH /people/{id}' },
        remove: { request: 'DELETE /people/{id}' },
      },
    },
    {
      runs: 5,
      sample: { User: [{ login: 'ada', name: 'Ada', level: 3, active: true, tags: ['a'] }] },
      resources: { User: { lookups: [{ field: 'login', unique: true, caseExact: false }] } },
      outage: { begin: () => turn('away'), end: () => turn('well') },
      stall: { begin: () => turn('silent'), end: () => turn('well') },
    },
  );

  function turn(mood: typeof api.mood): void {
    api.mood = mood;
  }
});
