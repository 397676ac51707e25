import { type Asked, type Fault, isGroup, isUser, type Json, pretendCreated, say } from '../faulty-server.js';

const isCreate = ({ method, path }: Asked): boolean => method === 'POST' && path === '/Groups';

/** A fault that bends the operations of a PATCH of a group. */
const patched = (name: string, catches: readonly string[], bend: (operation: Json) => Json): Fault => ({
  name,
  catches,
  request(asked) {
    if (asked.method !== 'PATCH' || !isGroup(asked)) return undefined;
    asked.body.Operations = asked.body.Operations.flatMap((operation: Json) => bend(operation) ?? []);
    return asked.body.Operations.length === 0 ? say(204) : undefined;
  },
});

export function groupFaults(): readonly Fault[] {
  const added: string[] = [];
  return [
    {
      name: 'groups listed without their name',
      catches: ['groups.list'],
      response({ body }, { path, query }) {
        if (path === '/Groups' && !query.has('filter'))
          for (const group of body.Resources ?? []) delete group.displayName;
      },
    },
    {
      name: '200 for a group that was made',
      catches: ['groups.create'],
      response(answered, asked) {
        if (isCreate(asked) && answered.status === 201) answered.status = 200;
      },
    },
    {
      name: 'groups without a name made',
      catches: ['groups.create.without-name'],
      request: (asked) => (isCreate(asked) && asked.body.displayName === undefined ? pretendCreated(asked) : undefined),
    },
    {
      name: 'groups made without their members',
      catches: [
        'groups.create.members',
        'groups.create.display',
        'groups.member.add',
        'groups.member.remove',
        'groups.rename-keeps-members',
      ],
      request(asked) {
        if (isCreate(asked)) delete asked.body.members;
        return undefined;
      },
    },
    {
      name: 'members with display passed over',
      catches: ['groups.create.display'],
      request(asked) {
        if (isCreate(asked))
          asked.body.members = asked.body.members?.filter((member: Json) => member.display === undefined);
        return undefined;
      },
    },
    {
      name: '400 for groups that are not there',
      catches: ['groups.read.unknown', 'groups.delete'],
      response(answered, asked) {
        if (asked.method === 'GET' && isGroup(asked) && answered.status === 404) answered.status = 400;
      },
    },
    {
      name: 'filters on groups passed over',
      catches: ['groups.find'],
      request({ path, query }) {
        if (path === '/Groups') query.delete('filter');
        return undefined;
      },
    },
    {
      name: 'PUT that leaves the members as they were',
      catches: ['groups.replace'],
      request(asked) {
        if (asked.method === 'PUT' && isGroup(asked)) delete asked.body.members;
        return undefined;
      },
    },
    patched('add that replaces', ['groups.member.add'], (operation) => ({
      ...operation,
      op: operation.op === 'add' ? 'replace' : operation.op,
    })),
    {
      name: 'members doubled',
      catches: ['groups.member.add-twice'],
      request({ method, path, body }) {
        if (method === 'PATCH')
          for (const { op, value } of body.Operations) if (op === 'add') added.push(`${path} ${value[0].value}`);
        return undefined;
      },
      response({ body }, asked) {
        if (asked.method !== 'GET' || !isGroup(asked) || !body.members || body.members.length > 1) return;
        if (added.includes(`${asked.path} ${body.members[0].value}`)) body.members.push(body.members[0]);
      },
    },
    patched('remove of one that removes all', ['groups.member.remove'], (operation) => ({
      ...operation,
      ...(operation.op === 'remove' && { path: 'members' }),
    })),
    patched('remove of all passed over', ['groups.member.remove-all'], (operation) =>
      operation.op === 'remove' && operation.path === 'members' ? undefined : operation,
    ),
    patched('replace that adds', ['groups.member.replace'], (operation) => ({
      ...operation,
      ...(operation.path === 'members' && operation.op === 'replace' && { op: 'add' }),
    })),
    patched('a rename that empties the group', ['groups.rename-keeps-members'], (operation) =>
      operation.path === 'displayName' ? [operation, { op: 'remove', path: 'members' }] : operation,
    ),
    {
      name: 'groups of users under the wrong id',
      catches: ['groups.of-user'],
      response({ body }, asked) {
        if (isUser(asked)) for (const group of body.groups ?? []) group.value = 'another';
      },
    },
    {
      name: 'deleted users left in their groups',
      catches: ['groups.without-deleted-user'],
      request: (asked) => (asked.method === 'DELETE' && isUser(asked) ? say(204) : undefined),
    },
    {
      name: 'excludedAttributes passed over',
      catches: ['groups.without-members'],
      request({ query }) {
        query.delete('excludedAttributes');
        return undefined;
      },
    },
    {
      name: 'DELETE of a group that only says so',
      catches: ['groups.delete'],
      request: (asked) => (asked.method === 'DELETE' && isGroup(asked) ? say(204) : undefined),
    },
    {
      name: 'members marked "delete" passed over',
      catches: ['groups.member.patch-1.1'],
      version: '1.1',
      request(asked) {
        if (asked.method !== 'PATCH' || !isGroup(asked)) return undefined;
        asked.body.members = asked.body.members.filter((member: Json) => member.operation !== 'delete');
        return undefined;
      },
    },
  ];
}
