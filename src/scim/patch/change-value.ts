import { ScimError } from '../errors.js';
import type { JsonObject, JsonValue } from '../resource.js';
import type { Attribute } from '../schema/attribute.js';
import { type CoerceOptions, coerceValue } from '../schema/coerce.js';
import { subAttributeNamed } from '../schema/compile-type.js';
import { keepUnknown } from '../schema/keep-unknown.js';
import { isEqual } from './equal.js';
import { isObject } from './is-object.js';
import { addElements, removeElements } from './list-change.js';
import type { PatchOperation } from './operation.js';

type Value = JsonValue | undefined;

export type ChangeContext = CoerceOptions;

/** What is to be done to one value. */
export interface ValueChange {
  readonly op: PatchOperation['op'];
  /** As the client sent it. */
  readonly value: unknown;
  /** For people to read in errors. */
  readonly path: string;
}

/** The value of an attribute after one operation (RFC 7644 sections 3.5.2.1 to 3.5.2.3); undefined: it has none. */
export function changeValue(attribute: Attribute, before: Value, change: ValueChange, context: ChangeContext): Value {
  const { op, value, path } = change;
  if (op === 'remove') return removeValue(attribute, before, value, path, context);
  const after = coerceValue(attribute, value, path, context);
  if (attribute.multiValued) {
    if (op === 'replace') return after;
    return Array.isArray(after) ? addElements(Array.isArray(before) ? before : [], after) : before;
  }
  return isObject(value) && attribute.type === 'complex'
    ? merge(attribute, before, value, after, op, path, context)
    : after;
}

function removeValue(attribute: Attribute, before: Value, value: unknown, path: string, context: ChangeContext): Value {
  if (attribute.multiValued && value !== undefined && value !== null && Array.isArray(before)) {
    context.onTolerated?.('removeByValue', path);
    const removed = coerceValue(attribute, value, path, context);
    return Array.isArray(removed) ? nonEmpty(removeElements(before, removed)) : before;
  }
  if (attribute.required) {
    throw new ScimError(400, `${path} is required and cannot be removed.`, { scimType: 'mutability' });
  }
  return undefined;
}

/** Sub-attributes that the value does not name stay; those that it names as null or empty go (RFC 7644 section 3.5.2.3). */
function merge(
  attribute: Attribute,
  before: Value,
  sent: JsonObject,
  after: Value,
  op: PatchOperation['op'],
  path: string,
  context: ChangeContext,
): Value {
  const result: { [name: string]: JsonValue | undefined } = isObject(before) ? { ...before } : {};
  const named = new Set<string>();
  for (const [name, value] of Object.entries(sent)) {
    const sub = subAttributeNamed(attribute, name);
    if (sub) {
      named.add(sub.name);
      if (sub.mutability === 'readOnly') continue;
      result[sub.name] = mergeSub(sub, result[sub.name], { op, value, path: `${path}.${sub.name}` }, context);
    } else if (context.open && isObject(after) && Object.hasOwn(after, name)) result[name] = after[name];
  }
  if (isObject(before) && named.has('value') && before.value !== result.value)
    forgetDescription(attribute, result, named);
  const kept = Object.entries(result).filter(([, value]) => value !== undefined);
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as JsonObject);
}

function mergeSub(sub: Attribute, before: Value, change: ValueChange, context: ChangeContext): Value {
  // Told of when the whole was read.
  const after = changeValue(sub, before, change, { ...context, onTolerated: undefined });
  if (sub.mutability === 'immutable' && before !== undefined && !isEqual(before, after)) {
    throw new ScimError(400, `${change.path} cannot change once it is set.`, { scimType: 'mutability' });
  }
  return after;
}

/** Another manager has another name: what describes the old `value` goes with it. */
function forgetDescription(
  attribute: Attribute,
  result: { [name: string]: JsonValue | undefined },
  named: ReadonlySet<string>,
): void {
  for (const { name, mutability } of attribute.subAttributes ?? []) {
    const describes = name === '$ref' || mutability === 'readOnly';
    if (describes && (!named.has(name) || mutability === 'readOnly')) delete result[name];
  }
}

/** The same for a value that no schema describes, where the type takes anything. */
export function changeUnknown(before: Value, op: PatchOperation['op'], value: unknown, path: string): Value {
  const sent = keepUnknown(value, path);
  const list = Array.isArray(before) ? before : undefined;
  if (op === 'remove') return list && sent !== undefined ? nonEmpty(removeElements(list, toList(sent))) : undefined;
  if (op === 'replace' || before === undefined || sent === undefined) return sent;
  if (list) return addElements(list, toList(sent));
  return isObject(before) && isObject(sent) ? { ...before, ...sent } : sent;
}

function toList(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : [value];
}

function nonEmpty(list: readonly JsonValue[]): Value {
  return list.length === 0 ? undefined : list;
}
