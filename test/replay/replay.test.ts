import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { ProfileUnusable, readProfile } from '#src/replay/index.js';
import { matches } from '#src/replay/matches.js';
import { parseValuePath, printValuePath, valueAtPath } from '#src/replay/value-path.js';
import { fill } from '#src/replay/variables.js';
import { serve } from '../helpers/backends.js';
import { root, runCli, writeFiles } from '../helpers/gateway.js';

const own = join(root, 'test/fixtures/life-of-a-user.profile.json');

t.test('values are named by path', async (t) => {
  const body = { 'urn:x:User': { a: 1 }, list: [{ v: 1 }, { w: 2 }], name: { first: 'A' } };
  t.equal(valueAtPath(body, parseValuePath('["urn:x:User"].a')), 1);
  t.equal(valueAtPath(body, parseValuePath('name.first')), 'A');
  t.equal(valueAtPath(body, parseValuePath('list[0].v')), 1);
  t.same(valueAtPath(body, parseValuePath('list[*].v')), [1, null]);
  t.equal(valueAtPath(body, parseValuePath('constructor.name')), undefined);
  for (const wrong of ['', 'a[', 'a[x]', '["a']) t.throws(() => parseValuePath(wrong), wrong);
  const step = fc.oneof(
    fc.string({ minLength: 1 }).filter((text) => text !== '*'),
    fc.nat(99),
    fc.constant('*' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) =>
      isDeepStrictEqual(parseValuePath(printValuePath(steps)), steps),
    ),
  );
});

t.test('matchers', async (t) => {
  const cases: readonly (readonly [found: never, wanted: object | string, is: boolean])[] = [
    ['' as never, { $exists: true }, false],
    ['x' as never, { $exists: true }, true],
    [[] as never, { $type: 'array' }, true],
    ['' as never, { $type: 'string' }, false],
    ['Abc' as never, { $contains: 'bC' }, true],
    [['a'] as never, { $contains: 'b' }, false],
    [['a'] as never, { $notContains: 'a' }, false],
    [['a'] as never, { $len: 1 }, true],
    [['a'] as never, { $minLen: 2 }, false],
    [3 as never, { $gte: 3 }, true],
    ['A' as never, { $ci: 'a' }, true],
    [2 as never, { $oneOf: [1, { $gte: 3 }] }, false],
    [{ b: 1, a: 2 } as never, { a: 2, b: 1 }, true],
    [{ $ref: 'x' } as never, { $ref: 'x' }, true],
  ];
  for (const [found, wanted, is] of cases) t.equal(matches(found, wanted as never), is, JSON.stringify(wanted));
});

t.test('variables', async (t) => {
  const variables = new Map([['a', 'x y&']]);
  t.equal(fill('{{a}}|{{$url:a}}|{{$upper:a}}', variables), 'x y&|x%20y%26|X Y&');
  t.match(fill('{{$rand}} {{$uuid}}', variables), /^[0-9a-f]{8} [0-9a-f-]{36}$/);
  t.throws(() => fill('{{b}}', variables), { message: 'the variable b has no value' });
});

t.test('what cannot be played is found before anything is sent', async (t) => {
  const step = { name: 's', method: 'GET', path: '/Users', expect: { status: [200] } };
  const cases: readonly (readonly [profile: object, says: RegExp])[] = [
    [{ steps: [step] }, /must have required property 'name'/],
    [{ name: 'x', steps: [{ ...step, path: '@elsewhere/' }] }, /\/steps\/0\/path must match/],
    [{ name: 'x', steps: [{ ...step, path: '/{{y}}' }] }, /step 1 \(s\) asks for \{\{y\}\}, which nothing gives/],
    [{ name: 'x', steps: [{ ...step, expect: { status: [200], body: { a: { $like: 1 } } } }] }, /no matcher \$like/],
    [{ name: 'x', steps: [{ ...step, save: { a: 'b[' } }] }, /"b\[" is no path/],
  ];
  for (const [profile, says] of cases) {
    t.throws(() => readProfile(JSON.stringify(profile), 'f.json'), { name: 'ProfileUnusable', message: says });
  }
  t.throws(() => readProfile('{', 'f.json'), ProfileUnusable);
  t.ok(readProfile(readFileSync(own, 'utf8'), own));
});

t.test('replay plays files, says what differs, and ends with 0, 1 or 2', async (t) => {
  const { gateway, folder } = await serve(t, 'memory');
  const at = ['--base', `${gateway.url}/scim/v2`, '--basic', 'okta:${env:SECRET}'];
  const env = { SECRET: 'secret' };
  const well = await runCli(folder, ['replay', own, own, ...at], env);
  t.equal(well.code, 0, well.stdout + well.stderr);
  t.match(well.stdout, /24 passed, 0 failed/);

  const get = { name: 'one', method: 'GET', path: '/Users/{{who}}', headers: { Authorization: '{{auth}}' } };
  const body = { userName: 'nobody@example.com', 'emails[0].value': { $exists: true } };
  await writeFiles(folder, {
    'wrong.json': {
      name: 'wrong',
      vars: { who: 'nobody' },
      steps: [
        { ...get, expect: { status: [200, 204], body }, save: { x: 'title' } },
        { ...get, name: 'two', path: '/Users/{{x}}', expect: { status: [200] } },
        { ...get, name: 'three', optional: true, expect: { status: [500] } },
        { ...get, name: 'four', skip: 'for a reason', expect: { status: [500] } },
      ],
    },
  });
  const wrong = await runCli(folder, ['replay', 'wrong.json', ...at, '--var', 'who=1'], env);
  t.equal(wrong.code, 1);
  for (const line of [
    'wrong: 0 passed, 2 failed, 1 optional failed, 1 skipped',
    'userName is "user1@example.com", expected "nobody@example.com"',
    'emails[0].value is not there, expected a value',
    'title is not there to be kept as x',
    'the variable x has no value: "one" should have given it',
    'status 200, expected 500',
    'not played: four',
    `curl -i -H "authorization: $SCIM_AUTHORIZATION" '${gateway.url}/scim/v2/Users/1'`,
  ]) {
    t.match(wrong.stdout, line);
  }
  t.notMatch(wrong.stdout, Buffer.from('okta:secret').toString('base64'));

  for (const [args, says] of [
    [['wrong.json', '--base', 'http://127.0.0.1:1/scim'], /does not answer/],
    [['none.json', ...at], /none\.json cannot be played/],
    [['wrong.json', ...at, '--var', 'who'], /--var is a name/],
    [['wrong.json'], /Missing required argument: base/],
  ] as const) {
    const { code, stderr } = await runCli(folder, ['replay', ...args], env);
    t.equal(code, 2, args.join(' '));
    t.match(stderr, says);
  }
});
