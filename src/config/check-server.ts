import { isAddressRange, isEverybody } from '../auth/index.js';
import type { Fault } from './config-error.js';

interface CheckedServer {
  readonly allow?: readonly string[];
  readonly trustProxy?: readonly string[];
}

/** What no schema says of `server`: whether its ranges of addresses are some. */
export function checkServer({ allow = [], trustProxy = [] }: CheckedServer): readonly Fault[] {
  return [
    ...checkRanges(allow, '/server/allow'),
    ...checkRanges(trustProxy, '/server/trustProxy'),
    ...open(trustProxy),
  ];
}

function checkRanges(ranges: readonly string[], pointer: string): readonly Fault[] {
  return ranges.flatMap((range, index) =>
    isAddressRange(range)
      ? []
      : [
          {
            pointer: `${pointer}/${index}`,
            message:
              'It is no range of addresses. Write an address ("10.1.2.3", "2001:db8::7") or a range in CIDR notation ("10.0.0.0/8", "2001:db8::/32").',
          },
        ],
  );
}

function open(trustProxy: readonly string[]): readonly Fault[] {
  return trustProxy.flatMap((range, index) =>
    isEverybody(range)
      ? [
          {
            pointer: `/server/trustProxy/${index}`,
            message:
              'Everybody would be believed to be a proxy, and could pretend to be any address. Write the addresses of the proxies alone.',
          },
        ]
      : [],
  );
}
