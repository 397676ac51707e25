import fc from 'fast-check';
import t from 'tap';
import { CircuitBreaker } from '#plugins/rest/network/circuit-breaker.js';
import { retryAfterMs } from '#plugins/rest/network/retry-after.js';
import { Turns } from '#plugins/rest/network/turns.js';
import { json, startApplication } from '../../../helpers/http-application.js';
import { startTcpProxy } from '../../../helpers/tcp-proxy.js';
import { callOf, DeadlineOver, open, recordingLog, rejection } from './support.js';

t.test('no more requests at once than concurrency says, and those that give up leave the queue', async (t) => {
  const held: (() => void)[] = [];
  let arrived: (() => void) | undefined;
  const application = await startApplication(t, (_request, response) => {
    held.push(() => json(response, {}));
    arrived?.();
  });
  const holding = (count: number) =>
    new Promise<void>((resolve) => {
      arrived = () => held.length >= count && resolve();
      arrived();
    });
  const { upstream } = await open(t, { baseUrl: application.url, concurrency: 2 });
  const call = callOf(t);
  const send = (own = call) => upstream.send({ method: 'GET', url: application.url, repeatable: true }, own);
  const impatient = callOf(t);
  const first = [send(), send()];
  const givesUp = send(impatient);
  const last = [send(), send()];
  await holding(2);
  t.same(upstream.state(), { circuitBreaker: 'closed', running: 2, waiting: 3 });
  impatient.controller.abort(new Error('gone'));
  t.equal((await rejection(givesUp)).message, 'gone');
  t.equal(upstream.state().waiting, 2);
  for (const answer of held.splice(0)) answer();
  await Promise.all(first);
  await holding(2);
  for (const answer of held.splice(0)) answer();
  await Promise.all(last);
  t.equal(application.requests.length, 4);
  t.equal(application.mostAtOnce, 2);
  t.same(upstream.state(), { circuitBreaker: 'closed', running: 0, waiting: 0 });
});

t.test('turns are taken in the order of their asking, by no more than may, however people come and go', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.constantFrom('come', 'finish', 'leave'), { maxLength: 40 }),
      async (concurrency, steps) => {
        const turns = new Turns({ concurrency, now: () => 0 });
        const started: number[] = [];
        const waiting: { readonly id: number; readonly controller: AbortController }[] = [];
        let ids = 0;
        for (const step of steps) {
          if (step === 'come') {
            const id = ids++;
            const controller = new AbortController();
            const turn = turns.take({ signal: controller.signal, leftMs: 1000 });
            if (!turn) started.push(id);
            else {
              waiting.push({ id, controller });
              turn.then(
                () => started.push(id),
                () => {},
              );
            }
          } else if (step === 'finish') {
            if (turns.running > 0) turns.give();
          } else waiting.pop()?.controller.abort(new Error('gone'));
          await Promise.resolve();
          if (turns.running > concurrency) return false;
          if (turns.waiting > 0 && turns.running < concurrency) return false;
        }
        return started.every((id, index) => index === 0 || id > (started[index - 1] ?? -1));
      },
    ),
    { numRuns: 300 },
  );
  t.pass();
});

t.test('time that is up is not taken for too many requests', async (t) => {
  const turns = new Turns({ concurrency: 1, now: () => 0 });
  t.equal(turns.take({ signal: callOf(t).signal, leftMs: -1 }), undefined);
  t.equal(turns.running, 1);
});

t.test('a rate is kept in every window, and who would wait too long is told so', async (t) => {
  let now = 1000;
  const turns = new Turns({ concurrency: 100, rate: { requests: 2, perMs: 1000 }, now: () => now });
  const { signal } = new AbortController();
  const take = (leftMs: number) => turns.take({ signal, leftMs });
  t.equal(take(0), undefined);
  now += 400;
  t.equal(take(0), undefined);
  t.throws(() => take(599), { code: 'tooManyRequests', retryAfter: 1 });
  const waits = take(600);
  t.type(waits, Promise);
  t.throws(() => take(999), { code: 'tooManyRequests' }, 'the second in the queue waits for the second turn');
  t.throws(() => turns.take({ signal, leftMs: 0 }), { code: 'tooManyRequests', retryAfter: 1 });
  now += 600;
  turns.give();
  await waits;
  t.throws(() => take(399), { code: 'tooManyRequests' });
  now += 400;
  t.equal(take(0), undefined);

  const application = await startApplication(t);
  const { upstream } = await open(t, { baseUrl: application.url, rateLimit: { requests: 3, per: '30s' } });
  const send = (ms: number) => upstream.send({ method: 'GET', url: application.url, repeatable: true }, callOf(t, ms));
  await Promise.all([send(5000), send(5000), send(5000)]);
  const refused = (await rejection(send(5000))) as Error & { retryAfter: number };
  t.equal(refused.name, 'TooManyRequests');
  t.ok(refused.retryAfter > 20 && refused.retryAfter <= 30);
  t.equal(application.requests.length, 3);
});

t.test('the circuit breaker', async (t) => {
  let now = 0;
  const { log, lines } = recordingLog();
  const breaker = new CircuitBreaker({ failures: 3, pauseMs: 1000, now: () => now, log });
  for (const outcome of ['failed', 'failed', 'succeeded', 'failed', 'failed', 'unknown'] as const)
    breaker.admit()(outcome);
  t.equal(breaker.state, 'closed', 'only failures in a row count');
  const late = breaker.admit();
  breaker.admit()('failed');
  t.equal(breaker.state, 'open');
  late('succeeded');
  t.equal(breaker.state, 'open', 'an answer to an older request does not close it');
  t.throws(() => breaker.admit(), { code: 'unavailable', retryAfter: 1 });
  now = 1000;
  const probe = breaker.admit();
  t.equal(breaker.state, 'halfOpen');
  t.throws(() => breaker.admit(), { code: 'unavailable', retryAfter: 1 }, 'one tries, the others are told');
  t.throws(() => breaker.refuseWhileOpen(), { code: 'unavailable' });
  probe('unknown');
  breaker.admit()('failed');
  t.throws(() => breaker.admit(), { code: 'unavailable' });
  now = 2000;
  breaker.admit()('succeeded');
  t.equal(breaker.state, 'closed');
  t.match(
    lines.map(({ level, facts }) => ({ level, facts })),
    [
      { level: 'warn', facts: { circuitBreaker: 'open', failures: 3 } },
      { level: 'warn', facts: { circuitBreaker: 'open', failures: 4 } },
      { level: 'info', facts: { circuitBreaker: 'closed' } },
    ],
  );
  const never = new CircuitBreaker({ failures: 0, pauseMs: 1000, now: () => 0, log });
  for (let count = 0; count < 100; count++) never.admit()('failed');
  t.equal(never.state, 'closed');
});

t.test('an application that is down is left alone, and found again', async (t) => {
  const application = await startApplication(t, (_request, response) => json(response, {}, { status: 500 }));
  const proxy = await startTcpProxy(t, application.port);
  const { upstream } = await open(t, {
    baseUrl: proxy.url,
    retries: 0,
    circuitBreaker: { failures: 3, pause: '100ms' },
  });
  const send = (ms?: number) => upstream.send({ method: 'GET', url: proxy.url, repeatable: true }, callOf(t, ms));
  t.match(await rejection(send()), { name: 'BadGateway' });
  proxy.setAccepting(false);
  proxy.spoil({ kind: 'cut', afterBytes: 0, how: 'reset' });
  t.match(await rejection(send()), { name: 'Unavailable' });
  proxy.setAccepting(true);
  proxy.spoil({ kind: 'hang' });
  t.type(await rejection(send(100)), DeadlineOver);
  t.equal(upstream.state().circuitBreaker, 'open', 'errors, broken connections and deadlines count');
  const before = application.requests.length;
  const refused = await rejection(send());
  t.match(refused, { name: 'Unavailable', retryAfter: 1, cause: { message: /3 times in a row/ } });
  t.equal(application.requests.length, before, 'nothing is sent');
  proxy.spoil({ kind: 'none' });
  application.answer((_request, response) => json(response, {}));
  while (upstream.state().circuitBreaker !== 'closed') {
    await send().catch(() => new Promise((resolve) => setTimeout(resolve, 20)));
  }
  t.equal((await send()).status, 200);
});

t.test('Retry-After is honoured within the deadline', async (t) => {
  let refusals = 0;
  let header: string | undefined;
  let status = 429;
  const application = await startApplication(t, (_request, response) => {
    if (refusals-- > 0)
      json(response, {}, { status, headers: { ...(header !== undefined && { 'retry-after': header }) } });
    else json(response, {});
  });
  const { upstream } = await open(t, { baseUrl: application.url });
  const post = (ms = 10_000) =>
    upstream.send({ method: 'POST', url: application.url, repeatable: false }, callOf(t, ms));
  for (const [said, headerValue] of [
    [429, '0'],
    [429, undefined],
    [503, '0'],
    [429, new Date(Date.now() - 60_000).toUTCString()],
  ] as const) {
    refusals = 2;
    status = said;
    header = headerValue;
    t.equal((await post()).status, 200, `${said}, ${headerValue}: waited for, though it is a POST`);
  }
  refusals = 3;
  status = 429;
  header = '0';
  t.match(await rejection(post()), { name: 'TooManyRequests', retryAfter: 1 }, 'but not for ever');
  refusals = 1;
  header = '60';
  const started = Date.now();
  t.match(await rejection(post()), { name: 'TooManyRequests', retryAfter: 60 });
  t.ok(Date.now() - started < 5_000, 'who cannot wait so long does not wait at all');
  refusals = 1;
  header = new Date(Date.now() + 120_000).toUTCString();
  const error = (await rejection(post())) as Error & { retryAfter: number };
  t.ok(error.retryAfter > 100 && error.retryAfter <= 121);
  refusals = 1;
  status = 503;
  header = undefined;
  t.match(await rejection(post()), { name: 'Unavailable' }, 'a 503 that does not say when may have done it');

  t.equal(retryAfterMs('5', 0), 5000);
  t.equal(retryAfterMs('Thu, 01 Jan 1970 00:00:07 GMT', 1000), 6000);
  t.equal(retryAfterMs('Thu, 01 Jan 1970 00:00:00 GMT', 1000), 0);
  t.equal(retryAfterMs('99999999999', 0), 86_400_000);
  for (const text of ['', 'soon', '-1x', undefined]) t.equal(retryAfterMs(text, 0), undefined);
});
