import { type FieldValue, getField, type StoredRecord } from '../plugin/index.js';
import { compileRules, fieldsRead, fieldsWritten, type Rule } from './compile-rules.js';
import type { AttributeRule, ResourceMappingConfig } from './config.js';

/** A compiled rule, and how a person knows it. */
export interface NamedRule {
  readonly rule: Rule;
  /** In short: `status (values)`. */
  readonly name: string;
}

export function nameRules(
  config: ResourceMappingConfig,
  type: Parameters<typeof compileRules>[1],
): readonly NamedRule[] {
  return compileRules(config, type).flatMap((rule) => {
    const source = config.attributes[rule.text];
    return source === undefined ? [] : [{ rule, name: ruleName(source) }];
  });
}

function ruleName(rule: AttributeRule): string {
  if (typeof rule === 'string') return rule;
  if ('template' in rule) return `template ${JSON.stringify(rule.template)}`;
  if ('constant' in rule) return 'constant';
  if ('read' in rule) return `expression ${rule.read}`;
  const { field, ...options } = rule;
  const names = Object.keys(options);
  return names.length === 0 ? field : `${field} (${names.join(', ')})`;
}

const MASK = '[secret]';

/** What the fields of a rule hold; of a secret, only that it is there. */
export function storedFor(rule: Rule, record: StoredRecord): StoredRecord {
  const entries = fieldsRead(rule).flatMap((field): readonly (readonly [string, FieldValue])[] => {
    const value = getField(record, field);
    if (value === undefined || value === null || value === '') return [];
    return [[field, rule.kind === 'password' ? MASK : value]];
  });
  return Object.fromEntries(entries);
}

/** The attributes that are written to each field. */
export function attributesByField(rules: readonly NamedRule[]): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, string[]>();
  for (const { rule } of rules) {
    for (const field of fieldsWritten(rule)) attributes.set(field, [...(attributes.get(field) ?? []), rule.text]);
  }
  return attributes;
}
