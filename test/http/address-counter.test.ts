import fc from 'fast-check';
import t from 'tap';
import { AddressCounter } from '#src/http/address-counter.js';
import { addressKey } from '#src/http/address-key.js';

t.test('an address is counted as itself, and of IPv6 its network', async (t) => {
  const same: readonly (readonly [string, string])[] = [
    ['10.0.0.1', '::ffff:10.0.0.1'],
    ['2001:db8::1', '2001:0db8:0:0:ffff::2'],
    ['2001:db8:1:2::', '2001:DB8:1:2:3:4:5:6'],
    ['::1', '::2'],
    ['fe80::1%eth0', 'fe80::2'],
  ];
  for (const [one, other] of same) t.equal(addressKey(one), addressKey(other), `${one} ${other}`);
  for (const [one, other] of [
    ['10.0.0.1', '10.0.0.2'],
    ['2001:db8:0:1::1', '2001:db8:0:2::1'],
    ['1::', '::1'],
  ] as const) {
    t.not(addressKey(one), addressKey(other), `${one} ${other}`);
  }
  fc.assert(fc.property(fc.ipV6(), (address) => addressKey(address).split(':').length === 4 || address.includes('.')));
});

t.test('a count in a time, which begins with the first thing', async (t) => {
  let now = 0;
  const counter = new AddressCounter({ count: 3, perMs: 60_000 }, () => now);
  t.equal(counter.blockedFor('a'), 0);
  t.same([counter.add('a'), counter.add('a')], [1, 2]);
  now = 30_000;
  t.equal(counter.blockedFor('a'), 0);
  t.equal(counter.add('a'), 3);
  t.equal(counter.blockedFor('a'), 30);
  t.equal(counter.blockedFor('b'), 0);
  now = 60_000;
  t.equal(counter.blockedFor('a'), 0);
  t.equal(counter.add('a'), 1);
});

t.test('as many addresses as there are take only so much memory, and none of them frees another', async (t) => {
  let now = 0;
  const counter = new AddressCounter({ count: 1, perMs: 1_000_000 }, () => now);
  for (let index = 0; index < 50_000; index++) {
    now += 1;
    counter.add(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
  }
  t.ok(counter.size <= 10_000, `${counter.size}`);
  t.ok(counter.blockedFor('10.0.195.79') > 0, 'the last ones are remembered');
  now += 2_000_000;
  counter.add('192.0.2.1');
  t.equal(counter.size, 1, 'whose time is over is forgotten');
});
