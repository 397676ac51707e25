import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher } from 'undici';
import type { Method } from '../verify/exchange.js';
import type { Exchange } from './exchange.js';
import { forwardedHeaders, headersByName } from './forwarded-headers.js';
import { keepBeginning } from './keep-beginning.js';

export interface ProxyOptions {
  /** The base URL of the server behind, without a slash at its end. */
  readonly target: string;
  /** Certificates of authorities to trust besides the well-known ones, PEM. */
  readonly ca?: string;
  readonly insecure: boolean;
  /** Bytes that are kept of a body. */
  readonly bodyLimit: number;
  /** Called with each exchange below the base URL, once its answer has been passed on. */
  readonly onExchange: (exchange: Exchange) => void;
  /** The server behind did not answer. */
  readonly onProblem: (reason: string) => void;
}

/**
 * A server that passes every request on to the same path of another server, and the answer back, both as they come.
 * It is not yet listening.
 */
export function createRecordingProxy(options: ProxyOptions): { readonly server: Server; close(): Promise<void> } {
  const { ca, insecure } = options;
  const connect = {
    ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    ...(insecure && { rejectUnauthorized: false }),
  };
  const agent = new Agent({ connect });
  const server = createServer((request, response) => {
    void passOn(request, response, agent, options);
  });
  return {
    server,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), 3_000);
      await closed;
      clearTimeout(late);
      await agent.destroy();
    },
  };
}

async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  agent: Dispatcher,
  { target, bodyLimit, onExchange, onProblem }: ProxyOptions,
): Promise<void> {
  const { origin, host, pathname } = new URL(target);
  const path = request.url ?? '';
  if (!path.startsWith('/')) return refuse(response, 400, 'The proxy takes paths only.');
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const asked = keepBeginning(bodyLimit);
  const answered = keepBeginning(bodyLimit);
  try {
    const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
    // How it ends is seen by the request that it is the body of.
    if (hasBody) pipeline(request, asked.stream).catch(() => undefined);
    const answer = await agent.request({
      origin,
      path,
      method: request.method as Method,
      headers: [...forwardedHeaders(request.rawHeaders, ['host']), 'host', host],
      body: hasBody ? asked.stream : null,
      responseHeaders: 'raw',
      signal: gone.signal,
    });
    const raw = answer.headers as unknown as readonly string[];
    response.sendDate = false;
    response.writeHead(answer.statusCode, forwardedHeaders(raw));
    await pipeline(answer.body, answered.stream, response);
    const base = pathname === '/' ? '' : pathname;
    const behind = path.slice(base.length);
    if (!path.startsWith(base) || !/^([/?]|$)/.test(behind)) return;
    onExchange({
      method: request.method as Method,
      path: behind,
      requestHeaders: headersByName(request.rawHeaders),
      requestBody: asked.body(),
      status: answer.statusCode,
      responseHeaders: headersByName(raw),
      responseBody: answered.body(),
    });
  } catch (error) {
    // Who has gone needs no answer.
    if (gone.signal.aborted) return;
    const reason = error instanceof Error ? error.message : String(error);
    onProblem(reason);
    if (response.headersSent) response.destroy();
    else refuse(response, 502, 'The server behind the recording proxy did not answer.');
  }
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
  // The rest of the request is not waited for.
  response.writeHead(status, { 'content-type': 'application/scim+json', connection: 'close' });
  response.end(JSON.stringify({ schemas, status: String(status), detail }));
}
