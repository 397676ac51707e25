import { printValuePath } from '../replay/value-path.js';
import type { JsonObject, JsonValue } from '../scim/index.js';

type Steps = readonly (string | number)[];

/** What an answer has, before and after personal data was replaced. */
export interface Heard {
  readonly original: JsonObject;
  readonly replaced: JsonObject;
}

export interface ExpectationOptions {
  /** Whether the client itself has sent this text: then another server answers with it too. */
  wasSent(text: string): boolean;
  /** Whether what was asked for is about what the client has sent. */
  readonly isExact: boolean;
  /** Paths whose values are saved by this step: they are new. */
  readonly fresh: ReadonlySet<string>;
}

/** Most elements of a list that are looked at. */
const MAX_ELEMENTS = 20;
/** What each server says in its own way. */
const own = new Set(['schemas', 'meta', 'groups', 'detail', '$ref', 'location', 'display']);

/** What to expect of another server's answer: what the client has sent, ids that are linked, and the types of the rest. */
export function expectationOf({ original, replaced }: Heard, status: number, options: ExpectationOptions): JsonObject {
  const found: { [path: string]: JsonValue } = {};
  const [schema] = Array.isArray(replaced.schemas) ? (replaced.schemas as readonly JsonValue[]) : [];
  if (typeof schema === 'string') found.schemas = { $contains: schema };
  if (status >= 400) {
    if (typeof replaced.scimType === 'string') found.scimType = replaced.scimType;
    return found;
  }
  const { totalResults, Resources: resources = [] } = original;
  if (typeof totalResults === 'number') {
    found.totalResults = options.isExact ? totalResults : { $type: 'number' };
    const list = Array.isArray(resources) ? (resources as readonly JsonValue[]) : [];
    if (options.isExact && list.length > 0) found.Resources = { $len: list.length };
    if (options.isExact && list.length === 1) {
      const [after] = replaced.Resources as readonly JsonObject[];
      members(list[0] as JsonObject, after ?? {}, ['Resources', 0]);
    }
    return found;
  }
  if (typeof original.id === 'string') members(original, replaced, []);
  return found;

  function members(before: JsonObject, after: JsonObject, at: Steps, isOurs = isAbout(before)): void {
    for (const [name, value] of Object.entries(after)) {
      if (!own.has(name)) member(before[name] as JsonValue | undefined, value as JsonValue, [...at, name], isOurs);
    }
    const isUser = typeof before.userName === 'string';
    if (isUser && before.password === undefined) found[printValuePath([...at, 'password'])] = { $exists: false };
  }

  function member(before: JsonValue | undefined, after: JsonValue, at: Steps, isOurs: boolean): void {
    const path = printValuePath(at);
    if (before === undefined || before === null) return;
    if (Array.isArray(before)) {
      list(before as readonly JsonValue[], after as readonly JsonValue[], path);
    } else if (typeof before === 'object') {
      members(before as JsonObject, after as JsonObject, at, isOurs);
    } else if (options.fresh.has(path)) {
      found[path] = { $type: 'string' };
    } else {
      const isKnown =
        typeof before === 'string'
          ? isSettled(before, after)
          : typeof before === 'boolean'
            ? isOurs
            : options.wasSent(String(before));
      found[path] = isKnown ? after : { $type: typeof before };
    }
  }

  function list(before: readonly JsonValue[], after: readonly JsonValue[], path: string): void {
    const key = (each: JsonValue | undefined): JsonValue | undefined =>
      typeof each === 'object' && each !== null ? ((each as JsonObject).value as JsonValue | undefined) : each;
    const isObjects = typeof before[0] === 'object';
    const settled = before.filter((each, at) => {
      const value = key(each);
      return typeof value === 'string' && isSettled(value, key(after[at]) ?? null);
    });
    if (settled.length !== before.length || before.length === 0 || before.length > MAX_ELEMENTS) return;
    found[path] = { $len: before.length };
    const first = key(after[0]);
    // One path can have one matcher.
    if (first !== undefined) found[isObjects ? `${path}[*].value` : path] = { $contains: first };
  }

  /** Whether the client has named this resource in what it sent. */
  function isAbout({ userName, displayName, externalId }: JsonObject): boolean {
    return [userName, displayName, externalId].some((name) => typeof name === 'string' && options.wasSent(name));
  }

  function isSettled(before: string, after: JsonValue): boolean {
    return options.wasSent(before) || (typeof after === 'string' && /^\{\{\w+\}\}$/.test(after)) || after === before;
  }
}
