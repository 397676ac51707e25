import { GROUP, USER } from '../../schemas/scim/urns.js';
import type { JsonObject } from '../scim/index.js';
import type { Connection, Reply } from './connection.js';

/** The people and groups of a run: it changes no others, and removes all of these. */
export interface OwnResources {
  /** Names that begin with it are of this run. */
  readonly prefix: string;
  user(): JsonObject & { readonly userName: string };
  /** Without members. */
  group(): JsonObject & { readonly displayName: string };
  /** Asks for one to be made, and writes down what was. */
  make(endpoint: '/Users' | '/Groups', resource: JsonObject): Promise<Reply>;
  /** Whether there is anything to be removed. */
  hasAny(): boolean;
  /** Removes all, the groups first. Returns the paths of what is still there. */
  removeAll(): Promise<readonly string[]>;
}

export function createOwnResources(connection: Connection, prefix: string, parallel: number): OwnResources {
  const made = { '/Groups': new Set<string>(), '/Users': new Set<string>() };
  /** Asked for, and no answer said how that ended. */
  const unsure = { '/Groups': new Set<string>(), '/Users': new Set<string>() };
  let count = 0;

  const find = async (endpoint: '/Users' | '/Groups'): Promise<void> => {
    const name = endpoint === '/Users' ? 'userName' : 'displayName';
    for (const value of unsure[endpoint]) {
      const query = encodeURIComponent(`${name} eq "${value}"`);
      const { body } = await connection.send('GET', `${endpoint}?filter=${query}`);
      for (const found of Array.isArray(body.Resources) ? (body.Resources as readonly JsonObject[]) : []) {
        if (found[name] === value && typeof found.id === 'string') made[endpoint].add(found.id);
      }
    }
  };

  const remove = async (endpoint: '/Users' | '/Groups'): Promise<readonly string[]> => {
    await find(endpoint).catch(() => undefined);
    const waiting = [...made[endpoint]];
    const left: string[] = [];
    const worker = async (): Promise<void> => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        const path = `${endpoint}/${encodeURIComponent(id)}`;
        const status = await connection.send('DELETE', path).then(
          (reply) => reply.status,
          () => 0,
        );
        if (status !== 404 && !(status >= 200 && status < 300)) left.push(path);
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    return left;
  };

  return {
    prefix,
    user() {
      const name = `${prefix}${++count}`;
      return {
        schemas: [USER],
        userName: `${name}@example.com`,
        name: { givenName: 'Bench', familyName: name },
        displayName: `Bench ${name}`,
        emails: [{ value: `${name}@example.com`, type: 'work', primary: true }],
        active: true,
      };
    },
    group: () => ({ schemas: [GROUP], displayName: `${prefix}${++count}` }),
    async make(endpoint, resource) {
      const name = String(resource.userName ?? resource.displayName);
      unsure[endpoint].add(name);
      const reply = await connection.send('POST', endpoint, resource);
      if (reply.status < 500) unsure[endpoint].delete(name);
      if (reply.status < 300 && typeof reply.body.id === 'string') made[endpoint].add(reply.body.id);
      return reply;
    },
    hasAny: () => [made, unsure].some((each) => each['/Users'].size + each['/Groups'].size > 0),
    removeAll: async () => [...(await remove('/Groups')), ...(await remove('/Users'))],
  };
}
