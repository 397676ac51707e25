import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '../random.js';
import { startApplication } from './application.js';
import { SoakClient, type Traffic } from './client.js';
import { kill, possibleFaults, type Scene } from './faults.js';
import { type Held, SoakedGateway } from './gateway.js';
import { mountSmallDisk, movableClock } from './machine.js';
import { Model } from './model.js';
import { compareSystems, person, team } from './systems.js';
import { type ConnectorName, connectorNames, makeWorld } from './world.js';

/**
 * `npm run soak -- [--minutes 5] [--seed N] [--keep]`: mixed traffic to a gateway with every plugin while things break; then a
 * model says whether anything that was acknowledged is lost, or there twice, and whether memory and open files stayed flat.
 * Choices come from the seed; what meets what depends on the machine. Exit code 1 where something is wrong.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    keep: { type: 'boolean', default: false },
  },
});
const durationMs = Number(values.minutes) * 60_000;
const seed = Number(values.seed);
if (!(durationMs > 0) || !Number.isSafeInteger(seed)) throw new Error('--minutes and --seed are numbers');

const CLIENTS: { readonly [Name in ConnectorName]: number } = { csv: 3, memory: 2, rest: 3, shell: 1 };
/** Of the time, until when the gateway is killed again and again; after that, what it holds is watched. */
const KILLS_UNTIL = 0.55;
const WATCHED_FROM = 0.7;
/** Memory that comes and goes with the garbage collector. */
const SLACK = { share: 1.5, bytes: 96 * 2 ** 20, files: 24 };

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const startedAt = performance.now();
const elapsed = (): number => performance.now() - startedAt;

const folder = mkdtempSync(join(tmpdir(), 'scim-gateway-soak-'));
const smallDisk = mountSmallDisk(join(folder, 'data'));
const clock = movableClock(folder);
say(`soak: ${values.minutes} minutes, seed ${seed}, in ${folder}`);
if (!smallDisk) say('left out: a full disk (a small one can only be mounted by root)');
if (!clock) say('left out: clock jumps (libfaketime is not installed)');

const application = await startApplication();
const world = makeWorld(folder, application.url);
const gateway = new SoakedGateway(folder, clock?.env ?? {});
const models = Object.fromEntries(connectorNames.map((name) => [name, new Model()])) as {
  [Name in ConnectorName]: Model;
};
let running = true;
const traffic: Traffic = { url: () => gateway.url, running: () => running, counts: new Map(), faults: [] };
const scene: Scene = {
  world,
  application,
  gateway,
  random: createRandom(seed),
  csv: models.csv,
  forgetMemory: () => {
    models.memory = new Model();
  },
  clockFile: clock?.file,
  smallDisk,
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void gateway.kill();
    unmount();
    process.exit(1);
  });
}
try {
  await gateway.start();
  const clients = makeClients();
  const traffics = clients.map((client) => client.run());
  const before = await breakThings();
  running = false;
  await Promise.all(traffics);
  application.mood = 'well';
  await sleep(3_000);
  await gateway.ready();
  const after = await gateway.held();
  for (const name of connectorNames) await compareAnswers(name);
  if ((await gateway.stop()) !== 0) traffic.faults.push('the gateway did not stop in good order');
  traffic.faults.push(...compareSystems(models, scene));
  compareHeld(before, after);
} catch (error) {
  traffic.faults.push(String(error instanceof Error ? error.stack : error));
} finally {
  application.close();
  await gateway.stop().catch(() => undefined);
}
report();

function makeClients(): readonly SoakClient[] {
  return connectorNames.flatMap((name, which) =>
    Array.from({ length: CLIENTS[name] }, (_, number) => {
      const random = createRandom(seed + 1 + which * 100 + number);
      return new SoakClient(traffic, name, `${name}${number}`, () => models[name], random);
    }),
  );
}

/** @returns what the gateway held once it had warmed up after its last start */
async function breakThings(): Promise<Held> {
  const { random } = scene;
  const faults = possibleFaults(scene);
  let before: Held | undefined;
  while (elapsed() < durationMs) {
    await sleep(1_000 + random.below(2_000));
    if (gateway.ended !== undefined) throw new Error(gateway.ended);
    const isWatched = elapsed() > durationMs * WATCHED_FROM;
    if (isWatched) before ??= await gateway.held();
    const fault = elapsed() < durationMs * KILLS_UNTIL && random.chance(0.35) ? kill : random.pick(faults);
    const what = await fault(scene);
    say(`${(elapsed() / 1000).toFixed(0).padStart(5)} s  ${what}`);
  }
  return before ?? (await gateway.held());
}

async function compareAnswers(name: ConnectorName): Promise<void> {
  const client = new SoakClient(traffic, name, 'last', () => models[name], createRandom(0));
  const read = async (path: string): Promise<readonly { readonly [field: string]: unknown }[]> => {
    const found: { readonly [field: string]: unknown }[] = [];
    for (;;) {
      const { status, body } = await client.request(
        'last look',
        'GET',
        `${path}?startIndex=${found.length + 1}&count=200`,
      );
      if (status !== 200) throw new Error(`${name}${path} is answered with ${status} when all is well again`);
      found.push(...((body.Resources ?? []) as typeof found));
      if (found.length >= Number(body.totalResults)) return found;
    }
  };
  const people = (await read('/Users')).map(({ id, userName, title }) => person(id, userName, title));
  const teams = (await read('/Groups')).map(({ id, displayName, members }) =>
    team(
      id,
      displayName,
      ((members ?? []) as readonly { readonly value: string }[]).map(({ value }) => value),
    ),
  );
  say(`${name}: ${people.length} people and ${teams.length} groups`);
  traffic.faults.push(...models[name].faults(people, teams).map((fault) => `${name}, as answered: ${fault}`));
}

function compareHeld(before: Held, after: Held): void {
  const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  say(
    `memory ${megabytes(before.residentBytes)} -> ${megabytes(after.residentBytes)} (heap ${megabytes(before.heapBytes)} -> ${megabytes(after.heapBytes)}), open files ${before.openFiles} -> ${after.openFiles}`,
  );
  if (after.residentBytes > before.residentBytes * SLACK.share + SLACK.bytes) traffic.faults.push('memory grew');
  if (after.openFiles > before.openFiles + SLACK.files) traffic.faults.push('open files grew');
}

function report(): void {
  for (const [what, count] of [...traffic.counts].sort(([one], [other]) => (one < other ? -1 : 1))) {
    say(`${String(count).padStart(7)}  ${what}`);
  }
  unmount();
  const { faults } = traffic;
  for (const fault of faults.slice(0, 50)) say(`WRONG: ${fault}`);
  say(faults.length === 0 ? `soak passed (seed ${seed})` : `soak failed with ${faults.length} faults (seed ${seed})`);
  if (faults.length === 0 && !values.keep) rmSync(folder, { recursive: true, force: true });
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function unmount(): void {
  if (smallDisk) execFileSync('umount', ['-l', join(folder, 'data')]);
}
