import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { type ScimClient, scimClient } from '../helpers/scim-client.js';

const ROUNDS = 50;
const WRITERS = 6;

/** What a client was told, by userName: the last answered state, and what was asked but perhaps not answered. */
interface Known {
  id: string;
  title: string;
  /** A title that was sent and whose answer never came: it may be there. */
  pending?: string;
  deleted?: 'asked' | 'answered';
}

t.test(`kill -9 in the middle of writes, ${ROUNDS} times`, async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': {
      auth: { type: 'none' },
      plugin: { use: 'csv', options: { User: { file: 'users.csv' }, checkpoint: '20ms' } },
      mapping: { User: { id: 'id', attributes: { userName: 'login', title: 'title' } } },
    },
    'users.csv': 'id,login,title,untouched\n0,first@example.com,"a, b",kept\n',
  });
  const known = new Map<string, Known>();
  const asked = new Set<string>();
  let serial = 0;

  const write = async (client: ScimClient): Promise<void> => {
    const existing = [...known].filter(([, { pending, deleted }]) => pending === undefined && deleted === undefined);
    const [name, person] = existing[Math.floor(Math.random() * existing.length)] ?? [];
    const kind = person === undefined ? 0 : Math.random();
    if (kind < 0.5 || person === undefined || name === undefined) {
      serial += 1;
      const userName = `p${serial}@example.com`;
      const title = `title ${serial}, "quoted"\nñ`;
      asked.add(userName);
      const created = await client('POST', '/Users', { userName, title });
      if (created.status === 201) known.set(userName, { id: created.body.id, title });
    } else if (kind < 0.9) {
      serial += 1;
      person.pending = `changed ${serial}`;
      const patch = { Operations: [{ op: 'replace', path: 'title', value: person.pending }] };
      const patched = await client('PATCH', `/Users/${person.id}`, patch);
      if (patched.status === 200) {
        person.title = person.pending;
        delete person.pending;
      }
    } else {
      person.deleted = 'asked';
      const removed = await client('DELETE', `/Users/${person.id}`);
      if (removed.status === 204) person.deleted = 'answered';
    }
  };

  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const gateway = await startGateway(t, folder);
    const client = scimClient(`${gateway.url}/scim/v2`);
    const problems = await compare(client, known, asked);
    if (problems.length > 0) {
      t.same(problems, [], `after kill ${round}`);
      return;
    }
    let answered = 0;
    const killAt = 5 + Math.floor(Math.random() * 60);
    const writers = Array.from({ length: WRITERS }, async () => {
      for (;;) {
        try {
          await write(client);
        } catch {
          return;
        }
        answered += 1;
        if (answered === killAt) void gateway.kill();
      }
    });
    await Promise.all(writers);
    acknowledged += answered;
    const rows = parse(readFileSync(join(folder, 'users.csv')), { relax_column_count: false }) as string[][];
    t.same(rows[0], ['id', 'login', 'title', 'untouched']);
    t.equal(new Set(rows.map(([, login]) => login)).size, rows.length, 'no duplicate in the file');
  }
  const gateway = await startGateway(t, folder);
  t.same(await compare(scimClient(`${gateway.url}/scim/v2`), known, asked), []);
  t.ok(acknowledged > ROUNDS * 5, `${acknowledged} acknowledged changes`);
  t.equal(await gateway.stop(), 0);
  const rows = parse(readFileSync(join(folder, 'users.csv'))) as string[][];
  t.same(rows[1], ['0', 'first@example.com', 'a, b', 'kept']);
});

/** What the gateway holds that it should not, and what it lost; settles what was not answered before the kill. */
async function compare(
  client: ScimClient,
  known: Map<string, Known>,
  asked: ReadonlySet<string>,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const found = new Map<string, { id: string; title: string }>();
  for (let startIndex = 1; ; startIndex += 1000) {
    const { body } = await client('GET', `/Users?startIndex=${startIndex}&count=1000`);
    for (const { id, userName, title } of body.Resources) {
      if (found.has(userName)) problems.push(`${userName} is there twice`);
      found.set(userName, { id, title });
    }
    if (startIndex + 1000 > body.totalResults) break;
  }
  for (const [userName, person] of known) {
    const now = found.get(userName);
    if (person.deleted === 'answered' && now) problems.push(`${userName} was deleted and is back`);
    else if (person.deleted === undefined && !now) problems.push(`${userName} is lost`);
    else if (now && now.id !== person.id) problems.push(`${userName} has another id`);
    else if (now && now.title !== person.title && now.title !== person.pending) {
      problems.push(`${userName} has the title "${now.title}", not "${person.title}"`);
    }
    if (!now) known.delete(userName);
    else known.set(userName, now);
  }
  for (const [userName, now] of found) {
    if (userName === 'first@example.com') continue;
    if (!asked.has(userName)) problems.push(`${userName} was never asked for`);
    known.set(userName, now);
  }
  return problems;
}
