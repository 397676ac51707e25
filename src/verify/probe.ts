import type { JsonObject, JsonValue } from '../scim/index.js';
import type { Client } from './client.js';
import { isEqual } from './expect.js';
import type { Make } from './make.js';
import { Mismatch, NoAnswer, Skip } from './mismatch.js';
import { type ServerFacts, typeNamed } from './server-facts.js';
import { objectsAt, valueAt } from './value-at.js';
import type { Wire } from './wire.js';

/** Whether a user can be made, and which attributes of it come back. */
export interface Probed {
  /** true, or why not. */
  readonly makesUsers: true | string;
  readonly makesGroups: true | string;
  readonly kept: ReadonlySet<string>;
}

/**
 * Attributes of users that checks would like to read back, as `keeps()` names them, with a value. What servers know people
 * by is of this run: nobody who is there is taken for the one that is made.
 */
function profile(wire: Wire, make: Make): { readonly [attribute: string]: JsonValue } {
  return {
    emails: [
      { value: make.name(), type: 'work', primary: true },
      { value: make.name(), type: 'home' },
    ],
    title: 'Tester',
    nickName: 'Vee',
    userType: 'Employee',
    preferredLanguage: 'en-US',
    locale: 'en-US',
    timezone: 'Europe/Berlin',
    externalId: make.unknownId(),
    profileUrl: 'https://example.com/vera',
    phoneNumbers: [{ value: 'tel:+1-201-555-0123', type: 'work' }],
    addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }],
    [wire.enterprise]: { department: 'Testing', employeeNumber: make.unknownId() },
  };
}

/** Makes one full user and one group, to learn what this server keeps. */
export async function probe(client: Client, make: Make, wire: Wire, facts: ServerFacts): Promise<Probed> {
  const hasGroups = typeNamed(facts, 'Group') !== undefined;
  const endpoints = facts.types.filter(({ name }) => name === 'User' || name === 'Group').map((type) => type.endpoint);

  // Who is listed now was there before: the book takes none of them for made by this run.
  for (const endpoint of endpoints) await attempt(() => client.get(`${endpoint}?startIndex=1&count=100`));
  const extra = profile(wire, make);
  const schemas = [wire.user, wire.enterprise];
  const user = await attempt(async () => make.user({ ...extra, schemas }));
  const full = typeof user === 'string' ? await attempt(async () => make.user()) : user;
  if (typeof full === 'string') return { makesUsers: full, makesGroups: full, kept: new Set() };
  const { body } = await client.get(full.path);
  const kept = new Set(Object.keys(full.sent).filter((name) => isKept(full.sent[name], valueAt(body, [name]))));
  // Many applications have room for one e-mail.
  if (kept.has('emails') && objectsAt(full.sent, 'emails').length > 1) kept.add('emails[1]');
  if (
    isKept(
      valueAt(full.sent, 'emails[0]'),
      objectsAt(body, 'emails').find(({ type }) => type === 'work'),
    )
  ) {
    kept.add('emails');
  }
  for (const path of ['name.givenName', 'name.familyName', `${wire.enterprise}:department`]) {
    const steps = path.startsWith('urn:') ? [wire.enterprise, 'department'] : path;
    if (isKept(valueAt(full.sent, steps), valueAt(body, steps))) kept.add(path);
  }
  const group = hasGroups ? await attempt(async () => make.group()) : 'the server has no groups';
  return { makesUsers: true, makesGroups: typeof group === 'string' ? group : true, kept };
}

async function attempt<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Skip || error instanceof NoAnswer || error instanceof Mismatch) return error.message;
    throw error;
  }
}

/** Whether everything of `sent` came back; a server may add to it. */
function isKept(sent: JsonValue | undefined, found: JsonValue | undefined): boolean {
  if (sent === undefined || found === undefined || found === null) return false;
  if (typeof sent !== 'object' || sent === null) return isEqual(sent, found);
  if (Array.isArray(sent))
    return Array.isArray(found) && sent.every((each) => found.some((other) => isKept(each, other)));
  return (
    typeof found === 'object' &&
    Object.entries(sent as JsonObject).every(([name, each]) => isKept(each, valueAt(found, [name])))
  );
}
