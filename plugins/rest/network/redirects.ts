import type { Incoming, Outgoing } from './exchange.js';

/**
 * The request that a redirect leads to, within the same origin (RFC 9110 section 15.4). undefined: the answer is no
 * redirect that can be followed; one that would turn a write into a read without saying so is none.
 */
export function followed(outgoing: Outgoing, { status, headers: { location } }: Incoming): Outgoing | undefined {
  const { origin, path, method } = outgoing;
  if (location === undefined || !URL.canParse(location, origin + path)) return undefined;
  const url = new URL(location, origin + path);
  if (url.origin !== origin || url.username !== '' || url.password !== '') return undefined;
  const to = { ...outgoing, path: url.pathname + url.search };
  if (status === 307 || status === 308) return to;
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && (status === 301 || status === 302 || status === 303)) return to;
  return status === 303 ? asRead(to) : undefined;
}

function asRead({ origin, path, headers: { 'content-type': _type, ...headers } }: Outgoing): Outgoing {
  return { origin, path, method: 'GET', headers };
}
