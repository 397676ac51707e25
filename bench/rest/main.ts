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
    markdownTable(['what', 'aim', 'gateway', 'bare proxy', 'gateway to bare'], await compare(gateway, bare)),
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

interface Side {
  readonly server: ServerProcess;
  readonly rates: number[];
  /** Microseconds of processor time for each request. */
  readonly costs: number[];
  /** Microseconds. */
  readonly times: number[];
}

/** Both sides, turn by turn: requests/s on many connections, the latency on one. */
async function compare(gateway: ServerProcess, bare: ServerProcess): Promise<readonly (readonly string[])[]> {
  const sides = [gateway, bare].map((server): Side => ({ server, rates: [], costs: [], times: [] }));
  for (const { url } of [gateway, bare]) await measure(url, lookUp, { seconds: 2, connections: CONNECTIONS });
  for (let round = 0; round < rounds; round++) for (const side of sides) await sample(side);
  const row = (what: string, aim: string, figures: (side: Side) => readonly number[], by: 'share' | 'more') => {
    const [ours = Number.NaN, theirs = Number.NaN] = sides.map((side) => median(figures(side)));
    const compared = by === 'share' ? `${((ours / theirs) * 100).toFixed(0)} %` : `+ ${(ours - theirs).toFixed(0)}`;
    return [what, aim, Math.round(ours).toLocaleString('en'), Math.round(theirs).toLocaleString('en'), compared];
  };
  return [
    row('look-ups by id, a second', `${AIM * 100} %`, ({ rates }) => rates, 'share'),
    row('p50 of one after the other, µs', '', ({ times }) => times, 'more'),
    row('processor time for each, µs', '', ({ costs }) => costs, 'more'),
  ];
}

async function sample({ server, rates, costs, times }: Side): Promise<void> {
  const before = server.processorMs() ?? Number.NaN;
  const { requestsPerSecond, requests } = await measure(server.url, lookUp, { seconds, connections: CONNECTIONS });
  costs.push((((server.processorMs() ?? Number.NaN) - before) * 1000) / requests);
  rates.push(requestsPerSecond);
  times.push(median(await latencies(server.url, path, seconds / 3)));
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
