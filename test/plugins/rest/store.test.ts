import t from 'tap';
import { type Row, startEmployeesApi } from './employees-api.js';
import { employeesOptions, serveRest } from './employees-config.js';

function people(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    login: `user${index + 1}`,
    status: 'A',
    profile: { first: `First${index + 1}`, last: 'Last' },
    updated: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
  }));
}

t.test('a full import of 50,000 users through pages of 200 costs 250 requests', async (t) => {
  const api = await startEmployeesApi(t, people(50_000));
  const { scim } = await serveRest(t, employeesOptions(api.url));
  for (const count of [199, 1000]) {
    api.arrived.length = 0;
    const ids = new Set<string>();
    for (let startIndex = 1; startIndex <= 50_000; startIndex += count) {
      const { body, text } = await scim('GET', `/Users?startIndex=${startIndex}&count=${count}`);
      if (body.totalResults !== 50_000) return t.fail(text);
      for (const { id } of body.Resources) ids.add(id);
    }
    t.equal(ids.size, 50_000, 'everybody came, and nobody twice');
    const employees = api.arrived.filter(({ path }) => path === '/api/employees');
    t.equal(employees.length, 250, `in pages of ${count}`);
    t.ok(api.arrived.length <= 253, 'and the groups of everybody are asked for at once');
  }
});

t.test('people and groups are made, read, found, changed and removed', async (t) => {
  const api = await startEmployeesApi(t, people(5));
  const { scim } = await serveRest(t, employeesOptions(api.url));
  const since = (): string[] =>
    api.arrived
      .splice(0)
      .map(({ method, target }) => `${method} ${target.slice(4)}`)
      .filter((request) => !request.startsWith('GET /teams'));

  const made = await scim('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'Ada',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ type: 'work', value: 'ada@example.com' }],
    password: 'pl4in',
    active: false,
  });
  t.equal(made.status, 201, made.text);
  t.strictSame(since(), [
    'GET /employees?login=Ada&skip=0&take=200',
    'POST /employees',
    'POST /employees/n6/password',
    'POST /employees/n6/disable',
    'GET /employees/n6',
  ]);
  t.match(made.body, { id: 'n6', active: false, name: { familyName: 'Lovelace' } });
  t.strictSame(api.rows.employees.at(-1), {
    status: 'D',
    login: 'Ada',
    profile: { first: 'Ada', last: 'Lovelace' },
    mail: 'ada@example.com',
    id: 'n6',
    password: 'pl4in',
  });

  t.equal((await scim('POST', '/Users', { userName: 'ADA' })).status, 409, 'nobody has the name of another');
  const found = await scim('GET', '/Users?filter=userName%20eq%20%22ada%22&attributes=userName');
  t.match(found.body, { totalResults: 1, Resources: [{ id: 'n6' }] });
  since();

  const patch = (operations: object[]) =>
    scim('PATCH', '/Users/n6', { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations });
  const changed = await patch([
    { op: 'replace', path: 'name.givenName', value: 'Augusta' },
    { op: 'remove', path: 'emails' },
    { op: 'replace', path: 'active', value: true },
  ]);
  t.match(changed.body, { active: true, name: { givenName: 'Augusta', familyName: 'Lovelace' } }, changed.text);
  t.notOk(changed.body.emails);
  t.strictSame(since(), ['GET /employees/n6', 'POST /employees/n6/enable', 'PATCH /employees/n6', 'GET /employees/n6']);

  const group = await scim('POST', '/Groups', { displayName: 'Analysts', members: [{ value: 'n6' }, { value: '1' }] });
  t.equal(group.status, 201, group.text);
  t.strictSame(
    group.body.members.map(({ value }: { value: string }) => value),
    ['n6', '1'],
  );
  since();
  const left = await scim('PATCH', `/Groups/${group.body.id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [
      { op: 'remove', path: 'members[value eq "1"]' },
      { op: 'add', path: 'members', value: [{ value: '2' }] },
    ],
  });
  t.equal(left.status, 204, left.text);
  const id = group.body.id;
  t.strictSame(
    since().filter((request) => !request.startsWith('GET')),
    [`DELETE /teams/${id}/members/1`, `PUT /teams/${id}/members/2`],
  );
  t.match((await scim('GET', '/Users/n6')).body.groups, [{ value: id, display: 'Analysts' }]);

  t.equal((await scim('DELETE', '/Users/n6')).status, 204);
  t.equal((await scim('GET', '/Users/n6')).status, 404);
  t.equal((await scim('DELETE', '/Users/n6')).status, 404);
});
