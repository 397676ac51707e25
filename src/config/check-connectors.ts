import { isIP } from 'node:net';
import type { AuthMethod } from '../../schemas/auth.js';
import { checkAuth } from './check-auth.js';
import type { Fault } from './config-error.js';

/** Longer than any client waits, and far below what a timer can count. */
const LONGEST_TIMEOUT_MS = 3_600_000;

interface CheckedConnector {
  readonly pointer: string;
  readonly auth: readonly AuthMethod[];
  readonly authPointers: readonly string[];
  readonly types: { readonly resourceTypes: readonly { readonly name: string }[] };
  readonly timeoutMs: number;
}

interface CheckedServer {
  readonly host: string;
  readonly allowUnauthenticated: boolean;
  readonly tls?: object;
}

/** What no schema says: rules that hold between the settings of a config. */
export function checkConnectors(
  { host, allowUnauthenticated, tls }: CheckedServer,
  connectors: readonly CheckedConnector[],
): readonly Fault[] {
  const mayBeOpen = allowUnauthenticated || isLoopback(host);
  return connectors.flatMap(({ pointer, auth, authPointers, types, timeoutMs }) => {
    const resourceTypes = types.resourceTypes.map(({ name }) => name);
    const faults: Fault[] = [
      ...checkAuth({ methods: auth, pointers: authPointers, resourceTypes, hasTls: tls !== undefined }),
    ];
    const isOpen = auth.some(({ type }) => type === 'none');
    if (isOpen && auth.length > 1) {
      faults.push({
        pointer: `${pointer}/auth`,
        message: 'With "none" in the list, nobody needs the other ways: remove it or them.',
        inName: true,
      });
    }
    if (isOpen && !mayBeOpen) {
      faults.push({
        pointer: `${pointer}/auth`,
        message: `With auth "none", everybody who reaches ${host} could change all accounts. Choose another auth, listen on 127.0.0.1, or write server.allowUnauthenticated: true.`,
        inName: true,
      });
    }
    if (timeoutMs < 1 || timeoutMs > LONGEST_TIMEOUT_MS) {
      faults.push({ pointer: `${pointer}/timeout`, message: 'The timeout must be between 1 ms and one hour ("60m").' });
    }
    return faults;
  });
}

function isLoopback(host: string): boolean {
  return host.toLowerCase() === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
