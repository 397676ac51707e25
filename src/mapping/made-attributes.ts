import type { CompiledType } from '../scim/index.js';

/** Attributes that no record holds under their own name: the gateway makes them. A type may have `groups` of its own. */
export function madeAttributes(type: CompiledType): readonly string[] {
  const groups = type.attributeNamed('groups');
  return ['id', 'meta', 'schemas', ...(groups && groups.mutability !== 'readOnly' ? [] : ['groups'])];
}

/** The paths of the attributes that never come back, which are kept like passwords or not at all. */
export function secretPaths({ attributes }: CompiledType): readonly (readonly string[])[] {
  return attributes.flatMap(({ name, returned, subAttributes }) => {
    if (returned === 'never') return [[name]];
    return (subAttributes ?? []).flatMap((sub) => (sub.returned === 'never' ? [[name, sub.name]] : []));
  });
}
