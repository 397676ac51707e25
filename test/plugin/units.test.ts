import { Ajv } from 'ajv';
import t from 'tap';
import { durationSchema, sizeSchema, toBytes, toMilliseconds } from '#src/plugin/index.js';

const ajv = new Ajv({ allowUnionTypes: true });

t.test('durations', async (t) => {
  const accepts = ajv.compile(durationSchema);
  for (const [text, expected] of [
    ['500ms', 500],
    ['25s', 25_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    [250, 250],
  ] as const) {
    t.ok(accepts(text), String(text));
    t.equal(toMilliseconds(text), expected, String(text));
  }
  for (const text of ['25', 's', '-1s', '1 s', '1w', -1, 1.5]) t.notOk(accepts(text), String(text));
});

t.test('sizes', async (t) => {
  const accepts = ajv.compile(sizeSchema);
  for (const [text, expected] of [
    ['64MB', 64_000_000],
    ['1.5kB', 1_500],
    ['12B', 12],
    ['1GB', 1_000_000_000],
    [4096, 4096],
  ] as const) {
    t.ok(accepts(text), String(text));
    t.equal(toBytes(text), expected, String(text));
  }
  for (const text of ['64', 'MB', '1TB', '-1MB']) t.notOk(accepts(text), text);
});
