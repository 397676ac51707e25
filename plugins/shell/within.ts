import { setTimeout as delay } from 'node:timers/promises';

/** The result, or undefined where it does not come within so many milliseconds. */
export async function within<Result>(result: Promise<Result>, milliseconds: number): Promise<Result | undefined> {
  const patience = new AbortController();
  try {
    return await Promise.race([result, delay(milliseconds, undefined, { signal: patience.signal })]);
  } finally {
    patience.abort();
  }
}
