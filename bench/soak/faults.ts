import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.js';
import type { Application, Mood } from './application.js';
import type { SoakedGateway } from './gateway.js';
import type { Model } from './model.js';
import type { World } from './world.js';

/** What faults are made with. */
export interface Scene {
  readonly world: World;
  readonly application: Application;
  readonly gateway: SoakedGateway;
  readonly random: Random;
  readonly csv: Model;
  /** What the memory plugin kept is gone. */
  readonly forgetMemory: () => void;
  /** undefined: the clock of the gateway cannot be moved here. */
  readonly clockFile: string | undefined;
  /** The CSV files lie on a small disk of their own. */
  readonly smallDisk: boolean;
}

/** Does its harm, lasts for a while, and undoes it. @returns what it did */
export type Fault = (scene: Scene) => Promise<string>;

/** The gateway is killed, and started again. */
export const kill: Fault = async ({ gateway, forgetMemory, random }) => {
  const gone = gateway.kill();
  forgetMemory();
  await gone;
  await sleep(random.below(500));
  await gateway.start();
  return 'kill -9, and started again';
};

const misbehave: Fault = async ({ application, random }) => {
  const mood = random.pick<Mood>(['slow', 'failing', 'hanging up', 'hanging up afterwards']);
  application.mood = mood;
  await sleep(1_000 + random.below(3_000));
  application.mood = 'well';
  return `the HTTP application was ${mood}`;
};

const scriptsAway: Fault = async ({ world, random }) => {
  writeFileSync(world.away, '');
  await sleep(500 + random.below(2_000));
  rmSync(world.away);
  return 'the scripts said "try again later"';
};

let outsiders = 0;

/** Another program adds a person, and writes into a column that no mapping names. */
const editFile: Fault = async ({ world, random, csv }) => {
  const login = `outside-${++outsiders}@example.com`;
  const title = `from outside ${random.below(1e6)}`;
  const done = replaceFile(world.users, (text) => {
    const [header = '', ...rows] = text.trimEnd().split('\n');
    const noted = rows.map((row) => (random.chance(0.1) ? row.replace(/,[^,"]*$/, `,seen ${outsiders}`) : row));
    return `${[header, ...noted, `outside${outsiders},${login},${title},made`].join('\n')}\n`;
  });
  if (!done) return 'another program wanted to edit the CSV file, and came at the wrong moment';
  csv.people.set(login, { login, id: `outside${outsiders}`, possible: [title] });
  await sleep(500);
  return `another program edited the CSV file (${login})`;
};

const BAD_ROW = 'broken,row';

const breakFile: Fault = async ({ world, random }) => {
  if (!replaceFile(world.users, (text) => `${text}${BAD_ROW}\n`)) return 'nothing';
  await sleep(500 + random.below(2_000));
  while (!replaceFile(world.users, (text) => text.replaceAll(`${BAD_ROW}\n`, ''))) await sleep(10);
  return 'another program broke the CSV file, and mended it';
};

const fillDisk: Fault = async ({ world, random }) => {
  const filler = join(world.folder, 'data/filler');
  const file = openSync(filler, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(65_536));
  } catch {
    // Full.
  }
  await sleep(1_000 + random.below(3_000));
  closeSync(file);
  rmSync(filler);
  return 'the disk was full';
};

const moveClock: Fault = async ({ clockFile, random }) => {
  const offset = random.pick(['+3600', '-3600', '+86400', '-86400', '+0', '+30', '-30']);
  writeFileSync(clockFile as string, `${offset}s`);
  await sleep(500);
  return `the clock went to ${offset} s of the true time`;
};

/** Those that can be made here, as often as they stand in the list. */
export function possibleFaults({ clockFile, smallDisk }: Scene): readonly Fault[] {
  return [
    misbehave,
    misbehave,
    scriptsAway,
    editFile,
    editFile,
    breakFile,
    ...(smallDisk ? [fillDisk] : []),
    ...(clockFile === undefined ? [] : [moveClock]),
  ];
}

/**
 * As careful programs do: a new file is renamed over the old one, unless that has changed meanwhile.
 * @returns whether it was done
 */
function replaceFile(path: string, edit: (text: string) => string): boolean {
  const before = statSync(path, { bigint: true });
  const beside = `${path}.edited`;
  writeFileSync(beside, edit(readFileSync(path, 'utf8')));
  const now = statSync(path, { bigint: true });
  if (now.ino !== before.ino || now.mtimeNs !== before.mtimeNs) return false;
  renameSync(beside, path);
  return true;
}
