import type { Call } from 'scim-gateway/plugin';
import type { Dispatcher } from 'undici';
import { AttemptFailure } from './attempt-failure.js';
import type { CircuitBreaker, Outcome } from './circuit-breaker.js';
import { exchange, type Incoming, type Outgoing } from './exchange.js';
import { type Asked, errorOfFailure } from './plugin-errors.js';
import { type RetryPolicy, withRetries } from './retries.js';
import type { Turns } from './turns.js';

export interface DeliveryParts {
  readonly transport: Dispatcher;
  readonly turns: Turns;
  readonly breaker: CircuitBreaker;
  readonly policy: RetryPolicy;
  /** Bytes of an answer that are read at most. */
  readonly maxBody: number;
}

/** A timer may be a little early. */
const SLACK_MS = 50;

/** Brings a request to the application: in its turn, unless the application is left alone, and again where that helps. */
export class Delivery {
  readonly #parts: DeliveryParts;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /**
   * The answer, whatever its status.
   * @throws PluginError no whole answer came, or nothing was sent; the signal's reason once it aborts
   */
  async deliver(outgoing: Outgoing, asked: Asked, call: Call): Promise<Incoming> {
    const outcome = await withRetries(() => this.#attempt(outgoing, call), asked, call, this.#parts.policy);
    if (outcome instanceof AttemptFailure) throw errorOfFailure(outcome, asked);
    return outcome;
  }

  async #attempt(outgoing: Outgoing, { signal, deadline }: Call): Promise<Incoming | AttemptFailure> {
    const { breaker, turns, transport, policy, maxBody } = this.#parts;
    // Nobody waits for a turn only to hear that.
    breaker.refuseWhileOpen();
    const turn = turns.take({ signal, leftMs: deadline - policy.now() });
    if (turn) await turn;
    let end: ((outcome: Outcome) => void) | undefined;
    let outcome: Outcome = 'unknown';
    try {
      end = breaker.admit();
      const answer = await exchange(transport, outgoing, { signal, maxBody });
      outcome = isFailing(answer) ? 'failed' : 'succeeded';
      return answer;
    } catch (error) {
      if (error instanceof AttemptFailure) {
        outcome = error.kind === 'tooLarge' ? 'succeeded' : 'failed';
        return error;
      }
      // A client that goes away early says nothing of the application.
      if (signal.aborted && policy.now() >= deadline - SLACK_MS) outcome = 'failed';
      throw error;
    } finally {
      turns.give();
      end?.(outcome);
    }
  }
}

function isFailing({ status }: Incoming): boolean {
  return status >= 500 && status !== 501;
}
