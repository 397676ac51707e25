// Started by kill.test.ts: writes until it is killed, and tells of each change when it has been acknowledged.
import { writeSync } from 'node:fs';
import plugin from '#plugins/csv/index.js';

const [folder, round, resources] = process.argv.slice(2);
const log = { debug() {}, info() {}, warn() {}, error() {} };
const call = { signal: new AbortController().signal, requestId: 'kill', log, dryRun: false };
const tell = (line) => writeSync(1, `${JSON.stringify(line)}\n`);

const options = {
  User: { file: 'users.csv' },
  Group: { file: 'groups.csv', members: { file: 'pairs.csv', group: 'group', user: 'user' } },
  checkpoint: 20,
};
const adapter = await plugin.open(options, { log, folder, now: Date.now, resources: JSON.parse(resources) });
const { User, Group } = adapter.stores;
tell({ open: User.count() });

async function work(worker) {
  const removed = [];
  for (let step = 0; ; step++) {
    const id = `${round}-${worker}-${step}`;
    tell({ doing: 'insert', id });
    await User.insert({ id, login: id, first: `a "${step}",\n`, last: 'L' }, call);
    tell({ done: 'insert', id });
    await Group.update(`g${worker % 2}`, { lists: { members: { add: [id], separator: ';' } } }, call);
    tell({ done: 'member', id, group: `g${worker % 2}` });
    await User.update(id, { set: { last: `L${step}` } }, call);
    tell({ done: 'update', id, last: `L${step}` });
    removed.push(id);
    if (removed.length > 3) {
      const gone = removed.shift();
      tell({ doing: 'remove', id: gone });
      await User.remove(gone, call);
      tell({ done: 'remove', id: gone });
    }
  }
}

await Promise.all(Array.from({ length: 8 }, (_, worker) => work(worker)));
