import type { Store } from '../plugin/index.js';
import { ScimError } from '../scim/index.js';
import type { Collection } from './collection.js';

type Operation = 'find' | 'insert' | 'update' | 'remove';

const verbs: Record<Operation, string> = { find: 'list', insert: 'create', update: 'change', remove: 'delete' };

/**
 * The store's method, bound.
 * @throws ScimError 501 with a sentence, where the application behind the connector has no such operation; 403 where it is
 * one that changes, and the connector is read-only
 */
export function requireOperation<Name extends Operation>(
  { store, type, guards }: Collection,
  name: Name,
): NonNullable<Store[Name]> {
  if (guards.readOnly && name !== 'find') {
    throw new ScimError(403, 'This connector is read-only: nothing can be changed through it.');
  }
  const method = store[name];
  if (!method) {
    const { name: typeName, endpoint } = type.resourceType;
    throw new ScimError(
      501,
      `This connector cannot ${verbs[name]} ${endpoint.slice(1)}: the application behind it offers no "${name}" for ${typeName}.`,
    );
  }
  return method.bind(store) as NonNullable<Store[Name]>;
}
