import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Dialect, dialect11, dialect20, ScimError, type ScimType } from '../scim/index.js';

/** What becomes of a request that never was one, by the code of Node's error. */
const answers: { readonly [code: string]: readonly [status: number, detail: string, scimType?: ScimType] } = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are larger than what is taken here.'],
};

const malformed = [400, 'This is no HTTP request.', 'invalidSyntax'] as const;

/** Answers what the HTTP parser gave up on, in SCIM's form, and closes the connection. */
export function answerClientError(error: Error & { code?: string; rawPacket?: unknown }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail, scimType] = (error.code !== undefined && answers[error.code]) || malformed;
  const dialect = dialectOf(firstLine(error.rawPacket));
  const body = JSON.stringify(dialect.writeError(new ScimError(status, detail, { ...(scimType && { scimType }) })));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${dialect.mediaType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}

/** `Expect: 100-continue` is all that can be expected (RFC 9110 section 10.1.1). */
export function answerExpectation({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const dialect = dialectOf(url);
  const body = JSON.stringify(dialect.writeError(new ScimError(417, 'What the request expects is not done here.')));
  const headers = { 'content-type': dialect.mediaType, 'content-length': Buffer.byteLength(body), connection: 'close' };
  response.writeHead(417, headers).end(body);
}

/** Of what the parser gave up on. */
function firstLine(packet: unknown): string {
  return Buffer.isBuffer(packet) ? (packet.toString('latin1', 0, 200).split(/\r?\n/, 1)[0] ?? '') : '';
}

/** The version that a URL asks for, where no route has been found that knows it. */
export function dialectOf(url: string): Dialect {
  return url.includes('/v1') ? dialect11 : dialect20;
}
