import { type CompiledType, parsePath, ScimError } from '../scim/index.js';
import { nearestOf } from './check-names.js';
import type { MappingFault, ResourceMappingConfig } from './config.js';
import { readReference } from './reference.js';

/** What is wrong with the references of a mapping to other resources. */
export function checkReferences(
  config: ResourceMappingConfig,
  types: readonly CompiledType[],
): readonly MappingFault[] {
  return Object.entries(config.attributes).flatMap(([text, rule]): readonly MappingFault[] => {
    if (typeof rule === 'string' || !('field' in rule) || rule.reference === undefined) return [];
    const pointer = `/attributes/${text.replaceAll('~', '~0').replaceAll('/', '~1')}/reference`;
    const { resourceType, attribute } = readReference(rule.reference);
    const names = types.map((type) => type.resourceType.name);
    const type = types.find((candidate) => candidate.resourceType.name === resourceType);
    if (!type) {
      const suggestion = nearestOf(resourceType, names);
      return [
        {
          pointer,
          message: `There is no resource type "${resourceType}"; write it like "User.userName".`,
          ...(suggestion !== undefined && { suggestion: `${suggestion}.${attribute}` }),
        },
      ];
    }
    return isText(attribute, type) ? [] : [{ pointer, message: `${resourceType} has no text "${attribute}".` }];
  });
}

function isText(attribute: string, type: CompiledType): boolean {
  try {
    const resolved = type.resolve(parsePath(attribute));
    const leaf = resolved?.subAttribute ?? resolved?.attribute;
    return leaf?.type === 'string' && leaf.description !== '' && leaf.returned !== 'never';
  } catch (error) {
    if (error instanceof ScimError) return false;
    throw error;
  }
}
