import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse/sync';
import type { StoredRecord } from 'scim-gateway/plugin';
import t from 'tap';
import { call, groupUse, openIn, recordsOf, removeFolder, tempFolder, userUse } from './support.js';

const ROUNDS = 20;
const resources = { User: { ...userUse, writable: [] }, Group: { ...groupUse, lists: {} } };
const options = {
  User: { file: 'users.csv' },
  Group: { file: 'groups.csv', members: { file: 'pairs.csv', group: 'group', user: 'user' } },
};

interface Known {
  last: string;
  group: string | undefined;
}

/** Lets a process write until it has told of so many changes, kills it, and returns all that it told. */
async function killed(folder: string, round: number, changes: number): Promise<{ [name: string]: string | number }[]> {
  const file = join(import.meta.dirname, 'fixtures', 'kill-child.mjs');
  const child = spawn(process.execPath, [file, folder, String(round), JSON.stringify(resources)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: { [name: string]: string | number }[] = [];
  const lines = createInterface({ input: child.stdout });
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
  lines.on('line', (line) => {
    told.push(JSON.parse(line));
    if (told.length === changes) child.kill('SIGKILL');
  });
  await ended;
  return told;
}

t.test(
  'a process killed in the middle of concurrent writes loses nothing that it acknowledged',
  { timeout: 100_000 },
  async (t) => {
    const folder = tempFolder({
      'users.csv': 'id,login,first,last\nfirst,first,F,F\n',
      'groups.csv': 'name\ng0\ng1\n',
      'pairs.csv': 'group,user\ng0,first\n',
    });
    t.teardown(() => removeFolder(folder));
    const known = new Map<string, Known>([['first', { last: 'F', group: 'g0' }]]);
    const maybe = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const told = await killed(folder, round, 40 + ((round * 53) % 400));
      for (const { doing, done, id, last, group } of told) {
        const name = String(id);
        if (doing !== undefined) maybe.add(name);
        if (done === 'insert') known.set(name, { last: 'L', group: undefined });
        if (done === 'update') (known.get(name) as Known).last = String(last);
        if (done === 'member') (known.get(name) as Known).group = String(group);
        if (done === 'remove') known.delete(name);
        if (done === 'insert' || done === 'remove') maybe.delete(name);
      }
      for (const name of ['users.csv', 'groups.csv', 'pairs.csv']) {
        parse(readFileSync(join(folder, name)), { relax_column_count: false });
      }
      const { users, groups, close } = await openIn(folder, { ...options, checkpoint: 0 }, resources);
      const found = new Map(
        (await recordsOf(users.find({}, call))).map((record) => [String(record.id), record] as const),
      );
      const members = new Map<string, string>();
      for (const [member, group] of await groups.memberships([...found.keys()], call))
        members.set(member, String(group.name));
      const lost: string[] = [];
      for (const [id, { last, group }] of known) {
        const record = found.get(id);
        if (!record) {
          if (!maybe.has(id)) lost.push(id);
          continue;
        }
        // An update that was still under way may be there; what was acknowledged before it must be.
        const ahead = record.last === `L${id.split('-')[2]}`;
        if (record.last !== last && !(last === 'L' && ahead)) lost.push(`${id} last`);
        if (group !== undefined && members.get(id) !== group) lost.push(`${id} member`);
      }
      t.strictSame(lost, [], `round ${round}: ${told.length} lines, ${known.size} people`);
      t.strictSame(
        [...found.keys()].filter((id) => !known.has(id) && !maybe.has(id)),
        [],
        'nothing is there that nobody made',
      );
      const orphans: StoredRecord[] = await recordsOf(groups.find({}, call));
      const dangling = orphans.flatMap(({ members: all }) => (all as string[]).filter((id) => !found.has(id)));
      t.strictSame(dangling, [], 'a person and the memberships go together');
      await close();
      const ids = parse(readFileSync(join(folder, 'users.csv')), { columns: true }).map(
        (row) => (row as { id: string }).id,
      );
      t.equal(new Set(ids).size, ids.length, 'no duplicates');
      for (const [id, record] of found) {
        const { last } = record as { last: string };
        if (known.has(id) || maybe.has(id)) known.set(id, { last, group: members.get(id) });
      }
      for (const id of known.keys()) if (!found.has(id)) known.delete(id);
      maybe.clear();
    }
  },
);
