import type { KeyedLocks } from './keyed-locks.js';
import type { RequestCall } from './request-call.js';

/**
 * Runs `work` while holding the keys. They are held until every step of the call has really ended: a store that was cut
 * off at the deadline may still be writing, and the next writer must not overtake it.
 */
export async function exclusively<Result>(
  locks: KeyedLocks,
  keys: readonly string[],
  call: RequestCall,
  work: () => Promise<Result>,
): Promise<Result> {
  const acquiring = locks.acquire(keys);
  let release: () => void;
  try {
    release = await call.wait('waiting for another change of the same resource', () => acquiring);
  } catch (error) {
    void acquiring.then((abandoned) => abandoned());
    throw error;
  }
  try {
    return await work();
  } finally {
    if (call.isSettled) release();
    else void call.settled().then(release);
  }
}
