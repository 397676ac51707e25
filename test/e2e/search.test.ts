import t from 'tap';
import { backends, serve } from '../helpers/backends.js';

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

for (const backend of backends) {
  t.test(`searches on ${backend}`, async (t) => {
    const { v1, v2 } = await serve(t, backend, { users: 7 });

    await t.test('RFC 7644 3.4.3 MUST: POST /Users/.search is the query in its body', async (t) => {
      const { status, body } = await v2('POST', '/Users/.search', {
        schemas: [SEARCH],
        attributes: ['userName'],
        filter: 'active eq true',
        sortBy: 'userName',
        sortOrder: 'descending',
        startIndex: 2,
        count: 2,
      });
      t.equal(status, 200);
      t.match(body, { totalResults: 5, startIndex: 2, itemsPerPage: 2 });
      t.same(
        body.Resources.map(({ userName }: { userName: string }) => userName),
        ['user5@example.com', 'user4@example.com'],
      );
      t.notOk('active' in body.Resources[0], 'only the attributes that were asked for');
      const excluded = await v2('POST', '/Groups/.search', { excludedAttributes: ['members'] });
      t.notOk('members' in excluded.body.Resources[0]);
      t.equal((await v1('POST', '/Users/.search', { filter: 'userName sw "user1"' })).body.totalResults, 1);
    });

    await t.test('RFC 7644 3.4.3 MUST: a body that is no search is refused', async (t) => {
      for (const body of [[], '"x"', 'null', { filter: 3 }, { attributes: [1] }, { startIndex: {} }]) {
        t.match(await v2('POST', '/Users/.search', body), { status: 400, body: { scimType: 'invalidSyntax' } });
      }
      t.match(await v2('POST', '/Users/.search', { filter: 'nope' }), { body: { scimType: 'invalidFilter' } });
      t.equal((await v2('GET', '/Users/.search')).status, 405);
    });

    await t.test('RFC 7644 3.4.2.1 MUST: the base URL lists all resource types', async (t) => {
      const all = await v2('GET', '/');
      t.equal(all.status, 200);
      t.equal(all.body.totalResults, 8);
      const types = all.body.Resources.map(({ meta }: { meta: { resourceType: string } }) => meta.resourceType);
      t.same(new Set(types), new Set(['User', 'Group']));
      t.ok(
        all.body.Resources.every(({ meta }: { meta: { location: string } }) =>
          /\/(Users|Groups)\//.test(meta.location),
        ),
      );
      const pages = await Promise.all([1, 4, 7].map((start) => v2('GET', `/?startIndex=${start}&count=3`)));
      const ids = pages.flatMap(({ body }) => body.Resources.map(({ id }: { id: string }) => id));
      t.equal(new Set(ids).size, 8, 'pages go across the types');
      t.same(
        pages.map(({ body }) => body.totalResults),
        [8, 8, 8],
      );
    });

    await t.test('RFC 7644 3.4.2.1 MUST: an attribute that a type does not have is absent there', async (t) => {
      const count = async (filter: string): Promise<unknown> =>
        (await v2('GET', `/?filter=${encodeURIComponent(filter)}`)).body.totalResults;
      t.equal(await count('userName eq "user1@example.com"'), 1);
      t.equal(await count('userName eq "user1@example.com" or members.value eq "1"'), 2);
      t.equal(await count('meta.resourceType eq "Group"'), 1);
      t.equal(await count('meta.resourceType eq "User" and active eq true'), 5);
      t.equal(await count('not (userName pr)'), 1);
      t.equal(await count('userName ne "user1@example.com"'), 7);
      t.equal(await count('userName eq null'), 1);
      if (backend === 'csv') {
        // Without a mapping, a resource may have any attribute.
        t.match(await v2('GET', '/?filter=nothing eq 1'), { status: 400, body: { scimType: 'invalidFilter' } });
        t.match(await v2('GET', '/?sortBy=nothing'), { status: 400, body: { scimType: 'invalidPath' } });
      }
      t.match(await v2('GET', '/?cursor='), { status: 400, body: { scimType: 'invalidCursor' } });
    });

    await t.test('RFC 7644 3.4.3 MUST: POST /.search sorts and pages across the types', async (t) => {
      const { status, body } = await v2('POST', '/.search', {
        schemas: [SEARCH],
        sortBy: 'id',
        sortOrder: 'descending',
        startIndex: 1,
        count: 3,
        attributes: ['id'],
      });
      t.equal(status, 200);
      t.same(
        body.Resources.map(({ id }: { id: string }) => id),
        ['g1', '7', '6'],
      );
      t.equal(body.totalResults, 8);
    });

    await t.test('RFC 7644 3.11 SHOULD: /Me, which is not offered, is a 501 that says why', async (t) => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const body = method === 'GET' || method === 'DELETE' ? undefined : {};
        t.match(await v2(method, '/Me', body), { status: 501, body: { status: '501', detail: /credential/ } }, method);
      }
    });
  });
}
