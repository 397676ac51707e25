import autocannon from 'autocannon';
import type { BenchRequest, Scenario } from './scenario.js';

export interface Measured {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  readonly requests: number;
}

/** `okta` with the password that the repository's config falls back to. */
const authorization = `Basic ${Buffer.from('okta:password').toString('base64')}`;
export const headers = { authorization, accept: 'application/scim+json' };
/** Requests of a reading scenario are made beforehand, so that making them costs the measured run nothing. */
const PREPARED = 500;

/**
 * Sends one kind of request for a while.
 * @param options `rate`: requests a second at most
 * @throws Error where an answer is not the scenario's
 */
export async function measure(
  url: string,
  { name, method, status, next }: Scenario,
  options: { readonly seconds: number; readonly connections: number; readonly rate?: number },
): Promise<Measured> {
  const { seconds, connections, rate } = options;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    ...(rate !== undefined && { overallRate: rate }),
    requests:
      method === 'GET'
        ? Array.from({ length: PREPARED }, () => toRequest(next()))
        : [{ ...toRequest(next()), setupRequest: (request) => ({ ...request, ...toRequest(next()) }) }],
  });
  const answered = result.requests.total;
  const wrong = Object.entries(result.statusCodeStats ?? {}).filter(([code]) => Number(code) !== status);
  if (wrong.length > 0 || result.errors > 0 || answered === 0) {
    throw new Error(`${name}: ${result.errors} errors, answers ${JSON.stringify(result.statusCodeStats)}`);
  }
  return { requestsPerSecond: answered / result.duration, p99Ms: result.latency.p99, requests: answered };
}

function toRequest({ method, path, body }: BenchRequest): autocannon.Request {
  return {
    method,
    path,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/scim+json' }) },
    ...(body !== undefined && { body }),
  };
}
