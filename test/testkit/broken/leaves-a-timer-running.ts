import type { Fault } from '../sound.js';

const timers = new Set<NodeJS.Timeout>();

/** For the test, which must end. */
export function stopTimers(): void {
  for (const timer of timers) clearInterval(timer);
}

export default {
  caughtBy: 'close releases everything: nothing keeps the process alive, and it opens again',
  adapter: () => {
    timers.add(setInterval(() => undefined, 60_000));
    return {};
  },
} satisfies Fault;
