import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

type Row = { readonly id: string; readonly [field: string]: unknown };

/** How the application behaves for a while. */
export type Mood = 'well' | 'slow' | 'failing' | 'hanging up' | 'hanging up afterwards';

/** An application with an HTTP API that goes on living when the gateway is killed. It refuses no duplicates: nobody else prevents them. */
export interface Application {
  readonly url: string;
  readonly rows: { readonly people: Map<string, Row>; readonly teams: Map<string, Row> };
  mood: Mood;
  close(): void;
}

export async function startApplication(): Promise<Application> {
  const rows = { people: new Map<string, Row>(), teams: new Map<string, Row>() };
  let serial = 0;
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { mood } = application;
    if (mood === 'failing') return send(response, 500);
    if (mood === 'hanging up') return void request.socket.destroy();
    const [status, answer] = answerTo(request, body);
    if (mood === 'hanging up afterwards') return void request.socket.destroy();
    if (mood === 'slow') await sleep(300);
    send(response, status, answer);
  }

  function answerTo({ method, url = '' }: IncomingMessage, body: string): readonly [number, unknown?] {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const [, kind = '', id, , member] = pathname.split('/');
    if (kind !== 'people' && kind !== 'teams') return [404];
    const table = rows[kind];
    if (id === undefined && method === 'POST') {
      const row = { ...JSON.parse(body), id: `${kind[0]}${++serial}` };
      table.set(row.id, row);
      return [201, row];
    }
    if (id === undefined) {
      const login = searchParams.get('login');
      const all = [...table.values()].filter((row) => login === null || row.login === login);
      const skip = Number(searchParams.get('skip') ?? 0);
      return [200, { data: all.slice(skip, skip + Number(searchParams.get('take') ?? 100)), total: all.length }];
    }
    const row = table.get(id);
    if (!row) return [404];
    if (member !== undefined) {
      const rest = ((row.members as string[] | undefined) ?? []).filter((one) => one !== member);
      table.set(id, { ...row, members: method === 'PUT' ? [...rest, member] : rest });
      return [204];
    }
    if (method === 'DELETE') {
      table.delete(id);
      for (const team of rows.teams.values()) {
        const members = ((team.members as string[] | undefined) ?? []).filter((one) => one !== id);
        rows.teams.set(team.id, { ...team, members });
      }
      return [204];
    }
    if (method === 'PATCH') table.set(id, { ...row, ...JSON.parse(body) });
    return [200, table.get(id)];
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const application: Application = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows,
    mood: 'well',
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return application;
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
