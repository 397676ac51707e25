import type { AuthMethod } from '../../schemas/auth.js';
import { ALL_RIGHTS, type Principal, type Rights } from './principal.js';

/** Who a credential of the config stands for. Of several that would have one name, the later ones are numbered. */
export function principalOf(method: AuthMethod, before: readonly AuthMethod[]): Principal {
  const name = nameOf(method);
  const namesakes = before.filter((other) => nameOf(other) === name).length;
  return { name: namesakes === 0 ? name : `${name} ${namesakes + 1}`, rights: rightsOf(method) };
}

function nameOf(method: AuthMethod): string {
  if ('label' in method && method.label !== undefined) return method.label;
  switch (method.type) {
    case 'basic':
      return `basic ${method.username}`;
    case 'header':
      return `header ${method.name}`;
    case 'bearer':
    case 'jwt':
    case 'mtls':
    case 'none':
      return method.type;
  }
}

function rightsOf(method: AuthMethod): Rights {
  if (!('rights' in method) || method.rights === undefined) return ALL_RIGHTS;
  const { access, resourceTypes } = method.rights;
  return { access, resourceTypes: resourceTypes && new Set(resourceTypes) };
}
