import { type Asked, type Fault, isUser, type Json, refuse, say } from '../faulty-server.js';

/** A fault that bends the operations of a PATCH of a user; what is left empty is answered with 204 and not made. */
const bent = (check: string, name: string, bend: (operation: Json) => Json): Fault => ({
  name,
  catches: [check],
  request(asked) {
    if (asked.method !== 'PATCH' || !isUser(asked)) return undefined;
    asked.body.Operations = asked.body.Operations.flatMap((operation: Json) => bend(operation) ?? []);
    return asked.body.Operations.length === 0 ? say(204) : undefined;
  },
});

const lost = (check: string, name: string, matches: (operation: Json) => boolean): Fault =>
  bent(check, name, (operation) => (matches(operation) ? undefined : operation));

/** A refusal turned into a success. */
const pretended = (check: string, name: string, matches: (operation: Json) => boolean): Fault => ({
  name,
  catches: [check],
  request: ({ method, body }) =>
    method === 'PATCH' && body.Operations.length === 1 && matches(body.Operations[0]) ? say(204) : undefined,
});

const isDeactivation = ({ method, path, body }: Asked): boolean =>
  method === 'PATCH' &&
  !path.includes('nobody') &&
  body.Operations[0].path === 'active' &&
  body.Operations[0].value === false;

const isText = (path: unknown): boolean => ['title', 'displayName', 'nickName'].includes(String(path));

/** Users whose e-mails were added again. */
const doubled = new Set<string>();

export const patchFaults: readonly Fault[] = [
  {
    name: 'a PATCH answered with 202',
    catches: ['patch.answer', 'patch.active'],
    response(answered, { method, body }) {
      const [first] = method === 'PATCH' && typeof body === 'object' ? body.Operations : [];
      if (first?.path === 'active' && first.value === false && answered.status < 300) answered.status = 202;
    },
  },
  bent('patch.set', 'a change of one attribute that takes another away', (operation) =>
    operation.op === 'replace' && operation.path === 'title' && operation.value === 'after'
      ? [operation, { op: 'remove', path: 'displayName' }]
      : operation,
  ),
  lost('patch.add', 'add of a new value lost', ({ op, value }) => op === 'add' && value === 'added'),
  lost(
    'patch.add.existing',
    'add over an old value lost',
    ({ op, path, value }) => op === 'add' && path && value === 'after',
  ),
  lost('patch.add.without-path', 'add without a path lost', ({ op, path }) => op === 'add' && path === undefined),
  bent('patch.add.to-list', 'add to a list that replaces it', (operation) =>
    operation.path === 'emails' && operation.value[0].type === 'home' && !operation.value[0].primary
      ? { ...operation, op: 'replace' }
      : operation,
  ),
  {
    name: 'elements doubled',
    catches: ['patch.add.to-list-again'],
    response({ body }, asked) {
      const [first] = asked.method === 'PATCH' ? asked.body.Operations : [];
      if (first?.op === 'add' && first.path === 'emails' && first.value[0].type === 'work') doubled.add(asked.path);
      if (asked.method === 'GET' && doubled.has(asked.path) && body.emails) body.emails.push(body.emails[0]);
    },
  },
  bent('patch.add.complex', 'add to a complex attribute that replaces it', (operation) =>
    operation.path === 'name' ? [{ op: 'remove', path: 'name.givenName' }, operation] : operation,
  ),
  lost('patch.replace.missing', 'replace of what is not there lost', ({ value }) => value === 'first'),
  lost(
    'patch.replace.without-path',
    'replace without a path lost',
    ({ op, path }) => op === 'replace' && path === undefined,
  ),
  lost('patch.replace.sub-attribute', 'sub-attributes passed over', ({ path }) => path === 'name.familyName'),
  bent('patch.replace.value-path', 'value paths that change every element', (operation) =>
    operation.path === 'emails[type eq "work"].value' ? { ...operation, path: 'emails.value' } : operation,
  ),
  lost(
    'patch.replace.no-match',
    'value paths that match nothing passed over',
    ({ path }) => path === 'emails[type eq "home"].value',
  ),
  bent('patch.replace.list', 'replace of a list that adds', (operation) =>
    operation.op === 'replace' && operation.path === 'emails' ? { ...operation, op: 'add' } : operation,
  ),
  lost('patch.remove', 'remove passed over', ({ op, path }) => op === 'remove' && isText(path)),
  bent('patch.remove.value-path', 'remove of one element that removes all', (operation) =>
    operation.op === 'remove' && /^emails\[/.test(operation.path) ? { ...operation, path: 'emails' } : operation,
  ),
  pretended(
    'patch.remove.without-path',
    'remove without a path answered with 204',
    ({ op, path }) => op === 'remove' && path === undefined,
  ),
  pretended(
    'patch.remove.required',
    'remove of userName answered with 204',
    ({ op, path }) => op === 'remove' && path === 'userName',
  ),
  pretended('patch.read-only', 'a new id answered with 204', ({ path }) => path === 'id'),
  {
    name: 'operations in the other order',
    catches: ['patch.order'],
    request({ method, body }) {
      if (method === 'PATCH' && body.Operations[1]?.value === 'second') body.Operations.reverse();
      return undefined;
    },
  },
  {
    name: 'half a PATCH made',
    catches: ['patch.atomic'],
    async request(asked, forward) {
      if (asked.method !== 'PATCH' || asked.body.Operations[0].value !== 'half') return undefined;
      await forward({ ...asked, body: { ...asked.body, Operations: [asked.body.Operations[0]] } });
      return undefined;
    },
  },
  {
    name: 'two primary elements',
    catches: ['patch.primary'],
    response({ body }, asked) {
      const isBoth =
        asked.method === 'GET' &&
        isUser(asked) &&
        body.emails?.some((email: Json) => email.type === 'home' && email.primary);
      if (isBoth) for (const email of body.emails) email.primary = true;
    },
  },
  {
    name: 'schemas in paths refused',
    catches: ['patch.urn'],
    request: ({ method, body }) =>
      method === 'PATCH' && /core:2\.0:User:/.test(body.Operations[0].path) ? refuse(400, 'invalidPath') : undefined,
  },
  {
    name: 'paths into extensions refused',
    catches: ['patch.extension'],
    request: ({ method, body }) =>
      method === 'PATCH' && /enterprise/.test(body.Operations[0].path) ? refuse(400, 'invalidPath') : undefined,
  },
  pretended('patch.duplicate', 'a name given to two', ({ op, path }) => op === 'replace' && path === 'userName'),
  pretended('patch.invalid.operation', 'an unknown operation answered with 204', ({ op }) => op === 'increase'),
  pretended('patch.invalid.path', 'a broken path answered with 204', ({ path }) => path === 'emails[type eq'),
  pretended('patch.invalid.value', 'a wrong value answered with 204', ({ value }) => value === 'perhaps'),
  {
    name: 'a PATCH of nobody answered with 204',
    catches: ['patch.unknown'],
    response(answered, { method }) {
      if (method === 'PATCH' && answered.status === 404) answered.status = 204;
    },
  },
  {
    name: 'replace passed over',
    catches: ['patch.set', 'patch.replace', 'patch.urn'],
    request: ({ method, body }) =>
      method === 'PATCH' &&
      body.Operations[0].op === 'replace' &&
      body.Operations[0].path &&
      body.Operations[0].value === 'after'
        ? say(204)
        : undefined,
  },
  {
    name: 'deactivation passed over',
    catches: ['patch.active'],
    request: (asked) => (isDeactivation(asked) ? say(204) : undefined),
  },
  {
    name: 'meta.attributes passed over',
    catches: ['patch.remove-1.1'],
    version: '1.1',
    request({ method, body }) {
      if (method === 'PATCH') delete body.meta;
      return undefined;
    },
  },
];
