import fc from 'fast-check';
import { Secret } from 'scim-gateway/plugin';
import t from 'tap';
import { exactNumbers } from '#plugins/rest/answers/exact-numbers.js';
import { nextLink } from '#plugins/rest/answers/link-header.js';
import { createAnswerParser } from '#plugins/rest/answers/parse-answer.js';
import { compileSelector } from '#plugins/rest/answers/select.js';
import { compileFilters } from '#plugins/rest/find/filter-options.js';
import { compileBody } from '#plugins/rest/requests/body-template.js';
import { compileRequest } from '#plugins/rest/requests/compile-request.js';
import { encodeBody } from '#plugins/rest/requests/encode-body.js';
import { compileHeaders } from '#plugins/rest/requests/header-template.js';
import { compileQuery, compileUrl } from '#plugins/rest/requests/url-template.js';
import { changed, mergePatch, toDocument } from '#plugins/rest/store/documents.js';

const any = { variables: ['id', 'value'], fields: 'any' } as const;
const hostile = [
  '../admin',
  '..',
  '.',
  '%2e%2e',
  '%2E',
  '..%2f..%2fadmin',
  '%252e%252e%252fadmin',
  '..\\admin',
  'a/../../b',
  '..;/x',
  'a?admin=true',
  'a&admin=true',
  'a#x',
  'a b',
  'a\r\nX-Evil: 1',
  'a\nb',
  'a\u0000b',
  '//evil.example.com/',
  'http://evil.example.com/',
  '@evil.example.com',
  ':80',
  "' or '1' eq '1",
  '" or "1" eq "1',
  '\\" or',
  '{id}',
  '${x}',
  '%',
  '%zz',
  'é',
  '漢字',
  '😀',
  '\ud800',
  'a'.repeat(3000),
  '*',
  '[]',
  '<x>&y;',
  ']]>',
  '"',
  "'",
  '=',
  '+',
  ';',
];
const value = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 40 }));

t.test('a value in a path stays one part of one segment, or is refused', async (t) => {
  const url = compileUrl('/a/{id}/b/x-{value}?kind=1&q={value}*', any);
  fc.assert(
    fc.property(value, value, (id, other) => {
      let expanded: string;
      try {
        expanded = url.expand({ id, value: other });
      } catch (error) {
        return (error as Error).name === 'InvalidValue';
      }
      const parsed = new URL(`https://hr.example.com/api${expanded}`);
      const segments = parsed.pathname.split('/');
      const parameters = [...parsed.searchParams];
      return (
        parsed.href === `https://hr.example.com/api${expanded}` &&
        parsed.origin === 'https://hr.example.com' &&
        parsed.hash === '' &&
        segments.length === 6 &&
        segments[2] === 'a' &&
        decodeURIComponent(segments[3] ?? '') === id &&
        segments[4] === 'b' &&
        decodeURIComponent(segments[5] ?? '') === `x-${other}` &&
        parameters.length === 2 &&
        parameters[0]?.join('=') === 'kind=1' &&
        parameters[1]?.join('=') === `q=${other}*`
      );
    }),
    { numRuns: 3000 },
  );
  for (const id of [
    '',
    '.',
    '..',
    '%2e%2e',
    '../admin',
    'a/../b',
    '..%2fadmin',
    '%252e%252e%252f',
    '..;/x',
    'a\r\nb',
    '\ud800',
  ]) {
    t.throws(() => url.expand({ id, value: 'x' }), { name: 'InvalidValue' }, JSON.stringify(id));
  }
  t.equal(url.expand({ id: 'a/b', value: '1' }), '/a/a%2Fb/b/x-1?kind=1&q=1*');
});

t.test('a value between quotes of another language cannot end them', async (t) => {
  const odata = compileQuery("$filter=login eq '{value}'&$top=1", any);
  const scim = compileQuery('filter=userName eq "{value}"', any);
  fc.assert(
    fc.property(value, (text) => {
      if (/[\ud800-\udfff]/u.test(text)) return true;
      const [first = ''] = odata.expand({ value: text });
      const filter = decodeURIComponent(first.slice('$filter='.length));
      const quoted = /^login eq '((?:[^']|'')*)'$/s.exec(filter)?.[1];
      const parsed = /^userName eq (".*")$/s.exec(decodeURIComponent(scim.expand({ value: text })[0]?.slice(7) ?? ''));
      return quoted?.replaceAll("''", "'") === text && JSON.parse(parsed?.[1] ?? '""') === text;
    }),
  );
  t.strictSame(odata.expand({ value: "O'Brien" }), ["$filter=login%20eq%20'O%27%27Brien'", '$top=1']);
  t.strictSame(compileQuery({ f: { cel: "'x:' + value" }, g: '{value}' }, any).expand({ value: 'a&b=c' }), [
    'f=x%3Aa%26b%3Dc',
    'g=a%26b%3Dc',
  ]);
});

t.test('a value in a header ends neither it nor a part of it', async (t) => {
  const headers = compileHeaders(
    { 'If-Match': '{version}', 'X-On-Behalf': 'user="{id}", kind=x' },
    {
      variables: ['id', 'version'],
      fields: [],
    },
  );
  t.strictSame(headers.fill({ id: 'a", kind="admin\r\nX: y' }), {
    'x-on-behalf': 'user="a%22%2C%20kind%3D%22admin%0D%0AX%3A%20y", kind=x',
  });
  t.equal(headers.fill({ id: 'a', version: '"3"' })['if-match'], '"3"');
  t.throws(() => headers.fill({ id: 'a', version: '"3"\r\nX-Evil: 1' }), { name: 'InvalidValue' });
  t.throws(() => headers.fill({ id: 'a', version: 'é' }), { name: 'InvalidValue' });
});

t.test('bodies: values with their types, texts, expressions, forms and XML', async (t) => {
  const scope = { variables: ['id', 'record', 'password'], fields: 'any' } as const;
  const body = compileBody(
    {
      who: '{id}',
      all: '{record}',
      age: '{age}',
      gone: '{nothing}',
      list: ['{tags}', '{nothing}'],
      text: 'Mr {last}',
      sum: { cel: 'record.age + 1' },
      secret: '{password}',
      query: 'query($id: ID!) { user(id: $id) { id } }',
    },
    scope,
  );
  const record = { age: 41, last: 'Ray', tags: ['a', 'b'] };
  t.strictSame(body.fill({ id: 'x"},"admin":true', record, password: new Secret('pw') }), {
    who: 'x"},"admin":true',
    all: record,
    age: 41,
    list: [['a', 'b'], null],
    text: 'Mr Ray',
    sum: 42,
    secret: 'pw',
    query: 'query($id: ID!) { user(id: $id) { id } }',
  });
  t.equal(
    encodeBody({ a: 'x&admin=true', b: ['1', '2'], c: null, d: true }, 'form'),
    'a=x%26admin%3Dtrue&b=1&b=2&c=&d=true',
  );
  t.throws(() => encodeBody({ a: { b: 1 } }, 'form'), { name: 'InvalidValue' });
  t.equal(
    encodeBody({ user: { '@id': '"<', name: '</name><admin>1</admin>', mail: ['a', 'b'] } }, 'xml'),
    '<?xml version="1.0" encoding="UTF-8"?><user id="&quot;&lt;"><name>&lt;/name&gt;&lt;admin&gt;1&lt;/admin&gt;</name><mail>a</mail><mail>b</mail></user>',
  );
  t.throws(() => encodeBody({ user: 'a\u0001b' }, 'xml'), { name: 'InvalidValue' });
  t.throws(() => encodeBody({ 'a><b': 1 }, 'xml'), { name: 'InvalidValue' });
});

t.test('what is wrong with a template is said at start', async (t) => {
  const context = { baseUrl: 'https://hr.example.com/api', headers: new Set<string>(), format: 'json' } as const;
  const scope = { variables: ['id', 'password'], fields: ['login'] } as const;
  const wrong: readonly [request: object, message: RegExp][] = [
    [{ request: 'GET /users/{ids}' }, /names \{ids\}, which is not there; there are \{id\}, \{password\}, \{login\}/],
    [{ request: 'GET /users/{+id}' }, /could leave its place/],
    [{ request: 'GET /users/../admin' }, /"\.\."/],
    [{ request: 'GET /users//x' }, /empty segment/],
    [{ request: 'GET /users?{id}=1' }, /value in its name/],
    [{ request: 'POST /users/{id}?p={password}' }, /cannot stand in a URL/],
    [{ request: 'POST /users', body: { cel: 'id +' } }, /is no expression/],
    [{ request: 'POST /users', body: { x: { cel: 'nobody.name' } } }, /nobody/],
    [{ request: 'POST /users', body: { x: { cel: 'id.matches("(a+)+$")' } } }, /never ends/],
  ];
  for (const [request, message] of wrong) {
    t.throws(
      () => compileRequest(request as { request: string }, scope, context),
      { message },
      JSON.stringify(request),
    );
  }
  const [filter] = compileFilters({ 'login eq': { query: 'api_key=k1&q={value}', body: { token: 't', x: 1 } } }, any);
  t.equal(filter?.text, 'api_key=…&q={value} {"token":"…","x":1}');
  t.equal(
    compileRequest({ request: 'POST /users?api_key=k1&x=2', body: { token: 't', p: '{password}' } }, scope, context)
      .text,
    'POST https://hr.example.com/api/users?api_key=…&x=2 {"token":"…","p":"{password}"}',
  );
});

t.test('answers: pointers, links, and numbers that a double cannot hold', async (t) => {
  const answer = { status: 200, headers: { 'x-next': 'c2' }, body: { 'a/b': [{ '~': 1 }], __proto__: { x: 1 } } };
  t.equal(compileSelector('/a~1b/0/~0')(answer), 1);
  t.equal(compileSelector('')(answer), answer.body);
  for (const pointer of ['/constructor', '/a~1b/length', '/a~1b/00', '/toString', '/a~1b/0/x/y']) {
    t.equal(compileSelector(pointer)(answer), undefined, pointer);
  }
  t.strictSame(compileSelector({ cel: 'body["a/b"].map(e, {"k": e["~"], "s": status})' })(answer), [{ k: 1, s: 200 }]);
  t.throws(() => compileSelector('data'), /no JSON Pointer/);
  t.equal(
    nextLink('<https://a/?p=1>; rel="prev", <https://a/?p=3,4>; title="x, y"; rel="last next"'),
    'https://a/?p=3,4',
  );
  t.equal(nextLink('<https://a/>; rel=next'), 'https://a/');
  t.equal(nextLink('<https://a/>; rel="nextish"'), undefined);
  // Would take hours, were it looked through before it is known to be JSON.
  const endless = `{"id":12345678901234567890}${'\\"'.repeat(1_000_000)}`;
  const parse = createAnswerParser(true, new Set());
  t.throws(() => parse({ status: 200, headers: {}, body: endless }), { name: 'BadGateway', message: /no JSON/ });
  t.match(parse({ status: 200, headers: {}, body: '{"id":12345678901234567890}' }).body, {
    id: '12345678901234567890',
  });
  t.equal(nextLink(`${'<'.repeat(100)}https://a/>; rel=next`), 'https://a/');
  t.strictSame(
    JSON.parse(
      exactNumbers(
        '{"id":12345678901234567890,"n":9007199254740991,"s":"12345678901234567890 \\"1","f":1.12345678901234567890}',
      ),
    ),
    {
      id: '12345678901234567890',
      n: 9007199254740991,
      s: '12345678901234567890 "1',
      f: 1.1234567890123457,
    },
  );
});

t.test('documents: dotted fields are values within objects, both ways', async (t) => {
  const record = { id: '1', 'name.first': 'Ada', 'name.last': 'L', 'urn:x:2.0:User': { a: 1 } };
  const document = toDocument(record, true);
  t.strictSame(document, { id: '1', name: { first: 'Ada', last: 'L' }, 'urn:x:2.0:User': { a: 1 } });
  t.strictSame(toDocument(record, false), record);
  const raw = { id: '1', name: { first: 'Ada', last: 'L', middle: 'K' }, 'flat.name': 1, tags: ['a', 'b'], own: true };
  const change = {
    set: { 'name.first': 'Augusta', 'flat.name': 2 },
    unset: ['name.last', 'gone'],
    lists: { tags: { add: ['c'], remove: ['a'] } },
  };
  t.strictSame(changed(raw, change, true), {
    id: '1',
    name: { first: 'Augusta', middle: 'K' },
    'flat.name': 2,
    tags: ['b', 'c'],
    own: true,
  });
  t.strictSame(mergePatch(raw, change, true), {
    name: { first: 'Augusta', last: null },
    'flat.name': 2,
    tags: ['b', 'c'],
    gone: null,
  });
  t.equal(({} as { polluted?: boolean }).polluted, undefined);
  toDocument({ '__proto__.polluted': true }, true);
  t.equal(({} as { polluted?: boolean }).polluted, undefined);
});
