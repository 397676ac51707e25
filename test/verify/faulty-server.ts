import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request as send } from 'undici';
import { resolveConfig } from '#src/config/index.js';
import { createLogger } from '#src/observe/index.js';
import { openGateway } from '#src/start.js';

/** A JSON value that faults may bend as they like. */
// biome-ignore lint/suspicious/noExplicitAny: a fault reaches into whatever it breaks.
export type Json = any;

/** A request on its way to the right server. */
export interface Asked {
  method: string;
  /** Below the base URL, without the query. */
  path: string;
  /** The query as it came. */
  readonly search: string;
  query: URLSearchParams;
  headers: { [name: string]: string };
  /** The parsed body, or its text. */
  body: Json;
}

export interface Answered {
  status: number;
  headers: { [name: string]: string };
  body: Json;
}

/** One thing that a server does wrong. */
export interface Fault {
  readonly name: string;
  /** The ids of exactly those checks of the suites below that fail. */
  readonly catches: readonly string[];
  /** Suites to run; else those of the checks above. */
  readonly suites?: readonly string[];
  readonly version?: '1.1' | '2.0';
  /** Bends the request, or answers in the server's place. `forward` asks the right server. */
  request?(
    asked: Asked,
    forward: (asked: Asked) => Promise<Answered>,
  ): Answered | undefined | Promise<Answered | undefined>;
  /** Bends the answer. */
  response?(answered: Answered, asked: Asked): void;
}

export const TOKEN = 'token-of-the-faulty-server';

/**
 * Our own gateway over memory, in this process; and in front of it, one faulty server after the other.
 * @param more of its config @param seed resources besides users and groups
 */
export async function openFaultyServers(
  more: object = {},
  seed: { readonly [type: string]: readonly object[] } = {},
): Promise<{
  serve(fault: Fault): Promise<{ readonly base: string; close(): Promise<void> }>;
  close(): Promise<void>;
}> {
  const people = Array.from({ length: 3 }, (_, index) => ({
    id: `seed-${index}`,
    userName: `seed${index}@example.com`,
  }));
  const data = {
    auth: { type: 'bearer', token: TOKEN },
    server: { port: 0 },
    plugin: { use: 'memory', options: { seed: { User: people, Group: [{ id: 'g', displayName: 'Seed' }], ...seed } } },
    ...more,
  };
  const source = { file: 'faulty', text: '', locate: () => undefined };
  const config = resolveConfig({ file: `${process.cwd()}/faulty.json`, data, source }, { env: {}, overrides: {} });
  const gateway = await openGateway(config, { log: await createLogger({ level: 'silent', pretty: false }) });
  await gateway.listen();
  const [facts] = await gateway.facts();
  const bases = facts?.baseUrls ?? { '1.1': '', '2.0': '' };
  return {
    async serve(fault) {
      const right = bases[fault.version ?? '2.0'];
      const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, fault, right));
      await new Promise<void>((resolve) => server.listen(0, resolve));
      const { port } = server.address() as AddressInfo;
      return {
        base: `http://127.0.0.1:${port}${new URL(right).pathname}`,
        async close() {
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },
    close: () => gateway.close(),
  };
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault, right: string): Promise<void> {
  const asked = await read(incoming, right);
  const here = `http://${incoming.headers.host ?? ''}`;
  const forward = async (request: Asked): Promise<Answered> => {
    const query = request.query.size > 0 ? `?${request.query}` : '';
    const response = await send(`${right}${request.path}${query}`, {
      method: request.method as 'GET',
      headers: request.headers,
      ...(request.body !== undefined && { body: asText(request.body) }),
    });
    const text = (await response.body.text()).replaceAll(new URL(right).origin, here);
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [
        name,
        String(value).replaceAll(new URL(right).origin, here),
      ]),
    );
    return { status: response.statusCode, headers, body: parsed(text) };
  };
  const answered = (await fault.request?.(asked, forward)) ?? (await forward(asked));
  fault.response?.(answered, asked);
  const {
    connection: _connection,
    'keep-alive': _alive,
    'content-length': _length,
    'transfer-encoding': _encoding,
    ...headers
  } = answered.headers;
  outgoing.writeHead(answered.status, headers).end(answered.status === 204 ? '' : asText(answered.body));
}

async function read(incoming: IncomingMessage, right: string): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const {
    host: _host,
    connection: _connection,
    'content-length': _length,
    'transfer-encoding': _encoding,
    ...headers
  } = incoming.headers;
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname.slice(new URL(right).pathname.length),
    search: url.search,
    query: url.searchParams,
    headers: headers as { [name: string]: string },
    body: chunks.length === 0 ? undefined : parsed(Buffer.concat(chunks).toString()),
  };
}

function parsed(text: string): Json {
  // What would not come back the same, or is there for its form alone, stays a text.
  if (!text.startsWith('{') || text.length > 100_000 || text.includes('[[[[')) return text;
  try {
    return text.includes('__proto__') ? text : JSON.parse(text);
  } catch {
    return text;
  }
}

const asText = (body: Json): string => (typeof body === 'string' ? body : JSON.stringify(body ?? ''));

/** An answer of a faulty server's own. */
export function say(status: number, body: Json = '', headers: { readonly [name: string]: string } = {}): Answered {
  return { status, body, headers: { 'content-type': 'application/scim+json', ...headers } };
}

/** A list without anything. */
export const emptyList = (): Answered =>
  say(200, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: 0,
    startIndex: 1,
    itemsPerPage: 0,
    Resources: [],
  });

/** An error as it should be. */
export const refuse = (status: number, scimType?: string): Answered =>
  say(status, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    detail: 'Refused.',
    ...(scimType && { scimType }),
  });

export const isUser = ({ path }: Asked): boolean => /^\/Users\/[^/]+$/.test(path);
export const isGroup = ({ path }: Asked): boolean => /^\/Groups\/[^/]+$/.test(path);

/** A create that pretends to have succeeded. */
let pretended = 0;
export const pretendCreated = ({ body, path }: Asked): Answered => {
  const id = `pretended-${++pretended}`;
  return say(201, { ...(typeof body === 'object' ? body : {}), id }, { location: `/scim/v2${path}/${id}` });
};
