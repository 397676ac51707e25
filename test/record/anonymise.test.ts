import fc from 'fast-check';
import t from 'tap';
import { createAnonymiser } from '#src/record/anonymise.js';
import { createKnownValues } from '#src/record/known-values.js';
import { createPseudonyms } from '#src/record/pseudonyms.js';
import { createRecording } from '#src/record/recording.js';
import { readProfile, type Step } from '#src/replay/index.js';
import { fill } from '#src/replay/variables.js';
import { parseFilter, parsePath } from '#src/scim/index.js';

const limits = { body: 100_000, total: 10_000_000 };
const bytes = (value: unknown) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { bytes: Buffer.from(text), length: Buffer.byteLength(text) };
};
const nothing = { bytes: Buffer.alloc(0), length: 0 };

/** Words that nothing else in a file has: each begins with a rare letter. */
const rare = fc
  .tuple(fc.constantFrom('q', 'Q', 'x', 'é', 'Ж', '漢'), fc.stringMatching(/^[a-wyzA-WYZ0-9éüЖ]{4,10}$/))
  .map(([first, rest]) => `${first}${rest}q7`);
const separator = fc.constantFrom(' ', '.', '-', "'", '_', '}} ', ' {{', '"', '\\', ', ');
const text = fc.array(rare, { minLength: 1, maxLength: 3 }).chain((words) => separator.map((each) => words.join(each)));
const email = fc.tuple(rare, rare).map(([local, domain]) => `${local}@${domain}.com`);
const personal = fc.oneof(text, email, fc.uuid());

interface Person {
  readonly userName: string;
  readonly name: string;
  readonly mail: string;
  readonly department: string;
  readonly password: string;
  readonly token: string;
  readonly id: string;
}
const person: fc.Arbitrary<Person> = fc.record({
  userName: personal,
  name: text,
  mail: email,
  department: text,
  password: rare,
  token: rare,
  id: fc.uuid(),
});

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const isUuid = (value: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);

/** Everything that is known of somebody, in every place where a client or a server says it. */
function record({ userName, name, mail, department, password, token, id }: Person, status: number) {
  const recording = createRecording(limits);
  const user = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
    userName,
    displayName: name,
    name: { formatted: `${name} ${department}`, familyName: name },
    emails: [{ value: mail, type: 'work', primary: true, display: userName }],
    [enterprise]: { department, manager: { value: id, displayName: name } },
    password,
    x509Certificates: [{ value: token }],
    roles: [{ value: JSON.stringify({ id: userName, displayName: name }) }],
  };
  const headers = {
    authorization: `Bearer ${token}`,
    cookie: `session=${token}`,
    'x-api-key': token,
    'user-agent': mail,
    'if-match': `W/"${token}"`,
    'content-type': 'application/scim+json',
    host: `${department}.com`,
  };
  const common = {
    requestHeaders: headers,
    responseHeaders: { 'set-cookie': token, location: `https://${mail}/${id}` },
  };
  const q = (value: string) => JSON.stringify(value);
  const filters = [
    `userName eq ${q(userName)} and emails[value eq ${q(mail)}].type eq "work"`,
    `not (name.familyName sw ${q(name)}) or ${enterprise}:department co ${q(department)}`,
    `password eq ${q(password)}`,
    `userName eq ${name}`,
  ];
  const steps: (Step | undefined)[] = filters.map((filter) =>
    recording.add({
      ...common,
      method: 'GET',
      path: `/Users?filter=${encodeURIComponent(filter)}&access_token=${token}&${encodeURIComponent(name)}`,
      requestBody: nothing,
      status,
      responseBody: bytes({ totalResults: 1, Resources: [{ ...user, id }], detail: `No ${name}` }),
    }),
  );
  const write = (method: 'POST' | 'PATCH', path: string, body: unknown) =>
    steps.push(
      recording.add({
        ...common,
        method,
        path,
        requestBody: bytes(body),
        status,
        responseBody: bytes({ ...user, id, meta: { version: token, location: `https://h/${userName}/${id}` } }),
      }),
    );
  write('POST', '/Users', user);
  write('POST', '/Users', `{"userName": ${q(userName)}`);
  write('POST', `/${encodeURIComponent(name)}/${encodeURIComponent(mail)}`, user);
  write('POST', '/Bulk', {
    Operations: [{ method: 'POST', path: `/Users/${encodeURIComponent(name)}`, bulkId: userName, data: user }],
  });
  write('PATCH', `/Users/${id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [
      { op: 'replace', path: `emails[value eq ${q(mail)}].display`, value: name },
      { op: 'replace', path: 'password', value: password },
      {
        op: 'add',
        value: { 'name.givenName': name, [`emails[value eq ${q(mail)}].value`]: mail, [`${name} ${mail}`]: name },
      },
      { op: 'add', path: `${name} ${mail}`, value: 4711 },
    ],
  });
  return { steps, profile: recording.profile('test', '2.0') };
}

t.test('nothing of a person and no secret is in a recording, and the recording can be played', async () => {
  fc.assert(
    fc.property(person, fc.constantFrom(200, 201, 400, 404), (somebody, status) => {
      const { profile, steps } = record(somebody, status);
      if (steps.includes(undefined)) throw new Error('not recorded');
      const file = JSON.stringify(profile).toLowerCase();
      const decoded = decodeURIComponent(file.replaceAll(/%(?![0-9a-f]{2})/g, '%25'));
      for (const value of Object.values(somebody)) {
        const parts = [value, ...(isUuid(value) ? [] : (value.match(/[^\s!-/:-@[-`{-~]+/gu) ?? []))].filter(
          (part) => part.length > 5,
        );
        for (const part of parts) {
          for (const form of [part, part.normalize(), JSON.stringify(part).slice(1, -1)]) {
            if (decoded.includes(form.toLowerCase())) {
              const at = decoded.indexOf(form.toLowerCase());
              throw new Error(`${form} of ${value} is there: ${decoded.slice(Math.max(0, at - 200), at + 100)}`);
            }
          }
        }
      }
      readProfile(JSON.stringify(profile), 'test');
    }),
    { numRuns: 60 },
  );
});

t.test('filters and paths stay what they are', async (t) => {
  fc.assert(
    fc.property(person, ({ userName, mail, name }) => {
      const anonymiser = createAnonymiser(createPseudonyms(), createKnownValues());
      const variables = new Map([['run', '00000000']]);
      const q = (value: string) => JSON.stringify(value);
      const filter = anonymiser.filter(
        `(userName EQ ${q(userName)}) or emails[type eq "work" and value ew ${q(mail)}]`,
      );
      parseFilter(fill(filter, variables));
      parsePath(fill(anonymiser.path(`emails[value eq ${q(name)}].value`), variables));
      return /^\(userName EQ ".*"\) or emails\[type eq "work" and value ew ".*"\]$/.test(filter);
    }),
    { numRuns: 50 },
  );
  const { filter } = createAnonymiser(createPseudonyms(), createKnownValues());
  t.equal(
    filter('active eq true and meta.lastModified gt "2026-01-01T00:00:00Z"'),
    'active eq true and meta.lastModified gt "2026-01-01T00:00:00Z"',
  );
  t.match(
    filter('id eq 4f-7a and title eq Ada and x eq 5'),
    /^id eq \{\{unknown1\}\} and title eq \w+ and x eq 9\d+$/,
    'without quotes',
  );
  t.throws(() => parseFilter(filter('userName like "Ada"')), 'what could not be read cannot be read');
});

t.test('equal values are replaced by equal ones, others by others', async (t) => {
  fc.assert(
    fc.property(
      fc.uniqueArray(personal, { minLength: 2, maxLength: 8, selector: (value) => value.normalize().toLowerCase() }),
      (values) => {
        const { text: replace } = createPseudonyms();
        const once = values.map(replace);
        const again = values.map(replace);
        return once.every((value, at) => value === again[at]) && new Set(once).size === values.length;
      },
    ),
  );
  const { text: replace, number } = createPseudonyms();
  t.equal(replace('ADA@CORP.COM').toLowerCase(), replace('ada@corp.com').toLowerCase());
  t.ok(replace('Ada Lovelace').startsWith(replace('Ada')), 'a word is the same in every text');
  t.match(replace('ada.lovelace@corp.com'), /^\w+\.\w+\.\{\{run\}\}@domain1\.example$/);
  t.match(replace('+49 (30) 123-4567'), /^\+1 555 1\d{6}$/);
  t.match(replace('1815-12-10'), /^\d{4}-\d\d-\d\d$/);
  t.notMatch(replace('1815-12-10'), '1815');
  t.match(replace('https://corp.com/ada'), /^https:\/\/domain\d+\.example\/$/);
  t.equal(replace('4711'), String(number(4711)));
  t.equal(replace('ADA'), replace('Ada').toUpperCase());
});

t.test('ids, versions and cursors that an answer had are linked', async (t) => {
  const recording = createRecording(limits);
  const exchange = { requestHeaders: {}, responseHeaders: {}, status: 200, requestBody: nothing };
  const answer = { id: 'a/b 1', userName: 'ada', meta: { version: 'W/"7"', resourceType: 'User' } };
  recording.add({
    ...exchange,
    method: 'POST',
    path: '/Users',
    requestBody: bytes({ userName: 'ada' }),
    responseBody: bytes(answer),
  });
  const list = { totalResults: 2, Resources: [], nextCursor: 'c7' };
  recording.add({ ...exchange, method: 'GET', path: '/Users?cursor', responseBody: bytes(list) });
  const later = recording.add({
    ...exchange,
    method: 'PUT',
    path: '/Users/a%2Fb%201?cursor=c7',
    requestHeaders: { 'if-match': 'W/"7"', authorization: 'Basic x' },
    requestBody: bytes({ id: 'a/b 1', manager: 'a/b 1', members: [{ value: 'zoe', $ref: '../Users/a%2Fb%201' }] }),
    responseBody: nothing,
  });
  t.match(later, {
    path: '/Users/{{$url:user1}}?cursor={{$url:cursor1}}',
    headers: { 'if-match': '{{version1}}', authorization: '{{auth}}' },
    body: { id: '{{user1}}', manager: '{{user1}}', members: [{ value: '{{unknown1}}', $ref: '/Users/{{user1}}' }] },
  });
  const { steps, vars } = recording.profile('p', undefined);
  t.same(steps[0]?.save, { user1: 'id', version1: 'meta.version' });
  t.same(steps[1]?.save, { cursor1: 'nextCursor' });
  t.match(vars, { unknown1: /^\w+$/ });
});

t.test('of two secrets it cannot be told whether they were the same', async (t) => {
  const { value } = createAnonymiser(createPseudonyms(), createKnownValues());
  const one = { password: 'a', clientSecret: 'b', x509Certificates: [{ value: 'c' }], apiKey: 7 };
  const other = { password: 'x', clientSecret: 'x', x509Certificates: [{ value: 'x' }], apiKey: 8 };
  t.same(value(one), value(other));
});

t.test('who is in a list of everybody is not linked: on another server that is somebody else', async (t) => {
  const recording = createRecording(limits);
  const exchange = { requestHeaders: {}, responseHeaders: {}, status: 200, requestBody: nothing };
  const found = bytes({ totalResults: 1, Resources: [{ id: 'i7', userName: 'ada', type: 'Ada L' }] });
  const patch = () =>
    recording.add({
      ...exchange,
      method: 'PATCH',
      path: '/Users/i7',
      responseBody: nothing,
      requestBody: bytes({ type: 'Ada L' }),
    });
  recording.add({ ...exchange, method: 'GET', path: '/Users', responseBody: found });
  recording.add({ ...exchange, method: 'GET', path: '/Users?filter=active+eq+true', responseBody: found });
  t.equal(patch()?.path, '/Users/{{$url:unknown1}}');
  t.notMatch(JSON.stringify(recording.profile('p', '2.0')), /Ada|i7/);
  const named = createRecording(limits);
  const query = `filter=${encodeURIComponent('userName eq "ada"')}`;
  const asked = named.add({ ...exchange, method: 'GET', path: `/Users?${query}`, responseBody: found });
  t.match(asked, { save: { user1: 'Resources[0].id' }, expect: { body: { totalResults: 1, Resources: { $len: 1 } } } });
});

t.test('what is too large or no JSON is said, and not kept', async (t) => {
  const recording = createRecording({ body: 50, total: 3_000 });
  const large = { bytes: Buffer.alloc(50, 'secret'), length: 5_000 };
  const exchange = { requestHeaders: { 'content-encoding': 'gzip' }, responseHeaders: {}, status: 200 };
  const first = recording.add({ ...exchange, method: 'POST', path: '/Users', requestBody: large, responseBody: large });
  t.match(first, { optional: true, skip: /larger than the 50 bytes/, note: /a body of 5000 bytes/ });
  t.notMatch(JSON.stringify(first), 'secret');
  const deep = `${'['.repeat(20)}1${']'.repeat(20)}`;
  t.ok(
    recording.add({
      ...exchange,
      requestHeaders: {},
      method: 'POST',
      path: '/Users',
      requestBody: bytes(deep),
      responseBody: nothing,
    }),
  );
  const wide = createRecording({ body: 1e6, total: 1e6 });
  const nested = bytes(`${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`);
  t.doesNotThrow(() =>
    wide.add({
      ...exchange,
      requestHeaders: {},
      method: 'POST',
      path: '/Users',
      requestBody: nested,
      responseBody: nothing,
    }),
  );
  t.equal(
    wide.add({ ...exchange, method: 'PURGE' as never, path: '/Users', requestBody: nothing, responseBody: nothing }),
    undefined,
  );
  while (!recording.isFull)
    recording.add({ ...exchange, method: 'GET', path: '/Users', requestBody: nothing, responseBody: nothing });
  t.equal(
    recording.add({ ...exchange, method: 'GET', path: '/Users', requestBody: nothing, responseBody: nothing }),
    undefined,
  );
});
