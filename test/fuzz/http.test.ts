import { randomInt } from 'node:crypto';
import t from 'tap';
import { startGateway, temporaryFolder, writeFiles } from '../helpers/gateway.js';
import { basic, scimClient } from '../helpers/scim-client.js';
import { Random } from './random.js';
import { exchange, type RawAnswer } from './raw-client.js';
import { bodyPool, type RawRequest, rawRequest } from './raw-requests.js';

/** `SCIM_FUZZ_SEED=… SCIM_FUZZ_REQUESTS=… npx tap test/fuzz/http.test.ts` does the same again, or more of it. */
const seed = Number(process.env.SCIM_FUZZ_SEED ?? randomInt(2 ** 31));
const wanted = Number(process.env.SCIM_FUZZ_REQUESTS ?? 200_000);

const CONNECTIONS = 16;
const MOST_BEHIND_EACH_OTHER = 60;

/** So that what the requests make does not pile up, each gateway gets this many connections. */
const CONNECTIONS_EACH = 2_000;

/** Words of the inside: paths, modules, stacks, codes of Node and fastify. */
const inside =
  /node_modules|\.[cm]?[jt]s\b|\bat \S+ \(|dist\/|\/src\/|fastify|FST_|\bERR_|HPE_|find-my-way|undefined is not|Cannot read|not a function|stack|errno|syscall/i;

/** Why an answer is wrong; undefined: it is well. */
function faultOf({ status, head, body }: RawAnswer): string | undefined {
  if (status >= 500 && status !== 501) return `a ${status}`;
  if (inside.test(head) || inside.test(body)) return 'something of the inside';
  if (status < 400 || body === '') return undefined;
  const type = /^content-type: (.*)$/im.exec(head)?.[1] ?? '';
  if (!/^application\/(scim\+)?json/.test(type)) return `an error of type "${type}"`;
  const error = JSON.parse(body);
  const isScim =
    error.status === String(status) || (Array.isArray(error.Errors) && error.Errors[0]?.code === String(status));
  return isScim ? undefined : 'an error that is not SCIM';
}

function requestsOf(random: Random, bodies: readonly Buffer[]): readonly RawRequest[] {
  const requests: RawRequest[] = [];
  const count = 1 + random.below(MOST_BEHIND_EACH_OTHER);
  while (requests.length < count) {
    const request = rawRequest(random, bodies);
    requests.push(request);
    if (request.isLast) break;
  }
  return requests;
}

t.setTimeout(600_000);

t.test(`fuzz: malformed requests, bodies and credentials (seed ${seed})`, async (t) => {
  const folder = temporaryFolder(t);
  await writeFiles(folder, {
    'connector.config.json': {
      auth: [
        { type: 'basic', username: 'okta', password: 'secret' },
        { type: 'jwt', issuer: 'i', audience: 'a', secret: 'x'.repeat(32) },
      ],
      plugin: {
        use: 'memory',
        options: { seed: { User: [{ id: '1', userName: 'ada' }], Group: [{ id: 'g1', displayName: 'staff' }] } },
      },
      log: { level: 'error' },
      server: { limits: { failedLogins: { count: 0 }, pageSize: 10, overload: { eventLoopDelay: 0, memory: 0 } } },
    },
  });
  const bodies = bodyPool(seed);
  const statuses = new Map<number, number>();
  let sent = 0;
  let answered = 0;
  let connection = 0;
  while (answered < wanted) {
    const gateway = await startGateway(t, folder);
    const port = Number(new URL(gateway.url).port);
    const last = connection + CONNECTIONS_EACH;
    const work = async (): Promise<void> => {
      while (connection < last && answered < wanted) {
        const index = connection++;
        const random = new Random(seed + index);
        const requests = requestsOf(random, bodies);
        sent += requests.length;
        const where = `seed ${seed}, connection ${index}`;
        const answers = await exchange(port, requests, random).catch((error: unknown) => {
          throw new Error(`${where}: ${String(error)}`);
        });
        answered += answers.length;
        for (const [at, answer] of answers.entries()) {
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          const fault = faultOf(answer);
          if (fault === undefined) continue;
          const asked = requests[at]?.bytes.toString('latin1').slice(0, 2000);
          throw new Error(`${where}, request ${at}: ${fault}\n${asked}\n\n${answer.head}\n${answer.body}`);
        }
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, work));
    const client = scimClient(`${gateway.url}/scim/v2`, basic('okta', 'secret'));
    t.equal((await client('GET', '/ServiceProviderConfig')).status, 200, 'it still answers');
    t.equal(await gateway.stop(), 0);
    t.notMatch(gateway.output(), /"level":[56]0/, 'nothing failed inside');
  }
  t.ok(
    answered >= wanted,
    `${sent} requests over ${connection} connections, ${answered} answers: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`,
  );
  for (const status of [200, 201, 204, 400, 401, 404, 405, 414, 415, 417, 431]) {
    t.ok(statuses.has(status), `some are answered with ${status}`);
  }
});
