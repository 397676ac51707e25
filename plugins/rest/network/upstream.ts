import { BadGateway, type Call, type Host, TooManyRequests, toBytes, Unavailable } from 'scim-gateway/plugin';
import { AttemptFailure } from './attempt-failure.js';
import { exchange } from './exchange.js';
import { LostAnswer } from './lost-answer.js';
import type { NetworkOptions } from './options.js';
import { openTransport } from './transport.js';

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

/** The application on the other end of the network. */
export interface Upstream {
  readonly baseUrl: string;
  /**
   * Sends a request within the call's deadline, which covers waits and retries too. Answers 2xx and those 4xx that speak
   * of the request itself (400, 404, 409, 422 and others).
   * @throws Unavailable it cannot be reached, or says so itself
   * @throws LostAnswer it may have done what a request asked for that must not be sent twice
   * @throws TooManyRequests it has had enough, for longer than the call may wait
   * @throws BadGateway it refuses the gateway's credentials, fails, or answers what cannot be understood
   */
  send(request: UpstreamRequest, call: Call): Promise<UpstreamAnswer>;
  close(): Promise<void>;
}

/** Opens the connections to one application. Nothing is sent yet. */
export async function openUpstream(options: NetworkOptions, _host: Host): Promise<Upstream> {
  const transport = await openTransport(options);
  const maxBody = toBytes(options.maxBody);
  const { origin } = new URL(options.baseUrl);
  return {
    baseUrl: options.baseUrl,
    async send(request, call) {
      const url = new URL(request.url);
      const { method, headers = {}, body } = request;
      const outgoing = {
        origin,
        path: url.pathname + url.search,
        method,
        headers: { ...options.headers, ...headers },
        ...(body !== undefined && { body }),
      };
      try {
        const answer = await exchange(transport, outgoing, { signal: call.signal, maxBody });
        return judge(answer);
      } catch (error) {
        if (error instanceof AttemptFailure) throw toPluginError(error, request);
        throw error;
      }
    },
    close: () => transport.destroy(),
  };
}

function judge(answer: UpstreamAnswer): UpstreamAnswer {
  const { status } = answer;
  if (status === 401 || status === 403) throw new BadGateway("The application refuses the gateway's own credentials.");
  if (status === 429) throw new TooManyRequests('The application has had enough requests for now; try again later.');
  if (status === 503) throw new Unavailable('The application is not available now; try again later.');
  if (status >= 500) throw new BadGateway('The application failed.');
  if (status >= 300 && status < 400) throw new BadGateway('The application answers with a redirect.');
  return answer;
}

function toPluginError(failure: AttemptFailure, { repeatable }: UpstreamRequest): Error {
  if (failure.kind === 'tls') {
    return new BadGateway('No secure connection to the application can be made.', { cause: failure });
  }
  if (failure.sent && !repeatable) {
    return new LostAnswer('The application may have done it, but its answer was lost.', { cause: failure });
  }
  if (failure.kind === 'malformed' || failure.kind === 'tooLarge') {
    return new BadGateway('The application answers what cannot be read.', { cause: failure });
  }
  return new Unavailable('The application cannot be reached now; try again later.', { cause: failure });
}
