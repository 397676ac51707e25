import { monitorEventLoopDelay } from 'node:perf_hooks';

const LOOK_MS = 500;
const RESOLUTION_MS = 20;

/** From so many milliseconds on, a delay is told. */
const BLOCKED_MS = 1_000;

/**
 * Measures how late the event loop comes to its work, and tells of each time that something let nothing else run for a
 * second or more, once that is over.
 * @param onBlocked gets how long it was, and when it began at the earliest, by `performance.now()`
 * @returns ends it
 */
export function watchEventLoop(onBlocked: (blockedMs: number, since: number) => void): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let lookedAt = performance.now();
  const looking = setInterval(() => {
    const since = lookedAt;
    lookedAt = performance.now();
    const longestMs = delay.max / 1e6 - RESOLUTION_MS;
    delay.reset();
    if (longestMs >= BLOCKED_MS) onBlocked(Math.round(longestMs), since);
  }, LOOK_MS).unref();
  return () => {
    clearInterval(looking);
    delay.disable();
  };
}
