import { type Metrics, watchEventLoop } from './observe/index.js';
import type { OpenedConnector } from './open-connector.js';
import type { Logger } from './plugin/index.js';

/** More of them say no more. */
const MOST_CALLS = 5;

/**
 * Tells of each time that something kept the whole process waiting, and which calls were running: those whose own code was
 * seen to block, else all that may have.
 * @returns ends it
 */
export function reportBlocked(
  connectors: () => readonly OpenedConnector[],
  { log, metrics }: { readonly log: Logger; readonly metrics: Metrics | undefined },
): () => void {
  return watchEventLoop((blockedMs, since) => {
    metrics?.blocked(blockedMs / 1000);
    const running = connectors().flatMap(({ connector }) =>
      connector.callsSince(since).map((call) => ({ connector: connector.name, ...call })),
    );
    const guilty = running.filter((call) => call.blockedMs !== undefined);
    const calls = (guilty.length > 0 ? guilty : running).slice(0, MOST_CALLS);
    log.warn({ blockedMs, calls }, 'the event loop was blocked: all connectors had to wait');
  });
}
