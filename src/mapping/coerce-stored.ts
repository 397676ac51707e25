import type { FieldValue } from '../plugin/index.js';
import { type Attribute, coerceValue, type JsonValue, ScimError } from '../scim/index.js';

/**
 * What a record holds, in the form of the attribute's schema. A record is the application's own: what is not of the
 * attribute's type is left out, of a list only the elements that are not.
 */
export function coerceStored(attribute: Attribute, stored: FieldValue): JsonValue | undefined {
  const value = coerced(attribute, stored);
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
