import type { Test } from 'tap';
import { suites, verify } from '#src/verify/index.js';
import { type Fault, openFaultyServers, TOKEN } from './faulty-server.js';

/** Many megabytes each: run where they are meant, and once against the server that is not broken. */
const heavy = ['security.large-body', 'security.deep-body'];

/** The checks that fail against a server, of the suites that its fault names or is meant for. */
async function failedChecks(
  base: string,
  { version, catches, suites: named }: Pick<Fault, 'version' | 'catches' | 'suites'>,
) {
  const chosen = named ?? [...new Set(catches.map((id) => id.split('.')[0] ?? ''))];
  const isMeant = chosen.includes('security') && catches.length > 0;
  const report = await verify({
    base,
    credentials: { authorization: `Bearer ${TOKEN}` },
    version: version ?? '2.0',
    readOnly: false,
    selection: { suites: chosen, only: [], skip: isMeant ? heavy.filter((id) => !catches.includes(id)) : [] },
    timeoutMs: 60_000,
    toolVersion: '0',
    signal: new AbortController().signal,
  });
  return report.checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);
}

/** Each broken server is caught by the checks that are meant for it, and by no other of their suites. */
export async function expectCaught(
  t: Test,
  faults: readonly Fault[],
  open: typeof openFaultyServers = openFaultyServers,
): Promise<void> {
  let servers = await open();
  t.teardown(() => servers.close());
  for (const fault of faults) {
    if (fault.catches.some((id) => id.startsWith('security.'))) {
      // The gateway answers who fails to log in again and again ever later.
      await servers.close();
      servers = await open();
    }
    const { base, close } = await servers.serve(fault);
    t.same((await failedChecks(base, fault)).sort(), [...fault.catches].sort(), fault.name);
    await close();
  }
}

/** The server that is not broken fails nothing, through the same proxy. */
export async function expectNothing(t: Test, version: '1.1' | '2.0'): Promise<void> {
  const servers = await openFaultyServers();
  t.teardown(() => servers.close());
  const { base, close } = await servers.serve({ name: 'none', catches: [], version });
  t.same(await failedChecks(base, { version, catches: [], suites: suites.map(({ name }) => name) }), []);
  await close();
}
