import type { FieldValue, StoredRecord } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import type { FieldCodec } from './codec.js';
import { createFieldReader } from './field-reader.js';
import { isObject } from './json-paths.js';
import { isPresent, roughly } from './mapped-filter.js';

type Read = (record: StoredRecord) => FieldValue | undefined;
type Container = { [name: string]: FieldValue } | FieldValue[];

/** The keys of a JSON pointer (RFC 6901). */
export function pointerKeys(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A value inside the JSON of a field: no store looks in there. */
export function insideJson(codec: FieldCodec): FieldCodec {
  const look = (field: string) => roughly(isPresent(field));
  return { ...codec, asks: { present: look, compare: look } };
}

/** Makes the readers of one mapping; those of one field share what it holds, parsed once a record. */
export function createJsonReaders(): (field: string, pointer: string) => Read {
  const fields = new Map<string, (record: StoredRecord) => unknown>();
  return (field, pointer) => {
    const read = fields.get(field) ?? createJsonReader(field);
    fields.set(field, read);
    const keys = pointerKeys(pointer);
    return (record) => valueAt(read(record), keys);
  };
}

function createJsonReader(field: string): (record: StoredRecord) => unknown {
  const get = createFieldReader(field);
  let text: string | undefined;
  let value: unknown;
  return (record) => {
    const stored = get(record);
    if (typeof stored !== 'string') return stored;
    if (stored !== text) {
      value = parse(stored);
      text = stored;
    }
    return value;
  };
}

function valueAt(value: unknown, keys: readonly string[]): FieldValue | undefined {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !isPlace(found, key)) return undefined;
    found = (found as { readonly [key: string]: unknown })[key];
  }
  return found as FieldValue | undefined;
}

/** Whether there is something under the key. A list has places for numbers only, and no `length`. */
function isPlace(holder: object, key: string): boolean {
  return Object.hasOwn(holder, key) && !(Array.isArray(holder) && key === 'length');
}

/** undefined where the text is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The JSON of a field with new values in it; everything else in there stays.
 * @param stored what the field holds now
 * @param values by their pointer; null where a value goes
 * @throws ScimError 400 `invalidValue` where the field holds what is no JSON object or list
 */
export function withValues(
  stored: FieldValue | undefined,
  values: ReadonlyMap<string, FieldValue>,
  path: string,
): FieldValue {
  const isEmpty = stored === undefined || stored === null || stored === '';
  const before = isEmpty ? {} : typeof stored === 'string' ? parse(stored) : stored;
  const root: { whole: FieldValue } = { whole: structuredClone(before) as FieldValue };
  for (const [pointer, value] of values) put(root, ['whole', ...pointerKeys(pointer)], value, path);
  const { whole } = root;
  if (whole === null || whole === undefined || (isObject(whole) && Object.keys(whole).length === 0)) return null;
  return isEmpty || typeof stored === 'string' ? JSON.stringify(whole) : whole;
}

function put(root: Container, keys: readonly string[], value: FieldValue, path: string): void {
  let holder = root as { [key: string]: FieldValue | undefined };
  for (const key of keys.slice(0, -1)) {
    const inner = isPlace(holder, key) ? holder[key] : undefined;
    if (typeof inner === 'object' && inner !== null) holder = inner as typeof holder;
    else if (inner === undefined || inner === null) {
      if (key !== 'whole' && value === null) return;
      if (key === 'whole' || !takes(holder, key)) refuse(path);
      const made = {};
      holder[key] = made;
      holder = made;
    } else refuse(path);
  }
  const last = keys.at(-1) as string;
  if (value === null && !isPlace(holder, last)) return;
  if (value === null && !Array.isArray(holder)) delete holder[last];
  else if (takes(holder, last)) holder[last] = value;
  else refuse(path);
}

/** Whether something can be put under the key: into a list only where it is, or at its end, so that it gets no gaps. */
function takes(holder: object, key: string): boolean {
  return !Array.isArray(holder) || isPlace(holder, key) || key === String(holder.length);
}

function refuse(path: string): never {
  throw new ScimError(400, `${path} cannot be written: what this application holds there has no place for it.`, {
    scimType: 'invalidValue',
  });
}
