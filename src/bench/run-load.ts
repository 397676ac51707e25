import type { Measured } from './bench-report.js';
import { createSamples } from './samples.js';

/** One kind of request. */
export interface Operation {
  readonly name: string;
  readonly title: string;
  /** Most requests, where each leaves something behind. */
  readonly most?: number;
  /** One request of it. Resolves with what was wrong with the answer; undefined where it was right. */
  once(turn: number): Promise<string | undefined>;
}

export interface LoadOptions {
  readonly milliseconds: number;
  /** Requests that are on their way at any time. */
  readonly connections: number;
  readonly signal: AbortSignal;
}

/** Keeps so many requests on their way for so long; the next one begins when one has ended. */
export async function runLoad(
  { name, title, most = Number.POSITIVE_INFINITY, once }: Operation,
  { milliseconds, connections, signal }: LoadOptions,
): Promise<Measured> {
  const samples = createSamples();
  let turn = 0;
  let errors = 0;
  let firstError: string | undefined;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    do {
      const begun = performance.now();
      const wrong = await once(turn++).catch((error: unknown) =>
        error instanceof Error ? error.message : String(error),
      );
      if (wrong === undefined) samples.add(performance.now() - begun);
      else {
        errors++;
        firstError ??= wrong;
      }
    } while (!signal.aborted && turn < most && performance.now() - started < milliseconds);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { name, title, samples, errors, firstError, elapsedMs: performance.now() - started };
}
