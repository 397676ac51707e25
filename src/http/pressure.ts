import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Limits } from './limits.js';

const SAMPLE_MS = 1_000;
const RESOLUTION_MS = 20;

/** What the process is measured by. */
export interface Load {
  /** How late timers come, in milliseconds: the mean of the last second. */
  readonly eventLoopDelayMs: number;
  /** The share of the memory it may have that is in use, 0 to 1: of the heap, or of its container, whichever is more. */
  readonly memoryShare: number;
}

/** Looks at the process once a second; asking costs nothing. */
export class Pressure {
  readonly #limits: Limits['overload'];
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  #reason: string | undefined;

  constructor(limits: Limits['overload']) {
    this.#limits = limits;
    this.#delay.enable();
    this.#timer = setInterval(() => this.#look(), SAMPLE_MS).unref();
  }

  /** Why the process cannot take on more; undefined: it can. */
  get reason(): string | undefined {
    return this.#reason;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  #look(): void {
    const mean = this.#delay.mean / 1e6 - RESOLUTION_MS;
    this.#delay.reset();
    this.#reason = overloadOf(
      { eventLoopDelayMs: Number.isNaN(mean) ? 0 : Math.max(0, mean), memoryShare: memoryShare() },
      this.#limits,
    );
  }
}

/** Which limit a load is beyond; undefined: none. A limit of 0 is none. */
export function overloadOf(
  { eventLoopDelayMs, memoryShare: share }: Load,
  limits: Limits['overload'],
): string | undefined {
  if (limits.eventLoopDelayMs > 0 && eventLoopDelayMs > limits.eventLoopDelayMs) {
    return `the event loop is ${Math.round(eventLoopDelayMs)} ms late`;
  }
  if (limits.memoryShare > 0 && share > limits.memoryShare) {
    return `${Math.round(share * 100)} % of the memory is in use`;
  }
  return undefined;
}

function memoryShare(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  const contained = process.constrainedMemory();
  // Without a container's limit, the system names none or one beyond all memory there is.
  const ofContainer = contained > 0 && contained < Number.MAX_SAFE_INTEGER ? process.memoryUsage.rss() / contained : 0;
  return Math.max(used / limit, ofContainer);
}
