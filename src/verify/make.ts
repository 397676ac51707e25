import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../scim/index.js';
import type { Client } from './client.js';
import type { Answer } from './exchange.js';
import type { Ledger } from './ledger.js';
import { Mismatch, Skip } from './mismatch.js';
import { type ServerFacts, typeNamed } from './server-facts.js';
import { valueAt } from './value-at.js';
import type { Wire } from './wire.js';

/** A resource that the run made. */
export interface Made {
  readonly id: string;
  /** `/Users/2819c223` */
  readonly path: string;
  /** What was sent. */
  readonly sent: JsonObject;
  /** What came back. */
  readonly body: JsonObject;
  readonly answer: Answer;
}

/** Makes resources that are removed when their check has ended. */
export interface Make {
  /** A name that nobody else has: of this run, in lower case, and a mail address. */
  name(): string;
  /** A user as a client would create it, not sent. */
  draftUser(more?: JsonObject): JsonObject & { readonly userName: string };
  draftGroup(more?: JsonObject): JsonObject & { readonly displayName: string };
  /** @throws Skip where the server does not make it: the checks of creation say why */
  user(more?: JsonObject): Promise<Made>;
  group(more?: JsonObject): Promise<Made>;
  /** An id that nothing has. */
  unknownId(): string;
  /** A password that nobody else knows: what is made can be logged in to until it is removed. */
  password(): string;
}

export function createMake({
  client,
  wire,
  facts,
  ledger,
}: {
  readonly client: Client;
  readonly wire: Wire;
  readonly facts: ServerFacts;
  readonly ledger: Ledger;
}): Make {
  let sequence = 0;
  const { prefix } = ledger;
  const name = (): string => `${prefix}${++sequence}@example.com`;
  const send = async (endpoint: string, sent: JsonObject): Promise<Made> => {
    const answer = await client.post(endpoint, sent);
    const id = valueAt(answer.body, 'id');
    if (answer.status >= 300 || typeof id !== 'string') {
      throw new Skip(`it needs a resource, and POST ${endpoint} was answered with ${answer.status}`);
    }
    if (!ledger.owns(endpoint, id)) throw new Mismatch('a new resource, with an id and a name of its own', answer);
    return { id, path: `${endpoint}/${encodeURIComponent(id)}`, sent, body: answer.body, answer };
  };
  const make: Make = {
    name,
    draftUser(more = {}) {
      const userName = typeof more.userName === 'string' ? more.userName : name();
      return {
        schemas: [wire.user],
        userName,
        name: { givenName: 'Vera', familyName: `Probe ${sequence}` },
        displayName: `Vera Probe ${sequence}`,
        emails: [{ value: userName, type: 'work', primary: true }],
        active: true,
        ...more,
      };
    },
    draftGroup(more = {}) {
      const displayName = typeof more.displayName === 'string' ? more.displayName : name();
      return { schemas: [wire.group], displayName, ...more };
    },
    user: (more) => send(typeNamed(facts, 'User')?.endpoint ?? '/Users', make.draftUser(more)),
    group: (more) => send(typeNamed(facts, 'Group')?.endpoint ?? '/Groups', make.draftGroup(more)),
    unknownId: () => `${prefix}nobody-${++sequence}`,
    password: () => `Aa1-${randomBytes(12).toString('base64url')}`,
  };
  return make;
}
