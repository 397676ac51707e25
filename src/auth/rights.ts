import { ScimError } from '../scim/index.js';
import type { Access, Rights } from './principal.js';

/** Whether a credential may see resources of a type. */
export function maySee({ resourceTypes }: Rights, resourceType: string): boolean {
  return resourceTypes === undefined || resourceTypes.has(resourceType);
}

/**
 * Why a credential may not do something: a 403; undefined: it may.
 * @param resourceType undefined: what is asked for is of no single type
 */
export function refusalOf(rights: Rights, access: Access, resourceType?: string): ScimError | undefined {
  if (access === 'write' && rights.access !== 'write') return new ScimError(403, 'This credential may only read.');
  if (resourceType !== undefined && !maySee(rights, resourceType)) {
    return new ScimError(403, `This credential is not for resources of type ${resourceType}.`);
  }
  return undefined;
}
