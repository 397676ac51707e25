import { type Call, type Host, toBytes, toMilliseconds } from 'scim-gateway/plugin';
import type { Dispatcher } from 'undici';
import { type BreakerState, CircuitBreaker } from './circuit-breaker.js';
import { type Credentials, credentialsOf } from './credentials.js';
import { Delivery } from './delivery.js';
import type { Outgoing } from './exchange.js';
import { openTokens } from './open-tokens.js';
import type { NetworkOptions } from './options.js';
import { errorOfStatus } from './plugin-errors.js';
import { followed } from './redirects.js';
import { RequestGuard } from './request-guard.js';
import { standingHeaders, withHeaders } from './request-headers.js';
import { openTransport } from './transport.js';
import { Turns } from './turns.js';

/** A request to the application, in full. */
export interface UpstreamRequest {
  readonly method: string;
  /** Absolute, expanded and encoded; it must lie under {@link Upstream.baseUrl}. */
  readonly url: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  /** true: sending it twice does no harm. */
  readonly repeatable: boolean;
}

/** What the application said. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: { readonly [lowerCaseName: string]: string };
  /** Decompressed and decoded; at most `maxBody` bytes were read for it. */
  readonly body: string;
}

/** How it stands with the application. */
export interface UpstreamState {
  readonly circuitBreaker: BreakerState;
  /** Requests that are on their way, and those that wait for their turn. */
  readonly running: number;
  readonly waiting: number;
}

/** The application on the other end of the network. */
export interface Upstream {
  readonly baseUrl: string;
  /**
   * Sends a request within the call's deadline, which covers waits, tokens and retries too. Answers with 2xx and with
   * those 4xx that speak of the request itself (400, 404, 409, 422 and others).
   * @throws Unavailable it cannot be reached, or says so itself
   * @throws LostAnswer it may have done what a request asked for that must not be sent twice
   * @throws TooManyRequests it has had enough, for longer than the call may wait
   * @throws BadGateway it refuses the gateway's credentials, fails, or answers what cannot be understood
   * @throws InvalidValue a value would change the URL or a header
   */
  send(request: UpstreamRequest, call: Call): Promise<UpstreamAnswer>;
  state(): UpstreamState;
  /** Closes every connection; what is on its way fails. */
  close(): Promise<void>;
}

/**
 * Opens the way to one application. Nothing is sent yet.
 * @throws Error a sentence for the operator, where options cannot be used together or files cannot be read
 */
export async function openUpstream(options: NetworkOptions, host: Host): Promise<Upstream> {
  const { auth, rateLimit, circuitBreaker, concurrency, retries } = options;
  const headers = standingHeaders(options.headers);
  const transport = await openTransport(options, host.folder);
  const policy = { retries, now: host.now };
  const now = (): number => performance.now();
  const turns = new Turns({
    concurrency,
    now,
    ...(rateLimit && { rate: { requests: rateLimit.requests, perMs: toMilliseconds(rateLimit.per) } }),
  });
  const pauseMs = toMilliseconds(circuitBreaker.pause);
  const breaker = new CircuitBreaker({ failures: circuitBreaker.failures, pauseMs, now, log: host.log });
  return new HttpUpstream({
    options,
    headers,
    transport,
    credentials: credentialsOf(auth, openTokens(auth, { transport, policy, log: host.log })),
    delivery: new Delivery({ transport, turns, breaker, policy, maxBody: toBytes(options.maxBody) }),
    now: host.now,
    state: () => ({ circuitBreaker: breaker.state, running: turns.running, waiting: turns.waiting }),
  });
}

interface HttpUpstreamParts {
  readonly options: NetworkOptions;
  readonly headers: { readonly [name: string]: string };
  readonly transport: Dispatcher;
  readonly credentials: Credentials;
  readonly delivery: Delivery;
  readonly now: () => number;
  readonly state: () => UpstreamState;
}

/** Sends each request with what proves who the gateway is, follows where it may, and says what the answer means. */
class HttpUpstream implements Upstream {
  readonly baseUrl: string;
  readonly #parts: HttpUpstreamParts;
  readonly #guard: RequestGuard;

  constructor(parts: HttpUpstreamParts) {
    this.baseUrl = parts.options.baseUrl;
    this.#parts = parts;
    this.#guard = new RequestGuard(parts.options.baseUrl);
  }

  async send(request: UpstreamRequest, call: Call): Promise<UpstreamAnswer> {
    const { credentials, delivery, options, now } = this.#parts;
    let outgoing = this.#outgoing(request);
    let hasNewCredentials = false;
    for (let redirects = 0; ; ) {
      const credential = credentials.headers(call.signal);
      const own = credential instanceof Promise ? await credential : credential;
      const answer = await delivery.deliver({ ...outgoing, headers: { ...outgoing.headers, ...own } }, request, call);
      if (answer.status === 401 && !hasNewCredentials && credentials.refused(own)) {
        hasNewCredentials = true;
        continue;
      }
      const next = redirects < options.redirects ? followed(outgoing, answer) : undefined;
      if (next) {
        redirects += 1;
        outgoing = next;
        continue;
      }
      const error = errorOfStatus(answer, request, now());
      if (error) throw error;
      return answer;
    }
  }

  state(): UpstreamState {
    return this.#parts.state();
  }

  close(): Promise<void> {
    return this.#parts.transport.destroy();
  }

  #outgoing({ method, url, headers, body }: UpstreamRequest): Outgoing {
    return {
      origin: this.#guard.origin,
      path: this.#guard.target(url),
      method,
      headers: withHeaders(this.#parts.headers, headers ?? {}),
      ...(body !== undefined && { body }),
    };
  }
}
