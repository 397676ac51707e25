import type { FieldValue } from '../plugin/index.js';
import { type Attribute, coerceValue, type JsonValue, ScimError } from '../scim/index.js';

/**
 * What a record holds, in the form of the attribute's schema. A record is the application's own: what is not of the
 * attribute's type is left out, of a list only the elements that are not. An empty text is no value in a record, nor in
 * the parts of a complex value.
 */
export function coerceStored(attribute: Attribute, stored: FieldValue): JsonValue | undefined {
  const value = coerced(attribute, attribute.multiValued ? stored : withoutEmptyTexts(stored));
  if (value !== undefined || !attribute.multiValued || !Array.isArray(stored)) return value;
  return coerced(
    attribute,
    stored.filter((element) => coerced(attribute, [element]) !== undefined),
  );
}

function coerced(attribute: Attribute, stored: FieldValue): JsonValue | undefined {
  try {
    return coerceValue(attribute, stored, attribute.name, { open: true });
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}

function withoutEmptyTexts(stored: FieldValue): FieldValue {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return stored;
  const parts = Object.entries(stored as { readonly [name: string]: FieldValue });
  if (parts.every(([, part]) => part !== '' && typeof part !== 'object')) return stored;
  return Object.fromEntries(
    parts.flatMap(([name, part]) => (part === '' ? [] : [[name, withoutEmptyTexts(part)]])),
  ) as FieldValue;
}
