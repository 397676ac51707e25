import type { RecordUse } from '../plugin/index.js';
import { type CompiledType, parsePath } from '../scim/index.js';
import { compileMapping } from './compile-mapping.js';
import { compileRules, fieldsRead, fieldsWritten, isWritable, type Rule } from './compile-rules.js';
import type { ResourceMappingConfig } from './config.js';

type Lookup = RecordUse['lookups'][number];

/** Attributes that clients look resources up by, whatever the config says. */
const usualLookups = ['userName', 'externalId', 'emails.value', 'displayName'];

/**
 * What a plugin may know of a resource type's records before the first request.
 * @param unique paths of the attributes that no two resources share
 * @param lookedUp paths of the attributes by which other records name its resources
 */
export function recordUse(
  config: ResourceMappingConfig | undefined,
  type: CompiledType,
  unique: readonly string[],
  lookedUp: readonly string[] = [],
): RecordUse {
  const rules = config ? compileRules(config, type) : [];
  const lookups = lookupFields(config, type, unique, lookedUp);
  const members = config ? rules.find(isMembers)?.field : type.attributeNamed('members') && 'members';
  const password = config
    ? rules.find((rule) => rule.kind === 'password')?.field
    : type.attributeNamed('password') && 'password';
  const id = config?.id ?? 'id';
  const active = activeField(config, type, rules);
  return {
    key: typeof id === 'string' ? id : id.field,
    generate: typeof id === 'string' ? 'uuid' : (id.generate ?? 'uuid'),
    lookups,
    ...(config && { fields: fieldsOf(config, rules) }),
    lists: Object.fromEntries(
      rules.flatMap((rule) =>
        rule.kind === 'list' && rule.separator !== undefined ? [[rule.field, { separator: rule.separator }]] : [],
      ),
    ),
    ...(members !== undefined && { members }),
    ...(password !== undefined && { password }),
    ...(active && { active }),
    writable: [...new Set(rules.flatMap(fieldsWritten))],
  };
}

/** Where `active` goes, and what is written for each of its values; undefined where one of them cannot be written. */
function activeField(
  config: ResourceMappingConfig | undefined,
  type: CompiledType,
  rules: readonly Rule[],
): RecordUse['active'] {
  if (!config) return type.attributeNamed('active') && { field: 'active', yes: true, no: false };
  const rule = rules.find(({ kind, attribute }) => kind === 'single' && attribute.name === 'active');
  if (rule?.kind !== 'single' || !isWritable(rule) || rule.pointer !== undefined) return undefined;
  const { field, codec } = rule;
  try {
    return { field, yes: codec.write(true), no: codec.write(false) };
  } catch {
    return undefined;
  }
}

/** The fields that an `eq` on each path asks about; the unique ones first. */
function lookupFields(
  config: ResourceMappingConfig | undefined,
  type: CompiledType,
  unique: readonly string[],
  lookedUp: readonly string[],
): readonly Lookup[] {
  const mapping = compileMapping(config, type);
  const lookups = new Map<string, Lookup>();
  for (const text of [...unique, ...usualLookups, ...lookedUp]) {
    const path = parsePath(text);
    if (!type.resolve(path)) continue;
    const { filter } = mapping.toFieldFilter({ kind: 'compare', path, operator: 'eq', value: 'x' });
    const single = filter?.op === 'eq';
    for (const part of filter?.op === 'or' ? filter.filters : filter ? [filter] : []) {
      if (part.op !== 'eq' || part.field === mapping.key || lookups.has(part.field)) continue;
      // Numbers and dates have several texts each: an index of texts does not find them.
      if (part.type !== 'string') continue;
      // Of several fields for one attribute, a value is unique over all of them together: that is the gateway's to check.
      lookups.set(part.field, {
        field: part.field,
        unique: single && unique.includes(text),
        caseExact: part.caseExact,
      });
    }
  }
  return [...lookups.values()];
}

function fieldsOf(config: ResourceMappingConfig, rules: readonly Rule[]): readonly string[] {
  const fields = rules.flatMap((rule) => [...fieldsRead(rule), ...fieldsWritten(rule)]);
  return [...new Set([...fields, ...(config.extra === undefined ? [] : [config.extra])])];
}

function isMembers(rule: Rule): rule is Extract<Rule, { readonly field: string }> {
  return rule.kind === 'list' && rule.attribute.name === 'members';
}
