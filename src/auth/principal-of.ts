import type { AuthMethod } from '../../schemas/auth.js';
import { ALL_RIGHTS, type Principal } from './principal.js';

/** Who a credential of the config stands for. Of several that would have one name, the later ones are numbered. */
export function principalOf(method: AuthMethod, before: readonly AuthMethod[]): Principal {
  const name = nameOf(method);
  const namesakes = before.filter((other) => nameOf(other) === name).length;
  return { name: namesakes === 0 ? name : `${name} ${namesakes + 1}`, rights: ALL_RIGHTS };
}

function nameOf(method: AuthMethod): string {
  switch (method.type) {
    case 'basic':
      return `basic ${method.username}`;
    case 'header':
      return `header ${method.name}`;
    case 'bearer':
    case 'none':
      return method.type;
  }
}
