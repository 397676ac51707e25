import type { Logger } from 'scim-gateway/plugin';
import type { Dispatcher } from 'undici';
import { AttemptFailure, toAttemptFailure } from './attempt-failure.js';
import { exchange, type Incoming } from './exchange.js';
import type { AuthOptions } from './options.js';
import { errorOfFailure } from './plugin-errors.js';
import { type RetryPolicy, withRetries } from './retries.js';
import { TokenEndpoint, tokenAsked } from './token-endpoint.js';
import { TokenSource } from './token-source.js';

/** However long the calls may wait that a token is fetched for. */
const TIMEOUT_MS = 30_000;
const MAX_BODY = 1_000_000;

export interface TokenWay {
  readonly transport: Dispatcher;
  readonly policy: RetryPolicy;
  readonly log: Logger;
}

/**
 * Where the tokens of `oauth2` come from: asked for with the same pool, TLS and proxy settings as the application.
 * undefined: another way of authentication. @throws Error a sentence for the operator
 */
export function openTokens(auth: AuthOptions, { transport, policy, log }: TokenWay): TokenSource | undefined {
  if (auth.type !== 'oauth2') return undefined;
  const endpoint = new TokenEndpoint(auth);
  const { origin, pathname, search } = new URL(auth.tokenUrl);
  const ask = (signal: AbortSignal): Promise<Incoming | AttemptFailure> =>
    exchange(
      transport,
      { origin, path: pathname + search, method: tokenAsked.method, ...endpoint.request() },
      { signal, maxBody: MAX_BODY },
    ).catch((error: unknown) => toAttemptFailure(error, true));
  return new TokenSource({
    log,
    now: () => performance.now(),
    fetch: async () => {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      // Its end is no pause that is cut off, but an answer that did not come.
      const call = { signal, deadline: policy.now() + TIMEOUT_MS - 1_000, log };
      const outcome = await withRetries(() => ask(signal), tokenAsked, call, policy);
      if (outcome instanceof AttemptFailure) throw errorOfFailure(outcome, tokenAsked);
      return endpoint.read(outcome, policy.now());
    },
  });
}
