import { printValuePath } from '../replay/value-path.js';
import type { JsonObject, JsonValue } from '../scim/index.js';
import type { KnownValues } from './known-values.js';

/**
 * Keeps ids, versions and cursors of an answer. Returns for the new ones: the variable, and the path of its value.
 * @param isExact whether a list was asked for by what the client has sent. Of another list nothing is kept: who is first in
 *   it on another server is somebody else, whom a later request would then change.
 */
export function learn(body: JsonObject, isExact: boolean, known: KnownValues): { readonly [variable: string]: string } {
  const saved: { [variable: string]: string } = {};
  const keep = (value: unknown, kind: string, at: readonly (string | number)[]): void => {
    const name = typeof value === 'string' ? known.learn(value, kind) : undefined;
    if (name !== undefined) saved[name] = printValuePath(at);
  };
  const resource = (value: JsonObject, at: readonly (string | number)[]): void => {
    keep(value.id, kindOf(value), [...at, 'id']);
    const { meta } = value as { readonly meta?: JsonObject };
    keep(meta?.version, 'version', [...at, 'meta', 'version']);
  };
  resource(body, []);
  keep(body.nextCursor, 'cursor', ['nextCursor']);
  keep(body.previousCursor, 'cursor', ['previousCursor']);
  const list = Array.isArray(body.Resources) ? (body.Resources as readonly JsonValue[]) : [];
  const [only, ...more] = list;
  if (isExact && more.length === 0 && typeof only === 'object' && only !== null) {
    resource(only as JsonObject, ['Resources', 0]);
  }
  return saved;
}

function kindOf({ meta, userName, members }: JsonObject): string {
  const type = (meta as JsonObject | undefined)?.resourceType;
  if (typeof type === 'string' && /^[A-Za-z]{1,30}$/.test(type)) return type.charAt(0).toLowerCase() + type.slice(1);
  return userName !== undefined ? 'user' : members !== undefined ? 'group' : 'resource';
}
