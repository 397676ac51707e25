import t from 'tap';
import { RequestCall } from '#src/connector/request-call.js';

t.test('a clock that is put right does not end calls, nor lets them go on for ever', (t) => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const call = new RequestCall({ requestId: '1', log, timeoutMs: 1_000_000 });
  t.teardown(() => call.end());
  const real = Date.now;
  for (const offset of [0, 86_400_000, -86_400_000]) {
    const clock = t.intercept(Date, 'now', { value: () => real() + offset });
    const left = call.deadline - Date.now();
    clock.restore();
    t.ok(left > 900_000 && left <= 1_000_001, `${left} ms are left, the clock ${offset} ms off`);
  }
  t.end();
});
