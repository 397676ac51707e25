import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type ServerProcess, startGateway, startServer } from '../server/gateway-process.js';
import { measure } from '../server/measure.js';
import type { Scenario } from '../server/scenario.js';
import { markdownTable } from '../server/table.js';
import { latencies, median } from './latency.js';

/**
 * `npm run bench:rest -- [--seconds 3] [--rounds 5]`: the gateway with the rest plugin in front of a fast application, beside
 * a bare proxy, turn by turn in one run; prints a table in Markdown.
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '5' } },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const PEOPLE = 500;
const AIM = 0.7;
const CONNECTIONS = 16;

const path = (turn: number): string => `/scim/v2/Users/p${turn % PEOPLE}`;
let turn = 0;
const lookUp: Scenario = {
  name: 'look-up by id',
  method: 'GET',
  route: '/scim/v2/Users/:id',
  status: 200,
  aim: AIM,
  next: () => ({ method: 'GET', path: path(turn++) }),
};

const folder = mkdtempSync(join(tmpdir(), 'scim-gateway-bench-'));
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const started: ServerProcess[] = [];
try {
  const application = await start([script('upstream-server.js')]);
  writeFileSync(join(folder, 'connector.config.json'), JSON.stringify(configOf(application.url)));
  const gateway = await startGateway(folder);
  started.push(gateway);
  const bare = await start([script('bare-proxy.js'), application.url]);
  process.stdout.write(
    markdownTable(
      [
        'request',
        'aim',
        'gateway req/s',
        'bare proxy req/s',
        'ratio',
        'gateway p50 µs',
        'bare proxy p50 µs',
        'added µs',
      ],
      [await compare(gateway, bare)],
    ),
  );
} finally {
  for (const server of started.reverse()) await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function start(args: readonly string[]): Promise<ServerProcess> {
  const server = await startServer(folder, args);
  started.push(server);
  return server;
}

/** One row: both sides, turn by turn; requests/s on many connections, the latency on one. */
async function compare(gateway: ServerProcess, bare: ServerProcess): Promise<readonly string[]> {
  const rates = { ours: [] as number[], theirs: [] as number[] };
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (const { url } of [gateway, bare]) await measure(url, lookUp, { seconds: 2, connections: CONNECTIONS });
  for (let round = 0; round < rounds; round++) {
    for (const [side, { url }] of [['ours', gateway] as const, ['theirs', bare] as const]) {
      const { requestsPerSecond } = await measure(url, lookUp, { seconds, connections: CONNECTIONS });
      rates[side].push(requestsPerSecond);
      times[side].push(median(await latencies(url, path, seconds / 3)));
    }
  }
  const [ourRate, theirRate] = [median(rates.ours), median(rates.theirs)];
  const [ourTime, theirTime] = [median(times.ours), median(times.theirs)];
  return [
    lookUp.name,
    `${AIM * 100} %`,
    Math.round(ourRate).toLocaleString('en'),
    Math.round(theirRate).toLocaleString('en'),
    `${((ourRate / theirRate) * 100).toFixed(0)} %`,
    ourTime.toFixed(0),
    theirTime.toFixed(0),
    (ourTime - theirTime).toFixed(0),
  ];
}

/** A mapping of the usual size. */
function configOf(baseUrl: string): object {
  return {
    auth: { type: 'basic', username: 'okta', password: 'password' },
    plugin: { use: 'rest', options: { baseUrl, User: { get: { request: 'GET /employees/{id}' } } } },
    mapping: {
      User: {
        id: 'id',
        attributes: {
          userName: 'login',
          'name.givenName': 'first',
          'name.familyName': 'last',
          'emails[type eq "work"].value': 'mail',
          active: { field: 'status', values: { A: true, D: false } },
          title: 'title',
          'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': 'department',
        },
      },
    },
  };
}
