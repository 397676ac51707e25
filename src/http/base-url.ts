import type { FastifyRequest } from 'fastify';

const plainHost = /^[\w.-]+(:\d{1,5})?$|^\[[0-9a-fA-F:.]+\](:\d{1,5})?$/;
const plainPrefix = /^(\/[A-Za-z0-9._~-]+)*$/;

export interface UrlSettings {
  /** `server.publicUrl`: wins over all that a request says. */
  readonly publicUrl: string | undefined;
  /** Whether a peer is a proxy that is believed. */
  readonly isTrustedProxy: ((address: string | undefined) => boolean) | undefined;
}

/**
 * The URL under which the client sees a base path, for `meta.location`: from `server.publicUrl`, else from the request's
 * Host header where that is a plain host. What a trusted proxy says of the client's URL (X-Forwarded-Proto, -Host, -Port,
 * -Prefix) comes before what it sends itself.
 */
export function baseUrl(request: FastifyRequest, path: string, { publicUrl, isTrustedProxy }: UrlSettings): string {
  if (publicUrl !== undefined) return `${publicUrl.replace(/\/+$/, '')}${path}`;
  if (isTrustedProxy?.(request.socket.remoteAddress)) return forwardedBaseUrl(request, path);
  return `${ownProtocol(request)}://${hostOf(request, request.headers.host)}${path}`;
}

function forwardedBaseUrl(request: FastifyRequest, path: string): string {
  const said = lastOf(request.headers['x-forwarded-proto'])?.toLowerCase();
  const protocol = said === 'http' || said === 'https' ? said : ownProtocol(request);
  const host = hostOf(request, lastOf(request.headers['x-forwarded-host']) ?? request.headers.host);
  const prefix = lastOf(request.headers['x-forwarded-prefix'])?.replace(/\/+$/, '') ?? '';
  const port = /:\d+$/.test(host) ? '' : portOf(request, protocol);
  return `${protocol}://${host}${port}${plainPrefix.test(prefix) ? prefix : ''}${path}`;
}

/** `:8443` where the proxy names a port that the protocol does not have anyway. */
function portOf({ headers }: FastifyRequest, protocol: string): string {
  const port = lastOf(headers['x-forwarded-port']);
  if (port === undefined || !/^\d{1,5}$/.test(port)) return '';
  return port === (protocol === 'https' ? '443' : '80') ? '' : `:${port}`;
}

/** Of several proxies, what the one next to us says. */
function lastOf(header: string | string[] | undefined): string | undefined {
  const last = [header].flat().at(-1)?.split(',').at(-1)?.trim();
  return last === '' ? undefined : last;
}

function ownProtocol({ socket }: FastifyRequest): string {
  return 'encrypted' in socket && socket.encrypted ? 'https' : 'http';
}

function hostOf(request: FastifyRequest, host: string | undefined): string {
  return host !== undefined && plainHost.test(host) ? host : localAddress(request);
}

function localAddress({ socket }: FastifyRequest): string {
  const { localAddress: address = 'localhost', localPort = 80 } = socket;
  return `${address.includes(':') ? `[${address}]` : address}:${localPort}`;
}
