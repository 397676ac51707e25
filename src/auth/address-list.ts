import { BlockList, isIP } from 'node:net';

/** Whether an address is in a list. Addresses as the system writes them: `10.0.0.7`, `::1`, `::ffff:10.0.0.7`. */
export type AddressList = (address: string | undefined) => boolean;

interface Range {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/**
 * Compiles addresses and ranges in CIDR notation (RFC 4632, RFC 4291 section 2.3). An IPv4 address that comes over an IPv6 socket
 * (`::ffff:10.0.0.7`) is the IPv4 address.
 * @throws RangeError where one is neither; {@link isAddressRange} tells before
 */
export function compileAddressList(ranges: readonly string[]): AddressList {
  const list = new BlockList();
  for (const text of ranges) {
    const range = parseRange(text);
    if (!range) throw new RangeError(`"${text}" is no range of addresses`);
    list.addSubnet(range.address, range.prefix, range.family);
  }
  return (address) => {
    if (address === undefined) return false;
    const plain = withoutMapping(address);
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  };
}

export function isAddressRange(text: string): boolean {
  return parseRange(text) !== undefined;
}

/** Whether a range holds every address there is. */
export function isEverybody(text: string): boolean {
  return parseRange(text)?.prefix === 0;
}

/** `::ffff:10.0.0.7` as `10.0.0.7`; the scope of a link-local address (`fe80::1%eth0`) is left out. */
export function withoutMapping(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address.split('%', 1)[0] ?? address;
}

function parseRange(text: string): Range | undefined {
  const [, given = '', digits] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = withoutMapping(given);
  const family = isIP(address);
  if (family === 0) return undefined;
  const bits = family === 4 ? 32 : 128;
  const isMapped = address !== given;
  const prefix = digits === undefined ? bits : Number(digits) - (isMapped ? 96 : 0);
  if (prefix < 0 || prefix > bits) return undefined;
  return { address, prefix, family: family === 4 ? 'ipv4' : 'ipv6' };
}
