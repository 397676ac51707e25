import fc from 'fast-check';
import t from 'tap';
import { type Backend, serve } from '../helpers/backends.js';
import type { ScimAnswer, ScimClient } from '../helpers/scim-client.js';
import { bulks, filters, patches11, patches20, paths, resources, searches } from './corpus.js';
import { mutated, mutatedText, seconds } from './mutations.js';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const ids = fc.constantFrom('1', '2', 'g1', 'none', '..', '%00', '__proto__', '.search');
const endpoints = fc.constantFrom('/Users', '/Groups');
const one = fc.tuple(endpoints, ids).map(([endpoint, id]) => `${endpoint}/${id}`);

const requests: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ method: fc.constant('POST'), path: endpoints, body: mutated(resources) }),
  fc.record({ method: fc.constant('PUT'), path: one, body: mutated(resources) }),
  fc.record({ method: fc.constant('PATCH'), path: one, body: mutated([...patches20, ...patches11]) }),
  fc.record({ method: fc.constant('POST'), path: fc.constant('/Bulk'), body: mutated(bulks) }),
  fc.record({
    method: fc.constant('POST'),
    path: fc.constantFrom('/.search', '/Users/.search', '/Groups/.search'),
    body: mutated(searches),
  }),
  fc.record({
    method: fc.constant('GET'),
    path: fc
      .tuple(
        fc.constantFrom('/Users', '/Groups', '/'),
        mutatedText(filters),
        mutatedText(paths),
        fc.constantFrom('1', '0', '-1', 'x', '99999999999999999999', ''),
      )
      .map(([endpoint, filter, attributes, number]) => {
        const query = new URLSearchParams({ filter: filter, attributes: attributes });
        return `${endpoint}?${query}&startIndex=${number}&count=${number}`;
      }),
  }),
  fc.record({ method: fc.constant('GET'), path: one }),
);

/** 501 says that something is not offered; every other 5xx is a fault of ours. */
function isSound({ status, body }: ScimAnswer, client: string): boolean {
  if (status >= 500 && status !== 501) return false;
  if (status < 400) return true;
  return client === 'v2'
    ? body.status === String(status) && typeof body.detail === 'string'
    : Array.isArray(body.Errors);
}

for (const backend of ['memory', 'csv'] satisfies readonly Backend[]) {
  t.test(`fuzz: requests to both versions over ${backend}`, async (t) => {
    const { v1, v2, gateway } = await serve(t, backend);
    const clients: { readonly [name: string]: ScimClient } = { v1, v2 };
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('v1', 'v2'), requests, async (name, { method, path, body }) => {
        runs += 1;
        const answer = await clients[name]?.(
          method,
          path,
          body === undefined ? undefined : (JSON.stringify(body) ?? ''),
        );
        if (!answer || !isSound(answer, name)) throw new Error(`${name} ${method} ${path}: ${JSON.stringify(answer)}`);
      }),
      { numRuns: Number.POSITIVE_INFINITY, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false },
    );
    t.ok(runs > 100, `${runs} runs`);
    const { status, body } = await v2('GET', '/Users?count=1');
    t.equal(status, 200, 'it still answers');
    t.ok(body.totalResults >= 0);
    t.equal(await gateway.stop(), 0);
    t.notMatch(gateway.output(), /"level":50/, 'nothing failed inside');
  });
}
