import { closest, distance } from 'fastest-levenshtein';
import { type CompiledType, parsePath, ScimError } from '../scim/index.js';
import { fixedValues } from './compile-rules.js';
import type { AttributeRule, MappingFault, ResourceMappingConfig } from './config.js';

/** Everything that is wrong with the mapping of a resource type; what its JSON Schema can say has been checked before. */
export function checkMapping(config: ResourceMappingConfig, type: CompiledType): readonly MappingFault[] {
  const faults: MappingFault[] = [];
  const writers = new Map<string, string>();
  for (const [text, rule] of Object.entries(config.attributes)) {
    const pointer = `/attributes/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const fault = checkPath(text, type);
    if (fault) faults.push({ ...fault, pointer });
    const field = fieldOf(rule);
    if (field === undefined) continue;
    const other = writers.get(field);
    if (other === undefined) writers.set(field, text);
    else faults.push({ pointer, message: `Two attributes are written to the field "${field}": ${other} and ${text}.` });
    if (config.extra === field) {
      faults.push({ pointer, message: `The field "${field}" is the one that "extra" names.` });
    }
  }
  return [...faults, ...missingRequired(config, type)];
}

function checkPath(text: string, type: CompiledType): Omit<MappingFault, 'pointer'> | undefined {
  let path: ReturnType<typeof parsePath>;
  try {
    path = parsePath(text);
  } catch (error) {
    return { message: error instanceof ScimError ? error.detail : `"${text}" is no attribute path.` };
  }
  const resolved = type.resolve(path);
  if (!resolved || (type.open && resolved.attribute.description === '')) {
    const suggestion = nearest(text, type);
    return {
      message: `${type.resourceType.name} has no attribute "${text}".`,
      ...(suggestion !== undefined && { suggestion }),
    };
  }
  const { attribute } = resolved;
  if (attribute.mutability === 'readOnly') {
    const reason = attribute.name === 'id' ? 'is mapped by "id"' : 'is made by the gateway';
    return { message: `"${text}" ${reason}; it takes no rule.` };
  }
  if (path.valueFilter && (!resolved.subAttribute || !fixedValues(path.valueFilter))) {
    return {
      message: `"${text}" must say one element by eq and name a sub-attribute, as in emails[type eq "work"].value.`,
    };
  }
  return undefined;
}

function missingRequired(config: ResourceMappingConfig, type: CompiledType): readonly MappingFault[] {
  const mapped = new Set(
    Object.keys(config.attributes).flatMap((text) => {
      try {
        return type.resolve(parsePath(text))?.keys[0] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return type.attributes
    .filter(({ name, required }) => required && !mapped.has(name))
    .map(({ name }) => ({
      pointer: '/attributes',
      message: `${name} is required of every ${type.resourceType.name}, and no field holds it.`,
    }));
}

function fieldOf(rule: AttributeRule): string | undefined {
  if (typeof rule === 'string') return rule;
  return 'template' in rule ? undefined : rule.field;
}

function nearest(text: string, type: CompiledType): string | undefined {
  const names = type.attributes.flatMap(({ name, subAttributes }) => [
    name,
    ...(subAttributes ?? []).map((sub) => `${name}${name.startsWith('urn:') ? ':' : '.'}${sub.name}`),
  ]);
  const near = closest(text, names);
  return distance(text.toLowerCase(), near.toLowerCase()) <= Math.max(2, text.length / 4) ? near : undefined;
}
