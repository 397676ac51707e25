import type { JsonObject, JsonValue } from '../scim/index.js';
import type { Answer, ScimRequest } from './exchange.js';
import { valueAt } from './value-at.js';

/** A resource of this run. Without an id its creation was asked for, and no answer said how that ended. */
export interface Entry {
  readonly endpoint: string;
  readonly id: string | undefined;
  /** The userName or displayName that it was asked for with. */
  readonly name: string | undefined;
  readonly nameAttribute: NameAttribute;
  readonly scope: Scope;
}

export type NameAttribute = 'userName' | 'displayName';

/** How long something is needed: until its check has ended, or until the run has. */
export type Scope = 'check' | 'run';

/** The book of what a run has made: only what stands in it may be changed, and all of it is removed. */
export interface Ledger {
  /** Names that begin with it are of this run and of no other. */
  readonly prefix: string;
  scope: Scope;
  /** Before it is sent. */
  asked(request: ScimRequest): void;
  answered(request: ScimRequest, answer: Answer | undefined): void;
  owns(endpoint: string, id: string): boolean;
  /** Of something that bears a name of this run: it is of this run. @throws Error where the name is not */
  adopt(endpoint: string, id: string, name: string): void;
  /** What is still there, the newest first. */
  left(scope: Scope): readonly Entry[];
  forget(entry: Entry): void;
}

export function createLedger(prefix: string): Ledger {
  const entries = new Set<Entry>();
  const waiting = new Map<ScimRequest, readonly Entry[]>();
  const ours = new Set<string>();
  const deleted = new Map<string, Entry>();
  /** What reads have shown and this run has not made: a server that says it has just made it does not make it ours. */
  const strangers = new Set<string>();

  /** An id that is free again may come back, so what counts is whether it is in the book now. */
  const add = (entry: Entry & { readonly id: string }): void => {
    const key = `${entry.endpoint}/${entry.id}`;
    ours.add(key);
    if (![...entries].some(({ endpoint, id }) => `${endpoint}/${id}` === key)) entries.add(entry);
  };

  const settle = (request: ScimRequest, answer: Answer | undefined): void => {
    const asked = waiting.get(request) ?? [];
    waiting.delete(request);
    if (answer === undefined || answer.status >= 500) return;
    const made = resourcesOf(request, answer);
    for (const entry of asked) {
      const found = made.find(({ name, endpoint }) => endpoint === entry.endpoint && name === entry.name);
      const isRefused = answer.status >= 400 || (made.length > 0 && isBulk(request));
      if (found !== undefined || isRefused) entries.delete(entry);
      if (found !== undefined && isNew(found)) add({ ...entry, id: found.id });
    }
  };

  /** An id of dots would lead out of the endpoint. */
  const isNew = ({ endpoint, id }: MadeResource): boolean =>
    !/^\.{0,2}$/.test(id) && !strangers.has(`${endpoint}/${id}`);

  const remember = (request: ScimRequest, answer: Answer | undefined): void => {
    if (answer === undefined || (request.method !== 'GET' && !isSearch(request))) return;
    const endpoint = endpointOf(request.path);
    const resources = valueAt(answer.body, 'Resources');
    for (const resource of Array.isArray(resources) ? resources : [answer.body]) {
      const id = isObject(resource) ? resource.id : undefined;
      if (typeof id === 'string' && !ours.has(`${endpoint}/${id}`)) strangers.add(`${endpoint}/${id}`);
    }
  };

  const trackDeletes = (request: ScimRequest, answer: Answer | undefined): void => {
    const target = targetOf(request.path);
    if (target === undefined || answer === undefined) return;
    const key = `${target.endpoint}/${target.id}`;
    if (request.method === 'DELETE' && (answer.status < 300 || answer.status === 404)) {
      const entry = [...entries].find(({ endpoint, id }) => `${endpoint}/${id}` === key);
      if (entry) {
        entries.delete(entry);
        deleted.set(key, entry);
      }
    }
    // A server may say 204 and keep it.
    if (request.method === 'GET' && answer.status === 200) {
      const entry = deleted.get(key);
      if (entry) {
        deleted.delete(key);
        entries.add(entry);
      }
    }
  };

  return {
    prefix,
    scope: 'check',
    asked(request) {
      const asked = creationsOf(request).map((creation) => ({ ...creation, id: undefined, scope: this.scope }));
      for (const entry of asked) entries.add(entry);
      if (asked.length > 0) waiting.set(request, asked);
    },
    answered(request, answer) {
      settle(request, answer);
      trackDeletes(request, answer);
      remember(request, answer);
    },
    owns: (endpoint, id) => ours.has(`${endpoint}/${id}`) || id.startsWith(prefix),
    adopt(endpoint, id, name) {
      if (!name.toLowerCase().startsWith(prefix)) throw new Error(`${name} is no name of this run`);
      ours.add(`${endpoint}/${id}`);
    },
    left: (scope) => [...entries].filter((entry) => scope === 'run' || entry.scope === scope).reverse(),
    forget: (entry) => void entries.delete(entry),
  };
}

/** The resource that a path is about; undefined for collections and everything else. */
export function targetOf(path: string): { readonly endpoint: string; readonly id: string } | undefined {
  const [pathname = ''] = path.split('?');
  const [, endpoint, id, ...rest] = pathname.split('/');
  if (endpoint === undefined || id === undefined || id === '' || rest.length > 0) return undefined;
  return { endpoint: `/${endpoint}`, id: decoded(id) };
}

/** What is not encoded as it should be stays as it is. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function isBulk({ method, path }: ScimRequest): boolean {
  return method === 'POST' && /^\/bulk(\?|$)/i.test(path);
}

export function isSearch({ method, path }: ScimRequest): boolean {
  return method === 'POST' && /\/\.search(\?|$)/.test(path);
}

export function operationsOf(body: ScimRequest['body']): readonly JsonObject[] {
  const list = typeof body === 'object' ? valueAt(body, 'Operations') : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function creationsOf(request: ScimRequest): readonly Pick<Entry, 'endpoint' | 'name' | 'nameAttribute'>[] {
  if (request.method !== 'POST' || isSearch(request)) return [];
  const creation = (endpoint: string, body: JsonObject) => ({
    endpoint,
    name: nameOf(body),
    nameAttribute: body.userName === undefined ? ('displayName' as const) : ('userName' as const),
  });
  if (!isBulk(request)) return [creation(endpointOf(request.path), bodyOf(request))];
  return operationsOf(request.body)
    .filter(({ method, path }) => method === 'POST' && typeof path === 'string')
    .map(({ path, data }) => creation(String(path), isObject(data) ? data : {}));
}

interface MadeResource {
  readonly endpoint: string;
  readonly id: string;
  readonly name: string | undefined;
}

function resourcesOf(request: ScimRequest, answer: Answer): readonly MadeResource[] {
  if (!isBulk(request)) {
    const id = valueAt(answer.body, 'id') ?? lastSegment(answer.headers.location);
    if (answer.status >= 300 || typeof id !== 'string') return [];
    const [creation] = creationsOf(request);
    if (creation === undefined) return [];
    return [{ endpoint: creation.endpoint, id, name: creation.name }];
  }
  const asked = operationsOf(request.body);
  return operationsOf(answer.body).flatMap((result) => {
    const operation = asked.find(({ bulkId }) => bulkId !== undefined && bulkId === result.bulkId);
    const id = typeof result.location === 'string' ? lastSegment(result.location) : undefined;
    if (operation?.method !== 'POST' || typeof operation.path !== 'string' || id === undefined) return [];
    const name = isObject(operation.data) ? nameOf(operation.data) : undefined;
    return [{ endpoint: operation.path, id, name }];
  });
}

function bodyOf({ body }: ScimRequest): JsonObject {
  if (typeof body === 'object') return body;
  try {
    const value: unknown = JSON.parse(body ?? '');
    return isObject(value as JsonValue) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}

function nameOf(body: JsonObject): string | undefined {
  const name = valueAt(body, 'userName') ?? valueAt(body, 'displayName');
  return typeof name === 'string' ? name : undefined;
}

function endpointOf(path: string): string {
  return `/${path.split(/[?/]/)[1] ?? ''}`;
}

function lastSegment(location: string | undefined): string | undefined {
  const segment = location?.split('?')[0]?.split('/').at(-1);
  return segment === undefined || segment === '' ? undefined : decoded(segment);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
