import { compileExpression, ExpressionError } from '../expression/index.js';
import { type FieldValue, getField, type StoredRecord } from '../plugin/index.js';
import type { Attribute, CompiledType, JsonValue, Resource } from '../scim/index.js';
import type { ExpressionRuleConfig } from './config.js';
import { getAt, isObject } from './json-paths.js';

/** What an expression rule does, compiled. */
export interface ExpressionPair {
  /** The fields that it reads. */
  readonly reads: readonly string[];
  /** The fields that it writes. */
  readonly writes: readonly string[];
  /** @throws ExpressionError */
  readonly read: (record: StoredRecord) => unknown;
  /**
   * The fields of a resource, a null where there is no value.
   * @throws ExpressionError
   */
  readonly write: (resource: Resource) => { readonly [field: string]: FieldValue };
}

/**
 * @param keys of the attribute
 * @throws ExpressionError
 */
export function compileExpressionRule(
  { read, write = {} }: ExpressionRuleConfig,
  keys: readonly string[],
  type: CompiledType,
): ExpressionPair {
  const reader = compileExpression(read, ['record']);
  const reads = reader.reads.flatMap(({ property }) => (property === undefined ? [] : [property]));
  const writers = Object.entries(write).map(([field, text]) => {
    const expression = compileExpression(text, ['value', 'resource']);
    const names = expression.reads.flatMap(({ variable, property }) =>
      variable === 'resource' && property !== undefined ? [property] : [],
    );
    return { field, expression, names };
  });
  return {
    reads,
    writes: writers.map(({ field }) => field),
    read: (record) =>
      reader.evaluate({
        record: Object.fromEntries(reads.map((field) => [field, getField(record, field) ?? ''])),
      }),
    write(resource) {
      const value = getAt(resource, keys);
      return Object.fromEntries(
        writers.map(({ field, expression, names }) => {
          if (value === undefined || value === null) return [field, null];
          const seen = Object.fromEntries(
            names.map((name) => [name, filled(type.attributeNamed(name), resource[name])]),
          );
          const result = expression.evaluate({ value, resource: seen });
          return [field, result === '' ? null : (result as FieldValue)];
        }),
      );
    },
  };
}

/** The value with '' where there is none, and in the parts of a complex one: an expression need not ask first. */
function filled(attribute: Attribute | undefined, value: JsonValue | undefined): JsonValue {
  const isNone = value === undefined || value === null;
  if (attribute?.multiValued) return isNone ? [] : value;
  if (attribute?.type !== 'complex') return isNone ? '' : value;
  const parts = isObject(value) ? value : {};
  const missing = (attribute.subAttributes ?? []).map((sub) => [sub.name, filled(sub, parts[sub.name])]);
  return { ...parts, ...Object.fromEntries(missing) } as JsonValue;
}

/** undefined where the expression cannot be compiled. */
export function tryCompileExpressionRule(
  ...given: Parameters<typeof compileExpressionRule>
): ExpressionPair | undefined {
  try {
    return compileExpressionRule(...given);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}
