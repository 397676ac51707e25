import { toMilliseconds } from 'scim-gateway/plugin';
import type { Dispatcher } from 'undici';
import type { NetworkOptions } from './options.js';
import { secureContextOf } from './tls-files.js';

/**
 * Opens the way to the application and to its authorization server: kept connections, through a proxy where one is named.
 * @throws Error a sentence for the operator, where files or the proxy cannot be used
 */
export async function openTransport(options: NetworkOptions, folder: string): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const timeout = toMilliseconds(options.connectTimeout);
  const { serverName } = options.tls;
  const connect = {
    timeout,
    secureContext: secureContextOf(options.tls, folder),
    ...(serverName !== undefined && { servername: serverName }),
  };
  const pool = {
    connections: options.concurrency,
    connect,
    // The call's own deadline ends what takes too long.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const proxies = proxiesOf(options);
  if (proxies.http === undefined && proxies.https === undefined) return new Agent(pool);
  const { ca } = options.tls;
  // The proxy gets no certificate of the gateway.
  const proxyTls = { timeout, secureContext: secureContextOf(ca === undefined ? {} : { ca }, folder) };
  return new EnvHttpProxyAgent({
    ...pool,
    httpProxy: proxies.http ?? '',
    httpsProxy: proxies.https ?? '',
    ...(options.noProxy && { noProxy: options.noProxy.join(',') }),
    requestTls: connect,
    proxyTls,
    proxyTunnel: false,
  });
}

/** As undici reads the environment, but that a proxy which is no URL is said by the name of its setting. */
function proxiesOf({ proxy }: NetworkOptions): { readonly http?: string; readonly https?: string } {
  if (proxy === 'none') return {};
  if (proxy !== undefined) return { http: proxy, https: proxy };
  const { http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY } = process.env;
  const http = http_proxy ?? HTTP_PROXY ?? '';
  const https = https_proxy ?? HTTPS_PROXY ?? '';
  for (const [name, value] of [['HTTP_PROXY', http] as const, ['HTTPS_PROXY', https] as const]) {
    if (value !== '' && !/^https?:\/\/[^/]/.test(value)) {
      throw new Error(`${name} in the environment is no URL of an HTTP proxy, such as http://proxy.example.com:3128.`);
    }
  }
  return { ...(http !== '' && { http }), ...(https !== '' && { https }) };
}
