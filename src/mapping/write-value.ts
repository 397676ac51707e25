import type { FieldValue } from '../plugin/index.js';
import { type JsonValue, ScimError } from '../scim/index.js';
import type { FieldCodec } from './codec.js';

/** Makes a field's value of an attribute's; null where there is none. */
export type WriteValue = (codec: FieldCodec, value: JsonValue | undefined) => FieldValue;

/**
 * How to write a value that may be the one that is there already: an application may hold what its rule would refuse, and
 * such a value must not stand in the way of other changes.
 */
export function writerFor(value: JsonValue | undefined, known: JsonValue | undefined): WriteValue {
  return known !== undefined && isSameJson(value, known) ? writeKnown : writeNew;
}

const writeNew: WriteValue = (codec, value) =>
  value === undefined || value === null ? (codec.empty ?? null) : codec.write(value);

const writeKnown: WriteValue = (codec, value) => {
  try {
    return writeNew(codec, value);
  } catch (error) {
    if (error instanceof ScimError) return value as FieldValue;
    throw error;
  }
};

function isSameJson(left: JsonValue | undefined, right: JsonValue): boolean {
  return left === right || (typeof left === 'object' && JSON.stringify(left) === JSON.stringify(right));
}
