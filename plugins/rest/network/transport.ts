import { toMilliseconds } from 'scim-gateway/plugin';
import type { Dispatcher } from 'undici';
import type { NetworkOptions } from './options.js';

/** Opens the connections to the application. */
export async function openTransport(options: NetworkOptions): Promise<Dispatcher> {
  const { Agent } = await import('undici');
  return new Agent({
    connections: options.concurrency,
    connect: { timeout: toMilliseconds(options.connectTimeout) },
    // The call's own deadline ends what takes too long.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
