import fc from 'fast-check';
import t from 'tap';
import {
  type BulkOperation,
  bulkReferences,
  isFaulty,
  planBulk,
  readBulkRequest,
  resolveReferences,
  ScimError,
} from '#src/scim/index.js';

const limits = { maxOperations: 1000, maxPayloadSize: 1_000_000 };
function refusal(body: unknown): unknown {
  try {
    return readBulkRequest(body, limits);
  } catch (error) {
    return error;
  }
}

const read = (...operations: unknown[]) => readBulkRequest({ Operations: operations }, limits).operations;

t.test('RFC 7644 3.7: operations are read, in any case of letters', async (t) => {
  const data = { userName: 'ada' };
  t.same(
    read(
      { method: 'POST', path: '/Users', bulkId: 'a', data },
      { Method: 'put', PATH: 'Users/1/', version: 'W/"1"', Data: data },
      { method: 'PATCH', path: '/Groups/bulkId:g', data: { Operations: [] } },
      { method: 'DELETE', path: '/Users/a%20b', data },
    ),
    [
      { method: 'POST', endpoint: '/Users', bulkId: 'a', data },
      { method: 'PUT', endpoint: '/Users', id: '1', version: 'W/"1"', data },
      { method: 'PATCH', endpoint: '/Groups', id: 'bulkId:g', data: { Operations: [] } },
      { method: 'DELETE', endpoint: '/Users', id: 'a b' },
    ],
  );
  t.equal(readBulkRequest({ operations: [], FAILONERRORS: 2 }, limits).failOnErrors, 2);
});

t.test('RFC 7644 3.7.3: the data of a PATCH may be its operations alone, as in the example there', async (t) => {
  const data = [{ op: 'remove', path: 'nickName' }];
  t.match(read({ method: 'PATCH', path: '/Users/1', data }), [{ data: { Operations: data } }]);
});

t.test('what is wrong with one operation is its own fault', async (t) => {
  const data = { userName: 'ada' };
  const faulty: readonly unknown[] = [
    null,
    'x',
    {},
    { method: 'GET', path: '/Users/1' },
    { method: 'POST', path: '/Users', data },
    { method: 'POST', path: '/Users/1', bulkId: 'b', data },
    { method: 'POST', path: '/Users', bulkId: 'c' },
    { method: 'POST', path: '/Users', bulkId: 7, data },
    { method: 'PUT', path: '/Users', data },
    { method: 'PUT', path: '/Users/1/name', data },
    { method: 'PUT', path: '/Users/%', data },
    { method: 'PUT', path: '/Users/1', data: [] },
    { method: 'DELETE', path: 3 },
  ];
  for (const operation of faulty) {
    const [only] = read(operation);
    t.ok(only && isFaulty(only) && only.error.status === 400, JSON.stringify(operation));
  }
  const twice = { method: 'POST', path: '/Users', bulkId: 'a', data };
  const [first, second] = read(twice, twice);
  t.notOk(first && isFaulty(first));
  t.match(second, { bulkId: 'a', error: { status: 400, scimType: 'invalidValue' } });
});

t.test('RFC 7644 3.7.4: what is no bulk request, or too large a one, is refused as a whole', async (t) => {
  for (const body of [null, [], 'x', {}, { Operations: {} }, { Operations: [], failOnErrors: 0 }]) {
    t.match(refusal(body), { status: 400, scimType: 'invalidSyntax' }, JSON.stringify(body));
  }
  t.match(refusal({ Operations: Array(1001).fill({}) }), { status: 413 });
});

t.test('RFC 7644 3.7.2: references are found and filled in wherever they stand', async (t) => {
  const data = {
    members: [{ value: 'bulkId:a' }, { value: '7', display: 'not bulkId:x' }],
    title: 'a text about "bulkId:c"',
    manager: { value: 'bulkId:b' },
    Operations: [{ op: 'remove', path: 'members[value eq "bulkId:c"]' }],
  };
  t.same([...bulkReferences(data)], ['a', 'b', 'c']);
  const idOf = new Map([
    ['a', '1'],
    ['c', 'say "3"'],
  ]);
  t.same(resolveReferences(data, idOf), {
    members: [{ value: '1' }, { value: '7', display: 'not bulkId:x' }],
    title: 'a text about "bulkId:c"',
    manager: { value: 'bulkId:b' },
    Operations: [{ op: 'remove', path: 'members[value eq "say \\"3\\""]' }],
  });
  const polluting = JSON.parse('{"__proto__":{"polluted":"bulkId:a"}}');
  t.same(Object.keys(resolveReferences(polluting, idOf) as object), ['__proto__']);
  t.notOk('polluted' in Object.prototype);
});

/** Groups `0`, `1`, … whose members are the groups that the lists name. */
function requestOf(graph: readonly (readonly number[])[]): readonly BulkOperation[] {
  return graph.map((members, index) => ({
    method: 'POST',
    endpoint: '/Groups',
    bulkId: String(index),
    data: { displayName: `g${index}`, members: members.map((member) => ({ value: `bulkId:${member}` })) },
  }));
}

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 4 }), { minLength: size, maxLength: size }));

t.test('RFC 7644 3.7.1: each operation once, and what it needs before it, or in it later', async () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const steps = planBulk(requestOf(graph));
      if (
        steps
          .map(({ index }) => index)
          .sort((a, b) => a - b)
          .join() !== graph.map((_, index) => index).join()
      )
        return false;
      const done = new Set<number>();
      return steps.every(({ index, later }) => {
        const open = (graph[index] ?? []).filter((needed) => !done.has(needed));
        done.add(index);
        return open.length === 0 ? later.length === 0 : later.join() === 'members';
      });
    }),
  );
});

t.test('without a circle nothing waits, and what needs nothing keeps its place', async (t) => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const acyclic = graph.map((members, index) => members.filter((member) => member > index));
      return planBulk(requestOf(acyclic)).every(({ later }) => later.length === 0);
    }),
  );
  const independent = requestOf([[], [], []]);
  t.same(
    planBulk(independent).map(({ index }) => index),
    [0, 1, 2],
  );
});

t.test('a chain and a ring as long as a request may be are planned', async (t) => {
  const size = limits.maxOperations;
  const chain = requestOf(Array.from({ length: size }, (_, index) => (index + 1 < size ? [index + 1] : [])));
  t.equal(planBulk(chain)[0]?.index, size - 1);
  const ring = requestOf(Array.from({ length: size }, (_, index) => [(index + 1) % size]));
  t.equal(planBulk(ring).filter(({ later }) => later.length > 0).length, 1);
});

t.test('an operation that cannot be read takes part in the order, and in no reference', async (t) => {
  const error = new ScimError(400, 'no');
  const steps = planBulk([{ method: 'POST', bulkId: 'x', error }, ...requestOf([[]])]);
  t.same(steps, [
    { index: 0, later: [] },
    { index: 1, later: [] },
  ]);
});
