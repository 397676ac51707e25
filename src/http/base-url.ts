import type { FastifyRequest } from 'fastify';

/**
 * The URL under which the client sees a base path, for `meta.location`: from `server.publicUrl`, else from the request's
 * Host header where that is a plain host.
 */
export function baseUrl(request: FastifyRequest, path: string, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return `${publicUrl.replace(/\/+$/, '')}${path}`;
  const host = request.headers.host;
  const safe = host !== undefined && /^[\w.-]+(:\d{1,5})?$|^\[[0-9a-fA-F:.]+\](:\d{1,5})?$/.test(host);
  return `${request.protocol}://${safe ? host : localAddress(request)}${path}`;
}

function localAddress({ socket }: FastifyRequest): string {
  const { localAddress: address = 'localhost', localPort = 80 } = socket;
  return `${address.includes(':') ? `[${address}]` : address}:${localPort}`;
}
