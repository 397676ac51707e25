import { setTimeout } from 'node:timers/promises';
import { type Answered, type Asked, type Fault, isGroup, isUser, refuse, say, TOKEN } from '../faulty-server.js';

/** Requests that are sent together come within this time. */
const HELD_BACK_MS = 40;

/** A door that is open to everybody. */
const open = (check: string, name: string, matches: (asked: Asked) => boolean): Fault => ({
  name,
  catches: [check],
  request(asked) {
    if (asked.headers.authorization === undefined && matches(asked)) asked.headers.authorization = `Bearer ${TOKEN}`;
    return undefined;
  },
});

const breaks = (check: string, name: string, matches: (asked: Asked) => boolean): Fault => ({
  name,
  catches: [check],
  request: (asked) => (matches(asked) ? say(500, { status: '500' }) : undefined),
});

export const securityFaults: readonly Fault[] = [
  open('security.auth.groups', 'groups open to everybody', ({ path }) => path === '/Groups'),
  open('security.auth.read', 'users open to everybody', (asked) => asked.method === 'GET' && isUser(asked)),
  open('security.auth.create', 'creates open to everybody', ({ method }) => method === 'POST'),
  open('security.auth.replace', 'PUT open to everybody', ({ method }) => method === 'PUT'),
  open('security.auth.patch', 'PATCH open to everybody', ({ method }) => method === 'PATCH'),
  open('security.auth.delete', 'DELETE open to everybody', ({ method }) => method === 'DELETE'),
  {
    ...open('security.auth.list', 'the list open to everybody', ({ path }) => path === '/Users'),
    catches: ['security.auth.list', 'security.auth.challenge', 'security.auth.create'],
  },
  {
    name: 'no WWW-Authenticate',
    catches: ['security.auth.challenge'],
    response: ({ headers }) => void delete headers['www-authenticate'],
  },
  {
    name: 'any credentials taken',
    catches: ['security.auth.wrong'],
    request(asked) {
      if (asked.headers.authorization !== undefined) asked.headers.authorization = `Bearer ${TOKEN}`;
      return undefined;
    },
  },
  {
    name: 'credentials repeated',
    catches: ['security.auth.echo'],
    response({ status, body }, { headers }) {
      if (status === 401) body.detail = `${headers.authorization} is not known.`;
    },
  },
  {
    name: 'a stack trace in the answer',
    catches: ['security.inside'],
    response({ status, body }) {
      if (status === 404 && body.detail) body.detail += ' at Users.read (/srv/app/node_modules/x.js:1:1)';
    },
  },
  {
    name: 'quotes that end a filter',
    catches: ['security.filter-injection'],
    request(asked) {
      const filter = asked.query.get('filter');
      if (filter?.includes('\\"')) asked.query.delete('filter');
      return undefined;
    },
  },
  {
    name: 'text changed that looks like code',
    catches: ['security.hostile-text'],
    response(answered, asked) {
      if (isUser(asked)) answered.body = JSON.parse(JSON.stringify(answered.body).replaceAll('<script>', ''));
    },
  },
  breaks('security.prototype', '500 for __proto__', ({ body }) => String(body).includes('__proto__')),
  breaks('security.path', '500 for an id with slashes', ({ path }) => /%2f/i.test(path)),
  breaks('security.large-body', '500 for a large body', ({ body }) => String(body).length > 20_000_000),
  breaks('security.deep-body', '500 for a deep body', ({ body }) => String(body).includes('[[[[')),
  breaks('security.large-filter', '500 for a large filter', ({ path }) => path.endsWith('/.search')),
];

export function concurrencyFaults(): readonly Fault[] {
  const underway = new Set<string>();
  /** Makes a request that comes alone, and holds its answer back; `late` answers one that comes meanwhile. */
  const alone = async (
    key: string,
    make: () => Promise<Answered>,
    late: () => Answered | Promise<Answered>,
  ): Promise<Answered> => {
    if (underway.has(key)) return late();
    underway.add(key);
    const answered = await make();
    await setTimeout(HELD_BACK_MS);
    underway.delete(key);
    return answered;
  };
  return [
    {
      name: 'two users of one name made at the same time',
      catches: ['concurrency.create.same'],
      response(answered, { method, body }) {
        if (method === 'POST' && answered.status === 409) Object.assign(answered, say(201, { ...body, id: 'another' }));
      },
    },
    {
      name: 'ids given twice',
      catches: ['concurrency.create.different'],
      request(asked, forward) {
        if (asked.method !== 'POST' || asked.path !== '/Users') return undefined;
        return alone(
          'create',
          () => forward(asked),
          async () => {
            const answered = await forward(asked);
            return answered.status === 201 ? say(201, { ...answered.body, id: 'given-twice' }) : answered;
          },
        );
      },
    },
    {
      name: 'changes at the same time lost',
      catches: ['concurrency.patch.attributes', 'concurrency.patch.members'],
      request: (asked, forward) =>
        asked.method === 'PATCH'
          ? alone(
              asked.path,
              () => forward(asked),
              () => say(204),
            )
          : undefined,
    },
    {
      name: 'members at the same time lost',
      catches: ['concurrency.patch.members'],
      request: (asked, forward) =>
        asked.method === 'PATCH' && isGroup(asked)
          ? alone(
              asked.path,
              () => forward(asked),
              () => say(204),
            )
          : undefined,
    },
    {
      name: 'If-Match looked at too early',
      catches: ['concurrency.replace.conditional'],
      request: ({ headers }) => void delete headers['if-match'],
    },
    {
      name: '500 for a second DELETE',
      catches: ['concurrency.delete'],
      response(answered, { method }) {
        if (method === 'DELETE' && answered.status === 404) answered.status = 500;
      },
    },
  ];
}

export const clientFaults: readonly Fault[] = [
  {
    name: 'operations in capital letters passed over',
    catches: [
      'entra.update',
      'entra.update.new-element',
      'entra.disable',
      'entra.group.add-member',
      'entra.group.remove-member',
      'entra-legacy.active.False',
      'entra-legacy.active.True',
      'entra-legacy.active.false',
      'entra-legacy.manager.text',
      'entra-legacy.manager.removed',
      'entra-legacy.several',
      'entra-legacy.unknown-extension',
      'entra-legacy.group.remove-member',
    ],
    request: ({ method, body }) => (method === 'PATCH' && /^[A-Z]/.test(body.Operations[0].op) ? say(204) : undefined),
  },
  {
    name: 'text booleans refused',
    catches: [
      'entra-legacy.create',
      'entra-legacy.active.False',
      'entra-legacy.active.True',
      'entra-legacy.active.false',
    ],
    request: ({ method, body }) => {
      const value = method === 'POST' ? body.active : method === 'PATCH' ? body.Operations[0].value : undefined;
      return /^(true|false)$/i.test(String(value)) && typeof value === 'string'
        ? refuse(400, 'invalidValue')
        : undefined;
    },
  },
  {
    name: 'the value of a removal passed over',
    catches: ['entra-legacy.group.remove-member', 'entra-legacy.group.remove-stranger'],
    request({ method, body }) {
      if (method === 'PATCH')
        for (const operation of body.Operations) if (/^remove$/i.test(operation.op)) delete operation.value;
      return undefined;
    },
  },
  {
    name: 'unknown schemas refused',
    catches: ['onelogin.create', 'onelogin.suspend', 'onelogin.group'],
    request: ({ body }) =>
      body?.schemas?.some((urn: string) => urn.startsWith('urn:scim:')) ? refuse(400, 'invalidSyntax') : undefined,
  },
  {
    name: 'ids in a PATCH without a path refused',
    catches: ['okta.group.name'],
    request: ({ method, body }) =>
      method === 'PATCH' && body.Operations[0].value?.id ? refuse(400, 'mutability') : undefined,
  },
  {
    name: 'no capabilities of Okta',
    catches: ['okta-opp.getImplementedUserManagementCapabilities'],
    version: '1.1',
    response({ body }, { path }) {
      if (path.startsWith('/ServiceProviderConfig')) delete body['urn:okta:schemas:scim:providerconfig:1.0'];
    },
  },
];
