import type { Logger } from 'scim-gateway/plugin';
import { pause } from './abort.js';
import { AttemptFailure } from './attempt-failure.js';
import type { Incoming } from './exchange.js';
import type { Asked } from './plugin-errors.js';
import { retryAfterMs } from './retry-after.js';

const FIRST_MS = 100;
const LONGEST_MS = 10_000;

/** The time that is left, and who is told. */
export interface RetryCall {
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly log: Logger;
}

export interface RetryPolicy {
  /** How often a request is sent again. */
  readonly retries: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Sends a request, and again where that does no harm, could help and there is time for it; answers with what came of it
 * last. @throws what `attempt` throws
 */
export async function withRetries(
  attempt: () => Promise<Incoming | AttemptFailure>,
  asked: Asked,
  call: RetryCall,
  { retries, now }: RetryPolicy,
): Promise<Incoming | AttemptFailure> {
  for (let count = 0; ; count++) {
    const outcome = await attempt();
    if (count >= retries || !isWorthRetrying(outcome, asked)) return outcome;
    const wait = waitAfter(outcome, count, now());
    if (now() + wait >= call.deadline) return outcome;
    const reason = outcome instanceof AttemptFailure ? outcome.message : outcome.status;
    call.log.info({ method: asked.method, reason, waitMs: Math.round(wait) }, 'a request is sent again');
    await pause(wait, call.signal);
  }
}

function isWorthRetrying(outcome: Incoming | AttemptFailure, { repeatable }: Asked): boolean {
  if (outcome instanceof AttemptFailure) {
    return outcome.kind === 'connect' || (outcome.kind === 'reset' && repeatable);
  }
  const { status, headers } = outcome;
  // Both say that the request was not processed (RFC 6585 section 4, RFC 9110 section 15.6.4).
  if (status === 429 || (status === 503 && headers['retry-after'] !== undefined)) return true;
  return repeatable && (status === 502 || status === 503 || status === 504);
}

/** What the application asks for, else a time that doubles, with full jitter: so those who failed together come apart. */
function waitAfter(outcome: Incoming | AttemptFailure, count: number, now: number): number {
  const asked = outcome instanceof AttemptFailure ? undefined : retryAfterMs(outcome.headers['retry-after'], now);
  return asked ?? Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** count);
}
