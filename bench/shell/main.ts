import { parseArgs } from 'node:util';
import { markdownTable } from '../server/table.js';
import { barePipe, bareSpawn, type Contender, spawnMode, workerMode } from './contenders.js';

/**
 * `npm run bench:shell [-- --rounds 21 --seconds 0.4]`: a command for each request beside a bare spawn of the same program, a
 * worker beside a bare round trip over a pipe; turn by turn in one run, one request after the other and several at once.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '21' }, seconds: { type: 'string', default: '0.4' } },
});
const rounds = Number(values.rounds);
const milliseconds = Number(values.seconds) * 1000;

const rows: string[][] = [];
for (const atOnce of [1, 4]) {
  const contenders = await Promise.all([spawnMode(), bareSpawn(true), bareSpawn(false), workerMode(), barePipe()]);
  const measured = contenders.map(() => [] as number[]);
  for (const { ask } of contenders) await rate(ask, atOnce, milliseconds);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { ask }] of contenders.entries()) measured[index]?.push(await rate(ask, atOnce, milliseconds));
  }
  const [spawning = 0, detached = 0, bare = 0, working = 0, pipe = 0] = measured.map(median);
  const beside = [
    `${percent(spawning, bare)} of bare spawn, ${percent(spawning, detached)} of detached`,
    '',
    '',
    `${percent(working, pipe)} of bare pipe, ${(working / spawning).toFixed(0)} × spawn mode`,
    '',
  ];
  for (const [index, perSecond] of [spawning, detached, bare, working, pipe].entries()) {
    rows.push(row(contenders[index], atOnce, perSecond, beside[index] ?? ''));
  }
  for (const { close } of contenders) await close();
}
process.stdout.write(`${markdownTable(['what', 'at once', 'requests a second', 'beside it'], rows)}\n`);

/** Requests a second. */
async function rate(ask: () => Promise<unknown>, atOnce: number, ms: number): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - startedAt < ms) {
      if ((await ask()) === undefined) throw new Error('no answer');
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (done / (performance.now() - startedAt)) * 1000;
}

function row(contender: Contender | undefined, atOnce: number, perSecond: number, beside: string): string[] {
  return [contender?.name ?? '', String(atOnce), Math.round(perSecond).toLocaleString('en'), beside];
}

function percent(ours: number, theirs: number): string {
  return `${((ours / theirs) * 100).toFixed(0)} %`;
}

function median(measured: readonly number[]): number {
  return [...measured].sort((left, right) => left - right)[measured.length >> 1] ?? Number.NaN;
}
