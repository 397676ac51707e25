import t from 'tap';
import { backends, serve } from '../helpers/backends.js';

const REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

type Operation = { readonly [name: string]: unknown };
const bulk = (operations: readonly Operation[], failOnErrors?: number) => ({
  schemas: [REQUEST],
  ...(failOnErrors !== undefined && { failOnErrors }),
  Operations: operations,
});
const user = (bulkId: string, more: object = {}): Operation => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { userName: `${bulkId}@example.com`, ...more },
});
const group = (bulkId: string, ...members: readonly string[]): Operation => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { displayName: bulkId, members: members.map((value) => ({ value })) },
});

for (const backend of backends) {
  t.test(`bulk on ${backend}`, async (t) => {
    const { v1, v2 } = await serve(t, backend);
    const idOf = (location: string): string => location.split('/').at(-1) ?? '';
    const membersOf = async (location: string): Promise<readonly string[]> =>
      (await v2('GET', `/Groups/${idOf(location)}`)).body.members.map(({ value }: { value: string }) => value);

    await t.test('RFC 7644 3.7.2 MUST: a group before its members, answered in the order of the request', async (t) => {
      const { status, body } = await v2('POST', '/Bulk', bulk([group('team', 'bulkId:ada', '1'), user('ada')]));
      t.equal(status, 200);
      t.same(body.schemas, [RESPONSE]);
      const [team, ada] = body.Operations;
      t.match(team, { method: 'POST', bulkId: 'team', status: '201', location: /\/scim\/v2\/Groups\// });
      t.match(ada, { method: 'POST', bulkId: 'ada', status: '201', location: /\/scim\/v2\/Users\//, version: /^W\// });
      t.notOk('response' in ada, 'no body where it went well');
      t.same(await membersOf(team.location), [idOf(ada.location), '1']);
    });

    await t.test('RFC 7644 3.7.1 MUST: circular references are resolved', async (t) => {
      const { body } = await v2('POST', '/Bulk', bulk([group('left', 'bulkId:right'), group('right', 'bulkId:left')]));
      const [left, right] = body.Operations;
      t.match(body.Operations, [{ status: '201' }, { status: '201' }]);
      t.same(await membersOf(left.location), [idOf(right.location)]);
      t.same(await membersOf(right.location), [idOf(left.location)]);
      for (const { location, version } of [left, right]) {
        const { headers } = await v2('GET', `/Groups/${idOf(location)}`);
        // What the store does not keep has to be read whole, and a group is not for this.
        if (version !== undefined || backend !== 'bare') t.equal(version, headers.get('etag'), 'the last version');
      }
    });

    await t.test('what comes after a circle finds it closed', async (t) => {
      const remove = { Operations: [{ op: 'remove', path: 'members' }] };
      const { body } = await v2(
        'POST',
        '/Bulk',
        bulk([
          group('first', 'bulkId:second'),
          group('second', 'bulkId:first'),
          { method: 'PATCH', path: '/Groups/bulkId:first', data: remove },
          { method: 'PATCH', path: '/Groups/bulkId:second', data: remove },
        ]),
      );
      for (const { location, status } of body.Operations) {
        t.ok(Number(status) < 300);
        t.notOk('members' in (await v2('GET', `/Groups/${idOf(location)}`)).body);
      }
    });

    await t.test('change, replace and delete, with a version', async (t) => {
      const made = await v2('POST', '/Users', { userName: 'bob@example.com' });
      const path = `/Users/${made.body.id}`;
      const stale = { method: 'PUT', path, version: 'W/"old"', data: { userName: 'stale@example.com' } };
      const { body } = await v2(
        'POST',
        '/Bulk',
        bulk([
          stale,
          { method: 'PATCH', path, data: { Operations: [{ op: 'add', path: 'title', value: 'x' }] } },
          { method: 'put', path, data: { userName: 'bob2@example.com' } },
          { method: 'DELETE', path },
          { method: 'DELETE', path },
        ]),
      );
      t.same(
        body.Operations.map(({ status }: { status: string }) => status),
        ['412', '200', '200', '204', '404'],
      );
      t.match(body.Operations[0].response, { schemas: [ERROR], status: '412', detail: String });
      for (const { location } of body.Operations) t.match(location, new RegExp(`${path}$`), 'failed ones say it too');
    });

    await t.test('an operation on what another one makes, by its path', async (t) => {
      const rename = { Operations: [{ op: 'replace', path: 'displayName', value: 'renamed' }] };
      const drop = { Operations: [{ op: 'remove', path: 'members[value eq "bulkId:carl"]' }] };
      const { body } = await v2(
        'POST',
        '/Bulk',
        bulk([
          { method: 'PATCH', path: '/Groups/bulkId:crew', data: drop },
          { method: 'PATCH', path: '/Groups/bulkId:crew', data: rename },
          group('crew', 'bulkId:carl', '1'),
          user('carl'),
        ]),
      );
      t.ok(
        body.Operations.every(({ status }: { status: string }) => Number(status) < 300),
        JSON.stringify(body),
      );
      const { location } = body.Operations[2];
      t.same(await membersOf(location), ['1']);
      t.equal((await v2('GET', `/Groups/${idOf(location)}`)).body.displayName, 'renamed');
    });

    await t.test('RFC 7644 3.7.3 MUST: faults stay with their operation', async (t) => {
      const { status, body } = await v2(
        'POST',
        '/Bulk',
        bulk([
          user('user1'),
          user('fine'),
          { method: 'POST', path: '/Users', data: {} },
          { method: 'POST', path: '/Nothing', bulkId: 'n', data: {} },
          group('lost', 'bulkId:nobody'),
          group('orphan', 'bulkId:user1'),
          { method: 'POST', path: '/Users', bulkId: 'empty', data: {} },
        ]),
      );
      t.equal(status, 200);
      t.same(
        body.Operations.map((operation: Operation) => operation.status),
        ['409', '201', '400', '404', '400', '400', '400'],
      );
      t.match(body.Operations[0], { bulkId: 'user1', response: { scimType: 'uniqueness' } });
      t.notOk('location' in body.Operations[0]);
      t.match(body.Operations[4].response.detail, /bulkId:nobody/);
      t.equal((await v2('GET', '/Groups?filter=displayName eq "orphan"')).body.totalResults, 0);
    });

    await t.test('RFC 7644 3.7.3 MUST: after failOnErrors errors the rest is left alone', async (t) => {
      const operations = [user('one'), user('user1'), user('two'), user('user2'), user('never')];
      const { body } = await v2('POST', '/Bulk', bulk(operations, 2));
      t.same(
        body.Operations.map((operation: Operation) => operation.status),
        ['201', '409', '201', '409'],
      );
      t.equal((await v2('GET', '/Users?filter=userName eq "never@example.com"')).body.totalResults, 0);
    });

    await t.test('SCIM 1.1 REST API 3.6 MUST: bulk in its own form', async (t) => {
      const { status, body } = await v1('POST', '/Bulk', {
        schemas: ['urn:scim:schemas:core:1.0'],
        Operations: [
          group('old-team', 'bulkId:eve'),
          user('eve', { emails: [{ value: 'eve@example.com', type: 'work' }] }),
          user('user1'),
          group('ring-a', 'bulkId:ring-b'),
          group('ring-b', 'bulkId:ring-a'),
        ],
      });
      t.equal(status, 200);
      t.same(body.schemas, ['urn:scim:schemas:core:1.0']);
      t.match(body.Operations, [
        { status: { code: '201' }, location: /\/scim\/v1\/Groups\// },
        { status: { code: '201' }, version: /^W\// },
        { status: { code: '409', description: /already/ } },
        { status: { code: '201' } },
        { status: { code: '201' } },
      ]);
      t.same(await membersOf(body.Operations[0].location), [idOf(body.Operations[1].location)]);
      t.same(await membersOf(body.Operations[3].location), [idOf(body.Operations[4].location)]);
      t.same(await membersOf(body.Operations[4].location), [idOf(body.Operations[3].location)]);
    });
  });
}

t.test('RFC 7644 3.7.4 MUST: the limits are announced and kept', async (t) => {
  const { v1, v2 } = await serve(t, 'memory');
  const { body } = await v2('GET', '/ServiceProviderConfig');
  t.same(body.bulk, { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 });
  t.same((await v1('GET', '/ServiceProviderConfigs')).body.bulk, body.bulk);
  const remove = { method: 'DELETE', path: '/Users/none' };
  t.equal((await v2('POST', '/Bulk', bulk(Array(1000).fill(remove)))).status, 200);
  for (const client of [v1, v2]) {
    const many = await client('POST', '/Bulk', bulk(Array(1001).fill(remove)));
    t.match(many, { status: 413, body: { detail: /1000/ } });
    const large = await client('POST', '/Bulk', bulk([user('a', { title: 'x'.repeat(1_048_576) })]));
    t.match(large, { status: 413, body: { detail: /1048576/ } });
  }
  t.equal((await v2('GET', '/Bulk')).status, 405);
});

t.test('the deadline holds for a store that answers at once, too: what is left is a 504 each', async (t) => {
  const { v2 } = await serve(t, 'memory', { config: { timeout: '40ms' } });
  const { status, body } = await v2(
    'POST',
    '/Bulk',
    bulk(Array.from({ length: 1000 }, (_, index) => user(`u${index}`))),
  );
  t.equal(status, 200);
  const codes = body.Operations.map((operation: Operation) => operation.status);
  t.equal(codes.length, 1000);
  const done = codes.filter((code: string) => code === '201').length;
  t.equal(
    (await v2('GET', '/Users?count=0')).body.totalResults,
    done + 5,
    'what is said to be made is made, and no more',
  );
  t.same(new Set(codes.slice(done)), new Set(done < 1000 ? ['504'] : []));
});

t.test('hostile bulk requests are refused, and nothing else happens', async (t) => {
  const { v2 } = await serve(t, 'memory');
  for (const body of ['[]', 'null', '{"Operations":{}}', '{"Operations":[null],"failOnErrors":0}', '{"Operations":']) {
    t.match(await v2('POST', '/Bulk', body), { status: 400, body: { scimType: 'invalidSyntax' } }, body);
  }
  const proto = await v2(
    'POST',
    '/Bulk',
    '{"Operations":[{"method":"POST","path":"/Users","bulkId":"__proto__","data":{"userName":"p","__proto__":{"x":1}}},{"method":"PATCH","path":"/Users/bulkId:__proto__","data":{"Operations":[{"op":"add","path":"__proto__.polluted","value":1}]}},{"method":"PUT","path":"/__proto__/1","data":{}}]}',
  );
  t.equal(proto.status, 200);
  t.same(
    proto.body.Operations.map((operation: Operation) => operation.status).filter((status: string) => status >= '5'),
    [],
  );
  const ring = Array.from({ length: 1000 }, (_, index) => group(`r${index}`, `bulkId:r${(index + 1) % 1000}`));
  const { body } = await v2('POST', '/Bulk', bulk(ring));
  t.equal(body.Operations.length, 1000);
  t.ok(body.Operations.every(({ status }: Operation) => status === '201'));
});
