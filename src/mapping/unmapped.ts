import type { Attribute, CompiledType } from '../scim/index.js';
import { type Rule, rulePath } from './compile-rules.js';

/** Attributes that a client may write and that no rule keeps, each by its path. */
export function unmappedAttributes(rules: readonly Rule[], type: CompiledType): readonly string[] {
  const covered = new Set(rules.flatMap((rule) => prefixes(rulePath(rule))));
  const whole = new Set(rules.map((rule) => rulePath(rule).join('\n')));
  const missing = (attribute: Attribute, path: readonly string[], name: string): readonly string[] => {
    const key = path.join('\n');
    if (attribute.mutability === 'readOnly' || whole.has(key)) return [];
    if (!covered.has(key)) return [name];
    if (attribute.multiValued) return [];
    const isExtension = name.startsWith('urn:') && path.length === 1;
    return (attribute.subAttributes ?? []).flatMap((sub) =>
      missing(sub, [...path, sub.name], `${name}${isExtension ? ':' : '.'}${sub.name}`),
    );
  };
  return type.attributes.flatMap((attribute) =>
    attribute.name === 'schemas' ? [] : missing(attribute, [attribute.name], attribute.name),
  );
}

function prefixes(keys: readonly string[]): readonly string[] {
  return keys.map((_, index) => keys.slice(0, index + 1).join('\n'));
}
