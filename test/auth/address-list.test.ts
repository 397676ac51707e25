import { isIPv4 } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { compileAddressList, isAddressRange, isEverybody } from '#src/auth/index.js';

t.test('ranges of addresses, IPv4 and IPv6', async (t) => {
  const cases: readonly (readonly [
    ranges: readonly string[],
    inside: readonly string[],
    outside: readonly string[],
  ])[] = [
    [['10.0.0.0/8'], ['10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3'], ['11.0.0.0', '9.255.255.255', '::a01:203']],
    [['10.1.2.3/8'], ['10.9.9.9'], ['11.1.2.3']],
    [['192.0.2.7'], ['192.0.2.7', '::ffff:192.0.2.7'], ['192.0.2.6', '']],
    [['::ffff:192.0.2.0/120'], ['192.0.2.200', '::ffff:192.0.2.1'], ['192.0.3.0']],
    [['2001:db8::/32'], ['2001:db8::1', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'], ['2001:db9::', '10.0.0.1']],
    [
      ['::1', 'fe80::/10'],
      ['::1', 'fe80::1%eth0'],
      ['::2', '127.0.0.1'],
    ],
    [
      ['10.0.0.0/9', '2001:db8::/33'],
      ['10.127.0.1', '2001:db8:7fff::1'],
      ['10.128.0.1', '2001:db8:8000::1'],
    ],
  ];
  for (const [ranges, inside, outside] of cases) {
    const has = compileAddressList(ranges);
    for (const address of inside) t.ok(has(address), `${ranges} has ${address}`);
    for (const address of outside) t.notOk(has(address), `${ranges} has not ${address}`);
    t.notOk(has(undefined));
  }
  for (const wrong of ['', '10.0.0/8', '10.0.0.0/33', '10.0.0.0/', 'localhost', '::1/129', '::ffff:10.0.0.1/95', '*']) {
    t.notOk(isAddressRange(wrong), wrong);
    t.throws(() => compileAddressList([wrong]), RangeError);
  }
  t.ok(isEverybody('0.0.0.0/0') && isEverybody('::/0') && !isEverybody('10.0.0.0/8'));
});

t.test('an address is in a range where their first bits are the same', async (t) => {
  const bits = (address: string): string =>
    address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (network, address, prefix) => {
      fc.pre(isIPv4(network) && isIPv4(address));
      const expected = bits(network).slice(0, prefix) === bits(address).slice(0, prefix);
      const has = compileAddressList([`${network}/${prefix}`]);
      return has(address) === expected && has(`::ffff:${address}`) === expected;
    }),
  );
  t.pass();
});
