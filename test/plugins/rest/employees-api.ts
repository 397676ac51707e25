import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';

/** A row of the API. */
export interface Row {
  id: string;
  [field: string]: unknown;
}

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  /** As it stood on the request line, not decoded. */
  readonly target: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** What a test lets happen instead of, or around, the usual answer; `true`: it has taken care of the answer. */
export type Interference = (arrived: Arrived, response: ServerResponse, usual: () => void) => boolean;

export interface EmployeesApi {
  readonly url: string;
  readonly rows: { readonly employees: Row[]; readonly teams: (Row & { members: string[] })[] };
  readonly arrived: Arrived[];
  interfere: Interference | undefined;
}

/**
 * A small HTTP API with habits of its own: everything stands under `data`, lists by `skip` and `take`, PATCH merges, PUT
 * replaces, passwords and states have operations of their own, and members of teams too.
 */
export async function startEmployeesApi(t: Test, employees: readonly Row[] = []): Promise<EmployeesApi> {
  const api: EmployeesApi = {
    url: '',
    rows: { employees: employees.map((row) => ({ ...row })), teams: [] },
    arrived: [],
    interfere: undefined,
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = request.url ?? '';
      const mark = target.indexOf('?');
      const arrived: Arrived = {
        method: request.method ?? '',
        target,
        path: mark < 0 ? target : target.slice(0, mark),
        query: [...new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1))],
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        body: Buffer.concat(chunks).toString(),
      };
      api.arrived.push(arrived);
      const usual = (): void => void answer(api, arrived, response);
      if (!api.interfere?.(arrived, response, usual)) usual();
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(api, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

export function send(response: ServerResponse, status: number, body?: unknown, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function answer(api: EmployeesApi, arrived: Arrived, response: ServerResponse): unknown {
  const [, root = '', rawId, verb, rawMember] = arrived.path.replace(/^\/api/, '').split('/');
  const rows: Row[] | undefined = root === 'employees' || root === 'teams' ? api.rows[root] : undefined;
  if (!rows) return send(response, 404, { message: 'no such path' });
  const body = arrived.body === '' ? undefined : JSON.parse(arrived.body);
  if (rawId === undefined) {
    if (arrived.method === 'POST') return insert(rows, body, root, response);
    return list(rows, arrived, response);
  }
  const id = decodeURIComponent(rawId);
  const row = rows.find((candidate) => candidate.id === id);
  if (!row) return send(response, 404, { message: `no ${id}` });
  const index = rows.indexOf(row);
  if (verb === undefined) {
    if (arrived.method === 'GET') return send(response, 200, { data: row });
    if (arrived.method === 'DELETE') {
      rows.splice(index, 1);
      return send(response, 204);
    }
    const merged = arrived.method === 'PATCH' ? merge(row, body) : { ...body, id };
    rows[index] = merged as Row;
    return send(response, 200, { data: merged });
  }
  if (verb === 'members') {
    const members = row.members as string[];
    if (arrived.method === 'GET') return send(response, 200, { data: members.map((member) => ({ id: member })) });
    const member = decodeURIComponent(rawMember ?? '');
    const there = members.indexOf(member);
    if (arrived.method === 'PUT' && there < 0) members.push(member);
    if (arrived.method === 'DELETE' && there < 0) return send(response, 404, { message: 'no such member' });
    if (arrived.method === 'DELETE') members.splice(there, 1);
    return send(response, 204);
  }
  if (verb === 'password') row.password = body.new;
  if (verb === 'enable') row.status = 'A';
  if (verb === 'disable') row.status = 'D';
  return send(response, 204);
}

function insert(rows: Row[], body: Row, root: string, response: ServerResponse): unknown {
  const row = (body.employee ?? body) as Row;
  if (root === 'employees' && rows.some(({ login }) => lower(login) === lower(row.login))) {
    return send(response, 409, { message: `login ${String(row.login)} is taken` });
  }
  if (row.mail === 'bad') return send(response, 422, { message: 'mail is no address', trace: 'at internal.js:12' });
  const made: Row = {
    ...(root === 'teams' && { members: [] }),
    ...(root === 'employees' && { status: 'A' }),
    ...row,
    id: String(row.id ?? `n${rows.length + 1}`),
  };
  rows.push(made);
  return send(response, 201, { data: made }, { location: `/api/${root}/${encodeURIComponent(made.id)}` });
}

/** `login` (any case), `prefix` (any case), `mail` (exact), `since`, `member`, `ids`; `sort` and `dir`; `skip` and `take`. */
function list(rows: readonly Row[], { query }: Arrived, response: ServerResponse): void {
  const parameters = new Map(query);
  let found = [...rows];
  const keep = (name: string, test: (row: Row, value: string) => boolean): void => {
    const value = parameters.get(name);
    if (value !== undefined) found = found.filter((row) => test(row, value));
  };
  keep('login', (row, value) => lower(row.login) === lower(value));
  keep('prefix', (row, value) => lower(row.login).startsWith(lower(value)));
  keep('mail', (row, value) => row.mail === value);
  keep('since', (row, value) => Date.parse(String(row.updated)) > Date.parse(value));
  keep('member', (row, value) => (row.members as string[]).includes(value));
  const sort = parameters.get('sort');
  if (sort !== undefined) {
    const factor = parameters.get('dir') === 'desc' ? -1 : 1;
    found.sort((a, b) => factor * (lower(a[sort]) < lower(b[sort]) ? -1 : lower(a[sort]) > lower(b[sort]) ? 1 : 0));
  }
  const skip = Number(parameters.get('skip') ?? 0);
  const take = Math.min(200, Number(parameters.get('take') ?? 200));
  send(response, 200, { data: found.slice(skip, skip + take), meta: { total: found.length } });
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: { [name: string]: unknown } =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merge(result[name], value);
  }
  return result;
}
