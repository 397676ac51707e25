import { type Answered, type Fault, isUser, pretendCreated, refuse, say } from '../faulty-server.js';

const isCreate = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'POST' && path === '/Users';

/** A fault in the answer of a create that was made. */
const created = (name: string, catches: readonly string[], bend: (answered: Answered) => void): Fault => ({
  name,
  catches,
  response(answered, asked) {
    if (isCreate(asked) && answered.status === 201) bend(answered);
  },
});

export function userFaults(): readonly Fault[] {
  const deleted = new Map<string, object>();
  const names = new Set<string>();
  return [
    {
      name: 'lists without schemas',
      catches: ['users.list'],
      response: ({ body }, { path }) => void (path === '/Users' && body.Resources && delete body.schemas),
    },
    {
      name: 'listed users without schemas',
      catches: ['users.list.shape'],
      response({ body }, { path }) {
        if (path === '/Users') for (const user of body.Resources ?? []) delete user.schemas;
      },
    },
    {
      name: 'listed users with the name of another',
      catches: ['users.read.listed'],
      response({ body }, { path }) {
        if (path === '/Users') for (const user of body.Resources ?? []) user.userName = 'another@example.com';
      },
    },
    created(
      '200 for what was made',
      ['users.create', 'users.create.json-accepted', 'users.delete.name-free'],
      (answered) => {
        answered.status = 200;
      },
    ),
    created('no id in the answer', ['users.create.id'], ({ body }) => void delete body.id),
    created('the name of another in the answer', ['users.create.echo', 'users.create.case-kept'], ({ body }) => {
      body.userName = 'another@example.com';
    }),
    created('no schemas in the answer', ['users.create.schemas'], ({ body }) => void delete body.schemas),
    created('no Location', ['users.create.location'], ({ headers }) => void delete headers.location),
    created('dates as people write them', ['users.create.meta'], ({ body }) => {
      body.meta.created = '24.11.2026 20:00';
    }),
    created('an answer as application/json', ['users.create.media-type'], ({ headers }) => {
      headers['content-type'] = 'application/json';
    }),
    {
      name: 'application/json refused',
      catches: ['users.create.json-accepted'],
      request: (asked) =>
        isCreate(asked) && asked.headers['content-type']?.startsWith('application/json') ? refuse(415) : undefined,
    },
    {
      name: 'passwords shown',
      catches: ['users.create.password'],
      response({ body }, asked) {
        if (isCreate(asked) && asked.body.password) body.password = asked.body.password;
      },
    },
    {
      name: 'ids of the client taken',
      catches: ['users.create.own-id'],
      response({ body }, asked) {
        if (isCreate(asked) && asked.body.id) body.id = asked.body.id;
      },
    },
    {
      name: 'a second user of the same name made',
      catches: ['users.create.duplicate', 'users.create.duplicate-case'],
      response(answered, asked) {
        if (isCreate(asked) && answered.status === 409) Object.assign(answered, pretendCreated(asked));
      },
    },
    {
      name: 'names in capital letters taken for others',
      catches: ['users.create.duplicate-case'],
      response(answered, asked) {
        const isCapital = isCreate(asked) && /^[^a-z]+$/.test(String(asked.body.userName));
        if (isCapital && answered.status === 409) Object.assign(answered, pretendCreated(asked));
      },
    },
    {
      name: 'users without a userName made',
      catches: ['users.create.without-user-name'],
      request: (asked) => (isCreate(asked) && asked.body.userName === undefined ? pretendCreated(asked) : undefined),
    },
    created('names in small letters', ['users.create.case-kept'], ({ body }) => {
      body.userName = body.userName.toLowerCase();
    }),
    {
      name: 'names in ASCII alone',
      catches: ['users.create.unicode'],
      response(answered, { path }) {
        if (path.startsWith('/Users/')) {
          answered.body = JSON.parse(JSON.stringify(answered.body).replaceAll(/[^ -~]/g, '?'));
        }
      },
    },
    {
      name: 'everybody made active',
      catches: ['users.create.inactive'],
      request(asked) {
        if (isCreate(asked)) asked.body.active = true;
        return undefined;
      },
    },
    {
      name: 'extensions shown without their schema',
      catches: ['users.create.extension'],
      response({ body }, asked) {
        if (isUser(asked) && body.schemas)
          body.schemas = body.schemas.filter((urn: string) => !urn.includes('enterprise'));
      },
    },
    {
      name: 'a user under the id of another',
      catches: ['users.read', 'users.create.location'],
      response({ body }, asked) {
        if (asked.method === 'GET' && isUser(asked) && body.displayName && body.active) body.id = 'another';
      },
    },
    {
      name: '400 for users that are not there',
      catches: ['users.read.unknown', 'users.delete.gone'],
      response(answered, asked) {
        if (asked.method === 'GET' && isUser(asked) && answered.status === 404) answered.status = 400;
      },
    },
    {
      name: 'PUT without the name',
      catches: ['users.replace'],
      request(asked) {
        if (asked.method === 'PUT') delete asked.body.name;
        return undefined;
      },
    },
    {
      name: 'PUT that merges',
      catches: ['users.replace.clears'],
      async request(asked, forward) {
        if (asked.method !== 'PUT') return undefined;
        const { body, ...rest } = asked;
        const { authorization = '' } = asked.headers;
        const before = await forward({ ...rest, body: undefined, method: 'GET', headers: { authorization } });
        if (before.status === 200) asked.body = { ...before.body, ...body };
        return undefined;
      },
    },
    {
      name: 'PUT that takes what the client says of meta',
      catches: ['users.replace.read-only'],
      response({ body, status }, asked) {
        if (asked.method === 'PUT' && status === 200 && asked.body.meta) body.meta = asked.body.meta;
      },
    },
    {
      name: 'PUT that makes users',
      catches: ['users.replace.unknown'],
      response(answered, asked) {
        if (asked.method === 'PUT' && answered.status === 404) Object.assign(answered, pretendCreated(asked));
      },
    },
    {
      name: 'PUT that gives a name to two',
      catches: ['users.replace.duplicate'],
      response(answered, asked) {
        if (asked.method === 'PUT' && answered.status === 409) Object.assign(answered, say(200, asked.body));
      },
    },
    {
      name: 'inactive users hidden from lists',
      catches: ['users.deactivate'],
      response({ body }, { path }) {
        if (path === '/Users' && body.Resources) {
          body.Resources = body.Resources.filter(({ active }: { active?: boolean }) => active !== false);
        }
      },
    },
    {
      name: 'DELETE answered with 200',
      catches: ['users.delete'],
      response(answered, { method }) {
        if (method === 'DELETE' && answered.status === 204) Object.assign(answered, say(200, { ok: true }));
      },
    },
    {
      name: 'DELETE that only says so',
      catches: ['users.delete.gone', 'users.delete.not-found', 'users.delete.again', 'users.delete.name-free'],
      request: ({ method }) => (method === 'DELETE' ? say(204) : undefined),
    },
    {
      name: 'deleted users still found',
      catches: ['users.delete.not-found'],
      async request(asked, forward) {
        const { method, path, query, headers } = asked;
        if (method === 'DELETE') {
          const { authorization = '' } = headers;
          const { body } = await forward({ ...asked, method: 'GET', headers: { authorization }, body: undefined });
          deleted.set(body.userName, body);
        }
        const name = /^userName eq "(.*)"$/.exec(query.get('filter') ?? '')?.[1];
        const found = path === '/Users' && name !== undefined ? deleted.get(name) : undefined;
        return found && say(200, { totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [found] });
      },
    },
    {
      name: 'a second DELETE answered with 204',
      catches: ['users.delete.again'],
      response(answered, { method }) {
        if (method === 'DELETE' && answered.status === 404) answered.status = 204;
      },
    },
    {
      name: 'names of deleted users never free again',
      catches: ['users.delete.name-free'],
      request(asked) {
        if (!isCreate(asked)) return undefined;
        const { userName } = asked.body;
        const isAgain = names.has(userName);
        names.add(userName);
        return isAgain ? refuse(409, 'uniqueness') : undefined;
      },
    },
  ];
}
