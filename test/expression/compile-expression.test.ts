import fc from 'fast-check';
import t from 'tap';
import { compileExpression, ExpressionError } from '#src/expression/index.js';

const record = { first: 'Ada', last: 'Lovelace', n: 3, half: 1.5, nothing: null, list: ['a', { value: 'b' }] };
const evaluate = (text: string): unknown => compileExpression(text, ['record']).evaluate({ record });

t.test('JSON data for JSON data', async (t) => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['record.first + " " + record.last', 'Ada Lovelace'],
    ['record.n + 1', 4],
    ['1 + record.n', 4],
    ['record.half * 2', 3],
    ['record.n - 1 == 2.0', true],
    ['size(record.list)', 2],
    ['record.nothing == null ? "none" : "some"', 'none'],
    ['has(record.missing) ? record.missing : "default"', 'default'],
    ['record.?missing.orValue("default")', 'default'],
    ['record.?missing', null],
    ['{"name": record.first, "tags": [1, "x"]}', { name: 'Ada', tags: [1, 'x'] }],
    ['record.list.map(x, {"value": x})', [{ value: 'a' }, { value: { value: 'b' } }]],
    ['record.first.lower().replace("a", "o")', 'odo'],
    ['record.first.upper().split("D")', ['A', 'A']],
    ['timestamp("2026-01-02T03:04:05Z")', '2026-01-02T03:04:05.000Z'],
  ];
  for (const [text, expected] of cases) t.strictSame(evaluate(text), expected, text);
});

t.test('says what it reads', async (t) => {
  const { reads } = compileExpression('record.first + string(record["n"]) + (has(other.x) ? "y" : "n")', [
    'record',
    'other',
  ]);
  t.strictSame(reads, [
    { variable: 'record', property: 'first' },
    { variable: 'record', property: 'n' },
    { variable: 'other', property: 'x' },
  ]);
  t.strictSame(compileExpression('size(record)', ['record']).reads, [{ variable: 'record' }], 'as a whole');
});

t.test('refuses, with the place, what is wrong before any data comes', async (t) => {
  for (const [text, message] of [
    ['recrod.first', /Unknown variable: recrod/],
    ['record.first +', /Unexpected token/],
    ['"a" + 1', /no such overload/i],
    ['nothing(record)', /found no matching overload/],
    ['record.first.matches("^(a+)+$")', /matches\(\) is not offered/],
    ['record.list.filter(x, x.matches("a"))', /matches\(\) is not offered/],
    [`${'('.repeat(100)}1${')'.repeat(100)}`, /depth/i],
    [`[${'1,'.repeat(300)}1]`, /elements/i],
  ] as const) {
    t.throws(() => compileExpression(text, ['record']), { name: 'ExpressionError', message });
  }
});

t.test('data cannot reach anything but itself', async (t) => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    t.throws(() => evaluate(`record.${name}`), ExpressionError, name);
    t.throws(() => evaluate(`record["${name}"]`), ExpressionError, name);
  }
});

t.test('whatever the text and the data, an expression is evaluated or refused with a sentence', async (t) => {
  const words = fc.constantFrom(
    'record',
    '.first',
    '.n',
    '+',
    '1',
    '"x"',
    '(',
    ')',
    '[',
    ']',
    '?',
    ':',
    '.map(x, x)',
    '{',
    '}',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), fc.jsonValue(), (parts, data) => {
      try {
        const result = compileExpression(parts.join(' '), ['record']).evaluate({ record: data });
        JSON.stringify(result);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
  t.pass();
});
