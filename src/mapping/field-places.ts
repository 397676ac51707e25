import type { FieldValue, StoredRecord } from '../plugin/index.js';
import type { FieldPlace, Rule } from './compile-rules.js';
import { createFieldReader } from './field-reader.js';
import { withValues } from './json-field.js';

/** Fields under construction, by their place: a field, or a part of the JSON in one. */
export type Places = { [place: string]: FieldValue };

/** No name of a field goes on behind a NUL. */
const BEFORE_POINTER = '\0';

export function placeOf({ field, pointer }: Pick<FieldPlace, 'field' | 'pointer'>): string {
  return pointer === undefined ? field : field + BEFORE_POINTER + pointer;
}

/**
 * Puts the parts of JSON into their fields.
 * @returns undefined where no field of the mapping holds JSON in parts
 */
export function createPlaceJoiner(
  rules: readonly Rule[],
): ((places: StoredRecord, record: StoredRecord) => StoredRecord) | undefined {
  const inJson = rules.filter((rule) => 'pointer' in rule && rule.pointer !== undefined && rule.access !== 'read');
  const parts = inJson as readonly (Rule & FieldPlace & { readonly pointer: string })[];
  if (parts.length === 0) return undefined;
  return (places, record) => {
    const joined: { [field: string]: FieldValue } = { ...places };
    const changed = new Map<string, Map<string, FieldValue>>();
    const paths = new Map<string, string>();
    for (const rule of parts) {
      const place = placeOf(rule);
      if (!Object.hasOwn(joined, place)) continue;
      const values = changed.get(rule.field) ?? new Map<string, FieldValue>();
      changed.set(rule.field, values.set(rule.pointer, joined[place] as FieldValue));
      paths.set(rule.field, rule.text);
      delete joined[place];
    }
    for (const [field, values] of changed) {
      joined[field] = withValues(createFieldReader(field)(record), values, paths.get(field) ?? field);
    }
    return joined;
  };
}
