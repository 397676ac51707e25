import { isIPv6 } from 'node:net';
import { withoutMapping } from '../auth/index.js';

/** Groups of 16 bits that name a network: who has one IPv6 address has 2^64 of them. */
const NETWORK_GROUPS = 4;

/** Whom an address is counted as: itself, and of IPv6 the network of 64 bits that it is in. */
export function addressKey(address: string): string {
  const plain = withoutMapping(address);
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::', 2);
  const first = groupsOf(head);
  const last = tail === undefined ? [] : groupsOf(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(zeros).fill('0'), ...last];
  return groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}
