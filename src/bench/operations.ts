import { PATCH_OP } from '../../schemas/scim/urns.js';
import type { JsonObject, JsonValue } from '../scim/index.js';
import type { Connection, Reply } from './connection.js';
import type { OwnResources } from './own-resources.js';
import type { Operation } from './run-load.js';

/** Somebody who is there. */
export interface Person {
  readonly id: string;
  readonly userName: string;
}

const PAGE = 100;
/** All of them have to be removed again. */
const MOST_CREATED = 5_000;

const wrongStatus = ({ status, body }: Reply): string =>
  `status ${status}${typeof body.detail === 'string' ? `: ${body.detail.slice(0, 200)}` : ''}`;

const resourcesOf = ({ body }: Reply): readonly JsonObject[] =>
  Array.isArray(body.Resources) ? (body.Resources as readonly JsonObject[]) : [];

/** What changes nothing. @param people at least one */
export function readOperations(connection: Connection, people: readonly Person[]): readonly Operation[] {
  const one = (turn: number): Person => people[turn % people.length] as Person;
  let start = 1;
  return [
    {
      name: 'look-up',
      title: 'Look-up by id',
      async once(turn) {
        const { id } = one(turn);
        const reply = await connection.send('GET', `/Users/${encodeURIComponent(id)}`);
        if (reply.status !== 200) return wrongStatus(reply);
        return reply.body.id === id ? undefined : 'another id than was asked for';
      },
    },
    {
      name: 'filter',
      title: 'Filter by userName',
      async once(turn) {
        const { userName } = one(turn);
        const query = encodeURIComponent(`userName eq ${JSON.stringify(userName)}`);
        const reply = await connection.send('GET', `/Users?filter=${query}`);
        if (reply.status !== 200) return wrongStatus(reply);
        const [found, ...more] = resourcesOf(reply);
        const isRight = String(found?.userName).toLowerCase() === userName.toLowerCase() && more.length === 0;
        return isRight ? undefined : 'not exactly the one who was asked for';
      },
    },
    {
      name: 'page',
      title: `Walk in pages of ${PAGE}`,
      async once() {
        const from = start;
        start += PAGE;
        const reply = await connection.send('GET', `/Users?startIndex=${from}&count=${PAGE}`);
        if (reply.status !== 200) return wrongStatus(reply);
        if (from + PAGE > Number(reply.body.totalResults)) start = 1;
        return undefined;
      },
    },
  ];
}

/** What makes and changes the run's own. @param people its own, at least one @param groups ids of its own */
export function writeOperations(
  connection: Connection,
  own: OwnResources,
  people: readonly Person[],
  groups: readonly string[],
): readonly Operation[] {
  const patch = async (path: string, operation: JsonValue): Promise<string | undefined> => {
    const reply = await connection.send('PATCH', path, { schemas: [PATCH_OP], Operations: [operation] });
    return reply.status === 200 || reply.status === 204 ? undefined : wrongStatus(reply);
  };
  const id = (turn: number): string => (people[turn % people.length] as Person).id;
  return [
    {
      name: 'create',
      title: 'Create a user',
      most: MOST_CREATED,
      async once() {
        const reply = await own.make('/Users', own.user());
        return reply.status === 201 ? undefined : wrongStatus(reply);
      },
    },
    {
      name: 'patch',
      title: 'Patch a user',
      once: (turn) =>
        patch(`/Users/${encodeURIComponent(id(turn))}`, {
          op: 'replace',
          path: 'displayName',
          value: `Bench ${own.prefix}${turn}`,
        }),
    },
    ...(groups.length === 0
      ? []
      : [
          {
            name: 'membership',
            title: 'Add a member, remove a member',
            once: (turn: number) => {
              // Each group gets each person, and loses them in the next round.
              const round = Math.floor(turn / groups.length);
              const member = id(Math.floor(round / 2));
              const path = `/Groups/${encodeURIComponent(groups[turn % groups.length] ?? '')}`;
              return patch(
                path,
                round % 2 === 0
                  ? { op: 'add', path: 'members', value: [{ value: member }] }
                  : { op: 'remove', path: `members[value eq ${JSON.stringify(member)}]` },
              );
            },
          },
        ]),
  ];
}
