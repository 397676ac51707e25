import type { JsonObject, JsonValue } from '../scim/index.js';
import type { Answer } from './exchange.js';
import { Mismatch } from './mismatch.js';
import { objectsAt, type Path, pathText, valueAt } from './value-at.js';
import type { Wire } from './wire.js';

/** What a list answer says. */
export interface ListAnswer {
  readonly totalResults: number;
  readonly resources: readonly JsonObject[];
  readonly ids: readonly string[];
}

/** Expectations; each throws a Mismatch with the answer that it looked at. */
export interface Expect {
  status(answer: Answer, ...allowed: readonly number[]): void;
  that(holds: boolean, answer: Answer, expected: string): void;
  equal(answer: Answer, path: Path, value: JsonValue): void;
  text(answer: Answer, path: Path): string;
  absent(answer: Answer, path: Path): void;
  includes(answer: Answer, path: Path, value: JsonValue): void;
  header(answer: Answer, name: string): string;
  list(answer: Answer): ListAnswer;
  /** A list with exactly these ids, in any order. */
  finds(answer: Answer, ids: readonly string[]): void;
  error(answer: Answer, status: number | readonly number[], scimType?: string | readonly string[]): void;
}

export function createExpect(wire: Wire): Expect {
  const fail = (expected: string, answer: Answer): never => {
    throw new Mismatch(expected, answer);
  };
  const expect: Expect = {
    status(answer, ...allowed) {
      if (!allowed.includes(answer.status)) fail(`status ${allowed.join(' or ')}`, answer);
    },
    that(holds, answer, expected) {
      if (!holds) fail(expected, answer);
    },
    equal(answer, path, value) {
      if (!isEqual(valueAt(answer.body, path), value)) fail(`${pathText(path)} to be ${JSON.stringify(value)}`, answer);
    },
    text(answer, path) {
      const value = valueAt(answer.body, path);
      return typeof value === 'string' && value !== '' ? value : fail(`${pathText(path)} to be a text`, answer);
    },
    absent(answer, path) {
      const value = valueAt(answer.body, path);
      const isAbsent = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
      if (!isAbsent) fail(`no ${pathText(path)}`, answer);
    },
    includes(answer, path, value) {
      const list = valueAt(answer.body, path);
      const isThere = Array.isArray(list) && list.some((each) => isEqual(each as JsonValue, value));
      if (!isThere) fail(`${pathText(path)} to have ${JSON.stringify(value)}`, answer);
    },
    header(answer, name) {
      const value = answer.headers[name.toLowerCase()];
      return value === undefined || value === '' ? fail(`a header ${name}`, answer) : value;
    },
    list(answer) {
      expect.status(answer, 200);
      const { totalResults } = answer.body;
      if (typeof totalResults !== 'number') return fail('a list with totalResults, a number', answer);
      // RFC 7644 3.4.2: Resources is required only where something is in it.
      const resources = valueAt(answer.body, 'Resources') ?? [];
      const objects = objectsAt(answer.body, 'Resources');
      if (!Array.isArray(resources) || objects.length < resources.length) {
        return fail('Resources to be a list of objects', answer);
      }
      return { totalResults, resources: objects, ids: objects.map(({ id }) => String(id)) };
    },
    finds(answer, ids) {
      const found = expect.list(answer);
      const isSame = found.ids.length === ids.length && ids.every((id) => found.ids.includes(id));
      const what = ids.length === 0 ? 'an empty list' : `a list of exactly ${ids.length}: ${ids.join(', ')}`;
      if (!isSame) fail(`${what} (totalResults says ${found.totalResults}, ${found.ids.length} came)`, answer);
    },
    error(answer, status, scimType) {
      const allowed = typeof status === 'number' ? [status] : status;
      expect.status(answer, ...allowed);
      if (!answer.isJson) fail(`an error in JSON with status ${answer.status}`, answer);
      if (scimType === undefined || wire.version === '1.1') return;
      const types = typeof scimType === 'string' ? [scimType] : scimType;
      if (!types.includes(String(answer.body.scimType))) fail(`scimType ${types.join(' or ')}`, answer);
    },
  };
  return expect;
}

/** Equal as JSON: the order of names in an object says nothing. */
export function isEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, at) => isEqual(each, b[at]));
  }
  const [left, right] = [a as JsonObject, b as JsonObject];
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => isEqual(left[name], right[name]));
}
