import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.js';
import type { Model, Person, Team } from './model.js';
import type { ConnectorName } from './world.js';

/** More people than these are not kept by one client, so that what is held can be flat. */
const MOST_PEOPLE = 60;
const PAGE = 50;

export interface Answer {
  /** 0: there was none. */
  readonly status: number;
  readonly body: { readonly [name: string]: unknown };
}

/** What all clients share. */
export interface Traffic {
  readonly url: () => string;
  readonly running: () => boolean;
  /** How often which answer came: `csv create 201`. */
  readonly counts: Map<string, number>;
  readonly faults: string[];
}

interface Listed {
  readonly totalResults: number;
  readonly Resources?: readonly { readonly [name: string]: unknown }[];
}

/** One client of one connector: changes people and a team of its own, and remembers what it was told. */
export class SoakClient {
  readonly #traffic: Traffic;
  readonly #connector: ConnectorName;
  readonly #name: string;
  readonly #model: () => Model;
  readonly #random: Random;
  #serial = 0;

  constructor(traffic: Traffic, connector: ConnectorName, name: string, model: () => Model, random: Random) {
    this.#traffic = traffic;
    this.#connector = connector;
    this.#name = name;
    this.#model = model;
    this.#random = random;
  }

  async run(): Promise<void> {
    while (this.#traffic.running()) {
      if (this.#traffic.url() !== '') await this.#step();
      await sleep(this.#random.below(20));
    }
  }

  async request(operation: string, method: string, path: string, body?: object): Promise<Answer> {
    let answer: Answer;
    try {
      const response = await fetch(`${this.#traffic.url()}/${this.#connector}/scim/v2${path}`, {
        method,
        headers: { authorization: 'Bearer soak', 'content-type': 'application/scim+json' },
        signal: AbortSignal.timeout(20_000),
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      answer = { status: response.status, body: text === '' ? {} : JSON.parse(text) };
    } catch {
      answer = { status: 0, body: {} };
    }
    const key = `${this.#connector} ${operation} ${answer.status || 'no answer'}`;
    this.#traffic.counts.set(key, (this.#traffic.counts.get(key) ?? 0) + 1);
    if (answer.status === 0 || answer.status >= 500) await sleep(100);
    return answer;
  }

  async #step(): Promise<void> {
    const model = this.#model();
    const mine = [...model.people.values()].filter(({ login }) => login.startsWith(`${this.#name}-`));
    const alive = mine.filter(
      ({ id, possible }) => id !== undefined && possible.length === 1 && possible[0] !== undefined,
    );
    const team = [...model.teams.values()].find(({ name }) => name === this.#name);
    const person = alive.length === 0 ? undefined : this.#random.pick(alive);
    const dice = this.#random.next();
    if (!team && dice < 0.2) return this.#createTeam(model);
    if (!person || (dice < 0.25 && alive.length < MOST_PEOPLE)) return this.#create(model);
    if (dice < 0.45) return this.#change(model, person);
    if (dice < 0.5) return this.#remove(model, person);
    if (dice < 0.65 && team) return this.#member(model, team, person);
    if (dice < 0.9) return this.#search(model, person);
    if (dice < 0.95) return this.#walk();
    return this.#race(model);
  }

  async #create(model: Model): Promise<void> {
    const login = `${this.#name}-${++this.#serial}@example.com`;
    const title = this.#title();
    const person: Person = { login, id: undefined, possible: [undefined, title] };
    model.people.set(login, person);
    const { status, body } = await this.request('create', 'POST', '/Users', { userName: login, title });
    if (status === 201) Object.assign(person, { id: body.id, possible: [title] });
    else await this.#unsettled(model, person, 'create', status, []);
  }

  async #change(model: Model, person: Person): Promise<void> {
    const title = this.#title();
    const before = person.possible;
    person.possible = [...before, title];
    const { status } = this.#random.chance(0.7)
      ? await this.request('patch', 'PATCH', `/Users/${person.id}`, {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'replace', path: 'title', value: title }],
        })
      : await this.request('replace', 'PUT', `/Users/${person.id}`, { userName: person.login, title });
    if (status === 200 || status === 204) person.possible = [title];
    else await this.#unsettled(model, person, 'change', status, []);
  }

  async #remove(model: Model, person: Person): Promise<void> {
    person.possible = [...person.possible, undefined];
    for (const { members } of model.teams.values())
      if (members.has(person.id ?? '')) members.set(person.id ?? '', undefined);
    const { status } = await this.request('delete', 'DELETE', `/Users/${person.id}`);
    // A deletion that was sent twice finds nothing the second time.
    if (status === 204) person.possible = [undefined];
    else await this.#unsettled(model, person, 'delete', status, this.#connector === 'rest' ? [404] : []);
  }

  async #createTeam(model: Model): Promise<void> {
    const { status, body } = await this.request('create group', 'POST', '/Groups', { displayName: this.#name });
    if (status === 201) model.teams.set(String(body.id), { id: String(body.id), name: this.#name, members: new Map() });
    // It may be there without an answer: then its id is unknown until it is looked for.
    else await this.#adoptTeam(model);
  }

  async #adoptTeam(model: Model): Promise<void> {
    if (this.#connector === 'shell') await sleep(2_000);
    const filter = encodeURIComponent(`displayName eq "${this.#name}"`);
    const { status, body } = await this.request('search', 'GET', `/Groups?filter=${filter}`);
    const found = status === 200 ? (body as unknown as Listed).Resources?.[0] : undefined;
    if (found) model.teams.set(String(found.id), { id: String(found.id), name: this.#name, members: new Map() });
  }

  async #member(model: Model, { id, members }: Team, person: Person): Promise<void> {
    const joins = members.get(person.id ?? '') !== true;
    members.set(person.id ?? '', undefined);
    const value = [{ value: person.id }];
    const Operations = joins
      ? [{ op: 'add', path: 'members', value }]
      : [{ op: 'remove', path: `members[value eq "${person.id}"]` }];
    const { status } = await this.request(joins ? 'join' : 'leave', 'PATCH', `/Groups/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations,
    });
    if (status === 200 || status === 204) members.set(person.id ?? '', joins);
    else if (status > 0 && status < 500 && this.#model() === model)
      this.#fault(`${joins ? 'joining' : 'leaving'} is answered with ${status}`);
  }

  async #search(model: Model, person: Person): Promise<void> {
    const found = await this.#look(person);
    if (found !== 'unknown' && this.#model() === model && !person.possible.includes(found?.title)) {
      this.#fault(
        `${person.login} is ${found ? `"${found.title}"` : 'not found'}, not ${person.possible.join(' or ')}`,
      );
    }
  }

  /** Goes through all pages by cursors, which tell walks of one address apart (RFC 9865); nobody may come twice. */
  async #walk(): Promise<void> {
    const seen = new Set<unknown>();
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const path: string = `/Users?cursor=${encodeURIComponent(cursor)}&count=${PAGE}`;
      const { status, body } = await this.request('walk', 'GET', path);
      // A gateway that was killed meanwhile no longer knows the walk, and says so.
      if (status !== 200) return;
      const { nextCursor, Resources = [] } = body as unknown as Listed & { readonly nextCursor?: string };
      for (const { id } of Resources) {
        if (seen.has(id)) this.#fault(`${String(id)} comes twice in one walk`);
        seen.add(id);
      }
      cursor = nextCursor;
    }
  }

  /** The same login twice at the same moment: at most one of them is made. */
  async #race(model: Model): Promise<void> {
    const login = `${this.#name}-${++this.#serial}-twice@example.com`;
    const person: Person = { login, id: undefined, possible: [undefined, 'one', 'two'] };
    model.people.set(login, person);
    const both = await Promise.all(
      ['one', 'two'].map((title) => this.request('race', 'POST', '/Users', { userName: login, title })),
    );
    const made = both.filter(({ status }) => status === 201);
    if (made.length > 1) this.#fault(`${login} was made twice`);
    if (made.length === 1) Object.assign(person, { id: made[0]?.body.id, possible: [made[0]?.body.title] });
    else await this.#unsettled(model, person, 'race', both.find(({ status }) => status !== 409)?.status ?? 409, []);
  }

  /** There was no success. Where nothing can still be on its way, a look says what is there now. */
  async #unsettled(
    model: Model,
    person: Person,
    what: string,
    status: number,
    expected: readonly number[],
  ): Promise<void> {
    if (this.#model() !== model) return;
    if (status > 0 && status < 500 && !expected.includes(status))
      this.#fault(`${what} of ${person.login} is answered with ${status}`);
    if (this.#connector === 'shell' || status === 504) return;
    const found = await this.#look(person);
    if (found === 'unknown' || this.#model() !== model) return;
    if (!person.possible.includes(found?.title))
      this.#fault(`${person.login} is ${found?.title} after ${what}, not ${person.possible.join(' or ')}`);
    person.possible = [found?.title];
    if (found) person.id = found.id;
  }

  async #look({ login }: Person): Promise<{ readonly id: string; readonly title: string } | undefined | 'unknown'> {
    const filter = encodeURIComponent(`userName eq "${login}"`);
    const { status, body } = await this.request('search', 'GET', `/Users?filter=${filter}`);
    if (status !== 200) return 'unknown';
    const { totalResults, Resources = [] } = body as unknown as Listed;
    if (totalResults > 1) this.#fault(`${login} is found ${totalResults} times`);
    return Resources[0] as { readonly id: string; readonly title: string } | undefined;
  }

  #title(): string {
    return `title ${this.#random.below(1e9)}, "quoted"`;
  }

  #fault(text: string): void {
    this.#traffic.faults.push(`${this.#connector}: ${text}`);
  }
}
