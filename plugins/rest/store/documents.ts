import {
  type Change,
  changeList,
  elementKey,
  type FieldValue,
  getField,
  type StoredRecord,
  splitList,
} from 'scim-gateway/plugin';

type Draft = { [name: string]: FieldValue };

/**
 * A record as a JSON document: a field with dots in its name is a value within an object, as it is where it is read.
 * @param nests false: records are whole resources, whose names are what they are
 */
export function toDocument(fields: StoredRecord, nests: boolean): StoredRecord {
  const document: Draft = {};
  for (const [field, value] of Object.entries(fields)) setField(document, field, value, nests);
  return document;
}

/** The document after a change. What the change does not name stays, whether the mapping knows it or not. */
export function changed(document: StoredRecord, change: Change, nests: boolean): StoredRecord {
  const result: Draft = { ...document };
  for (const [field, value] of Object.entries(newValues(document, change))) setField(result, field, value, nests);
  for (const field of change.unset ?? []) unsetField(result, field, nests);
  return result;
}

/** A change as a JSON Merge Patch (RFC 7396): new values, and `null` where a value goes. */
export function mergePatch(document: StoredRecord, change: Change, nests: boolean): StoredRecord {
  const patch: Draft = {};
  const own = (field: string): boolean => nests && !Object.hasOwn(document, field);
  for (const [field, value] of Object.entries(newValues(document, change))) setField(patch, field, value, own(field));
  for (const field of change.unset ?? []) setField(patch, field, null, own(field));
  return patch;
}

/** The elements of a list field, whether it is kept as a list or as one text. */
export function elementsOf(value: FieldValue | undefined, separator: string | undefined): readonly FieldValue[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' && separator !== undefined ? splitList(value, separator) : [];
}

/** The document without some of its fields. */
export function without(document: StoredRecord, omit: readonly string[]): StoredRecord {
  if (omit.length === 0) return document;
  return Object.fromEntries(Object.entries(document).filter(([field]) => !omit.includes(field)));
}

function newValues(document: StoredRecord, { set = {}, lists = {} }: Change): StoredRecord {
  const values: Draft = { ...set };
  for (const [field, list] of Object.entries(lists)) {
    const before = getField(document, field);
    const after = changeList(elementsOf(before, list.separator), list);
    const joins = list.separator !== undefined && !Array.isArray(before);
    values[field] = joins ? after.map(elementKey).join(list.separator) : after;
  }
  return values;
}

function setField(document: Draft, field: string, value: FieldValue, nests: boolean): void {
  const [first = field, ...rest] = pathOf(document, field, nests);
  if (first === '__proto__') return;
  if (rest.length === 0) {
    document[first] = value;
    return;
  }
  const inner: Draft = { ...objectAt(document, first) };
  setField(inner, rest.join('.'), value, true);
  document[first] = inner;
}

function unsetField(document: Draft, field: string, nests: boolean): void {
  const [first = field, ...rest] = pathOf(document, field, nests);
  if (rest.length === 0) {
    delete document[first];
    return;
  }
  if (!Object.hasOwn(document, first)) return;
  const inner: Draft = { ...objectAt(document, first) };
  unsetField(inner, rest.join('.'), true);
  document[first] = inner;
}

/** A name of its own wins over a path, and a URN is no path. */
function pathOf(document: StoredRecord, field: string, nests: boolean): readonly string[] {
  return !nests || field.includes(':') || Object.hasOwn(document, field) ? [field] : field.split('.');
}

function objectAt(document: StoredRecord, name: string): StoredRecord {
  const value = Object.hasOwn(document, name) ? document[name] : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as StoredRecord) : {};
}
