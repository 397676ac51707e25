import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchDirectory, writeDirectory } from './directory-files.js';
import { type ServerProcess, startCeiling, startGateway } from './gateway-process.js';
import { headers, type Measured, measure } from './measure.js';
import { type RecordedAnswer, type Scenario, scenarios } from './scenario.js';
import { markdownTable } from './table.js';

/**
 * `npm run bench -- [--sizes 1000,100000,1000000] [--seconds 3] [--rounds 3]`: the gateway over CSV files of several sizes
 * beside the bare server, turn by turn in one run; prints tables in Markdown.
 */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000,1000000' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const CONNECTIONS = 16;

const requestRows: string[][] = [];
const serverRows: string[][] = [];
for (const size of values.sizes.split(',').map(Number)) {
  const folder = mkdtempSync(join(tmpdir(), 'scim-gateway-bench-'));
  try {
    await benchSize(await writeDirectory(folder, size));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.stdout.write(
  `${markdownTable(['users', 'request', 'gateway req/s', 'p99 ms', 'bare fastify req/s', 'p99 ms', 'ratio', 'aim'], requestRows)}\n`,
);
process.stdout.write(
  `${markdownTable(['users', 'start s', 'memory MB', 'bytes a user', 'scan (`co`) s', 'p99 of look-ups beside it, ms'], serverRows)}\n`,
);

async function benchSize(directory: BenchDirectory): Promise<void> {
  const all = scenarios(directory);
  const gateway = await startGateway(directory.folder);
  const memory = gateway.residentBytes() ?? Number.NaN;
  try {
    for (const scenario of all) await benchScenario(directory, gateway, scenario);
    const { scanMs, p99Ms } = await scanBesideLookUps(gateway, all[0] as Scenario);
    serverRows.push([
      directory.size.toLocaleString('en'),
      (gateway.startMs / 1000).toFixed(2),
      (memory / 2 ** 20).toFixed(0),
      (memory / directory.size).toFixed(0),
      (scanMs / 1000).toFixed(2),
      p99Ms.toFixed(0),
    ]);
  } finally {
    await gateway.stop();
  }
}

async function benchScenario({ folder, size }: BenchDirectory, gateway: ServerProcess, scenario: Scenario) {
  const file = join(folder, 'answers.json');
  writeFileSync(file, JSON.stringify([await record(gateway.url, scenario)]));
  const bare = await startCeiling(folder, file);
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  try {
    for (const { url } of [gateway, bare]) await measure(url, scenario, { seconds: 1, connections: CONNECTIONS });
    for (let round = 0; round < rounds; round++) {
      ours.push(await measure(gateway.url, scenario, { seconds, connections: CONNECTIONS }));
      theirs.push(await measure(bare.url, scenario, { seconds, connections: CONNECTIONS }));
    }
  } finally {
    await bare.stop();
  }
  const our = median(ours);
  const their = median(theirs);
  requestRows.push([
    size.toLocaleString('en'),
    scenario.name,
    Math.round(our.requestsPerSecond).toLocaleString('en'),
    our.p99Ms.toFixed(0),
    Math.round(their.requestsPerSecond).toLocaleString('en'),
    their.p99Ms.toFixed(0),
    `${((our.requestsPerSecond / their.requestsPerSecond) * 100).toFixed(0)} %`,
    scenario.aim === undefined ? '' : `${scenario.aim * 100} %`,
  ]);
  process.stderr.write(`${requestRows.at(-1)?.join('  ')}\n`);
}

/** What the gateway answers to one request of the scenario, for the bare server to repeat. */
async function record(url: string, { next, method, route }: Scenario): Promise<RecordedAnswer> {
  const { path, body } = next();
  const response = await fetch(url + path, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/scim+json' }) },
    ...(body !== undefined && { body }),
  });
  const sent = ['content-type', 'location', 'etag', 'x-request-id'].flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { method, route, status: response.status, headers: Object.fromEntries(sent), body: await response.text() };
}

/** Filters that no index answers, one after the other, while a steady stream of look-ups comes in. */
async function scanBesideLookUps(gateway: ServerProcess, lookUp: Scenario) {
  const times: number[] = [];
  let isOver = false;
  const scanning = (async () => {
    while (!isOver) {
      const startedAt = performance.now();
      const filter = encodeURIComponent('displayName co "nobody is called so"');
      const response = await fetch(`${gateway.url}/scim/v2/Users?filter=${filter}`, { headers });
      const { totalResults } = (await response.json()) as { totalResults: number };
      if (totalResults !== 0) throw new Error(`the scan found ${totalResults}`);
      times.push(performance.now() - startedAt);
    }
  })();
  const { p99Ms } = await measure(gateway.url, lookUp, { seconds: seconds * rounds, connections: 4, rate: 200 });
  isOver = true;
  await scanning;
  return { scanMs: times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN, p99Ms };
}

function median(measured: readonly Measured[]): Measured {
  return [...measured].sort((a, b) => a.requestsPerSecond - b.requestsPerSecond)[measured.length >> 1] as Measured;
}
